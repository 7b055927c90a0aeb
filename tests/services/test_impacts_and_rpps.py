"""A new zoning touches people; the published register confirms or contradicts declared places."""

import datetime as dt
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateRange

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.selectors import actor_of
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import Forbidden
from installations.enums import ImpactOutcome, RequestKind, RppsOutcome, ZoneRightOutcome
from installations.models import ImpactLine, ImpactStudy, RppsReading
from installations.rules.impacts import impact_of
from installations.rules.rpps import NEEDED, RppsUnreadable, matching_activities, name_key
from installations.selectors.impacts import Preview, impacts_of, preview_of, snapshots_without_study
from installations.services.districts import settle_district
from installations.services.impacts import handle_line, study_missing
from installations.services.projects import ProjectAnswers, file_project
from installations.services.rpps import read_extract
from tests.factories.accounts import AgencyFactory, MembershipFactory
from tests.factories.contracts import ContractFactory
from tests.factories.installations import (
    AT,
    PORTAL,
    PracticePeriodFactory,
    World,
    make_world,
    sent_request,
    site,
)
from tests.factories.zonage import merge, publish_levels
from zonage.models import District, Snapshot
from zonage.rules.files.zoning import Asked
from zonage.services.imports import import_zoning
from zonage.services.publication import Order, check_snapshot, publish_snapshot

NEW = dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("before", "after", "right", "expected"),
    [
        (True, True, ZoneRightOutcome.ELIGIBLE, ImpactOutcome.KEPT),
        (False, True, ZoneRightOutcome.ELIGIBLE, ImpactOutcome.GAINED),
        (None, True, ZoneRightOutcome.ELIGIBLE, ImpactOutcome.GAINED),
        (True, False, ZoneRightOutcome.NOT_ELIGIBLE, ImpactOutcome.LOST),
        (True, False, ZoneRightOutcome.PROTECTED, ImpactOutcome.PROTECTED),
        (True, False, ZoneRightOutcome.KEPT, ImpactOutcome.KEPT),
        (True, None, ZoneRightOutcome.TO_CONFIRM, ImpactOutcome.TO_CONFIRM),
        (False, False, ZoneRightOutcome.NOT_ELIGIBLE, None),
    ],
)
def test_each_change_has_its_consequence(
    before: bool | None, after: bool | None, right: ZoneRightOutcome, expected: ImpactOutcome | None
) -> None:
    assert impact_of(before=before, after=after, same_level=False, right=right) is expected


def test_the_same_level_touches_nobody() -> None:
    assert impact_of(before=True, after=True, same_level=True, right=ZoneRightOutcome.ELIGIBLE) is None


@pytest.fixture
def world(zonings: None, db: None) -> World:
    return make_world()


def with_project(world: World, code: str, on: dt.date) -> None:
    file_project(
        actor=world.signatory,
        contract=world.contract,
        answers=ProjectAnswers("Médecine générale", "liberal", code),
        on=on,
        at=AT,
    )


def published(**levels: str) -> ImpactStudy:
    publish_levels({"11132": "ZIP", "11262": "ZV", "34173": "ZAC"} | levels, on=NEW, order_number="A-2")
    study_missing(at=AT)
    return ImpactStudy.objects.get(snapshot__order_number="A-2")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("filed_on", "outcome"),
    [(dt.date(2023, 11, 30), "protected"), (dt.date(2025, 6, 1), "to_confirm")],
)
def test_a_zone_lost_protects_an_old_project(world: World, filed_on: dt.date, outcome: str) -> None:
    with_project(world, "11132", filed_on)
    study = published(**{"11132": "ZV"})
    line = study.lines.get()
    assert (line.outcome, line.before, line.after) == (outcome, "ZIP", "ZV")
    assert "Fabrezan" in OutgoingMail.objects.get(kind="installations.zone_changed").subject


def test_who_already_practises_there_keeps_the_place(world: World) -> None:
    PracticePeriodFactory(
        contract=world.contract, is_eligible=True, days=DateRange(dt.date(2026, 11, 1), None)
    )
    assert published(**{"11132": "ZV"}).lines.get().outcome == "kept"


def test_a_zone_gained_is_told(world: World) -> None:
    with_project(world, "11262", dt.date(2026, 1, 5))
    assert published(**{"11262": "ZIP"}).lines.get().outcome == "gained"


def test_a_study_is_made_once_and_none_is_missing(world: World) -> None:
    with_project(world, "11132", dt.date(2023, 1, 1))
    published(**{"11132": "ZV"})
    assert study_missing(at=AT) == 0
    assert not snapshots_without_study().exists()
    assert OutgoingMail.objects.filter(kind="installations.zone_changed").count() == 1


def test_the_preview_says_what_the_study_will_say(world: World) -> None:
    with_project(world, "11132", dt.date(2023, 1, 1))
    study = published(**{"11132": "ZV"})
    assert [impact.outcome for impact in impacts_of(study.snapshot, NEW)] == [
        line.outcome for line in study.lines.all()
    ]


