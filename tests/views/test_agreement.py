"""The ledger, the simulator, the printed statement, the referent's page and the export say the same of a file.

Forty generated files in the suite; five hundred, each on every page and printed, in `make proofs`: ten draws of fifty.
"""

import datetime as dt
import io
import os
import random
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from psycopg.types.range import DateRange
from pypdf import PdfReader

from cesp_portal.common import clock
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency, User
from cesp_portal.common.accounts.selectors import actor_of
from cesp_portal.common.documents.services import read_document
from cesp_portal.common.rules.calendar import Month
from cesp_portal.common.rules.french import amount_text, months_text
from cesp_portal.dashboard.rules.simulation import simulate
from cesp_portal.dashboard.rules.simulation_figures import amounts_of, rows_of
from cesp_portal.dashboard.rules.what_if import Situation, WhatIf
from cesp_portal.dashboard.selectors import columns
from cesp_portal.dashboard.selectors.signatories import Search, export_rows, signatories_for
from contracts.enums import Cause, ContractStatus, Stage
from contracts.models import Contract
from contracts.rules.allowances import net_of
from contracts.rules.indemnities import ZERO
from installations.enums import RequestKind, SpellKind
from installations.models import DatedStatement
from installations.rules.figures import NO_FIGURE, NOTHING_LEFT
from installations.rules.statement import Statement
from installations.selectors.end_examinations import examine_termination, stage_of
from installations.selectors.statements import figures_of, statement_facts, statement_of
from tests.factories.accounts import AgencyFactory, FacultyFactory, MembershipFactory
from tests.factories.contracts import (
    CampaignFactory,
    CandidateFactory,
    ContractFactory,
    ThirdCycleSuspensionFactory,
    TrainingSuspensionFactory,
)
from tests.factories.installations import AT, GrantedSpellFactory, PracticePeriodFactory, RequestFactory

pytestmark = pytest.mark.django_db

WHOLE = "PROOF_ROUNDS" in os.environ
DRAWS = 10 if WHOLE else 1
FILES = 50 if WHOLE else 40
ON_PAGES = FILES if WHOLE else 3
PRINTED = FILES if WHOLE else 1
DAY = dt.timedelta(days=1)
TODAY = clock.today()
SHOWN = [columns.ALL["contrat"], *(column for column in columns.ALL.values() if column.figure)]
FIGURES = [column.figure for column in SHOWN[1:]]


@pytest.fixture
def agency() -> Agency:
    return AgencyFactory(region_code="76")


def generated(agency: Agency, number: int, draw: int = 0) -> list[Contract]:
    """Files at every stage: studying, on leave, interns, graduated, deferred, practising, and broken at any of them."""
    chance = random.Random(1000 * draw + number)  # noqa: S311  # the same files at each run
    campaign = CampaignFactory(faculty=FacultyFactory(agency=agency))
    return [_file(chance, CandidateFactory(campaign=campaign)) for _ in range(number)]


def _file(chance: random.Random, candidate: object) -> Contract:
    concluded = dt.date(chance.choice((2012, 2015, 2018, 2021, 2022, 2023)), 3, 10)
    graduated = dt.date(concluded.year + 4, 10, chance.randint(1, 28)) if chance.random() < 0.6 else None
    internship = dt.date(concluded.year + 1, 11, 2) if chance.random() < 0.5 else None
    contract: Contract = ContractFactory(
        candidate=candidate,
        regime="R3" if concluded.year > 2020 else chance.choice(("R1-MED", "R2")),
        academic_year=f"{concluded.year - 1}-{concluded.year}",
        applied_on=concluded - 90 * DAY,
        concluded_on=concluded,
        first_paid_month=f"{concluded.year - 1}-10",
        internship_started_on=internship,
        des_on=graduated,
        de_on=graduated,
        training_completed_on=graduated,
    )
    if chance.random() < 0.4:
        start = concluded + dt.timedelta(days=chance.randint(30, 500))
        TrainingSuspensionFactory(
            contract=contract, starts_on=start, ends_until=start + dt.timedelta(days=chance.randint(20, 200))
        )
    if internship and chance.random() < 0.5:
        ThirdCycleSuspensionFactory(contract=contract, requested_on=internship + 10 * DAY)
    if graduated:
        _practise(chance, contract, graduated)
    if chance.random() < 0.25:
        _break(chance, contract)
    return contract


