"""What must be settled before a commitment is declared accomplished: the agent's check list."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from cesp_portal.common.rules.french import months_text
from contracts.models import Contract
from installations.enums import DECLARED_STATUSES, OPEN_REQUESTS, RppsOutcome, TransmissionStatus
from installations.models import Request, RppsReading, Transmission
from installations.selectors.contract_facts import commitment_of
from installations.selectors.end_examinations import verified_service
from installations.selectors.practice import WAITING


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list: what is settled, or what is left to do."""

    code: str
    is_done: bool
    sentence: str


def end_checks(request: Request, on: dt.date) -> tuple[Check, ...]:
    """Return the check list of a request that asks for the end of a commitment, in the order of the work."""
    contract = request.contract
    return (
        _months(contract, on),
        _counted(
            "PERIODS_VERIFIED",
            contract.practice_periods.filter(status__in=WAITING).count(),
            "Aucune période déclarée n'attend d'être vérifiée.",
            "Périodes déclarées qui attendent d'être vérifiées : {}.",
        ),
        _counted(
            "REGISTER_AGREES",
            _contradicted(contract),
            "Le RPPS ne contredit aucun lieu déclaré.",
            "Lieux déclarés que le RPPS contredit : {}.",
        ),
        _counted(
            "NO_OTHER_REQUEST",
            contract.requests.filter(status__in=OPEN_REQUESTS).exclude(pk=request.pk).count(),
            "Aucune autre demande n'est ouverte.",
            "Autres demandes encore ouvertes : {}.",
        ),
        _counted(
            "LETTERS_ARRIVED",
            Transmission.objects.filter(letter__contract=contract, status=TransmissionStatus.FAILED).count(),
            "Aucun courrier n'est resté en échec.",
            "Courriers restés en échec : {}.",
        ),
    )


def _months(contract: Contract, on: dt.date) -> Check:
    owed = commitment_of(contract, on).months_owed
    served = verified_service(contract, owed, on).months_served
    if owed is None or served is None:
        return Check("MONTHS_SERVED", False, "Le décompte ne peut pas être établi : des faits manquent.")
    return Check(
        "MONTHS_SERVED",
        served >= owed,
        f"Exercice vérifié : {months_text(served)} pour {months_text(owed)} dus.",
    )


def _contradicted(contract: Contract) -> int:
    last = (
        RppsReading.objects.filter(period_id=OuterRef("id")).order_by("-read_at", "id").values("outcome")[:1]
    )
    periods = contract.practice_periods.filter(status__in=DECLARED_STATUSES).annotate(
        last_rpps=Subquery(last)
    )
    return periods.filter(last_rpps=RppsOutcome.CONTRADICTED).count()


def _counted(code: str, left: int, settled: str, waiting: str) -> Check:
    return Check(code, left == 0, waiting.format(left) if left else settled)
