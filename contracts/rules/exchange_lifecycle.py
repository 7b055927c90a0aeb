"""The life of a yearly exchange, and what a missed one means for the obligations of a signatory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cesp_portal.common.rules.transitions import Transitions
from contracts.enums import ExchangeStatus

EXCHANGE = Transitions(
    name="échange annuel",
    initial=ExchangeStatus.DUE,
    table={
        (ExchangeStatus.DUE, "summon"): ExchangeStatus.PLANNED,
        (ExchangeStatus.PLANNED, "summon"): ExchangeStatus.PLANNED,
        (ExchangeStatus.PLANNED, "hold"): ExchangeStatus.HELD,
        (ExchangeStatus.PLANNED, "miss"): ExchangeStatus.MISSED,
        (ExchangeStatus.MISSED, "summon"): ExchangeStatus.PLANNED,
    },
    status_labels={status.value: status.label for status in ExchangeStatus},
    action_labels={
        "summon": "convoquer",
        "hold": "enregistrer l'échange",
        "miss": "enregistrer une absence",
    },
)

# How long after its day an exchange that nobody held becomes an alert; how early it is put on the agenda.
GRACE = timedelta(days=30)
NOTICE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class ExchangeFacts:
    """What is known on a day: the exchange not yet held, and the last closed survey left without answer."""

    on: date
    due_on: date | None = None
    missed: bool = False
    survey_ignored: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """An obligation to look at, never a breach by itself: only the authority finds one."""

    code: str
    sentence: str


def alerts(facts: ExchangeFacts) -> tuple[Alert, ...]:
    """Return what deserves the referent's attention, the gravest first."""
    found = []
    if facts.missed:
        found.append(Alert("SUMMONS_MISSED", "Absence à une convocation : à convoquer de nouveau."))
    elif facts.due_on is not None and facts.on > facts.due_on + GRACE:
        found.append(
            Alert(
                "EXCHANGE_LATE", f"Échange annuel attendu pour le {facts.due_on:%d/%m/%Y}, pas encore tenu."
            )
        )
    if facts.survey_ignored:
        found.append(Alert("SURVEY_IGNORED", "Aucune réponse à la dernière enquête annuelle."))
    return tuple(found)
