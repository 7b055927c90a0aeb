"""Convocations, reminders and formal notices: what is asked, where and by when, what happens without an answer."""

from dataclasses import dataclass
from datetime import date

from cesp_portal.common.rules.french import day_text
from installations.enums import LetterKind
from installations.rules.letters.content import Article, Content
from installations.rules.letters.decisions import contact_of, head_of, signature_of
from installations.rules.letters.facts import Office, Person, Signature

TITLES = {
    LetterKind.SUMMONS: "Convocation",
    LetterKind.REMINDER: "Rappel",
    LetterKind.FORMAL_NOTICE: "Mise en demeure",
}
WITHOUT_ANSWER = {
    LetterKind.SUMMONS: (
        "Si vous ne pouvez pas venir, dites-le avant ce jour à votre référent : il vous proposera une autre date. "
        "Sans nouvelle de vous, l'agence vous écrira de nouveau."
    ),
    LetterKind.REMINDER: "Sans réponse à cette date, l'agence pourra vous mettre en demeure de répondre.",
    LetterKind.FORMAL_NOTICE: (
        "Sans réponse à cette date, l'agence pourra regarder ce silence comme un manquement à l'engagement. "
        "Vous pourrez présenter vos observations avant toute décision."
    ),
}


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What such a letter rests on; ``hour`` reads « 14 h 30 », ``asked`` and ``bring`` have one item per line."""

    kind: LetterKind
    number: str
    dated_on: date
    office: Office
    person: Person
    contract_number: str
    signature: Signature
    referent: str
    backup: str
    code: str
    verification_url: str
    asked: tuple[str, ...]
    meets_on: date | None = None
    hour: str = ""
    place: str = ""
    bring: tuple[str, ...] = ()
    answer_by: date | None = None
    consequence: str = ""


def notice(facts: NoticeFacts) -> Content:
    """Word a convocation, a reminder or a formal notice."""
    title = TITLES[facts.kind]
    return Content(
        **head_of(facts.office, facts.dated_on),
        title=f"{title} n° {facts.number}",
        reference=f"{title} n° {facts.number}",
        recipient_lines=(facts.person.name, *facts.person.address),
        subject=f"Contrat d'engagement de service public n° {facts.contract_number} – {title.lower()}",
        answer=_answer(facts),
        author="",
        visas=(),
        considerants=(),
        articles=tuple(Article(heading, lines) for heading, lines in _parts(facts) if lines),
        paragraphs=(),
        recourse=(),
        signature_lines=signature_of(facts.signature),
        contact_lines=contact_of(facts.office, facts.referent, facts.backup),
        verification_code=facts.code,
        verification_url=facts.verification_url,
    )


def _answer(facts: NoticeFacts) -> str:
    if facts.meets_on is not None:
        return f"L'agence vous attend le {day_text(facts.meets_on)} à {facts.hour}."
    by = f" au plus tard le {day_text(facts.answer_by)}" if facts.answer_by is not None else ""
    asks = (
        "vous met en demeure de répondre"
        if facts.kind is LetterKind.FORMAL_NOTICE
        else "attend votre réponse"
    )
    return f"L'agence {asks}{by}."


def _parts(facts: NoticeFacts) -> tuple[tuple[str, tuple[str, ...]], ...]:
    by = f"Répondez au plus tard le {day_text(facts.answer_by)}." if facts.answer_by is not None else ""
    return (
        ("Où" if facts.meets_on is not None else "", (facts.place,) if facts.place else ()),
        ("Ce qui est demandé", facts.asked),
        ("Ce qu'il faut apporter ou envoyer", facts.bring),
        (
            "Et si vous ne pouvez pas venir"
            if facts.kind is LetterKind.SUMMONS
            else "Et si vous ne répondez pas",
            tuple(line for line in (by, facts.consequence or WITHOUT_ANSWER[facts.kind]) if line),
        ),
    )
