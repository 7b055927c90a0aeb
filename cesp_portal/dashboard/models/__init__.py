"""Rows of the desk: who holds which work, views kept, dossiers already read."""

from cesp_portal.dashboard.models.history import HistoryImport, HistoryLine
from cesp_portal.dashboard.models.marks import ChangeMark, FileMark
from cesp_portal.dashboard.models.month_counts import ChangedFile, MonthCount, MonthCounting
from cesp_portal.dashboard.models.regional_values import RegionalValue
from cesp_portal.dashboard.models.saved_views import SavedView
from cesp_portal.dashboard.models.sweeps import SweepPass
from cesp_portal.dashboard.models.visits import DossierVisit
from cesp_portal.dashboard.models.work import WorkNote

__all__ = [
    "ChangeMark",
    "ChangedFile",
    "DossierVisit",
    "FileMark",
    "HistoryImport",
    "HistoryLine",
    "MonthCount",
    "MonthCounting",
    "RegionalValue",
    "SavedView",
    "SweepPass",
    "WorkNote",
]
