"""Filing a project: each change is a version, and none is ever rewritten."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from contracts.models import Contract
from installations import policies
from installations.models import Project, ProjectVersion
from zonage.selectors.territories import find_commune

FIELDS = ("specialty", "mode", "commune_code", "address", "structure")


@dataclass(frozen=True, slots=True)
class ProjectAnswers:
    """What a person files; ``commune_code`` is the INSEE code."""

    specialty: str
    mode: str
    commune_code: str
    address: str = ""
    structure: str = ""


@transaction.atomic
def file_project(
    *, actor: Actor, contract: Contract, answers: ProjectAnswers, on: dt.date, at: dt.datetime
) -> ProjectVersion:
    """Add a version to the project of a contract and return it.

    Raises BadInput for an unknown commune, Refusal when nothing changed (the protection goes on counting).
    """
    policies.must(policies.may_speak_for(actor, contract))
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    commune = find_commune(answers.commune_code, on)
    if commune is None:
        raise BadInput(
            "UNKNOWN_COMMUNE",
            "Cette commune est inconnue.",
            "Écrivez son nom complet, ou son code INSEE à cinq caractères.",
        )
    project, _ = Project.objects.get_or_create(contract=contract, defaults={"agency_id": contract.agency_id})
    last = project.versions.order_by("-number").first()
    if last is not None and all(getattr(last, name) == getattr(answers, name) for name in FIELDS):
        raise Refusal(
            "PROJECT_UNCHANGED",
            "Ce projet est déjà celui qui est enregistré.",
            "Rien n'a été modifié : l'ancienneté de votre projet continue de courir.",
        )
    version = ProjectVersion.objects.create(
        project=project,
        number=last.number + 1 if last else 1,
        commune_name=commune.name,
        filed_on=on,
        filed_at=at,
        filed_by_id=actor.user_id,
        **{name: getattr(answers, name) for name in FIELDS},
    )
    journal.record(
        actor=actor,
        action="installations.project_filed",
        obj=project,
        at=at,
        agency_id=contract.agency_id,
        subject_id=contract.candidate_id,
        facts={"version": version.number, "commune": commune.code, "filed_on": on.isoformat()},
    )
    return version