def test_a_place_in_another_region_waits_for_the_zoning_of_that_region(world: World) -> None:
    with_project(world, "01004", dt.date(2026, 1, 5))
    assert not published(**{"11132": "ZV"}).lines.exists()
    publish_levels({"01004": "ZIP"}, on=NEW, order_number="A-3")
    study_missing(at=AT)
    line = ImpactStudy.objects.get(snapshot__order_number="A-3").lines.get()
    assert (line.outcome, line.agency) == ("gained", world.agency)


def test_names_are_shown_to_the_agency_that_follows_them_only(world: World) -> None:
    with_project(world, "11132", dt.date(2023, 1, 1))
    snapshot = published(**{"11132": "ZV"}).snapshot
    stranger = actor_of(MembershipFactory(role=Role.REFERENT, agency=AgencyFactory(region_code="84")))
    assert [impact.commune_code for impact in preview_of(world.referent, snapshot, NEW).own] == ["11132"]
    assert preview_of(stranger, snapshot, NEW) == Preview(own=(), elsewhere=1)


def test_a_place_that_the_order_does_not_list_is_read_as_its_commune(world: World) -> None:
    with_project(world, "34172", dt.date(2023, 1, 1))
    published(**{"34172": "ZIP"})
    merge("34172", "34173", dt.date(2026, 12, 2))
    publish_levels({"34173": "ZV"}, on=dt.date(2027, 1, 4), order_number="A-3")
    study_missing(at=AT)
    line = ImpactStudy.objects.get(snapshot__order_number="A-3").lines.get()
    assert (line.outcome, line.after) == ("protected", "ZV")


def import_districts(label: str, on: dt.date) -> Snapshot:
    """Import a draft that gives the invented western district of Narbonne a level."""
    done = import_zoning(
        actor=PORTAL,
        data=f"code_insee;code_qp;lib_qp;zonage_medecins\n11262;QN01107I;Ouest;{label}\n".encode(),
        filename="qpv.csv",
        asked=Asked(order_on=on),
        at=AT,
    )
    return done.snapshots[0]


def publish_districts(label: str, on: dt.date) -> None:
    draft = import_districts(label, on)
    check_snapshot(actor=PORTAL, snapshot_id=draft.id, order=Order(), at=AT)
    publish_snapshot(actor=PORTAL, snapshot_id=draft.id, on=on, at=AT)


def in_the_west(world: World) -> None:
    """Let the person have a project and a request in the western district, which an agent confirmed."""
    District.objects.create(
        code="QN01107I", name="Ouest inventé", commune_codes=["11262"], starts_on=dt.date(2024, 1, 1)
    )
    with_project(world, "11262", dt.date(2023, 1, 1))
    request = sent_request(world, RequestKind.INSTALLATION, site("11262", district_code="QN01107I"))
    settle_district(actor=world.referent, request=request, position=1, is_inside=True, at=AT)


def test_zoning_of_districts_touches_only_the_places_that_an_agent_confirmed_there(world: World) -> None:
    with_project(world, "11262", dt.date(2023, 1, 1))
    publish_districts("ZIP", dt.date(2025, 4, 15))
    assert impacts_of(import_districts("HZ", NEW), NEW) == []


def test_place_in_a_confirmed_district_follows_the_district_and_not_its_commune(world: World) -> None:
    in_the_west(world)
    publish_districts("ZIP", dt.date(2025, 4, 15))
    assert not published(**{"11262": "HZ"}).lines.exists()
    (impact,) = impacts_of(import_districts("HZ", NEW), NEW)
    assert (impact.outcome, impact.before, impact.after) == ("protected", "ZIP", "HZ")


