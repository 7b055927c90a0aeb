"""The letter that accompanies a decision to another office: facts and enclosed letters, never why a leave was taken."""

from dataclasses import dataclass
from datetime import date

from cesp_portal.common.rules.french import day_text
from installations.enums import FAVOURABLE, Outcome
from installations.rules.letters.content import Article, Content
from installations.rules.letters.decisions import contact_of, head_of, signature_of
from installations.rules.letters.facts import DecisionFacts
from installations.rules.letters.wording import OUTCOME_WORDS

# Of the amounts of a termination, what the authority claims; its cause stays in the decision.
CLAIMED = ("Mois d'allocation versés ou dus", "Indemnité", "Pénalité", "Total")
_KINDS = {
    "installation": "installation",
    "change_of_place": "changement de lieu d'exercice",
    "transfer": "changement de région d'exercice",
    "deferral": "report du début d'exercice",
    "replacement": "remplacements comptés",
    "practice_suspension": "suspension de l'exercice",
    "end_of_commitment": "fin de l'engagement",
    "termination": "rupture du contrat",
}


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The letter that is joined, and who receives both: the lines of the address, the office first."""

    title: str
    number: str
    dated_on: date
    recipient: tuple[str, ...]
    tells_the_decision: bool = True


def cover(facts: DecisionFacts, enclosed: Enclosed, *, number: str, code: str, url: str) -> Content:
    """Word the cover of ``enclosed``, which follows from the decision of ``facts``."""
    name = _name_of(facts, enclosed)
    contract = f"contrat d'engagement de service public n° {facts.contract_number}"
    answer = f"{name}, datée du {day_text(enclosed.dated_on)}, vous est transmise ; elle est jointe."
    return Content(
        **head_of(facts.office, enclosed.dated_on),
        title=f"Bordereau n° {number}",
        reference=f"Bordereau n° {number}",
        recipient_lines=(*enclosed.recipient, "Par le portail, à l'adresse de votre service"),
        subject=f"{contract[0].upper()}{contract[1:]} – {_KINDS[facts.kind]}",
        answer=answer,
        author="",
        visas=(),
        considerants=(),
        articles=(
            Article("Ce qu'il faut savoir", (), (("Élément", "Valeur"), *_rows(facts, enclosed))),
            Article("Pièce jointe", (f"{name}, du {day_text(enclosed.dated_on)}.",)),
        ),
        paragraphs=(
            "Ce bordereau ne dit que ce qu'il faut pour tenir le contrat à jour. Accusez-en réception sur le portail.",
        ),
        recourse=(),
        signature_lines=signature_of(facts.signature),
        contact_lines=contact_of(facts.office, facts.referent, facts.backup),
        verification_code=code,
        verification_url=url,
    )


def _name_of(facts: DecisionFacts, enclosed: Enclosed) -> str:
    """How an office reads the name of the letter: the title of a decision speaks to the person."""
    if not enclosed.tells_the_decision:
        return enclosed.title
    return f"Décision n° {enclosed.number} ({_KINDS[facts.kind]})"


def _rows(facts: DecisionFacts, enclosed: Enclosed) -> tuple[tuple[str, str], ...]:
    rows = [
        ("Personne", facts.person.name),
        ("Contrat", f"n° {facts.contract_number}, conclu le {day_text(facts.contract_concluded_on)}"),
        ("Profession", facts.profession_label),
    ]
    if not enclosed.tells_the_decision:
        return tuple(rows)
    rows.append(("Réponse", OUTCOME_WORDS[facts.outcome]))
    if facts.outcome in FAVOURABLE:
        rows += _granted(facts)
    return tuple(rows)


def _granted(facts: DecisionFacts) -> list[tuple[str, str]]:
    days = (
        ("Premier jour", facts.starts_on),
        ("Dernier jour", facts.ends_on),
        ("Fin prévue de l'engagement", facts.expected_end_on),
    )
    rows = [(label, day_text(day)) for label, day in days if day is not None]
    rows += [("Lieu", f"{place.structure}, {place.commune} ({place.code})") for place in facts.places]
    if facts.months_owed:
        rows.append(("Mois dus", facts.months_owed))
    rows += [(label, amount) for label, amount in facts.amounts if label in CLAIMED]
    if facts.other_agency:
        rows.append(("Agence qui suit le contrat", facts.other_agency))
    return rows


def outcome_is_told(outcome: Outcome) -> bool:
    """Tell whether an answer concerns other offices; an adjournment concerns the person only."""
    return outcome is not Outcome.ADJOURNED
