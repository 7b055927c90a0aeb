"""Recording and withdrawing the regional rules of an agency."""

import datetime as dt
import hashlib
import json
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.common.rules.french import day_text
from cesp_portal.common.tabular.text import match_key
from cesp_portal.dashboard.models import RegionalValue
from cesp_portal.dashboard.selectors.regional_values import SET_BY_AGENCIES, UNITS, Preview, answers_of

SAME_DAY = Refusal(
    "VALUE_OVERLAPS",
    "Une valeur de cette règle commence déjà ce jour-là.",
    "Retirez-la d'abord, ou choisissez un jour plus tardif.",
)

ALREADY_WITHDRAWN = Refusal(
    "VALUE_WITHDRAWN",
    "Cette valeur a déjà été retirée.",
    "Rouvrez les règles régionales pour voir ce qui vaut maintenant.",
)


def value_to_record(
    *,
    actor: Actor,
    parameter: str,
    words: tuple[str, ...],
    typed: str,
    starts_on: dt.date,
    source: str,
    at: dt.datetime,
) -> RegionalValue:
    """Return the row that would be recorded, not saved.

    Raises BadInput for a value that the rule does not take; Refusal when a later or equal start already holds.
    """
    if not actor.is_a(Role.REFERENT, Role.DIRECTION):
        raise Forbidden()
    if parameter not in SET_BY_AGENCIES:
        raise BadInput(
            "UNKNOWN_RULE", "Cette règle n'est pas fixée par les agences.", "Choisissez-la dans la liste."
        )
    if not source.strip():
        raise BadInput("SOURCE_MISSING", "La source manque.", "Citez la décision ou le texte, avec sa date.")
    row = RegionalValue(
        agency_id=actor.office_id,
        parameter=parameter,
        words=list(words),
        value=_value(parameter, typed),
        starts_on=starts_on,
        source=source.strip(),
        recorded_at=at,
        recorded_by_id=actor.person_id,
    )
    _check_no_overlap(row)
    return row


def _value(parameter: str, typed: str) -> int | bool | str:
    rule, typed = SET_BY_AGENCIES[parameter], typed.strip()
    kind = UNITS[rule.unit]
    if kind is bool and typed in ("oui", "non"):
        return typed == "oui"
    if kind is int and typed.isascii() and typed.isdecimal() and int(typed) <= 600:
        return int(typed)
    spoken = answers_of(rule)
    codes = {match_key(french): code for code, french in spoken.items()} | {code: code for code in spoken}
    if kind is str and (code := codes.get(typed) or codes.get(match_key(typed))):
        return code
    expected = {
        bool: "oui ou non",
        int: f"un nombre entier ({rule.unit})",
        str: "une de ces réponses : " + " ; ".join(f"« {french} »" for french in spoken.values()),
    }[kind]
    raise BadInput("VALUE_UNFIT", f"« {rule.label} » attend {expected}.", "Corrigez la valeur.")


def _check_no_overlap(row: RegionalValue) -> None:
    """A value holds until the next one: another that starts the same day or later would be overlapped."""
    later = (
        RegionalValue.objects.filter(
            agency_id=row.agency_id,
            parameter=row.parameter,
            words=row.words,
            starts_on__gte=row.starts_on,
            withdrawn_at__isnull=True,
        )
        .order_by("starts_on")
        .first()
    )
    if later is not None:
        raise Refusal(
            "VALUE_OVERLAPS",
            f"Une autre valeur de cette règle vaut déjà à partir du {day_text(later.starts_on)}.",
            "Choisissez un jour plus tardif, ou retirez d'abord cette valeur.",
        )


def fingerprint(row: RegionalValue, preview: Preview) -> str:
    """Return what tells this value and the people it changes from any others."""
    people = [f"{one.contract.pk}{one.what}{one.before}{one.after}" for one in preview.changed]
    text = json.dumps(
        [row.parameter, row.words, row.value, row.starts_on.isoformat(), row.source, preview.count, people]
    )
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def record_value(*, actor: Actor, row: RegionalValue, at: dt.datetime) -> RegionalValue:
    """Record a value that was previewed. Raises Refusal when another one took its days meanwhile."""
    if not actor.is_a(Role.REFERENT, Role.DIRECTION) or row.agency_id != actor.office_id:
        raise Forbidden()
    Agency.objects.select_for_update(of=("self",)).get(pk=row.agency_id)
    _check_no_overlap(row)
    with refusing({"regional_value_once_per_day": SAME_DAY}):
        row.save(force_insert=True)
    journal.record(
        actor=actor,
        action="dashboard.regional_value_recorded",
        obj=row,
        at=at,
        agency_id=row.agency_id,
        facts={"parameter": row.parameter, "value": row.value, "starts_on": row.starts_on.isoformat()},
    )
    return row


@transaction.atomic
def withdraw_value(*, actor: Actor, row_id: uuid.UUID, reason: str, at: dt.datetime) -> RegionalValue:
    """Take a value back; what was decided under it stays.

    Raises BadInput without a reason, Refusal when it was already taken back.
    """
    if not actor.is_a(Role.REFERENT, Role.DIRECTION):
        raise Forbidden()
    if not reason.strip():
        raise BadInput(
            "REASON_MISSING", "La raison du retrait manque.", "Dites pourquoi cette valeur ne vaut plus."
        )
    row = RegionalValue.objects.select_for_update(of=("self",)).get(pk=row_id, agency_id=actor.office_id)
    if row.withdrawn_at is not None:
        raise ALREADY_WITHDRAWN
    row.withdrawn_at, row.withdrawn_reason = at, reason.strip()[:300]
    row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    journal.record(
        actor=actor,
        action="dashboard.regional_value_withdrawn",
        obj=row,
        at=at,
        agency_id=row.agency_id,
        facts={"parameter": row.parameter, "starts_on": row.starts_on.isoformat()},
    )
    return row
