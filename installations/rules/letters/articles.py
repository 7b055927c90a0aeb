"""The operative part: what is granted or refused, what it changes to the months, what to send, who executes it."""

from fractions import Fraction

from cesp_portal.common.rules.french import NBSP, day_text, decimal_text
from installations.enums import FAVOURABLE, Outcome, RequestKind
from installations.rules.letters.answers import answer_of
from installations.rules.letters.content import Article
from installations.rules.letters.facts import DecisionFacts
from installations.rules.letters.wording import BASES, SUBJECTS, article_title, listed

_HEADINGS = ("Lieu", "Adresse", "Mode", "Temps par semaine", "Zone", "Fondement")


def articles_of(facts: DecisionFacts) -> tuple[Article, ...]:
    """Return the numbered articles."""
    bodies = [_operative(facts)]
    if facts.outcome in FAVOURABLE:
        if effect := _effect(facts):
            bodies.append((effect, ()))
        if facts.conditions or facts.clauses:
            bodies.append(((*facts.conditions, *facts.clauses), ()))
    elif facts.clauses:
        bodies.append((facts.clauses, ()))
    bodies.append(((_execution(facts),), ()))
    return tuple(
        Article(article_title(number), paragraphs, rows)
        for number, (paragraphs, rows) in enumerate(bodies, start=1)
    )


def _operative(facts: DecisionFacts) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    if facts.outcome is Outcome.REFUSED:
        refusal = f"La demande sur {SUBJECTS[facts.kind]} est refusée."
        return (refusal, *_nearby(facts)), _table(facts)
    if facts.outcome is Outcome.ADJOURNED:
        return (
            f"La demande sur {SUBJECTS[facts.kind]} est ajournée jusqu'à ce que les éléments demandés soient reçus.",
        ), ()
    paragraphs = [answer_of(facts)]
    if facts.supersedes:
        paragraphs.append(f"La décision n° {facts.supersedes} est remplacée par la présente.")
    return tuple(paragraphs), _table(facts)


def _nearby(facts: DecisionFacts) -> tuple[str, ...]:
    if not facts.alternatives:
        return ()
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


def _effect(facts: DecisionFacts) -> tuple[str, ...]:
    owed = f"Vous devez {facts.months_owed} d'exercice." if facts.months_owed else ""
    end = (
        f"Si rien ne change, votre engagement se termine le {day_text(facts.expected_end_on)}."
        if facts.expected_end_on
        else ""
    )
    lines: list[str] = []
    if facts.kind in (RequestKind.INSTALLATION, RequestKind.CHANGE_OF_PLACE, RequestKind.TRANSFER):
        lines.append(_share_sentence(facts))
    elif facts.kind is RequestKind.DEFERRAL:
        lines.append(
            "Le contrat est prolongé d'autant. Si votre allocation est versée pendant le report, "
            "les mois versés s'ajoutent aux mois dus ; si elle était suspendue, elle le reste."
        )
    elif facts.kind is RequestKind.PRACTICE_SUSPENSION:
        lines.append(
            "Ces jours ne comptent pas dans vos mois d'exercice et repoussent d'autant la fin de votre engagement. "
            "Si vous reprenez plus tôt, dites-le sans attendre à votre référent."
        )
    elif facts.kind is RequestKind.REPLACEMENT:
        lines.append("Seuls les mois vérifiés sont déduits des mois dus.")
    lines += [line for line in (owed, end) if line and facts.kind is not RequestKind.TERMINATION]
    return tuple(line for line in lines if line)


def _share_sentence(facts: DecisionFacts) -> str:
    if facts.share is None:
        return ""
    share = Fraction(facts.share)
    if share >= 1:
        return "Cet exercice compte pour un temps plein : un mois d'exercice éteint un mois dû."
    return (
        f"Cet exercice compte pour {decimal_text(share)} d'un temps plein : un mois d'exercice éteint "
        f"{decimal_text(share)}{NBSP}mois dû, et la durée de l'engagement s'allonge d'autant."
    )


def _execution(facts: DecisionFacts) -> str:
    recipients = listed(facts.recipients)
    sent = f", et transmise à {recipients}" if recipients else ""
    return f"La présente décision vous est notifiée{sent}."