def test_study_of_many_people_in_one_place_asks_about_that_place_once(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for contract in ContractFactory.create_batch(12, candidate__campaign__faculty__agency=world.agency):
        PracticePeriodFactory(contract=contract)
    snapshot = published(**{"11132": "ZAC"}).snapshot
    with django_assert_max_num_queries(12):
        assert len(impacts_of(snapshot, NEW)) == 12


def test_command_says_whom_a_zoning_touches_then_publishes_it(world: World) -> None:
    with_project(world, "11132", dt.date(2023, 1, 1))
    done = import_zoning(
        actor=PORTAL,
        data=b"code;zonage\n11132;ZV\n",
        filename="a.csv",
        asked=Asked("medecine", "76", NEW),
        at=AT,
    )
    key = str(done.snapshots[0].id)
    said = StringIO()
    call_command("publish_zonage", key, "--dry-run", stdout=said)
    assert "lieux de personnes concernés : 1" in said.getvalue()
    assert not ImpactStudy.objects.exists()
    assert Snapshot.objects.get(id=key).status == "draft"
    call_command("publish_zonage", key, stdout=StringIO())
    assert ImpactStudy.objects.get(snapshot_id=key).lines.get().outcome == "protected"


def test_a_line_is_handled_once_by_its_agency(world: World) -> None:
    with_project(world, "11132", dt.date(2023, 1, 1))
    published(**{"11132": "ZV"})
    line = ImpactLine.objects.get()
    with pytest.raises(Forbidden):
        handle_line(actor=world.director, line=line, at=AT)
    handle_line(actor=world.referent, line=line, at=AT)
    again = handle_line(actor=world.referent, line=line, at=AT + dt.timedelta(days=1))
    assert again.handled_at == AT


# --- RPPS ----------------------------------------------------------------------------------------------------


def extract(*rows: tuple[str, str, str, str, str], columns: tuple[str, ...] = NEEDED) -> list[str]:
    """Return an extract whose columns stand in another order than usual."""
    shuffled = ["Autre", *reversed(columns)]
    lines = ["\ufeff" + "|".join(shuffled) + "|\n"]
    for row in rows:
        values = dict(zip(NEEDED, row, strict=True))
        lines.append("|".join(["x", *(values[name] for name in reversed(columns))]) + "|\n")
    return lines


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ([("1", "ARNAL", "CAMILLE", "10", "11132")], RppsOutcome.CONFIRMED),
        ([("1", "Arnal", "Camillé", "10", "11262")], RppsOutcome.CONTRADICTED),
        ([("1", "ARNAL", "CAMILLE", "10", "")], RppsOutcome.ABSENT),
        ([("1", "ARNAL", "CAMILLE", "40", "11132")], RppsOutcome.ABSENT),
        ([("1", "AUTRE", "CAMILLE", "10", "11132")], RppsOutcome.ABSENT),
        (
            [("1", "ARNAL", "CAMILLE", "10", "11132"), ("2", "ARNAL", "CAMILLE", "10", "11262")],
            RppsOutcome.HOMONYMS,
        ),
        (
            [("1", "ARNAL", "CAMILLE", "10", "11262"), ("1", "ARNAL", "CAMILLE", "10", "11132")],
            RppsOutcome.CONFIRMED,
        ),
    ],
)
def test_the_register_confirms_or_contradicts(
    world: World, rows: list[tuple[str, str, str, str, str]], outcome: RppsOutcome
) -> None:
    PracticePeriodFactory(contract=world.contract)
    counts = read_extract(actor=PORTAL, lines=extract(*rows), extract="PS_LibreAcces.txt", at=AT)
    assert counts == {outcome: 1}
    assert RppsReading.objects.get().outcome == outcome


def test_reading_the_same_extract_twice_writes_one_answer(world: World) -> None:
    PracticePeriodFactory(contract=world.contract)
    for _ in range(2):
        lines = extract(("1", "AUTRE", "CAMILLE", "10", "11132"))
        read_extract(actor=PORTAL, lines=lines, extract="a.txt", at=AT)
    assert RppsReading.objects.count() == 1


@pytest.mark.parametrize(
    "lines", [[], ["Nom;Prénom\n"], extract(columns=NEEDED[1:]), extract(), [*extract(), "x|y\n"]]
)
def test_a_file_that_is_no_extract_is_named_and_writes_nothing(world: World, lines: list[str]) -> None:
    PracticePeriodFactory(contract=world.contract)
    with pytest.raises(RppsUnreadable):
        read_extract(actor=PORTAL, lines=lines, extract="a.txt", at=AT)
    assert not RppsReading.objects.exists()


@pytest.mark.parametrize("separator", ["|", ";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_command_reads_an_extract_that_a_tool_saved_again(
    world: World, tmp_path: Path, separator: str, encoding: str
) -> None:
    PracticePeriodFactory(contract=world.contract, commune_code="01004", commune_name="Ambérieu")
    cells = [("Autre", "x"), *zip(NEEDED, ("1", "ARNAL", "CAMILLE", "10", "1004"), strict=True)]
    quote = '"' if separator in ";," else ""
    lines = [
        separator.join(f"{quote}{row[side].upper() if side == 0 else row[side]}{quote}" for row in cells)
        for side in (0, 1)
    ]
    path = tmp_path / "extrait.txt"
    path.write_text("\r\n".join([*lines, "court"]), encoding=encoding)
    call_command("import_rpps", path, stdout=StringIO())
    assert RppsReading.objects.get().outcome == RppsOutcome.CONFIRMED


def test_an_unclosed_quote_is_told_with_its_line() -> None:
    header = ";".join(NEEDED)
    lines = [f"{header}\n", '1;"ARNAL;CAMILLE;10;11132\n', *["2;AUTRE;CAMILLE;10;11132\n"] * 9000]
    with pytest.raises(RppsUnreadable, match=r"La ligne 2 .* jamais fermé"):
        list(matching_activities(lines, frozenset({"arnalcamille"})))


def test_short_lines_are_passed_over() -> None:
    lines = [*extract(("1", "ARNAL", "CAMILLE", "10", "11132")), "x|y\n", "\n"]
    assert len(list(matching_activities(lines, frozenset({name_key("Arnal", "Camille")})))) == 1


def test_a_zoning_of_long_ago_is_studied_without_being_told_as_news(world: World) -> None:
    with_project(world, "11132", dt.date(2026, 1, 5))
    assert study_missing(at=AT) == 1
    assert ImpactLine.objects.get().outcome == ImpactOutcome.GAINED
    assert not OutgoingMail.objects.filter(kind="installations.zone_changed").exists()
