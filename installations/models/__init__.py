"""Rows of the installations."""

from installations.models.batches import LetterBatch
from installations.models.cases import CaseMessage, Hearing, TransferOpinion
from installations.models.decisions import Decision, SecondLook, Signatory
from installations.models.impacts import ImpactLine, ImpactStudy, RppsReading
from installations.models.letter_texts import LetterText
from installations.models.letters import Letter
from installations.models.posts import Post, Structure, StructureExtract
from installations.models.practice import EmployerLink, GrantedSpell, PracticePeriod
from installations.models.projects import Project, ProjectVersion
from installations.models.requests import Request, RequestDocument, RequestSite
from installations.models.statements import DatedStatement
from installations.models.transmissions import Transmission

__all__ = [
    "CaseMessage",
    "DatedStatement",
    "Decision",
    "EmployerLink",
    "GrantedSpell",
    "Hearing",
    "ImpactLine",
    "ImpactStudy",
    "Letter",
    "LetterBatch",
    "LetterText",
    "Post",
    "PracticePeriod",
    "Project",
    "ProjectVersion",
    "Request",
    "RequestDocument",
    "RequestSite",
    "RppsReading",
    "SecondLook",
    "Signatory",
    "Structure",
    "StructureExtract",
    "TransferOpinion",
    "Transmission",
]
