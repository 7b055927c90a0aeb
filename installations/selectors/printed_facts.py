"""Everything that a letter prints, gathered from the rows of the day of its signature."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.clock import paris_day
from cesp_portal.common.rules.findings import Confidence, Verdict
from cesp_portal.common.rules.french import two_decimals
from contracts.enums import Authority
from contracts.models import Contract
from contracts.rules.authorities import AuthorityFacts, authority_on
from contracts.selectors.files import followers_of
from installations.enums import Outcome, RequestKind
from installations.models import Decision, Signatory
from installations.rules.letters.facts import (
    DecisionFacts,
    HeardPlace,
    LeftPlace,
    Office,
    Person,
    Place,
    Reason,
    ServedPeriod,
    Signature,
    ZoningOrder,
)
from installations.rules.letters.wording import agency_noun
from installations.selectors.letter_texts import chosen_texts, paragraphs_of

PAYERS = {
    Authority.ASP: "l'Agence de services et de paiement",
    Authority.CNG: "le Centre national de gestion",
}


HEARD = ("COMPETITION_SETTLED", "COMPETITION_LOST")
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
    followers = followers_of(contract, signed_on)
    return DecisionFacts(
        number=decision.number or "(à la signature)",
        signed_on=signed_on,
        kind=RequestKind(request.kind),
        outcome=Outcome(decision.outcome),
        office=office_of(decision.agency),
        person=person_of(contract),
        contract_number=contract.number,
        contract_concluded_on=contract.concluded_on,
        profession=contract.profession,
        profession_label=contract.get_profession_display(),
        regime=decision.regime,
        request_received_on=paris_day(request.submitted_at),
        signature=signature_of(decision.signed_by),
        referent=str(followers.referent or ""),
        backup=str(followers.backup or ""),
        code=code,
        verification_url=verification_url,
        starts_on=_day(effect["starts_on"]),
        ends_on=_day(effect["ends_on"]),
        places=tuple(_place(site) for site in effect["sites"]),
        reasons=tuple(reasons_of(decision)),
        grounds=_paragraphs(decision.grounds),
        conditions=_paragraphs(decision.conditions),
        clauses=tuple(chosen_texts(decision.agency_id, decision.clauses, signed_on)),
        paragraphs=tuple(paragraphs_of(decision.agency_id, request.kind, decision.outcome, signed_on)),
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
        payer=_payer(decision, signed_on),
        **_frozen_parts(effect),
    )


def _frozen_parts(effect: dict[str, Any]) -> dict[str, Any]:
    """The parts particular to a kind; a draft of before they existed holds none."""
    hearing = effect.get("hearing")
    return {
        "awaited": tuple(effect.get("awaited", ())),
        "left_places": tuple(LeftPlace(name, _day(last_on)) for name, last_on in effect.get("left", ())),
        "suspended": _both_days(effect.get("suspended", ())),
        "hearing": HeardPlace(**hearing | {"heard_on": dt.date.fromisoformat(hearing["heard_on"])})
        if hearing
        else None,
        "limits": tuple(effect.get("limits", ())),
        "served": tuple(
            ServedPeriod(place, dt.date.fromisoformat(first), dt.date.fromisoformat(last), share)
            for place, first, last, share in effect.get("served", ())
        ),
        "length": effect.get("length", ""),
        "counted": effect.get("counted", ""),
    }


def person_of(contract: Contract) -> Person:
    """Return the person written to: the postal address when they gave one, and how the letter reaches them."""
    declared = getattr(contract, "particulars", None)
    lines = declared.postal_address.splitlines() if declared is not None else []
    return Person(
        contract.candidate.full_name,
        (
            *(line.strip() for line in lines if line.strip()),
            f"Par voie électronique : {contract.user.email}",
        ),
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
        logo_sha256=agency.logo.sha256 if agency.logo else "",
    )


def signature_of(signatory: Signatory | None) -> Signature:
    """Return who signs, as recorded in the delegation; nobody yet on a draft."""
    return Signature(
        name=str(signatory.user) if signatory else "",
        quality=signatory.quality if signatory else "",
        delegation=signatory.delegation if signatory else "",
        since_on=signatory.since_on if signatory else None,
    )


def reasons_of(decision: Decision) -> list[Reason]:
    """Return the findings that decided: those that agree with the answer, all of them when it goes against.

    A refusal rests on what is not met; what nobody could tell is a reason to wait, not to refuse. What a hearing
    concluded is told with it, not twice.
    """
    wanted = REASONS[Outcome(decision.outcome)]
    told = HEARD if decision.effect.get("hearing") else ()
    return [
        Reason(
            finding["sentence"],
            "" if finding["confidence"] == Confidence.UNKNOWN else finding["source"],
            finding["to_confirm"],
        )
        for finding in decision.findings
        if not finding["of_a_place"]
        and finding["code"] not in told
        and (decision.is_against_findings or finding["verdict"] in wanted)
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


def _payer(decision: Decision, on: dt.date) -> str:
    contract = decision.request.contract
    authority = authority_on(AuthorityFacts(concluded_on=contract.concluded_on, on=on)).authority
    return PAYERS[authority or Authority.ASP]


def _recipients(decision: Decision, on: dt.date) -> tuple[str, ...]:
    """Whom else the decision is sent to; an adjournment concerns the person only."""
    if decision.outcome == Outcome.ADJOURNED:
        return ()
    target = decision.request.target_agency
    return (_payer(decision, on), *((f"l'{agency_noun(target.name)}",) if target else ()))


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _share(value: str | None) -> Decimal | None:
    return two_decimals(Fraction(value)) if value is not None else None


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _both_days(values: Sequence[str]) -> tuple[dt.date, dt.date] | None:
    return (dt.date.fromisoformat(values[0]), dt.date.fromisoformat(values[1])) if values else None
