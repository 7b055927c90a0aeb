"""What the database itself refuses: to change what is published, and what no zoning or commune may be."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from tests.factories.zonage import (
    ACTOR,
    AT,
    make_commune,
    make_territory,
    merge,
    publish_levels,
)
from zonage.models import Commune, CommuneChange, Level, Snapshot, TerritoryLoad
from zonage.rules.files.zoning import Asked
from zonage.selectors.zones import zone_of
from zonage.services.imports import import_zoning

D = dt.date
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def territory() -> None:
    make_territory()


def level(code: str, on: dt.date, profession: str = "medecine") -> str | None:
    return zone_of(code=code, profession=profession, on=on).level


def refuses(statement: str, *parameters: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except DatabaseError as error:
        return "never" in str(error) or "Cannot" in str(error)
    return False


@pytest.mark.parametrize("status", ["published", "superseded"])
def test_published_rows_refuse_every_change_in_the_database(status: str) -> None:
    (snapshot,) = publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    if status == "superseded":
        publish_levels({"11132": "ZAC"}, on=D(2025, 10, 30))
    key = snapshot.id
    assert refuses("UPDATE zonage_snapshot SET effective_on = '2020-01-01' WHERE id = %s", key)
    assert refuses(
        "UPDATE zonage_snapshot SET status = 'draft', published_at = NULL, checked_at = NULL WHERE id = %s",
        key,
    )
    assert refuses("UPDATE zonage_snapshot SET order_number = 'X', status = 'superseded' WHERE id = %s", key)
    assert refuses("DELETE FROM zonage_snapshot WHERE id = %s", key)
    assert refuses("UPDATE zonage_level SET is_eligible = FALSE WHERE snapshot_id = %s", key)
    assert refuses("DELETE FROM zonage_level WHERE snapshot_id = %s", key)
    assert refuses("UPDATE zonage_zone SET code = '11262' WHERE snapshot_id = %s", key)
    assert refuses("DELETE FROM zonage_zone WHERE snapshot_id = %s", key)
    assert refuses(
        "INSERT INTO zonage_zone (snapshot_id, code, level_id, tvs_code) SELECT snapshot_id, '11262', level_id, '' "
        "FROM zonage_zone WHERE snapshot_id = %s",
        key,
    )
    assert refuses(
        "INSERT INTO zonage_level (snapshot_id, code, label, name, rank, colour, pattern, reason) "
        "VALUES (%s, 'X', 'X', 'X', 1, '#000000', 'plein', '')",
        key,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # what waits for the end of the transaction forbids it too
    for table in ("zonage_zone", "zonage_level, zonage_zone", "zonage_snapshot CASCADE"):
        assert refuses(f"TRUNCATE {table}")
    assert level("11132", D(2022, 6, 1)) == "ZIP"


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"status": "published"}, "snapshot_status_has_its_milestones"),
        ({"checked_at": AT}, "snapshot_status_has_its_milestones"),
        (
            {"order_on": D(2025, 1, 2), "effective_on": D(2025, 1, 1)},
            "snapshot_takes_effect_on_or_after_its_order",
        ),
    ],
)
def test_snapshot_constraints_hold(changes: dict[str, object], constraint: str) -> None:
    fields = {
        "region_id": "76",
        "profession": "medecine",
        "file_format": "plain",
        "imported_at": AT,
    } | changes
    _breaks(Snapshot(**fields), constraint)


def test_two_snapshots_are_never_in_force_together() -> None:
    (one,) = publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    common = {
        "region_id": "76",
        "profession": "medecine",
        "file_format": "plain",
        "imported_at": AT,
        "checked_at": AT,
        "published_at": AT,
    }
    _breaks(
        Snapshot(**common, status="published", effective_on=D(2023, 1, 1)),
        "one_snapshot_in_force_per_region_profession_and_unit",
    )
    _breaks(
        Snapshot(**common, status="superseded", superseded_at=AT, effective_on=one.effective_on),
        "one_published_snapshot_per_first_day",
    )


def test_one_level_per_label() -> None:
    done = import_zoning(actor=ACTOR, data=b"code;zonage\n11132;ZIP", filename="a.csv", asked=Asked(), at=AT)
    known = Level.objects.get()
    _breaks(
        Level(
            snapshot=done.snapshots[0],
            code="ZIP",
            label=known.label,
            name="x",
            rank=1,
            colour="#000000",
            pattern="plein",
        ),
        "one_level_per_label_of_a_snapshot",
    )


def test_commune_constraints_hold() -> None:
    _breaks_call(lambda: make_commune("11132", name="Fabrezan bis"), "commune_once_per_code_kind_and_period")
    _breaks_call(
        lambda: make_commune("11133", name="X", starts_on=D(2020, 1, 1), ends_until=D(2020, 1, 1)),
        "commune_ends_after_start",
    )
    merge("11262", "11132", D(2026, 1, 1))
    same = CommuneChange.objects.get()
    same.pk = None
    _breaks(same, "commune_change_once")
    load = TerritoryLoad.objects.latest("id")
    known = Commune.objects.get(code="11132")
    known.known_from = known.known_until = load
    _breaks(known, "commune_known_until_a_later_loading")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM zonage_commune WHERE code = '34173'",
        "UPDATE zonage_commune SET name = 'X' WHERE code = '34173'",
        "UPDATE zonage_commune SET known_until_id = NULL WHERE known_until_id IS NOT NULL",
        "DELETE FROM zonage_communechange",
        "UPDATE zonage_communechange SET effective_on = '2020-01-01'",
        "TRUNCATE zonage_commune",
        "TRUNCATE zonage_communechange",
    ],
)
def test_what_was_answered_with_stays(statement: str) -> None:
    publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    merge("11262", "11132", D(2026, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the end would forbid a TRUNCATE too
    with pytest.raises(DatabaseError, match="What was answered with stays"), transaction.atomic():
        connection.cursor().execute(statement)


def test_what_nobody_was_answered_with_is_replaced() -> None:
    merge("11262", "11132", D(2026, 1, 1))
    merge("34172", "34173", D(2026, 1, 1))
    assert not Commune.told.exclude(known_from=None, known_until=None).exists()
    assert Commune.told.count() == Commune.objects.count()


def _breaks(row: Model, constraint: str) -> None:
    _breaks_call(row.save, constraint)


def _breaks_call(write: Callable[[], object], constraint: str) -> None:
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        write()