def _break(chance: random.Random, contract: Contract) -> None:
    """End the contract by a decided termination, on a day between its conclusion and yesterday."""
    lived = (TODAY - contract.concluded_on).days
    contract.status = ContractStatus.TERMINATED
    contract.closed_on = contract.concluded_on + dt.timedelta(days=chance.randint(30, lived - 1))
    contract.save()
    RequestFactory(
        contract=contract,
        decided=True,
        kind=RequestKind.TERMINATION,
        starts_on=contract.closed_on,
        cause=chance.choice(
            (Cause.SIGNATAIRE, Cause.SIGNATAIRE, Cause.RADIATION, Cause.DECES, Cause.INCAPACITE)
        ),
    )


def _practise(chance: random.Random, contract: Contract, graduated: dt.date) -> None:
    start = graduated + dt.timedelta(days=chance.randint(10, 300))
    if chance.random() < 0.3:
        end = start + dt.timedelta(days=chance.randint(60, 500))
        GrantedSpellFactory(contract=contract, days=DateRange(start, end))
        start = end
    for _ in range(chance.randint(0, 3)):
        end = start + dt.timedelta(days=chance.randint(40, 400))
        status = chance.choice(("declared", "supported", "verified", "planned"))
        milestones: dict[str, object] = {"supported_at": AT} if status in ("supported", "verified") else {}
        if status == "verified":
            milestones |= {"verified_until": end, "verified_at": AT, "verified_by": contract.user}
        PracticePeriodFactory(
            contract=contract,
            days=DateRange(start, end),
            share_numerator=chance.choice((1, 3, 4)),
            share_denominator=chance.choice((4, 5)),
            is_eligible=chance.choice((True, True, True, False)),
            status=status,
            **milestones,
        )
        start = end + dt.timedelta(days=chance.randint(1, 60))
    if chance.random() < 0.3:
        GrantedSpellFactory(
            contract=contract,
            kind=SpellKind.PRACTICE_SUSPENSION,
            days=DateRange(start, start + 60 * DAY),
        )


def told_by_the_ledger(statement: Statement) -> dict[str, str]:
    """Add the ledger up, month by month."""
    lived = [line for line in statement.ledger if line.month <= Month.of(statement.as_of)]
    return {
        "Mois payés": months_text(sum(line.paid for line in lived)),
        "Mois vérifiés": months_text(sum(line.verified for line in statement.ledger)),
        "Mois déclarés, à vérifier": months_text(sum(line.declared for line in statement.ledger)),
    }


def told_by_a_page(page: str) -> dict[str, str]:
    """Read the table of figures of a page."""
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td>([^<]+)</td></tr>', page)
    rows += re.findall(r'label">([^<]+)</span> <strong class="portal-details__value">([^<]+)</strong>', page)
    return {label: text for label, text in rows if label in FIGURES}


def in_figures(figures: dict[str, str]) -> dict[str, str]:
    """A day as pages write it, so that two writings of one day are equal."""
    return {label: re.sub(r"\b1er\b", "1", text).replace("\xa0", " ") for label, text in figures.items()}


@pytest.mark.parametrize("draw", range(DRAWS))
def test_every_reader_of_a_file_gets_the_same_figures(agency: Agency, client: Client, draw: int) -> None:
    files = generated(agency, FILES, draw)
    referent = MembershipFactory(role=Role.REFERENT, agency=agency)
    desk = Client()
    desk.force_login(referent.user)
    actor = actor_of(referent)
    exported = {
        number: dict(zip(FIGURES, cells, strict=True))
        for number, *cells in export_rows(signatories_for(actor, Search(), TODAY), TODAY, SHOWN)
    }
    seen, broken = set(), 0
    for number, contract in enumerate(files):
        statement = statement_of(actor, contract, TODAY)
        figures = figures_of(statement)
        seen.add(tuple(figures.values()))
        assert exported[contract.number] == figures
        for label, text in told_by_the_ledger(statement).items():
            assert text == figures[label], (contract.number, label)
        today = {row.label: row.today for row in rows_of(simulate(_situation(contract), WhatIf()))}
        assert today["Mois d'allocation versés"] == figures["Mois payés"]
        if contract.status == ContractStatus.TERMINATED:
            broken += 1
            _amounts_agree(contract, statement)
            assert all(
                line.month <= Month.of(statement.as_of) and not line.planned for line in statement.ledger
            )
            assert figures["Mois restants"] == figures["Fin prévue si rien ne change"] == NOTHING_LEFT
        elif statement.ends_on is not None and statement.run and not statement.run.tail[1]:
            assert today["Fin de l'engagement"] == figures["Fin prévue si rien ne change"]
        first_broken = contract.status == ContractStatus.TERMINATED and broken == 1
        if number < ON_PAGES or first_broken:
            _pages_agree(client, desk, contract, figures)
        if number < PRINTED or first_broken:
            _print_agrees(desk, contract, figures)
        if number == 0:
            _print_is_verified(desk, contract)
    assert len(seen) > FILES / 4, "The generated files are too much alike to prove anything."
    assert broken > FILES / 10, "Too few of the generated files are broken to prove anything."


