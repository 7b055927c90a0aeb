"""Answers kept until something changes: never older than the last change, whoever made it and however."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import User
from cesp_portal.common.kept import kept, last_change
from cesp_portal.dashboard.enums import Alert
from cesp_portal.dashboard.models import ChangeMark, DossierVisit
from cesp_portal.dashboard.selectors.api_reads import months_of
from cesp_portal.dashboard.selectors.dossiers import TABS, dossier_of
from cesp_portal.dashboard.selectors.figures import ended_charts_for
from cesp_portal.dashboard.selectors.funnels import Selection, funnel_for
from cesp_portal.dashboard.selectors.obligation_watch import watch_counts, watch_page
from cesp_portal.dashboard.selectors.office_contacts import contacts_about
from cesp_portal.dashboard.selectors.places_map import people_at, places_map
from cesp_portal.dashboard.selectors.signatories import Search, answering
from cesp_portal.dashboard.selectors.signatory_pages import key_of, page_of
from cesp_portal.dashboard.selectors.tallies import people_with, tally_for
from cesp_portal.dashboard.selectors.work import pile_for, piles_for
from cesp_portal.dashboard.selectors.work_kinds import KINDS
from cesp_portal.dashboard.services.marks import fold_marks
from contracts.enums import ContractStatus
from contracts.models import Contract
from contracts.selectors.campaigns import funnels_for
from installations.selectors.payer_events import payer_events
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory
from tests.factories.contracts import ContractFactory

pytestmark = pytest.mark.django_db

TODAY = make.TODAY
OWN = "dashboard_changemark"
MARKS = {OWN, "dashboard_filemark"}


def read_tables(read: Callable[[], object]) -> set[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        read()
    return {
        table
        for query in captured.captured_queries
        for table in re.findall(r'(?:FROM|JOIN) "?(\w+)"?', query["sql"])
    } - MARKS


def watched_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'kept_answers_know'")
        return {row[0] for row in cursor.fetchall()}


def reads_of(actor: Actor, contract: Contract) -> list[Callable[[], object]]:
    everything = Search(q="arnal", standing="training", referent="me", faculty="x")
    return [
        lambda: piles_for(actor, TODAY, whose="backup"),
        *(lambda code=kind.code: pile_for(actor, code, TODAY, whose="mine") for kind in KINDS),
        *(lambda kind=kind: list(kind.rows(actor, TODAY)) for kind in KINDS),
        lambda: tally_for(actor, TODAY),
        lambda: page_of(actor, everything, TODAY, 1),
        lambda: page_of(actor, Search(), TODAY, 1),
        lambda: dossier_of(actor, contract.id, TODAY),
        *(lambda alert=alert: page_of(actor, Search(alert=alert), TODAY, 1) for alert in Alert),
        lambda: page_of(actor, Search(cause="signataire"), TODAY, 1),
        lambda: page_of(actor, Search(after="unknown", sort="departement"), TODAY, 1),
        lambda: list(answering(actor, Search(after="unknown", sort="departement"), TODAY)),
        lambda: list(answering(actor, Search(cause="signataire", department="34"), TODAY)),
        lambda: ended_charts_for(actor),
        lambda: funnel_for(actor, Selection(), TODAY),
        lambda: contacts_about(contract, TODAY),
        lambda: places_map(actor, region="76", profession="medecine", on=TODAY),
        lambda: places_map(actor, region="52", profession="pharmacie", on=TODAY),
        lambda: people_at(actor, commune="34142", profession="medecine", on=TODAY),
        lambda: watch_counts(actor, TODAY),
        lambda: watch_page(actor, "", TODAY, 1),
    ]


def test_every_table_that_a_kept_answer_reads_leaves_marks() -> None:
    make.make_zonings()
    world = make.make_world()
    make.signed_decision(world)
    read = {table for one in reads_of(world.referent, world.contract) for table in read_tables(one)}
    assert {"contracts_contract", "installations_request", "dashboard_worknote"} <= read
    assert sorted(read - watched_tables()) == []


KEPT_PAGES = (
    "decisions_home",
    "decisions_to_be_signed",
    "practice_to_verify",
    "transmissions_sent",
    "agenda",
)
# What each page asks for itself, kept by nobody: who reads, with which rights, what they read before.
OF_THE_READER = {
    "django_session",
    "accounts_user",
    "accounts_membership",
    "accounts_apitoken",
    "dashboard_dossiervisit",
    "dashboard_savedview",
    "contracts_paymentline",
    "contracts_paymentfile",
    "journal_entry",
    "contracts_filemessage",
    "contracts_messageattachment",
    "contracts_contactrecord",
    "installations_letterbatch",
    "installations_letterbatch_letters",
    "installations_signatory",
    "journal_reading",
}


def test_every_table_that_a_kept_page_reads_leaves_marks(client: Client) -> None:
    make.make_zonings()
    world = make.make_world()
    make.signed_decision(world)
    make.sent_request(world)
    period = make.declared_period(world, on=make.START + dt.timedelta(days=30))
    period.employer_links.create(
        token_sha256="0" * 64,
        recipient_email="employeur@example.org",
        created_at=make.AT,
        expires_at=make.AT + dt.timedelta(days=30),
    )
    DossierVisit.objects.create(user_id=world.referent.user_id, contract=world.contract, seen_at=make.AT)
    client.force_login(User.objects.get(pk=world.referent.user_id))
    dossier = reverse("dossier", args=[world.contract.id])
    pages = [
        *(f"{dossier}?onglet={tab}" for tab, _ in TABS),
        *(reverse(route) for route in KEPT_PAGES),
        f"{reverse('practice_to_verify')}?periode={period.id}",
    ]
    read = {table for page in pages for table in read_tables(lambda page=page: client.get(page))}
    assert {"installations_letter", "installations_employerlink"} <= read
    assert sorted(read - watched_tables() - OF_THE_READER) == []
    # The register also shows the last batches of letters, that a sweep makes meanwhile.
    pages.remove(reverse("transmissions_sent"))
    own = {table for page in pages for table in read_tables(lambda page=page: client.get(page))}
    # For whom the reader acts, and whose file it is: messages and the journal are read at each opening.
    assert own <= OF_THE_READER | {
        "accounts_agency",
        "accounts_faculty",
        "contracts_contract",
        "contracts_candidate",
    }
    others = [
        lambda: funnels_for(world.referent, on=TODAY),
        lambda: payer_events(world.referent, TODAY - dt.timedelta(days=30), TODAY),
        lambda: months_of(world.referent, world.contract.number, TODAY),
    ]
    read = {table for one in others for table in read_tables(one)}
    assert {"contracts_offer", "installations_decision"} <= read
    assert sorted(read - watched_tables() - OF_THE_READER) == []


def test_page_asks_once_what_changed_and_a_change_is_seen_by_the_next_one(client: Client) -> None:
    make.make_zonings()
    world = make.make_world()
    client.force_login(User.objects.get(pk=world.referent.user_id))
    page = reverse("dossier", args=[world.contract.id]) + "?onglet=demarches"
    with CaptureQueriesContext(connection) as captured:
        assert "Aucune demande." in client.get(page).text
    assert sum(OWN in query["sql"] for query in captured.captured_queries) == 1
    make.sent_request(world)
    assert "Aucune demande." not in client.get(page).text


def test_second_reading_only_asks_whether_something_changed() -> None:
    world = make.make_world()
    reads = [
        lambda: piles_for(world.referent, TODAY),
        lambda: tally_for(world.referent, TODAY),
    ]
    for read in [*reads, lambda: page_of(world.referent, Search(q="arnal"), TODAY, 1)]:
        read()
        assert read_tables(read) == set()


@pytest.mark.parametrize("how", ["save", "update", "bulk", "delete", "sql"])
def test_change_is_seen_at_once_however_it_was_made(how: str) -> None:
    agency = AgencyFactory(region_code="76")
    referent = make.make_person(Role.REFERENT, agency, "Maud", "Castelnau")
    contract = ContractFactory(candidate__campaign__faculty__agency=agency)
    before = people_with(tally_for(referent, TODAY), standing="terminated")
    contract.status, contract.closed_on = ContractStatus.TERMINATED, TODAY
    changes = {
        "save": contract.save,
        "update": lambda: Contract.objects.update(status="terminated", closed_on=TODAY),
        "bulk": lambda: Contract.objects.bulk_update([contract], ["status", "closed_on"]),
        "delete": contract.delete,
        "sql": lambda: connection.cursor().execute(
            "UPDATE contracts_contract SET status = 'terminated', closed_on = %s", [TODAY]
        ),
    }
    changes[how]()
    tally = tally_for(referent, TODAY)
    assert (before, people_with(tally)) == (0, 0 if how == "delete" else 1)
    assert people_with(tally, standing="terminated") == people_with(tally)


def test_answer_belongs_to_its_day_and_to_its_reader() -> None:
    agency = AgencyFactory(region_code="76")
    ContractFactory(candidate__campaign__faculty__agency=agency, training_completed_on=TODAY)
    referent = make.make_person(Role.REFERENT, agency, "Maud", "Castelnau")
    stranger = make.make_person(Role.REFERENT, AgencyFactory(region_code="11"), "Alix", "Lointain")
    yesterday = TODAY - dt.timedelta(days=1)
    days = [people_with(tally_for(referent, day), standing="looking") for day in (TODAY, yesterday, TODAY)]
    assert days == [1, 0, 1]
    assert people_with(tally_for(stranger, TODAY)) == 0


def test_one_agent_of_two_departments_never_reads_the_page_of_the_other() -> None:
    agency = AgencyFactory(region_code="76")
    agent = make.make_person(Role.DELEGATION, agency, "Maud", "Castelnau")
    keys = {
        key_of(replace(agent, department_code=code), Search(), TODAY, 1) for code in ("34", "11", "34", "11")
    }
    assert len(keys) == 2


def test_folded_marks_weigh_as_much_and_lose_nothing_kept() -> None:
    ContractFactory.create_batch(2)
    before = last_change()
    assert ChangeMark.objects.filter(source="contracts_contract").count() == 2
    fold_marks(at=make.AT)
    assert ChangeMark.objects.get(source="contracts_contract").weight == 2
    assert last_change() == before
    ContractFactory()
    assert last_change() != before


def test_answer_is_kept_while_only_tables_that_it_has_not_read_change() -> None:
    world = make.make_world()
    asked = []

    def compute() -> int:
        asked.append(1)
        return Contract.objects.count()

    key = f"count:{world.contract.pk}"
    kept(key, compute)
    world.contract.agency.save(update_fields=["name"])
    assert (kept(key, compute), len(asked)) == (1, 1)
    assert kept(f"around {key}", lambda: kept(key, compute)) == 1
    ContractFactory()
    assert kept(f"around {key}", lambda: kept(key, compute)) == 2
