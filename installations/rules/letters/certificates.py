"""The certificate of an accomplished commitment: months owed and served, the verified periods, thanks."""

from collections.abc import Sequence

from cesp_portal.common.rules.french import day_text
from installations.rules.letters.content import Article, Content
from installations.rules.letters.decisions import contact_of, head_of, signature_of
from installations.rules.letters.facts import DecisionFacts, ServedPeriod


def certificate(
    facts: DecisionFacts, *, number: str, served: str, periods: Sequence[ServedPeriod]
) -> Content:
    """Word the certificate that follows the decision of ``facts``; ``served`` is the length already worded."""
    day = day_text(facts.signed_on)
    rows = tuple(
        (period.place, day_text(period.first_day), day_text(period.last_day), period.share)
        for period in periods
    )
    return Content(
        title=f"Attestation de fin d'engagement n° {number}",
        **head_of(facts.office, facts.signed_on),
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
        signature_lines=signature_of(facts.signature),
        contact_lines=contact_of(facts.office, facts.referent, facts.backup),
        verification_code=facts.code,
        verification_url=facts.verification_url,
    )
