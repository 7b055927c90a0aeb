"""What a signed decision ends or moves: a commitment accomplished, a contract broken or given to another region."""

import datetime as dt

from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.documents.services import take_number
from cesp_portal.common.journal import services as journal
from cesp_portal.common.rules.french import months_text
from contracts.services.contracts import close_contract, reopen_contract
from installations.enums import FAVOURABLE, LetterKind, LetterStatus, PeriodStatus, RequestKind
from installations.models import Decision, Letter
from installations.rules.letters.certificates import certificate
from installations.rules.letters.facts import ServedPeriod
from installations.selectors.contract_facts import commitment_of
from installations.selectors.end_examinations import verified_service
from installations.selectors.printed_facts import decision_facts
from installations.selectors.served import served_rows
from installations.services.letters import freeze_letter, new_code, verification_url
from installations.services.transmissions import queue_transmissions

PORTAL = system_actor("effet d'une décision signée")


def apply_ending(*, actor: Actor, decision: Decision, at: dt.datetime) -> None:
    """Close or move the contract as a favourable decision says; anything else changes nothing."""
    if decision.outcome not in FAVOURABLE or decision.signed_on is None:
        return
    kind = RequestKind(decision.request.kind)
    contract_id = decision.request.contract_id
    if kind is RequestKind.END_OF_COMMITMENT:
        close_contract(
            actor=PORTAL, contract_id=contract_id, action="complete", closed_on=decision.signed_on, at=at
        )
        queue_transmissions(actor, _write_certificate(actor, decision, at), decision, at)
    elif kind is RequestKind.TERMINATION:
        closed_on = decision.request.starts_on or decision.signed_on
        close_contract(actor=PORTAL, contract_id=contract_id, action="terminate", closed_on=closed_on, at=at)
    elif kind is RequestKind.TRANSFER:
        _move(actor, decision, at)


def revoke_ending(*, actor: Actor, decision: Decision, at: dt.datetime) -> None:
    """Reopen or give back the contract whose ending or move is no longer decided; its certificate stops holding."""
    if decision.outcome not in FAVOURABLE:
        return
    kind = RequestKind(decision.request.kind)
    contract = decision.request.contract
    if kind in (RequestKind.END_OF_COMMITMENT, RequestKind.TERMINATION):
        reopen_contract(actor=PORTAL, contract_id=contract.id, at=at)
        Letter.objects.filter(
            contract=contract, kind=LetterKind.CERTIFICATE, status=LetterStatus.GENUINE
        ).update(status=LetterStatus.SUPERSEDED, superseded_at=at)
    elif kind is RequestKind.TRANSFER:
        moved = contract.agency
        contract.agency = decision.agency
        contract.save(update_fields=["agency"])
        contract.practice_periods.filter(status=PeriodStatus.PLANNED, agency=moved).update(
            agency=decision.agency
        )
        journal.record(
            actor=actor,
            action="installations.contract_given_back",
            obj=contract,
            at=at,
            agency_id=decision.agency_id,
            subject_id=contract.candidate_id,
            facts={"to": decision.agency.region_code, "decision": decision.number},
        )


def _move(actor: Actor, decision: Decision, at: dt.datetime) -> None:
    """Give the contract, its project and its planned months to the arriving agency."""
    contract, target = decision.request.contract, decision.request.target_agency
    if target is None:
        return
    contract.agency = target
    contract.referent = None
    contract.backup = None
    contract.save(update_fields=["agency", "referent", "backup"])
    contract.practice_periods.filter(status=PeriodStatus.PLANNED).update(agency=target)
    journal.record(
        actor=actor,
        action="installations.contract_moved",
        obj=contract,
        at=at,
        agency_id=target.id,
        subject_id=contract.candidate_id,
        facts={"from": decision.agency.region_code, "to": target.region_code, "decision": decision.number},
    )


def _write_certificate(actor: Actor, decision: Decision, at: dt.datetime) -> Letter:
    contract, signed_on = decision.request.contract, decision.signed_on
    if signed_on is None:
        raise ValueError("Only a signed decision ends a commitment.")
    code = new_code()
    facts = decision_facts(decision, code=code, verification_url=verification_url(code))
    owed = commitment_of(contract, signed_on).months_owed
    served = verified_service(contract, owed, signed_on).months_served
    periods = [ServedPeriod(*row) for row in served_rows(contract)]
    series = f"{decision.agency.region_code}-{signed_on.year}"
    number = f"{series}-{take_number(series):04d}"
    return freeze_letter(
        actor=actor,
        kind=LetterKind.CERTIFICATE,
        content=certificate(facts, number=number, served=months_text(served or 0), periods=periods),
        contract=contract,
        agency_id=decision.agency_id,
        number=number,
        dated_on=signed_on,
        code=code,
        at=at,
    )
