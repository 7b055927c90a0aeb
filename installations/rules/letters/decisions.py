"""A decision letter as a whole, and the parts that other letters share."""

from datetime import date
from typing import Any

from cesp_portal.common.rules.french import NBSP, day_text
from installations.enums import FAVOURABLE, RequestKind
from installations.rules.letters.answers import answer_of
from installations.rules.letters.articles import articles_of
from installations.rules.letters.content import Content
from installations.rules.letters.facts import DecisionFacts, Office, Signature
from installations.rules.letters.grounds import considerants_of, visas_of
from installations.rules.letters.recourse import recourse_of
from installations.rules.letters.wording import OUTCOME_WORDS, SUBJECTS, agency_noun, town_of


def head_of(office: Office, on: date) -> dict[str, Any]:
    """Return the identity of the agency, the place and the day, as every letter prints them."""
    town = town_of(office.address)
    day = day_text(on)
    return {
        "agency_name": office.name,
        "agency_lines": tuple(line for line in (office.directorate, *office.address) if line),
        "place_and_date": f"{town}, le {day}" if town else f"Le {day}",
        "logo_sha256": office.logo_sha256,
    }


def decision_letter(facts: DecisionFacts) -> Content:
    """Word every part that a decision must hold (see docs/courriers.md), from its facts only."""
    return Content(
        **head_of(facts.office, facts.signed_on),
        title=f"Décision n° {facts.number} sur {SUBJECTS[facts.kind]}",
        reference=f"Décision n° {facts.number}",
        recipient_lines=(facts.person.name, *facts.person.address),
        subject=(
            f"Contrat d'engagement de service public n° {facts.contract_number} – {SUBJECTS[facts.kind]} : "
            f"demande {OUTCOME_WORDS[facts.outcome]}"
        ),
        answer=answer_of(facts),
        author=f"Le directeur général de l'{agency_noun(facts.office.name)}{_jointly(facts)},",
        visas=visas_of(facts),
        considerants=considerants_of(facts),
        articles=articles_of(facts),
        paragraphs=facts.paragraphs,
        recourse=recourse_of(facts),
        signature_lines=signature_of(facts.signature),
        contact_lines=contact_of(facts.office, facts.referent, facts.backup),
        verification_code=facts.code,
        verification_url=facts.verification_url,
    )


def _jointly(facts: DecisionFacts) -> str:
    """A transfer is one decision of two agencies: the other one is named beside the author when it agrees."""
    other = f"l'{agency_noun(facts.other_agency)}"
    agrees = any(opinion.startswith(f"l'avis favorable de {other} ") for opinion in facts.opinions)
    granted = facts.kind is RequestKind.TRANSFER and facts.outcome in FAVOURABLE
    return f", avec l'accord de {other}" if granted and agrees else ""


def signature_of(signature: Signature) -> tuple[str, ...]:
    """Return who signs: by delegation of whom and since when, quality, name."""
    delegation = signature.delegation
    if signature.since_on is not None:
        since = day_text(signature.since_on)
        if not delegation:
            delegation = f"En fonction depuis le {since}"
        elif since not in delegation.replace(" ", NBSP):
            delegation = f"{delegation}, en vigueur depuis le {since}"
    return tuple(line for line in (delegation, signature.quality, signature.name) if line)


def contact_of(office: Office, referent: str, backup: str) -> tuple[str, ...]:
    """Return whom to write to about this letter."""
    lines = []
    if referent:
        lines.append(f"Votre référent : {referent}")
    if backup:
        lines.append(f"En son absence : {backup}")
    if office.email:
        lines.append(office.email)
    return tuple(lines)
