"""The signatories: found by anything one knows of them, each standing computed on its day."""

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.enums import Standing
from cesp_portal.dashboard.selectors.columns import ALL
from cesp_portal.dashboard.selectors.signatories import (
    Search,
    export_rows,
    signatories_for,
)
from cesp_portal.dashboard.selectors.signatory_pages import choices_for, lines_of, page_of
from cesp_portal.dashboard.selectors.standings import MEANINGS, standing_of
from cesp_portal.dashboard.selectors.tallies import people_by, tally_for
from contracts.enums import ContractStatus
from contracts.models import Contract
from installations.enums import SpellKind
from installations.models import GrantedSpell, Project, ProjectVersion
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.contracts import (
    CandidateFactory,
    ContractFactory,
    ThirdCycleSuspensionFactory,
    TrainingSuspensionFactory,
)
from tests.factories.installations import PracticePeriodFactory
from tests.factories.payments import PaymentGapFactory
from tests.factories.surveys import ProposalFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)


@pytest.fixture
def agency() -> object:
    return AgencyFactory(region_code="76")


@pytest.fixture
def referent(agency: object) -> Actor:
    return make.make_person(Role.REFERENT, agency, "Maud", "Castelnau")


def contract_of(agency: object, last_name: str, first_name: str = "Camille", **facts: object) -> Contract:
    key = f"{last_name} {first_name}".lower().replace("é", "e").replace("ï", "i")
    candidate = CandidateFactory(
        last_name=last_name, first_name=first_name, search_name=key, campaign__faculty__agency=agency
    )
    return ContractFactory(candidate=candidate, **facts)


def found(actor: Actor, **search: str) -> list[str]:
    rows = signatories_for(actor, Search(**search), TODAY)
    return [contract.candidate.last_name for contract in rows]


@pytest.mark.parametrize("text", ["trem", "TRÉMOLAT", "Héloïse trémolat", "tremolat helo", "lat"])
def test_name_is_found_without_accents_and_in_any_order(agency: object, referent: Actor, text: str) -> None:
    contract_of(agency, "Trémolat", "Héloïse")
    contract_of(agency, "Valsergue")
    assert found(referent, q=text) == ["Trémolat"]


def test_person_is_found_by_address_and_by_number(agency: object, referent: Actor) -> None:
    contract = contract_of(
        agency, "Trémolat", user=UserFactory(email="h.tremolat@example.org"), number="76-2026-0042"
    )
    contract_of(agency, "Valsergue")
    assert found(referent, q="h.tremolat@") == ["Trémolat"]
    assert found(referent, q=contract.number) == ["Trémolat"]


def test_search_that_nobody_answers_finds_nobody(agency: object, referent: Actor) -> None:
    contract_of(agency, "Trémolat")
    assert found(referent, q="zzz") == []
    assert found(referent, q="%") == []


def test_other_regions_are_never_found(referent: Actor) -> None:
    contract_of(AgencyFactory(region_code="11"), "Ailleurs")
    assert found(referent) == []
    assert found(referent, q="ailleurs") == []


def test_filters_add_up(agency: object, referent: Actor) -> None:
    contract_of(agency, "Trémolat", profession="odontologie", academic_year="2024-2025")
    contract_of(agency, "Valsergue", profession="odontologie", academic_year="2025-2026")
    contract_of(agency, "Wendelière", profession="medecine", academic_year="2025-2026")
    assert found(referent, profession="odontologie", academic_year="2025-2026") == ["Valsergue"]
    assert found(referent, profession="inconnue") == []


def test_mine_are_those_i_follow_or_back_up(agency: object, referent: Actor) -> None:
    contract_of(agency, "Trémolat", referent_id=referent.user_id)
    contract_of(agency, "Valsergue", backup_id=referent.user_id)
    contract_of(agency, "Wendelière")
    assert found(referent, referent="me") == ["Trémolat", "Valsergue"]


