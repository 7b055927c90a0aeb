"""Everything that a letter prints, gathered from the rows of the day of its signature."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.clock import paris_day
from cesp_portal.common.rules.findings import Confidence, Verdict
from cesp_portal.common.rules.french import two_decimals
from contracts.enums import Authority
from contracts.rules.authorities import AuthorityFacts, authority_on
from installations.enums import Outcome, RequestKind
from installations.models import Decision
from installations.rules.clauses import clause_texts
from installations.rules.letters.facts import (
    DecisionFacts,
    Office,
    Person,
    Place,
    Reason,
    Signature,
    ZoningOrder,
)

PAYERS = {
    Authority.ASP: "l'Agence de services et de paiement",
    Authority.CNG: "le Centre national de gestion",
}


REASONS = {
    Outcome.GRANTED: {Verdict.MET},
    Outcome.GRANTED_WITH_CONDITIONS: {Verdict.MET},
    Outcome.REFUSED: {Verdict.NOT_MET},
    Outcome.ADJOURNED: {Verdict.NOT_MET, Verdict.CANNOT_TELL},
}


def decision_facts(
    decision: Decision, *, code: str, verification_url: str, on: dt.date | None = None
) -> DecisionFacts:
    """Return the facts of the letter of a signed decision, or of a draft as it would read on the day ``on``."""
    request = decision.request
    contract = request.contract
    effect = decision.effect
    signed_on = on or decision.signed_on
    if signed_on is None or request.submitted_at is None:
        raise ValueError("A letter needs the day of its signature and a request that was sent.")
    replaced = decision.supersedes
    return DecisionFacts(
        number=decision.number or "(à la signature)",
        signed_on=signed_on,
        kind=RequestKind(request.kind),
        outcome=Outcome(decision.outcome),
        office=office_of(decision.agency),
        person=Person(contract.candidate.full_name, (f"Par voie électronique : {contract.user.email}",)),
        contract_number=contract.number,
        contract_concluded_on=contract.concluded_on,
        profession=contract.profession,
        profession_label=contract.get_profession_display(),
        regime=decision.regime,
        request_received_on=paris_day(request.submitted_at),
        signature=signature_of(decision),
        referent=str(contract.referent) if contract.referent else "",
        backup=str(contract.backup) if contract.backup else "",
        code=code,
        verification_url=verification_url,
        starts_on=_day(effect["starts_on"]),
        ends_on=_day(effect["ends_on"]),
        places=tuple(_place(site) for site in effect["sites"]),
        reasons=tuple(reasons_of(decision)),
        grounds=_paragraphs(decision.grounds),
        conditions=_paragraphs(decision.conditions),
        clauses=tuple(clause_texts(decision.clauses, signed_on)),
        against_findings_reason=decision.against_findings_reason,
        share=_share(effect["share"]),
        months_owed=effect["months_owed"],
        expected_end_on=_day(effect["expected_end_on"]),
        cause=request.cause,
        amounts=tuple((label, value) for label, value in effect.get("amounts", [])),
        other_agency=request.target_agency.name if request.target_agency else "",
        opinions=tuple(effect.get("opinions", [])),
        supersedes=replaced.number if replaced else "",
        supersedes_on=replaced.signed_on if replaced else None,
        recipients=_recipients(decision, signed_on),
        alternatives=_alternatives(effect["sites"]),
    )


def office_of(agency: Agency) -> Office:
    """Return the identity of an agency as its letters print it."""
    return Office(
        name=agency.name,
        region=agency.region_name,
        directorate=agency.directorate,
        address=tuple(line.strip() for line in agency.address.splitlines() if line.strip()),
        email=agency.email,
        court=agency.court,
    )


def signature_of(decision: Decision) -> Signature:
    """Return who signs, as recorded in the delegation."""
    signatory = decision.signed_by
    return Signature(
        name=str(signatory.user) if signatory else "",
        quality=signatory.quality if signatory else "",
        delegation=signatory.delegation if signatory else "",
    )


def reasons_of(decision: Decision) -> list[Reason]:
    """Return the findings that decided: those that agree with the answer, all of them when it goes against.

    A refusal rests on what is not met; what nobody could tell is a reason to wait, not to refuse.
    """
    wanted = REASONS[Outcome(decision.outcome)]
    return [
        Reason(
            finding["sentence"],
            "" if finding["confidence"] == Confidence.UNKNOWN else finding["source"],
            finding["to_confirm"],
        )
        for finding in decision.findings
        if not finding["of_a_place"] and (decision.is_against_findings or finding["verdict"] in wanted)
    ]


def _place(site: dict[str, Any]) -> Place:
    order = site["order"]
    return Place(
        structure=site["structure"],
        address=site["address"],
        commune=site["commune_name"],
        code=site["commune_code"],
        mode=site["mode_label"],
        time=site["time"],
        level=site["level_label"],
        basis=site["right"],
        unchanged_since=_day(site["unchanged_since"]),
        order=ZoningOrder(
            order["number"],
            _day(order["signed_on"]),
            dt.date.fromisoformat(order["effective_on"]),
        )
        if order
        else None,
    )


def _alternatives(sites: list[dict[str, Any]]) -> tuple[str, ...]:
    """The eligible communes near the places refused, each once, in the order found when the draft was prepared."""
    found = dict.fromkeys(name for site in sites for name in site.get("alternatives", []))
    return tuple(found)


def _recipients(decision: Decision, on: dt.date) -> tuple[str, ...]:
    contract = decision.request.contract
    authority = authority_on(AuthorityFacts(concluded_on=contract.concluded_on, on=on)).authority
    names = [PAYERS[authority]] if authority else []
    if decision.request.target_agency:
        names.append(decision.request.target_agency.name)
    return tuple(names)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _share(value: str | None) -> Decimal | None:
    return two_decimals(Fraction(value)) if value is not None else None


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
