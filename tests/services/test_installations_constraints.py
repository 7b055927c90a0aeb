"""Each constraint of the installations, broken by its name."""

import datetime as dt
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from installations.enums import RecipientKind, TransmissionStatus
from installations.models import (
    EmployerLink,
    Project,
    ProjectVersion,
    SecondLook,
    Structure,
    StructureExtract,
)
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory
from tests.factories.contracts import ContractFactory, StoredDocumentFactory
from tests.violations import broken

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 1, 4)
BEFORE = dt.date(2027, 1, 3)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("request_sent_has_its_facts", {"status": "submitted"}),
        ("request_sent_has_its_facts", {"submitted_at": make.AT}),
        ("request_correction_is_worded", {"sent": True, "status": "correction_asked"}),
        ("request_decided_has_its_instant", {"sent": True, "status": "decided"}),
        ("request_withdrawn_has_its_instant", {"status": "withdrawn"}),
        ("request_ends_after_start", {"starts_on": DAY, "ends_on": BEFORE}),
    ],
)
def test_request_constraints(constraint: str, values: dict[str, Any]) -> None:
    with broken(constraint):
        make.RequestFactory(**values)


def test_only_a_transfer_names_another_agency() -> None:
    with broken("request_target_for_transfer_only"):
        make.RequestFactory(target_agency=AgencyFactory())


def test_one_open_request_of_a_kind() -> None:
    first = make.RequestFactory()
    with broken("request_one_open_of_its_kind"):
        make.RequestFactory(contract=first.contract)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("request_site_time_fits_mode", {"half_days": None}),
        ("request_site_time_fits_mode", {"hours": 20}),
        ("request_site_half_days_in_a_week", {"half_days": 15}),
        ("request_site_half_days_in_a_week", {"half_days": 0}),
        ("request_site_district_has_its_claim", {"district_code": "QN03401M"}),
        ("request_site_district_has_its_claim", {"district_status": "claimed"}),
        (
            "request_site_district_settled_by_somebody",
            {"district_code": "QN03401M", "district_status": "confirmed"},
        ),
        ("request_site_hours_in_a_week", {"mode": "salarie", "half_days": None, "hours": 61}),
    ],
)
def test_site_constraints(constraint: str, values: dict[str, Any]) -> None:
    with broken(constraint):
        make.RequestSiteFactory(**values)


def test_one_place_per_position() -> None:
    first = make.RequestSiteFactory()
    with broken("request_site_position_once"):
        make.RequestSiteFactory(request=first.request)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("decision_signed_is_complete", {"status": "signed"}),
        ("decision_signed_is_complete", {"number": "76-2026-0001"}),
        ("decision_against_findings_says_why", {"is_against_findings": True}),
        ("decision_refusal_has_grounds", {"outcome": "refused"}),
        ("decision_refusal_has_grounds", {"outcome": "adjourned"}),
        ("decision_conditions_are_written", {"outcome": "granted_with_conditions"}),
        ("decision_retraction_says_why", {"signed": True, "status": "retracted", "retracted_at": make.AT}),
        ("decision_retraction_says_why", {"retracted_at": make.AT}),
        ("decision_reviewed_has_its_reviewer", {"reviewed_at": make.AT}),
    ],
)
def test_decision_constraints(constraint: str, values: dict[str, Any]) -> None:
    with broken(constraint):
        make.DecisionFactory(**values)


def test_one_decision_in_force_and_one_in_preparation_per_request() -> None:
    first = make.DecisionFactory(signed=True)
    with broken("decision_one_in_force"):
        make.DecisionFactory(request=first.request, signed=True)
    draft = make.DecisionFactory()
    with broken("decision_one_in_preparation"):
        make.DecisionFactory(request=draft.request)


def test_a_number_is_given_once() -> None:
    first = make.DecisionFactory(signed=True)
    with broken("decision_number_once"):
        make.DecisionFactory(signed=True, number=first.number)


def test_a_correction_says_why() -> None:
    first = make.DecisionFactory(signed=True)
    with broken("decision_correction_says_why"):
        make.DecisionFactory(request=first.request, supersedes=first)


def test_delegations_and_second_looks_end_after_they_start() -> None:
    with broken("signatory_ends_after_start"):
        make.SignatoryFactory(ends_until=dt.date(2026, 1, 1))
    with broken("second_look_ends_after_start"):
        SecondLook.objects.create(agency=AgencyFactory(), kind="transfer", since_on=DAY, ends_until=DAY)


def test_letter_constraints() -> None:
    with broken("letter_rendered_has_its_file"):
        make.LetterFactory(rendered_at=make.AT)
    with broken("letter_superseded_has_its_instant"):
        make.LetterFactory(status="superseded")
    with broken("letter_decision_fits_kind"):
        make.LetterFactory(kind="certificate")
    with broken("letter_names_the_decision_it_concerns"):
        contract = ContractFactory()
        make.LetterFactory(
            kind="cover", decision=None, contract=contract, agency=contract.agency, number="B-1"
        )
    with broken("letter_names_the_decision_it_concerns"):
        decision = make.DecisionFactory(signed=True)
        make.LetterFactory(decision=decision, concerns=decision)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("transmission_sent_has_its_instant", {"status": TransmissionStatus.SENT}),
        (
            "transmission_received_has_its_instant",
            {"status": TransmissionStatus.ACKNOWLEDGED, "sent_at": make.AT},
        ),
        ("transmission_failed_says_why", {"status": TransmissionStatus.FAILED}),
        ("transmission_agency_for_agencies_only", {"recipient_kind": RecipientKind.OTHER_AGENCY}),
    ],
)
def test_transmission_constraints(constraint: str, values: dict[str, Any]) -> None:
    with broken(constraint):
        make.TransmissionFactory(**values)


