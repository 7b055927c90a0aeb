"""The file of selected candidates that a faculty sends: its columns, and the verdict on every file that may arrive.

The empty file to download is in `blank`, apart: it loads a library that a verdict does not need.
"""

from contracts.rules.selection_files.columns import COLUMN_NAMES, COLUMNS, FILIERES, LISTS, Column
from contracts.rules.selection_files.lists import CandidateRow
from contracts.rules.selection_files.verdicts import (
    LIST_LIMITS,
    ListContext,
    Outcome,
    Verdict,
    check,
    verdict_of,
)

__all__ = [
    "COLUMNS",
    "COLUMN_NAMES",
    "FILIERES",
    "LISTS",
    "LIST_LIMITS",
    "CandidateRow",
    "Column",
    "ListContext",
    "Outcome",
    "Verdict",
    "check",
    "verdict_of",
]
