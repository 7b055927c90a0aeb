"""Writing the texts of an agency's letters: each change is a version of its own, from a day on."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.db import refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from cesp_portal.common.rules.french import day_text
from installations import policies
from installations.enums import LetterTextPlace
from installations.models import LetterText

OVERLAP = Refusal(
    "LETTER_TEXT_OVERLAPS", "Une autre version de ce texte vaut déjà ce jour-là.", "Choisissez un autre jour."
)


@dataclass(frozen=True, slots=True)
class TextAnswers:
    """What is written; ``code`` names the text that it replaces, empty for a new one."""

    place: LetterTextPlace
    title: str
    text: str
    kinds: Sequence[str]
    outcomes: Sequence[str]
    source: str
    since_on: dt.date
    code: str = ""


@transaction.atomic
def write_text(*, actor: Actor, agency_id: uuid.UUID, answers: TextAnswers, at: dt.datetime) -> LetterText:
    """Write a version from a day on; the version before it ends the day before.

    Raises BadInput for an empty text, Refusal when a later version is already written.
    """
    policies.must(policies.may_word_letters(actor, agency_id))
    Agency.objects.select_for_update(of=("self",)).get(pk=agency_id)
    if not answers.text.strip() or not answers.title.strip() or not answers.source.strip():
        raise BadInput(
            "TEXT_MISSING", "L'intitulé, le texte et la source sont nécessaires.", "Complétez-les."
        )
    versions = LetterText.objects.filter(agency_id=agency_id, code=answers.code) if answers.code else None
    last = versions.order_by("-version").first() if versions is not None else None
    if last is not None:
        _end_before(last, answers.since_on)
    with refusing({"letter_text_versions_never_overlap": OVERLAP, "letter_text_version_once": OVERLAP}):
        text = LetterText.objects.create(
            agency_id=agency_id,
            code=last.code if last else _new_code(agency_id, answers.title),
            version=last.version + 1 if last else 1,
            place=answers.place,
            title=answers.title.strip(),
            text=answers.text.strip(),
            kinds=list(answers.kinds),
            outcomes=list(answers.outcomes),
            source=answers.source.strip(),
            since_on=answers.since_on,
            written_at=at,
            written_by_id=policies.person_of(actor),
        )
    _record(actor, text, "installations.letter_text_written", at, since_on=text.since_on.isoformat())
    return text


@transaction.atomic
def end_text(*, actor: Actor, text: LetterText, last_day: dt.date, at: dt.datetime) -> LetterText:
    """Print a text for the last time on that day. Raises BadInput for a day before its first one."""
    policies.must(policies.may_word_letters(actor, text.agency_id))
    text = LetterText.objects.select_for_update(of=("self",)).get(pk=text.pk)
    if last_day < text.since_on:
        raise BadInput(
            "ENDS_BEFORE_START",
            f"Ce texte commence le {day_text(text.since_on)}.",
            "Choisissez un dernier jour à partir de celui-là.",
        )
    text.ends_until = last_day + dt.timedelta(days=1)
    text.save(update_fields=["ends_until"])
    _record(actor, text, "installations.letter_text_ended", at, last_day=last_day.isoformat())
    return text


def _end_before(last: LetterText, since_on: dt.date) -> None:
    if since_on <= last.since_on:
        raise Refusal(
            "LETTER_TEXT_OVERLAPS",
            f"La version {last.version} vaut déjà à partir du {day_text(last.since_on)}.",
            "Choisissez un jour plus tardif.",
        )
    if last.ends_until is None or last.ends_until > since_on:
        last.ends_until = since_on
        last.save(update_fields=["ends_until"])


def _new_code(agency_id: uuid.UUID, title: str) -> str:
    stem = slugify(title)[:50] or "texte"
    taken = set(
        LetterText.objects.filter(agency_id=agency_id, code__startswith=stem).values_list("code", flat=True)
    )
    number = 1
    while (code := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return code


def _record(actor: Actor, text: LetterText, action: str, at: dt.datetime, **facts: object) -> None:
    journal.record(
        actor=actor,
        action=action,
        obj=text,
        at=at,
        agency_id=text.agency_id,
        facts={"code": text.code, "version": text.version, **facts},
    )
