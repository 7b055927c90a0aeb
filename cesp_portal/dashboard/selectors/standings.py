"""Where signatories stand on a day, and what that means for them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from cesp_portal.dashboard.enums import Standing
from contracts.enums import ContractStatus, Outcome
from contracts.models import Contract, ThirdCycleSuspension, TrainingSuspension
from installations.enums import DECLARED_STATUSES, SpellKind
from installations.models import GrantedSpell, PracticePeriod


@dataclass(frozen=True, slots=True)
class Meaning:
    """The four things that a status says to the person: what it is, what runs, what stops, what to do."""

    is_about: str
    runs: str
    stops: str
    to_do: str


def _conditions(on: dt.date) -> tuple[tuple[Standing, Q], ...]:
    """Return what each standing asks for on that day; the first one that holds is the right one."""
    spells = GrantedSpell.objects.filter(contract=OuterRef("pk"), is_revoked=False, days__contains=on)
    practice = PracticePeriod.objects.filter(
        contract=OuterRef("pk"), status__in=DECLARED_STATUSES, days__contains=on
    )
    leaves = TrainingSuspension.objects.filter(contract=OuterRef("pk"), starts_on__lte=on, ends_until__gt=on)
    third_cycle = ThirdCycleSuspension.objects.filter(
        contract=OuterRef("pk"), outcome=Outcome.ACCEPTED, effective_on__lte=on
    )
    suspended = spells.filter(kind=SpellKind.PRACTICE_SUSPENSION)
    return (
        (Standing.TERMINATED, Q(status=ContractStatus.TERMINATED)),
        (Standing.CANCELLED, Q(status=ContractStatus.CANCELLED)),
        (Standing.FULFILLED, Q(status=ContractStatus.COMPLETED)),
        (Standing.PRACTICE_SUSPENDED, Q(Exists(suspended))),
        (Standing.PRACTISING, Q(Exists(practice))),
        (Standing.DEFERRED, Q(Exists(spells.filter(kind=SpellKind.DEFERRAL)))),
        (Standing.LOOKING, Q(training_completed_on__isnull=False, training_completed_on__lte=on)),
        (Standing.ALLOWANCE_STOPPED, Q(Exists(third_cycle))),
        (Standing.ALLOWANCE_SUSPENDED, Q(Exists(leaves))),
    )


def with_standing(contracts: QuerySet[Contract], on: dt.date) -> QuerySet[Any]:
    """Return the contracts, each with its ``standing`` on that day (a code of ``Standing``)."""
    return contracts.annotate(
        standing=Case(
            *(When(condition, then=Value(standing)) for standing, condition in _conditions(on)),
            default=Value(Standing.TRAINING),
            output_field=CharField(max_length=30),
        )
    )


def that_stand(contracts: QuerySet[Contract], standing: Standing, on: dt.date) -> QuerySet[Contract]:
    """Return those that stand there on that day: the same answer as ``with_standing``, found by the indexes."""
    for other, condition in _conditions(on):
        if other is standing:
            return contracts.filter(condition)
        contracts = contracts.filter(~condition)
    return contracts


def standing_of(contract: Contract, on: dt.date) -> Standing:
    """Return where one contract stands on that day."""
    row = with_standing(Contract.objects.filter(pk=contract.pk), on).values_list("standing", flat=True).get()
    return Standing(row)


def standing_read(contract: Contract, on: dt.date) -> Standing:
    """Return where a contract stands from the rows fetched with it: as ``standing_of``, without a query."""
    spells = {
        spell.kind
        for spell in contract.granted_spells.all()
        if not spell.is_revoked and _holds(spell.days, on)
    }
    third_cycle: ThirdCycleSuspension | None = getattr(contract, "third_cycle_suspension", None)
    stopped_on = third_cycle.effective_on if third_cycle is not None else None
    completed_on = contract.training_completed_on
    conditions = (
        (Standing.TERMINATED, contract.status == ContractStatus.TERMINATED),
        (Standing.CANCELLED, contract.status == ContractStatus.CANCELLED),
        (Standing.FULFILLED, contract.status == ContractStatus.COMPLETED),
        (Standing.PRACTICE_SUSPENDED, SpellKind.PRACTICE_SUSPENSION in spells),
        (
            Standing.PRACTISING,
            any(
                one.status in DECLARED_STATUSES and _holds(one.days, on)
                for one in contract.practice_periods.all()
            ),
        ),
        (Standing.DEFERRED, SpellKind.DEFERRAL in spells),
        (Standing.LOOKING, completed_on is not None and completed_on <= on),
        (Standing.ALLOWANCE_STOPPED, stopped_on is not None and stopped_on <= on),
        (
            Standing.ALLOWANCE_SUSPENDED,
            any(leave.starts_on <= on < leave.ends_until for leave in contract.training_suspensions.all()),
        ),
    )
    return next((standing for standing, holds in conditions if holds), Standing.TRAINING)


def _holds(days: Any, on: dt.date) -> bool:
    return bool(days.lower <= on and (days.upper is None or on < days.upper))


MEANINGS = {
    Standing.TRAINING: Meaning(
        "Vous êtes en formation et vous percevez votre allocation.",
        "Chaque mois d'allocation ajoute un mois d'exercice dû.",
        "Rien n'est arrêté.",
        "Tenez votre projet à jour. Déclarez le début de l'internat, puis chaque diplôme dès que vous l'avez.",
    ),
    Standing.ALLOWANCE_SUSPENDED: Meaning(
        "Un congé suspend votre contrat.",
        "La durée du congé. Seuls les mois entiers comptent comme suspendus.",
        "L'allocation et le compte des mois dus, pendant ces mois entiers.",
        "Prévenez votre référent si vous reprenez plus tôt que prévu.",
    ),
    Standing.ALLOWANCE_STOPPED: Meaning(
        "Votre contrat est suspendu pour le troisième cycle.",
        "Votre engagement reste entier : les mois déjà payés restent dus.",
        "L'allocation, jusqu'à la fin de votre formation.",
        "Déclarez vos diplômes dès que vous les avez.",
    ),
    Standing.LOOKING: Meaning(
        "Votre formation est terminée : il reste à vous installer.",
        "Le délai pour commencer à exercer en zone éligible.",
        "L'allocation n'est plus versée.",
        "Déposez une demande d'installation, ou demandez un report si vous avez besoin de temps.",
    ),
    Standing.DEFERRED: Meaning(
        "L'agence vous a accordé un report avant de commencer à exercer.",
        "Les mois du report, un par un.",
        "L'obligation d'exercer, jusqu'à la fin du report.",
        "Préparez votre installation : la demande doit être décidée avant la fin du report.",
    ),
    Standing.PRACTISING: Meaning(
        "Vous exercez et vos mois comptent.",
        "Les mois d'exercice, à proportion de votre temps de travail.",
        "Rien n'est arrêté.",
        "Déclarez vos périodes et joignez un justificatif : seuls les mois vérifiés sont acquis.",
    ),
    Standing.PRACTICE_SUSPENDED: Meaning(
        "Votre exercice est suspendu par une décision de l'agence.",
        "La durée de la suspension ; la fin de votre engagement recule d'autant.",
        "Le compte des mois d'exercice.",
        "Annoncez votre reprise à votre référent dès qu'elle est connue.",
    ),
    Standing.FULFILLED: Meaning(
        "Votre engagement est accompli. Merci.",
        "Plus rien.",
        "Toutes vos obligations au titre du contrat.",
        "Téléchargez et gardez votre attestation.",
    ),
    Standing.TERMINATED: Meaning(
        "Votre contrat est rompu.",
        "Le règlement de ce qui reste dû, s'il y a lieu.",
        "L'allocation et l'obligation d'exercer.",
        "Lisez la décision : elle dit ce qui est demandé, pourquoi, et comment la contester.",
    ),
    Standing.CANCELLED: Meaning(
        "Votre contrat est annulé : il n'a pas d'effet.",
        "Plus rien.",
        "L'allocation et l'obligation d'exercer.",
        "Écrivez à votre référent si vous ne savez pas pourquoi.",
    ),
}
