"""Rows of the contracts: fields, named constraints, filters."""

from contracts.models.campaigns import Campaign
from contracts.models.candidates import Candidate, CandidatePiece
from contracts.models.claims import FileClaim
from contracts.models.commissions import Commission, CommissionMember, CommissionOpinion, MemberOpinion
from contracts.models.contracts import Contract
from contracts.models.exchanges import ContactRecord, Exchange
from contracts.models.leaves import LeaveRequest
from contracts.models.lists import ListEntry, ListUpload, SelectionList
from contracts.models.messages import Absence, FileMessage, MessageAttachment, NoticeChoice
from contracts.models.offers import Offer
from contracts.models.office_contacts import OfficeContact
from contracts.models.particulars import Particulars
from contracts.models.payments import PaymentFile, PaymentGap, PaymentLine
from contracts.models.quotas import Place, QuotaLine, QuotaOrder
from contracts.models.reallocations import PlaceTransfer, ReallocationWindow
from contracts.models.survey_answers import Invitation, LinkRequest, Proposal, SurveyAnswer, SurveyLink
from contracts.models.surveys import Survey, SurveyQuestion, SurveyWave
from contracts.models.suspensions import ThirdCycleSuspension, TrainingSuspension
from contracts.models.visits import CampaignVisit
from contracts.models.wishes import SpecialtyWish, WishCampaign

__all__ = [
    "Absence",
    "Campaign",
    "CampaignVisit",
    "Candidate",
    "CandidatePiece",
    "Commission",
    "CommissionMember",
    "CommissionOpinion",
    "ContactRecord",
    "Contract",
    "Exchange",
    "FileClaim",
    "FileMessage",
    "Invitation",
    "LeaveRequest",
    "LinkRequest",
    "ListEntry",
    "ListUpload",
    "MemberOpinion",
    "MessageAttachment",
    "NoticeChoice",
    "Offer",
    "OfficeContact",
    "Particulars",
    "PaymentFile",
    "PaymentGap",
    "PaymentLine",
    "Place",
    "PlaceTransfer",
    "Proposal",
    "QuotaLine",
    "QuotaOrder",
    "ReallocationWindow",
    "SelectionList",
    "SpecialtyWish",
    "Survey",
    "SurveyAnswer",
    "SurveyLink",
    "SurveyQuestion",
    "SurveyWave",
    "ThirdCycleSuspension",
    "TrainingSuspension",
    "WishCampaign",
]
