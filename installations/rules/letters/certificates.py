"""The certificate of an accomplished commitment: months owed and served, the verified periods, thanks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cesp_portal.common.rules.french import day_text
from installations.rules.letters.content import Article, Content
from installations.rules.letters.decisions import contact_of
from installations.rules.letters.facts import DecisionFacts
from installations.rules.letters.wording import town_of


@dataclass(frozen=True, slots=True)
class ServedPeriod:
    """One verified period, both days included."""

    place: str
    first_day: date
    last_day: date
    share: str


def certificate(
    facts: DecisionFacts, *, number: str, served: str, periods: Sequence[ServedPeriod]
) -> Content:
    """Word the certificate that follows the decision of ``facts``; ``served`` is the length already worded."""
    town = town_of(facts.office.address)
    day = day_text(facts.signed_on)
    rows = tuple(
        (period.place, day_text(period.first_day), day_text(period.last_day), period.share)
        for period in periods
    )
    return Content(
        title=f"Attestation de fin d'engagement n° {number}",
        agency_name=facts.office.name,
        agency_lines=tuple(line for line in (facts.office.directorate, *facts.office.address) if line),
        place_and_date=f"{town}, le {day}" if town else f"Le {day}",
        reference=f"Attestation n° {number}",
        recipient_lines=(facts.person.name, *facts.person.address),
        subject=f"Contrat d'engagement de service public n° {facts.contract_number} – fin de l'engagement",
        answer=(
            f"{facts.person.name} a accompli l'engagement souscrit par le contrat n° {facts.contract_number} : "
            f"{served} d'exercice pour {facts.months_owed} dus."
        ),
        author="",
        visas=(),
        considerants=(),
        articles=(
            Article(
                "Périodes vérifiées",
                (f"Décision n° {facts.number} du {day}.",),
                (("Lieu", "Du", "Au", "Part d'un temps plein"), *rows) if rows else (),
            ),
        ),
        paragraphs=(
            "L'agence vous remercie d'avoir exercé là où les soins manquent.",
            "Cette attestation peut être montrée à toute personne ; son code permet de la vérifier.",
        ),
        recourse=(),
        signature_lines=tuple(
            line
            for line in (facts.signature.delegation, facts.signature.quality, facts.signature.name)
            if line
        ),
        contact_lines=contact_of(facts),
        verification_code=facts.code,
        verification_url=facts.verification_url,
    )
