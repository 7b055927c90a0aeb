"""The operative part: what is granted or refused, what it changes to the months, what to send, who executes it."""

from cesp_portal.common.rules.french import day_text
from installations.enums import FAVOURABLE, Outcome
from installations.rules.letters.answers import answer_of
from installations.rules.letters.content import Article
from installations.rules.letters.effects import conditions_of, effect_of
from installations.rules.letters.facts import DecisionFacts
from installations.rules.letters.wording import BASES, DEMANDS, article_title, listed

_HEADINGS = ("Lieu", "Adresse", "Mode", "Temps par semaine", "Zone", "Fondement")


def articles_of(facts: DecisionFacts) -> tuple[Article, ...]:
    """Return the numbered articles."""
    bodies = [_operative(facts)]
    if facts.outcome in FAVOURABLE:
        if effect := effect_of(facts):
            bodies.append((effect, served_rows(facts)))
        if conditions := conditions_of(facts):
            bodies.append((conditions, ()))
    elif facts.clauses:
        bodies.append((facts.clauses, ()))
    bodies.append(((execution_of(facts),), ()))
    return tuple(
        Article(article_title(number), paragraphs, rows)
        for number, (paragraphs, rows) in enumerate(bodies, start=1)
    )


def _operative(facts: DecisionFacts) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    if facts.outcome is Outcome.REFUSED:
        refusal = f"La demande {DEMANDS[facts.kind]} est refusée."
        return (refusal, *_what_next(facts)), _table(facts)
    if facts.outcome is Outcome.ADJOURNED:
        return (
            f"La demande {DEMANDS[facts.kind]} est ajournée jusqu'à ce que les éléments demandés soient reçus.",
        ), ()
    paragraphs = [answer_of(facts)]
    if facts.supersedes:
        paragraphs.append(f"La décision n° {facts.supersedes} est remplacée par la présente.")
    return tuple(paragraphs), _table(facts)


def _what_next(facts: DecisionFacts) -> tuple[str, ...]:
    if not facts.alternatives:
        return (
            "Vous pouvez déposer une nouvelle demande si votre situation change ; elle sera examinée pour elle-même.",
        )
    on = f" le {day_text(facts.starts_on)}" if facts.starts_on else ""
    sentence = (
        f"Pour information, les communes éligibles les plus proches{on} sont {listed(facts.alternatives)}. "
        "Vous pouvez déposer une nouvelle demande pour l'une d'elles ; elle sera examinée pour elle-même."
    )
    return (sentence,)


def _table(facts: DecisionFacts) -> tuple[tuple[str, ...], ...]:
    if facts.amounts:
        return (("Élément", "Montant ou durée"), *facts.amounts)
    if not facts.places:
        return ()
    rows = [
        (
            f"{place.structure}, {place.commune} ({place.code})",
            place.address or "non précisée",
            place.mode,
            place.time,
            place.level or "sans classement",
            BASES[place.basis],
        )
        for place in facts.places
    ]
    return (_HEADINGS, *rows)


def served_rows(facts: DecisionFacts) -> tuple[tuple[str, ...], ...]:
    """Return the table of the verified periods, headings first; nothing without any."""
    if not facts.served:
        return ()
    rows = [
        (period.place, day_text(period.first_day), day_text(period.last_day), period.share)
        for period in facts.served
    ]
    return (("Lieu", "Du", "Au", "Part d'un temps plein"), *rows)


def execution_of(facts: DecisionFacts) -> str:
    """Return the last article: to whom the decision is notified and sent."""
    recipients = listed([f"à {recipient}" for recipient in facts.recipients])
    sent = f", et transmise {recipients}" if recipients else ""
    return f"La présente décision vous est notifiée{sent}."
