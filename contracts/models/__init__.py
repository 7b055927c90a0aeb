"""Rows of the contracts: fields, named constraints, filters."""

from contracts.models.campaigns import Campaign
from contracts.models.candidates import Candidate
from contracts.models.contracts import Contract
from contracts.models.lists import ListEntry, ListUpload, SelectionList
from contracts.models.offers import Offer
from contracts.models.particulars import Particulars
from contracts.models.quotas import Place, QuotaLine, QuotaOrder
from contracts.models.survey_answers import Invitation, Proposal, SurveyAnswer, SurveyLink
from contracts.models.surveys import Survey, SurveyQuestion, SurveyWave
from contracts.models.suspensions import ThirdCycleSuspension, TrainingSuspension

__all__ = [
    "Campaign",
    "Candidate",
    "Contract",
    "Invitation",
    "ListEntry",
    "ListUpload",
    "Offer",
    "Particulars",
    "Place",
    "Proposal",
    "QuotaLine",
    "QuotaOrder",
    "SelectionList",
    "Survey",
    "SurveyAnswer",
    "SurveyLink",
    "SurveyQuestion",
    "SurveyWave",
    "ThirdCycleSuspension",
    "TrainingSuspension",
]
