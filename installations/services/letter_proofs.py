"""A letter that nobody receives: invented facts, the real identity and texts of the agency on a day."""

import datetime as dt
from decimal import Decimal
from typing import Any

from cesp_portal.common.accounts.models import Agency
from contracts.enums import Cause, Profession, Regime
from installations.enums import Outcome, RequestKind
from installations.rules.letters.decisions import decision_letter
from installations.rules.letters.facts import DecisionFacts, Person, Place, Reason, Signature, ZoningOrder
from installations.selectors.letter_texts import in_force, paragraphs_of
from installations.selectors.printed_facts import office_of
from installations.services import layout

DAY = dt.timedelta(days=1)
PROOF = "(épreuve sans valeur)"


def proof_of(agency: Agency, *, kind: RequestKind, outcome: Outcome, on: dt.date) -> bytes:
    """Return the PDF of a test letter."""
    return layout.pdf_of(proof_content(agency, kind=kind, outcome=outcome, on=on), layout.CURRENT_VERSION)


def proof_content(agency: Agency, *, kind: RequestKind, outcome: Outcome, on: dt.date) -> dict[str, Any]:
    """Return what a letter of that kind would print on that day, every clause that fits included."""
    return decision_letter(_facts(agency, kind, outcome, on)).as_json()


def _facts(agency: Agency, kind: RequestKind, outcome: Outcome, on: dt.date) -> DecisionFacts:
    clauses = in_force(agency.id, on).filter(
        place="clause", kinds__contains=[kind], outcomes__contains=[outcome]
    )
    return DecisionFacts(
        number=PROOF,
        signed_on=on,
        kind=kind,
        outcome=outcome,
        office=office_of(agency),
        person=Person("Camille Exemple", ("Par voie électronique : camille.exemple@example.org",)),
        contract_number=f"{agency.region_code}-0000-0000",
        contract_concluded_on=on - 3000 * DAY,
        profession=Profession.MEDECINE,
        profession_label=str(Profession.MEDECINE.label),
        regime=Regime.R2,
        request_received_on=on - 20 * DAY,
        signature=Signature(
            "Prénom Nom", "Qualité du signataire", "Pour le directeur général et par délégation"
        ),
        referent="Prénom Nom",
        backup="Prénom Nom",
        code="XXXX-XXXX-XXXX-XXXX",
        verification_url="https://example.org/epreuve",
        starts_on=on + 60 * DAY,
        ends_on=on + 400 * DAY,
        places=(_place(on),),
        reasons=(
            Reason("Constat d'exemple, tel que l'examen l'écrira.", "Texte d'exemple", to_confirm=False),
        ),
        grounds=("Motif d'exemple.",),
        conditions=("Condition d'exemple.",) if outcome == Outcome.GRANTED_WITH_CONDITIONS else (),
        clauses=tuple(clauses.values_list("text", flat=True)),
        paragraphs=tuple(paragraphs_of(agency.id, kind, outcome, on)),
        share=Decimal("1.00"),
        months_owed="39 mois",
        expected_end_on=on + 1200 * DAY,
        cause=Cause.SIGNATAIRE if kind == RequestKind.TERMINATION else "",
        amounts=(("Montant d'exemple", "1 000,00 €"),) if kind == RequestKind.TERMINATION else (),
        other_agency="Autre agence d'exemple" if kind == RequestKind.TRANSFER else "",
        recipients=("Autorité d'exemple",),
    )


def _place(on: dt.date) -> Place:
    return Place(
        structure="Maison de santé d'exemple",
        address="1 place de l'Exemple",
        commune="Commune d'exemple",
        code="00000",
        mode="Libéral",
        time="8 demi-journées",
        level="ZIP",
        basis="eligible",
        unchanged_since=None,
        order=ZoningOrder("d'exemple", on - 700 * DAY, on - 690 * DAY),
    )