def test_a_letter_goes_once_to_each_recipient() -> None:
    first = make.TransmissionFactory()
    with broken("transmission_once_per_recipient"):
        make.TransmissionFactory(letter=first.letter)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("practice_share_is_a_part", {"share_numerator": 0}),
        ("practice_share_is_a_part", {"share_numerator": 9, "share_denominator": 8}),
        ("practice_has_a_first_day", {"days": DateRange(None, DAY)}),
        ("practice_has_a_first_day", {"days": DateRange(DAY, DAY)}),
        ("practice_verified_has_its_agent", {"status": "verified"}),
        ("practice_supported_has_its_instant", {"status": "supported"}),
        ("practice_rejected_says_why", {"status": "rejected"}),
    ],
)
def test_practice_constraints(constraint: str, values: dict[str, Any]) -> None:
    with broken(constraint):
        make.PracticePeriodFactory(**values)


@pytest.mark.parametrize(
    ("status", "constraint"),
    [("declared", "practice_declared_once_per_place"), ("planned", "practice_planned_once_per_place")],
)
def test_two_periods_at_one_place_never_share_a_day(status: str, constraint: str) -> None:
    first = make.PracticePeriodFactory(status=status, days=DateRange(DAY, dt.date(2027, 7, 1)))
    make.PracticePeriodFactory(
        contract=first.contract, status=status, days=DateRange(dt.date(2027, 7, 1), None)
    )
    make.PracticePeriodFactory(contract=first.contract, status=status, structure="Ailleurs")
    with broken(constraint):
        make.PracticePeriodFactory(
            contract=first.contract, status=status, days=DateRange(dt.date(2027, 6, 30), dt.date(2027, 7, 1))
        )


def test_granted_spells_never_overlap_and_have_both_ends() -> None:
    first = make.GrantedSpellFactory()
    with broken("granted_spells_never_overlap"):
        make.GrantedSpellFactory(
            contract=first.contract, days=DateRange(dt.date(2027, 12, 31), dt.date(2028, 2, 1))
        )
    with broken("granted_spell_has_both_ends"):
        make.GrantedSpellFactory(days=DateRange(DAY, None))


def test_employer_links_expire_after_creation_and_keep_their_answer() -> None:
    period = make.PracticePeriodFactory()
    usual = {
        "period": period,
        "token_sha256": "0" * 64,
        "recipient_email": "employeur@example.org",
        "created_at": make.AT,
        "expires_at": make.AT + dt.timedelta(days=1),
    }
    with broken("employer_link_expires_after_creation"):
        EmployerLink.objects.create(**usual | {"expires_at": make.AT})
    with broken("employer_link_used_has_its_answer"):
        EmployerLink.objects.create(**usual | {"used_at": make.AT})


def test_project_versions_are_numbered_once_and_name_a_commune() -> None:
    contract = ContractFactory()
    project = Project.objects.create(contract=contract, agency=contract.agency)
    usual = {
        "project": project,
        "number": 1,
        "mode": "liberal",
        "commune_code": "11132",
        "commune_name": "Fabrezan",
        "filed_on": DAY,
        "filed_at": make.AT,
    }
    ProjectVersion.objects.create(**usual)
    with broken("project_version_number_once"):
        ProjectVersion.objects.create(**usual)
    with broken("project_version_has_a_commune"):
        ProjectVersion.objects.create(**usual | {"number": 2, "commune_code": "Rodez"})


def test_a_stored_document_may_support_a_period() -> None:
    period = make.PracticePeriodFactory(
        status="supported", supported_at=make.AT, document=StoredDocumentFactory()
    )
    assert period.document is not None


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("post_closes_after_it_opens", {"opens_on": DAY, "closes_on": BEFORE}),
        ("post_says_how_to_reach_somebody", {"contact_email": "", "contact_phone": ""}),
    ],
)
def test_post_constraints(constraint: str, values: dict[str, Any]) -> None:
    with broken(constraint):
        make.PostFactory(**values)


def test_an_establishment_has_a_number_of_finess() -> None:
    extract = StructureExtract.objects.create(edition_on=DAY, filename="x.csv", rows=1, read_at=make.AT)
    with broken("structure_finess_has_nine_signs"):
        Structure.objects.create(
            finess="12", name="X", search_name="x", commune_code="11132", extract=extract
        )


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("letter_batch_ends_after_start", {"first_on": DAY, "last_on": BEFORE}),
        ("letter_batch_ready_has_its_file", {"ready_at": make.AT}),
    ],
)
def test_letter_batch_constraints(constraint: str, values: dict[str, Any]) -> None:
    with broken(constraint):
        make.LetterBatchFactory(**values)
