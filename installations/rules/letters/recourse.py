"""How to contest: the ways and the delays of the day of the decision, for each kind of answer."""

from installations.enums import FAVOURABLE, Outcome, RequestKind
from installations.rules.citations import PARAMETERS
from installations.rules.letters.facts import DecisionFacts

_NUMBERS = {1: "un", 2: "deux", 3: "trois", 4: "quatre"}


def recourse_of(facts: DecisionFacts) -> tuple[str, ...]:
    """Return the ways and delays of recourse in force on the day of the decision, worded for its kind and answer."""
    return (*_first(facts), *ways_of_recourse(facts, _what(facts)))


def ways_of_recourse(
    facts: DecisionFacts, what: str = "Vous pouvez contester cette décision"
) -> tuple[str, ...]:
    """Return the two ways and their delay; ``what`` opens the sentence."""
    delay = PARAMETERS["delai_recours"].at(facts.signed_on).integer
    months = f"{_NUMBERS.get(delay, delay)} mois"
    court = facts.office.court or "le tribunal administratif territorialement compétent"
    return (
        f"{what} dans les {months} qui suivent le jour où vous l'avez reçue :",
        "– par un recours gracieux, adressé à l'auteur de la décision, à l'adresse en tête de cette lettre ;",
        (
            f"– par un recours contentieux devant {_the_court(court)}, sur place, par courrier, ou en ligne avec "
            "Télérecours citoyens (www.telerecours.fr)."
        ),
        (
            f"Un recours gracieux fait dans ce délai le prolonge : vous avez de nouveau {months} pour saisir le "
            "tribunal à partir de la réponse, ou du rejet implicite si personne ne vous répond pendant deux mois."
        ),
    )


def _first(facts: DecisionFacts) -> tuple[str, ...]:
    if facts.outcome is Outcome.ADJOURNED:
        sentence = (
            "Le plus court est d'envoyer ce qui manque : l'agence vous répondra alors par une décision, que vous "
            "pourrez contester."
        )
        return (sentence,)
    if facts.kind is RequestKind.TERMINATION and facts.outcome in FAVOURABLE and facts.claims_something:
        sentence = (
            f"Les sommes vous sont réclamées par {facts.payer}, dont le titre dit comment le contester ; "
            "la décision de l'agence se conteste à part."
        )
        return (sentence,)
    return ()


def _what(facts: DecisionFacts) -> str:
    if facts.outcome is Outcome.ADJOURNED:
        return "Si vous pensez qu'il ne manque rien, vous pouvez aussi contester cet ajournement"
    if facts.outcome is Outcome.GRANTED_WITH_CONDITIONS:
        return "Vous pouvez contester cette décision, ou l'une de ses conditions,"
    return "Vous pouvez contester cette décision"


def _the_court(name: str) -> str:
    lowered = name[:1].lower() + name[1:]
    return lowered if lowered.startswith("le ") else f"le {lowered}"