def test_choices_are_those_of_the_agency(agency: object, referent: Actor) -> None:
    contract = contract_of(agency, "Trémolat", academic_year="2024-2025")
    contract_of(AgencyFactory(region_code="11"), "Ailleurs", academic_year="2019-2020")
    choices = choices_for(tally_for(referent, TODAY), Search())
    assert choices["academic_years"] == [("2024-2025", "2024-2025")]
    assert choices["faculties"] == [(contract.faculty.code, contract.faculty.name)]


def exported(actor: Actor, search: Search) -> list[tuple[object, ...]]:
    return list(export_rows(signatories_for(actor, search, TODAY), TODAY, search.shown))


def test_export_has_the_rows_and_the_columns_shown(agency: object, referent: Actor) -> None:
    contract = contract_of(agency, "Trémolat")
    contract_of(agency, "Valsergue")
    (first,) = exported(referent, Search(q="trem"))
    assert first == (
        "Trémolat",
        "Camille",
        contract.number,
        contract.get_profession_display(),
        contract.academic_year,
        "En formation",
        "aucun",
        "",
    )
    search = Search(columns="dus,courriel")
    lines = {
        str(line.id): line
        for line in lines_of(page_of(referent, search, TODAY, 1).files, search.shown, TODAY)
    }
    shown = [lines[file] for file in page_of(referent, search, TODAY, 1).files]
    assert [tuple(cell for _, cell in line.cells) for line in shown] == exported(referent, search)
    assert [column.title for column in search.shown] == ["Nom", "Courriel", "Mois dus"]


@pytest.mark.parametrize("code", [code for code, column in ALL.items() if column.order])
def test_list_is_sorted_by_each_column_both_ways(agency: object, referent: Actor, code: str) -> None:
    for name, year in (("Valsergue", "2024-2025"), ("Trémolat", "2022-2023"), ("Wendelière", "2023-2024")):
        contract_of(agency, name, academic_year=year)
    column = list(ALL).index(code)
    shown = ",".join(ALL)
    up = [row[column] for row in exported(referent, Search(sort=code, columns=shown))]
    down = [row[column] for row in exported(referent, Search(sort=f"-{code}", columns=shown))]
    assert len(up) == 3
    assert sorted(map(str, up)) == sorted(map(str, down))
    if code in ("nom", "annee", "contrat"):
        assert up == sorted(up)
        assert down == up[::-1]


@pytest.mark.parametrize("text", ["a", "martin", "%", "_", "x" * 200, "🦷", "' OR 1=1 --", "\\", "é" * 100])
def test_heavy_and_odd_texts_only_search(agency: object, referent: Actor, text: str) -> None:
    contract_of(agency, "Martinelle", "Anna")
    assert set(found(referent, q=text)) <= {"Martinelle"}
    assert (found(referent, q=text) == ["Martinelle"]) == (text == "martin")


def test_department_is_where_people_practise_else_where_they_project(agency: object, referent: Actor) -> None:
    here = contract_of(agency, "Trémolat")
    PracticePeriodFactory(contract=here, days=(TODAY - DAY, None), commune_code="34142")
    there = contract_of(agency, "Valsergue")
    project = Project.objects.create(contract=there, agency=agency)
    ProjectVersion.objects.create(
        project=project,
        number=1,
        mode="liberal",
        commune_code="97411",
        commune_name="Saint-Denis",
        filed_on=TODAY,
        filed_at=make.AT,
    )
    contract_of(agency, "Wendelière")
    assert found(referent, department="34") == ["Trémolat"]
    assert found(referent, department="974") == ["Valsergue"]
    assert found(referent, department="aucun") == ["Wendelière"]
    tally = tally_for(referent, TODAY)
    assert people_by(tally, "department") == {"34": 1, "974": 1, "aucun": 1}
    shown = choices_for(tally, Search(department="2A"))["departments"]
    assert [code for code, _ in shown] == ["2A", "34", "974", "aucun"]


