"""Rows of the contracts: fields, named constraints, filters."""

from contracts.models.campaigns import Campaign
from contracts.models.candidates import Candidate
from contracts.models.contracts import Contract
from contracts.models.lists import ListEntry, ListUpload, SelectionList
from contracts.models.offers import Offer
from contracts.models.quotas import Place, QuotaLine, QuotaOrder
from contracts.models.suspensions import ThirdCycleSuspension, TrainingSuspension

__all__ = [
    "Campaign",
    "Candidate",
    "Contract",
    "ListEntry",
    "ListUpload",
    "Offer",
    "Place",
    "QuotaLine",
    "QuotaOrder",
    "SelectionList",
    "ThirdCycleSuspension",
    "TrainingSuspension",
]