def _amounts_agree(contract: Contract, shown: Statement) -> None:
    """The decision claims what the simulator tells for that day, and what the months of the ledger add up to."""
    request = contract.requests.get(kind=RequestKind.TERMINATION)
    assert contract.closed_on is not None
    told = amounts_of(
        simulate(_situation(contract), WhatIf(ends_on=contract.closed_on, cause=Cause(request.cause)))
    )
    claimed = dict(examine_termination(request, TODAY).amounts)
    names = {"Indemnité": "indemnity", "Pénalité": "penalty", "Total": "total"}
    if not shown.months_declared:
        for label, name in names.items():
            assert claimed[label].partition(" (")[0] == told[name], (contract.number, label)
    if stage_of(contract, contract.closed_on) is not Stage.IN_PRACTICE and told["total"] != amount_text(ZERO):
        sums = sum((net_of(line.month) for line in shown.ledger if line.paid), ZERO)
        assert told["indemnity"] == amount_text(sums)


def _situation(contract: Contract) -> Situation:
    return Situation(statement_facts(contract, TODAY), "76")


def _pages_agree(client: Client, desk: Client, contract: Contract, figures: dict[str, str]) -> None:
    MembershipFactory(user=contract.user, role=Role.SIGNATAIRE)
    client.force_login(User.objects.get(id=contract.user_id))
    pages = (
        client.get(reverse("signatory_statement")),
        client.get(reverse("signatory_home")),
        desk.get(reverse("dossier", args=[contract.id])),
    )
    for page in pages:
        assert in_figures(told_by_a_page(page.text)) == in_figures(figures)


def _print_agrees(desk: Client, contract: Contract, figures: dict[str, str]) -> None:
    printed = desk.post(reverse("print_statement", args=[contract.id]))
    text = " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages).split()
    )
    for label, told in figures.items():
        assert f"{label} {told}".replace("\xa0", " ") in text
    kept = DatedStatement.objects.get(contract=contract)
    assert kept.figures == figures
    assert kept.verification_code in text


def _print_is_verified(desk: Client, contract: Contract) -> None:
    kept = DatedStatement.objects.select_related("document").get(contract=contract)
    again = desk.post(reverse("print_statement", args=[contract.id]))
    assert again.content == read_document(kept.document)
    public = Client().get(reverse("verify_letter"), {"code": kept.verification_code.lower()})
    assert "Décompte authentique" in public.text
    assert contract.candidate.last_name not in strip_tags(public.text)
    altered = Client().get(reverse("verify_letter"), {"code": kept.verification_code, "empreinte": "0" * 64})
    assert "a été modifié" in altered.text


def test_practice_that_nobody_closed_stops_with_the_contract(agency: Agency) -> None:
    contract = ContractFactory(
        candidate__campaign__faculty__agency=agency,
        first_paid_month="2021-10",
        de_on=dt.date(2024, 10, 31),
        des_on=dt.date(2024, 10, 31),
        training_completed_on=dt.date(2024, 10, 31),
        status=ContractStatus.TERMINATED,
        closed_on=dt.date(2026, 1, 31),
    )
    PracticePeriodFactory(contract=contract, days=DateRange(dt.date(2025, 1, 1), None))
    shown = statement_of(actor_of(MembershipFactory(role=Role.REFERENT, agency=agency)), contract, TODAY)
    assert (shown.as_of, shown.ends_on) == (dt.date(2026, 1, 31), None)
    assert sum(line.declared + line.planned for line in shown.ledger) == 13
    assert shown.ledger[-1].month == Month.parse("2026-01")


def test_contradictory_file_is_exported_without_figures(agency: Agency) -> None:
    contract = ContractFactory(
        candidate__campaign__faculty__agency=agency,
        internship_started_on=dt.date(2026, 3, 1),
        de_on=dt.date(2020, 1, 1),
        training_completed_on=dt.date(2020, 1, 1),
    )
    actor = actor_of(MembershipFactory(role=Role.REFERENT, agency=agency))
    [row] = export_rows(signatories_for(actor, Search(), TODAY), TODAY, SHOWN)
    assert row[0] == contract.number
    assert set(row[1:]) == {NO_FIGURE}


def test_export_asks_the_same_queries_whatever_the_number_of_files(
    agency: Agency, django_assert_max_num_queries: object
) -> None:
    generated(agency, 6)
    actor = actor_of(MembershipFactory(role=Role.REFERENT, agency=agency))
    with django_assert_max_num_queries(6):
        assert len(list(export_rows(signatories_for(actor, Search(), TODAY), TODAY, SHOWN))) == 6