def test_each_alert_finds_its_files_and_no_others(agency: object, referent: Actor) -> None:
    alone = contract_of(agency, "Trémolat")
    doubtful = contract_of(agency, "Valsergue", regime="TO_CONFIRM", referent_id=referent.user_id)
    PracticePeriodFactory(contract=doubtful, days=(TODAY - DAY, None))
    PaymentGapFactory(contract=doubtful)
    ProposalFactory(contract=doubtful)
    late = contract_of(
        agency, "Wendelière", referent_id=referent.user_id, training_completed_on=TODAY - 200 * DAY
    )
    assert alone.referent_id is None
    assert found(referent, alert="referent") == ["Trémolat"]
    for alert in ("regime", "practice", "payment", "survey"):
        assert found(referent, alert=alert) == ["Valsergue"], alert
    assert found(referent, alert="settling") == [late.candidate.last_name]
    for alert in ("request", "zoning", "history"):
        assert found(referent, alert=alert) == [], alert


def test_list_costs_the_same_number_of_queries_whatever_its_length(
    agency: object, referent: Actor, django_assert_num_queries: object
) -> None:
    for number in range(12):
        contract_of(agency, f"Personne{chr(65 + number)}")
    with django_assert_num_queries(1):
        for contract in signatories_for(referent, Search(), TODAY):
            assert contract.candidate.last_name
            assert contract.faculty.name
            assert contract.standing


# --- standings -----------------------------------------------------------------------------------------------


def test_contract_in_training_stands_in_training() -> None:
    assert standing_of(ContractFactory(), TODAY) is Standing.TRAINING


def test_leave_suspends_from_its_first_day_to_the_eve_of_its_end() -> None:
    leave = TrainingSuspensionFactory()
    days = (leave.starts_on - DAY, leave.starts_on, leave.ends_until - DAY, leave.ends_until)
    assert [standing_of(leave.contract, day) is Standing.ALLOWANCE_SUSPENDED for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_accepted_third_cycle_suspension_stops_the_allowance_from_its_effect() -> None:
    suspension = ThirdCycleSuspensionFactory()
    assert standing_of(suspension.contract, suspension.effective_on) is Standing.ALLOWANCE_STOPPED
    assert standing_of(suspension.contract, suspension.effective_on - DAY) is Standing.TRAINING


def test_completed_training_without_practice_is_waiting_for_a_place() -> None:
    contract = ContractFactory(training_completed_on=TODAY)
    assert standing_of(contract, TODAY) is Standing.LOOKING
    assert standing_of(contract, TODAY - DAY) is Standing.TRAINING


def test_declared_practice_is_practice_only_on_its_days() -> None:
    make.make_zonings()
    world = make.make_world()
    make.signed_decision(world)
    make.declared_period(world, make.START)
    assert standing_of(world.contract, make.START - DAY) is Standing.LOOKING
    assert standing_of(world.contract, make.START) is Standing.PRACTISING


@pytest.mark.parametrize(
    ("kind", "standing"),
    [
        (SpellKind.DEFERRAL, Standing.DEFERRED),
        (SpellKind.PRACTICE_SUSPENSION, Standing.PRACTICE_SUSPENDED),
    ],
)
def test_granted_spell_holds_on_its_days(kind: SpellKind, standing: Standing) -> None:
    make.make_zonings()
    world = make.make_world()
    decision = make.signed_decision(world)
    spell = GrantedSpell.objects.create(
        contract=world.contract, decision=decision, kind=kind, days=DateRange(TODAY, TODAY + 90 * DAY)
    )
    assert standing_of(world.contract, TODAY) is standing
    GrantedSpell.objects.filter(pk=spell.pk).update(is_revoked=True)
    assert standing_of(world.contract, TODAY) is Standing.LOOKING


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        (ContractStatus.COMPLETED, Standing.FULFILLED),
        (ContractStatus.TERMINATED, Standing.TERMINATED),
        (ContractStatus.CANCELLED, Standing.CANCELLED),
    ],
)
def test_closed_contract_stands_where_its_decision_left_it(
    status: ContractStatus, standing: Standing
) -> None:
    contract = ContractFactory(status=status, closed_on=TODAY, training_completed_on=TODAY)
    assert standing_of(contract, TODAY) is standing


def test_every_standing_says_its_four_things() -> None:
    assert set(MEANINGS) == set(Standing)
    for meaning in MEANINGS.values():
        assert all((meaning.is_about, meaning.runs, meaning.stops, meaning.to_do))
