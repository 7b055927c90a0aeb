"""What a favourable decision changes: months owed, end date, who follows, what may not be combined, what to send."""

import datetime as dt
from fractions import Fraction

from cesp_portal.common.rules.french import NBSP, day_text, decimal_text
from installations.enums import RequestKind
from installations.rules.letters.facts import DecisionFacts
from installations.rules.letters.wording import agency_noun, listed

ONE_DAY = dt.timedelta(days=1)
SETTLING = (RequestKind.INSTALLATION, RequestKind.CHANGE_OF_PLACE, RequestKind.TRANSFER)


def effect_of(facts: DecisionFacts) -> tuple[str, ...]:
    """Return the paragraphs of the article that tells the effect on the months owed and on the end date."""
    own = _EFFECTS[facts.kind](facts)
    return tuple(line for line in (*own, *facts.limits) if line)


def conditions_of(facts: DecisionFacts) -> tuple[str, ...]:
    """Return what must be done or sent, and by when; a clause that the agent chose is not said twice."""
    lines = [*facts.conditions, *facts.clauses]
    chosen = " ".join(lines)
    if facts.awaited:
        by = _deadline(facts)
        lines.append(f"Pièces encore attendues, à envoyer à l'agence {by} : {listed(facts.awaited)}.")
    if facts.kind in SETTLING and " aides" not in chosen:
        lines.append(
            "Cette décision ne promet aucune aide à l'installation : chacune se demande à l'organisme qui la verse."
        )
    if facts.kind is RequestKind.TERMINATION and facts.claims_something and "échéancier" not in chosen:
        lines.append(
            f"Si vous ne pouvez pas payer en une fois, demandez un échéancier à {facts.payer}, "
            "qui y répond au cas par cas."
        )
    return tuple(lines)


def _deadline(facts: DecisionFacts) -> str:
    if facts.kind in SETTLING and facts.starts_on is not None:
        return "au plus tard un mois après votre début"
    return "sans attendre"


def _settling(facts: DecisionFacts) -> tuple[str, ...]:
    return (_left(facts), _followed_by(facts), _share_sentence(facts), _owed(facts), _end(facts))


def _left(facts: DecisionFacts) -> str:
    if facts.kind is RequestKind.INSTALLATION or not facts.left_places or facts.starts_on is None:
        return ""
    names = listed(list(dict.fromkeys(place.name for place in facts.left_places)))
    if facts.suspended is not None:
        return f"Vous quittez {names}. {_still_suspended(facts.starts_on, *facts.suspended)}"
    last = [place.last_on for place in facts.left_places if place.last_on is not None]
    eve = facts.starts_on - ONE_DAY
    if len(last) < len(facts.left_places) or max(last) >= eve:
        return (
            f"Vous quittez {names} : votre dernier jour y est le {day_text(eve)}, "
            "et votre exercice n'est pas interrompu."
        )
    days = (eve - max(last)).days
    length = "un jour" if days == 1 else f"{days}{NBSP}jours"
    return (
        f"Vous quittez {names} : votre dernier jour y est le {day_text(max(last))}. Votre exercice est interrompu "
        f"{length}, qui ne comptent pas et repoussent d'autant la fin de votre engagement."
    )


def _still_suspended(starts_on: dt.date, first: dt.date, last: dt.date) -> str:
    spell = f"du {day_text(first)} au {day_text(last)}"
    if last < starts_on:
        return (
            f"Votre exercice, suspendu {spell}, reprend dans votre nouveau lieu le {day_text(starts_on)} ; "
            "les jours suspendus ne comptent pas."
        )
    return (
        f"Votre exercice est suspendu {spell}. Ce changement n'y met pas fin : les jours suspendus ne comptent pas, "
        f"et votre exercice dans votre nouveau lieu compte à partir du {day_text(last + ONE_DAY)}."
    )


def _followed_by(facts: DecisionFacts) -> str:
    if facts.kind is not RequestKind.TRANSFER:
        return ""
    return (
        f"L'{agency_noun(facts.office.name)} a suivi votre dossier jusqu'à cette décision ; "
        f"l'{agency_noun(facts.other_agency)} le suit depuis, et reçoit les demandes et pièces qui viennent."
    )


def _deferral(facts: DecisionFacts) -> tuple[str, ...]:
    return (
        f"Ce report dure {facts.length}." if facts.length else "",
        (
            "Le contrat est prolongé d'autant. Si votre allocation est versée pendant le report, "
            "les mois versés s'ajoutent aux mois dus ; si elle était suspendue, elle le reste."
        ),
        _owed(facts),
        _settle_by(facts),
    )


def _replacement(facts: DecisionFacts) -> tuple[str, ...]:
    counted = (
        f"Au plus {facts.counted} sont déduits des mois dus"
        if facts.counted
        else "Des mois sont déduits des mois dus"
    )
    return (
        f"Ces remplacements durent {facts.length}." if facts.length else "",
        f"{counted}, à mesure que l'agence les vérifie.",
        "Ils ne changent rien à votre allocation.",
        _owed(facts),
        _settle_by(facts),
    )


def _settle_by(facts: DecisionFacts) -> str:
    if facts.ends_on is None:
        return ""
    return (
        f"Votre installation commence au plus tard le {day_text(facts.ends_on + ONE_DAY)} : "
        "choisissez votre lieu et demandez-le à l'agence avant ce jour."
    )


def _suspension(facts: DecisionFacts) -> tuple[str, ...]:
    return (
        f"Cette suspension dure {facts.length}." if facts.length else "",
        "Ces jours ne comptent pas dans vos mois d'exercice et repoussent d'autant la fin de votre engagement.",
        _owed(facts),
        _end(facts),
        "Si vous reprenez plus tôt, vous devez le dire sans attendre à votre référent.",
    )


def _ending(facts: DecisionFacts) -> tuple[str, ...]:
    return (
        f"Il ne reste aucun mois dû : le contrat prend fin le {day_text(facts.signed_on)}.",
        "L'agence vous remercie d'avoir exercé là où les soins manquent.",
        "Les périodes vérifiées sont les suivantes." if facts.served else "",
    )


def _termination(facts: DecisionFacts) -> tuple[str, ...]:
    last = facts.starts_on or facts.signed_on
    return (
        f"L'allocation n'est plus due à compter du {day_text(last)}.",
        f"Les sommes dites à l'article 1er vous sont réclamées par {facts.payer}."
        if facts.claims_something
        else "Aucune somme ne vous est réclamée.",
    )


def _owed(facts: DecisionFacts) -> str:
    return f"Vous devez {facts.months_owed} d'exercice." if facts.months_owed else ""


def _end(facts: DecisionFacts) -> str:
    if not facts.expected_end_on:
        return ""
    return f"Si rien ne change, votre engagement se termine le {day_text(facts.expected_end_on)}."


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


_EFFECTS = {
    RequestKind.INSTALLATION: _settling,
    RequestKind.CHANGE_OF_PLACE: _settling,
    RequestKind.TRANSFER: _settling,
    RequestKind.DEFERRAL: _deferral,
    RequestKind.REPLACEMENT: _replacement,
    RequestKind.PRACTICE_SUSPENSION: _suspension,
    RequestKind.END_OF_COMMITMENT: _ending,
    RequestKind.TERMINATION: _termination,
}
