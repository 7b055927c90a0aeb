"""Answers that touch the file become proposals, decided once."""

import datetime as dt

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.refusals import BadInput, Refusal
from contracts.models import Contract, Proposal
from contracts.services import survey_proposals
from tests.factories.contracts import ContractFactory
from tests.factories.surveys import ProposalFactory
from tests.services.surveys.story import (
    AT,
    ON,
    answer,
    opened,
    submit,
)

pytestmark = pytest.mark.django_db


def test_sending_proposes_only_what_differs_from_the_file(referent: Actor, agency: Agency) -> None:
    same = ContractFactory(agency=agency, des_on=dt.date(2027, 10, 31))
    new = ContractFactory(agency=agency)
    opened(referent)
    for contract in (same, new):
        answer(contract, "des", "31/10/2027")
        submit(contract)

    proposal = Proposal.objects.get()
    assert (proposal.contract, proposal.value_on_file, proposal.proposed_value) == (new, "", "2027-10-31")


@pytest.mark.parametrize(
    ("fact", "value", "read"),
    [
        ("des_on", "2026-01-31", lambda c: c.des_on == dt.date(2026, 1, 31)),
        ("de_on", "2026-02-05", lambda c: c.de_on == dt.date(2026, 2, 5)),
        ("internship_started_on", "2025-11-03", lambda c: c.internship_started_on == dt.date(2025, 11, 3)),
        ("specialty", "pediatrie", lambda c: c.specialty == "pediatrie"),
        ("address", "1 rue Inventée", lambda c: c.particulars.postal_address == "1 rue Inventée"),
        ("place", "Fabrezan (11200)", lambda c: c.particulars.intended_place == "Fabrezan (11200)"),
        ("share", "0.6", lambda c: str(c.particulars.intended_share.normalize()) == "0.6"),
    ],
)
def test_accepted_proposal_is_written_in_the_file(
    referent: Actor, agency: Agency, fact: str, value: str, read: object
) -> None:
    on_file = "medecine_generale" if fact == "specialty" else ""
    proposal = ProposalFactory(
        invitation__survey__agency=agency, fact=fact, value_on_file=on_file, proposed_value=value
    )

    survey_proposals.accept_proposal(actor=referent, proposal=proposal, on=ON, at=AT)

    assert read(Contract.objects.get(id=proposal.contract_id))  # type: ignore[operator]  # a lambda
    line = Entry.objects.get(action="contracts.survey_proposal_accepted")
    assert line.subject_id == proposal.contract.candidate_id
    assert value not in str(line.facts)


def test_proposal_is_decided_once(referent: Actor, agency: Agency) -> None:
    proposal = ProposalFactory(invitation__survey__agency=agency)
    survey_proposals.refuse_proposal(actor=referent, proposal=proposal, reason="déjà corrigé", at=AT)

    with pytest.raises(Refusal) as refused:
        survey_proposals.accept_proposal(actor=referent, proposal=proposal, on=ON, at=AT)

    assert refused.value.code == "PROPOSAL_ALREADY_DECIDED"
    proposal.contract.refresh_from_db()
    assert proposal.contract.specialty == "medecine_generale"


def test_proposal_made_on_a_file_that_has_changed_since_is_not_accepted(
    referent: Actor, agency: Agency
) -> None:
    proposal = ProposalFactory(invitation__survey__agency=agency)
    Contract.objects.update(specialty="gynecologie")

    with pytest.raises(Refusal) as refused:
        survey_proposals.accept_proposal(actor=referent, proposal=proposal, on=ON, at=AT)

    assert refused.value.code == "FILE_CHANGED_MEANWHILE"


def test_proposal_that_the_file_cannot_hold_is_refused_clearly(referent: Actor, agency: Agency) -> None:
    proposal = ProposalFactory(
        invitation__survey__agency=agency, fact="des_on", value_on_file="", proposed_value="2026-01-31"
    )
    Contract.objects.update(internship_started_on=dt.date(2026, 2, 2))

    with pytest.raises(BadInput) as refused:
        survey_proposals.accept_proposal(actor=referent, proposal=proposal, on=ON, at=AT)

    assert refused.value.code == "DES_BEFORE_INTERNSHIP"
    proposal.refresh_from_db()
    assert proposal.status == "pending"
