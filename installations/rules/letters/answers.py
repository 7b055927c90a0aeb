"""The answer, in the first sentence, for each kind of request."""

from cesp_portal.common.rules.french import day_text
from installations.enums import FAVOURABLE, Outcome, RequestKind
from installations.rules.letters.facts import DecisionFacts
from installations.rules.letters.wording import DEMANDS, agency_noun, listed


def answer_of(facts: DecisionFacts) -> str:
    """Return the sentence that opens the letter: what is granted or refused, where, from when."""
    if facts.outcome is Outcome.ADJOURNED:
        return (
            f"Votre demande {DEMANDS[facts.kind]} est ajournée : il manque des éléments pour y répondre. "
            "Ce qui manque est dit plus bas ; votre demande garde sa date."
        )
    if facts.outcome is Outcome.REFUSED:
        return f"Votre demande {DEMANDS[facts.kind]} est refusée, pour les raisons dites plus bas."
    sentence = _GRANTED[facts.kind](facts)
    if facts.outcome is Outcome.GRANTED_WITH_CONDITIONS:
        sentence += " Cet accord est donné sous des conditions, écrites plus bas."
    return sentence


def _where(facts: DecisionFacts) -> str:
    return listed(list(dict.fromkeys(f"{place.commune} ({place.code})" for place in facts.places)))


def _from(facts: DecisionFacts) -> str:
    return (
        f"à partir du {day_text(facts.starts_on)}"
        if facts.starts_on
        else "dès la notification de cette décision"
    )


def _between(facts: DecisionFacts) -> str:
    if facts.starts_on and facts.ends_on:
        return f"du {day_text(facts.starts_on)} au {day_text(facts.ends_on)} inclus"
    return _from(facts)


def _installation(facts: DecisionFacts) -> str:
    return (
        f"Vous pouvez vous installer à {_where(facts)} {_from(facts)} : cet exercice sert votre engagement."
    )


def _change(facts: DecisionFacts) -> str:
    return f"Vous pouvez exercer à {_where(facts)} {_from(facts)}, à la place du lieu que vous quittez."


def _transfer(facts: DecisionFacts) -> str:
    return (
        f"Vous pouvez poursuivre votre engagement à {_where(facts)} {_from(facts)} : "
        f"votre dossier est suivi par l'{agency_noun(facts.other_agency)} dès cette décision."
    )


def _deferral(facts: DecisionFacts) -> str:
    return f"Le début de votre exercice est reporté {_between(facts)}."


def _replacement(facts: DecisionFacts) -> str:
    return f"Vos remplacements à {_where(facts)}, {_between(facts)}, comptent pour votre engagement."


def _suspension(facts: DecisionFacts) -> str:
    return f"Votre exercice est suspendu {_between(facts)}."


def _end(facts: DecisionFacts) -> str:
    return f"Votre engagement est accompli : vous avez exercé les {facts.months_owed} que vous deviez."


def _termination(facts: DecisionFacts) -> str:
    return f"La rupture de votre contrat prend effet {_from(facts)}."


_GRANTED = {
    RequestKind.INSTALLATION: _installation,
    RequestKind.CHANGE_OF_PLACE: _change,
    RequestKind.TRANSFER: _transfer,
    RequestKind.DEFERRAL: _deferral,
    RequestKind.REPLACEMENT: _replacement,
    RequestKind.PRACTICE_SUSPENSION: _suspension,
    RequestKind.END_OF_COMMITMENT: _end,
    RequestKind.TERMINATION: _termination,
}


def is_favourable(facts: DecisionFacts) -> bool:
    """Tell whether the decision grants what was asked."""
    return facts.outcome in FAVOURABLE
