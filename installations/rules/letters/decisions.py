"""A decision letter as a whole."""

from cesp_portal.common.rules.french import day_text
from installations.rules.citations import parameters
from installations.rules.letters.answers import answer_of
from installations.rules.letters.articles import articles_of
from installations.rules.letters.content import Content
from installations.rules.letters.facts import DecisionFacts
from installations.rules.letters.grounds import considerants_of, visas_of
from installations.rules.letters.wording import OUTCOME_WORDS, SUBJECTS, town_of

_NUMBERS = {1: "un", 2: "deux", 3: "trois", 4: "quatre"}


def decision_letter(facts: DecisionFacts) -> Content:
    """Word every part that a decision must hold (see docs/courriers.md), from its facts only."""
    town = town_of(facts.office.address)
    day = day_text(facts.signed_on)
    return Content(
        title=f"Décision n° {facts.number} sur {SUBJECTS[facts.kind]}",
        agency_name=facts.office.name,
        agency_lines=tuple(line for line in (facts.office.directorate, *facts.office.address) if line),
        place_and_date=f"{town}, le {day}" if town else f"Le {day}",
        reference=f"Décision n° {facts.number}",
        recipient_lines=(facts.person.name, *facts.person.address),
        subject=(
            f"Contrat d'engagement de service public n° {facts.contract_number} – {SUBJECTS[facts.kind]} : "
            f"demande {OUTCOME_WORDS[facts.outcome]}"
        ),
        answer=answer_of(facts),
        author=f"Le directeur général de l'{_agency_noun(facts.office.name)},",
        visas=visas_of(facts),
        considerants=considerants_of(facts),
        articles=articles_of(facts),
        paragraphs=(),
        recourse=recourse_of(facts),
        signature_lines=tuple(
            line
            for line in (facts.signature.delegation, facts.signature.quality, facts.signature.name)
            if line
        ),
        contact_lines=contact_of(facts),
        verification_code=facts.code,
        verification_url=facts.verification_url,
    )


def recourse_of(facts: DecisionFacts) -> tuple[str, ...]:
    """Return the ways and delays of recourse in force on the day of the decision."""
    delay = parameters()["delai_recours"].at(facts.signed_on).integer
    months = f"{_NUMBERS.get(delay, delay)} mois"
    court = facts.office.court or "le tribunal administratif territorialement compétent"
    return (
        f"Vous pouvez contester cette décision dans les {months} qui suivent le jour où vous l'avez reçue :",
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


def contact_of(facts: DecisionFacts) -> tuple[str, ...]:
    """Return whom to write to about this letter."""
    lines = []
    if facts.referent:
        lines.append(f"Votre référent : {facts.referent}")
    if facts.backup:
        lines.append(f"En son absence : {facts.backup}")
    if facts.office.email:
        lines.append(facts.office.email)
    return tuple(lines)


def _agency_noun(name: str) -> str:
    prefix = "ARS "
    return (
        f"agence régionale de santé {name.removeprefix(prefix)}"
        if name.startswith(prefix)
        else (name[:1].lower() + name[1:])
    )


def _the_court(name: str) -> str:
    lowered = name[:1].lower() + name[1:]
    return lowered if lowered.startswith("le ") else f"le {lowered}"
