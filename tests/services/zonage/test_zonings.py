"""From a file to an answer: drafts, publication, immutability, and the zone of a place on a day."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from cesp_portal.common.journal.models import Entry
from cesp_portal.common.refusals import BadInput, Refusal
from tests.factories.zonage import ACTOR, AT, make_commune, make_territory, merge, publish_levels
from zonage.enums import SnapshotStatus
from zonage.models import CommuneChange, Level, Snapshot, Zone
from zonage.rules.files.zoning import Asked
from zonage.selectors.territories import commune_on, search_communes
from zonage.selectors.zones import place_history, zone_of
from zonage.services.imports import ZoningRefused, import_zoning
from zonage.services.publication import (
    Order,
    check_snapshot,
    check_snapshots,
    discard_draft,
    publish_snapshot,
    publish_snapshots,
)

D = dt.date
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def territory() -> None:
    make_territory()


def level(code: str, on: dt.date, profession: str = "medecine") -> str | None:
    return zone_of(code=code, profession=profession, on=on).level


def test_zone_is_that_of_the_order_in_force_on_the_day() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    publish_levels({"11132": "ZAR"}, on=D(2025, 10, 30))
    answer = zone_of(code="11132", profession="medecine", on=D(2025, 10, 29))
    assert (answer.name, answer.level, answer.eligible) == ("Fabrezan", "ZIP", True)
    assert answer.snapshot is not None
    assert answer.snapshot.effective_on == D(2022, 5, 15)
    assert level("11132", D(2025, 10, 30)) == "ZAR"
    assert level("11132", D(2022, 5, 14)) is None


def test_history_has_one_spell_per_order() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    publish_levels({"11132": "ZAR"}, on=D(2025, 10, 30))
    spells = place_history(code="11132", profession="medecine")
    assert [(spell.from_on, spell.level, spell.eligible) for spell in spells] == [
        (D(2022, 5, 15), "ZIP", True),
        (D(2025, 10, 30), "ZAR", False),
    ]


def test_order_older_than_the_one_in_force_is_refused_at_the_import() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2025, 10, 30))
    with pytest.raises(ZoningRefused) as refusal:
        publish_levels({"11132": "ZAR"}, on=D(2022, 5, 15))
    assert refusal.value.code == "Z_OLDER_ORDER"
    assert Snapshot.objects.count() == 1


HEAD = "source;date_maj;niveau;code;lib;com_region;tvs_code;zmed_niveau;zmed_date_arrete;zsf_niveau;zsf_date_arrete"


def test_edition_of_several_orders_brings_only_those_that_are_newer() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    row = "x;30/07/2026;COM;11132;Fabrezan;Occitanie;11203_;2_ZAC;15/05/2022;3_intermediaire;29/10/2024"
    done = import_zoning(
        actor=ACTOR, data=f"{HEAD}\n{row}\n".encode(), filename="atlas.csv", asked=Asked(), at=AT
    )
    assert [snapshot.profession for snapshot in done.snapshots] == ["maieutique"]
    assert [part.profession for part in done.file.left] == ["medecine"]
    assert [(p.value, p.blocking) for p in done.file.problems if p.code == "Z_OLDER_ORDER"] == [
        ("15/05/2022", False)
    ]
    assert Zone.objects.get(snapshot=done.snapshots[0]).tvs_code == "11203"
    with pytest.raises(ZoningRefused, match="postérieur"):
        import_zoning(
            actor=ACTOR,
            data=f"{HEAD}\n{row}\n".encode(),
            filename="atlas.csv",
            asked=Asked(profession="medecine"),
            at=AT,
        )


def test_order_older_than_the_one_in_force_is_refused_at_the_publication() -> None:
    first = import_zoning(actor=ACTOR, data=b"code;zonage\n11132;ZIP", filename="a.csv", asked=Asked(), at=AT)
    publish_levels({"11132": "ZAR"}, on=D(2025, 10, 30))
    draft = first.snapshots[0]
    check_snapshot(actor=ACTOR, snapshot_id=draft.id, order=Order(signed_on=D(2022, 5, 15)), at=AT)
    with pytest.raises(Refusal) as refusal:
        publish_snapshot(actor=ACTOR, snapshot_id=draft.id, on=D(2026, 1, 5), at=AT)
    assert refusal.value.code == "ORDER_OLDER"
    assert level("11132", D(2026, 1, 5)) == "ZAR"


def test_draft_answers_no_question() -> None:
    import_zoning(actor=ACTOR, data=b"code;zonage\n11132;ZIP", filename="a.csv", asked=Asked(), at=AT)
    assert level("11132", D(2026, 1, 5)) is None


def test_zoning_without_known_order_applies_from_its_publication() -> None:
    done = import_zoning(actor=ACTOR, data=b"code;zonage\n11132;ZIP", filename="a.csv", asked=Asked(), at=AT)
    check_snapshot(actor=ACTOR, snapshot_id=done.snapshots[0].id, order=Order(), at=AT)
    publish_snapshot(actor=ACTOR, snapshot_id=done.snapshots[0].id, on=D(2026, 1, 5), at=AT)
    assert level("11132", D(2026, 1, 4)) is None
    answer = zone_of(code="11132", profession="medecine", on=D(2026, 1, 5))
    assert answer.level == "ZIP"
    assert "sans date connue" in answer.reason


def test_unchecked_draft_is_not_published() -> None:
    done = import_zoning(actor=ACTOR, data=b"code;zonage\n11132;ZIP", filename="a.csv", asked=Asked(), at=AT)
    with pytest.raises(Refusal) as refusal:
        publish_snapshot(actor=ACTOR, snapshot_id=done.snapshots[0].id, on=D(2026, 1, 5), at=AT)
    assert refusal.value.code == "SNAPSHOT_NOT_CHECKED"


def test_zoning_cannot_apply_before_its_order() -> None:
    done = import_zoning(actor=ACTOR, data=b"code;zonage\n11132;ZIP", filename="a.csv", asked=Asked(), at=AT)
    order = Order(signed_on=D(2025, 10, 30), effective_on=D(2025, 10, 29))
    with pytest.raises(BadInput) as refusal:
        check_snapshot(actor=ACTOR, snapshot_id=done.snapshots[0].id, order=order, at=AT)
    assert refusal.value.code == "ORDER_DATES"


def test_refused_file_leaves_the_database_as_it_was() -> None:
    with pytest.raises(ZoningRefused):
        import_zoning(
            actor=ACTOR, data=b"code;zonage\n11132;ZIP\n11132;ZAC", filename="a.csv", asked=Asked(), at=AT
        )
    assert not Snapshot.objects.exists()
    assert not Entry.objects.filter(action__startswith="zonage.snapshot").exists()


def test_publication_supersedes_and_counts_what_changes() -> None:
    (before,) = publish_levels({"11132": "ZIP", "11262": "ZAR", "34172": "ZAC"}, on=D(2022, 5, 15))
    (after,) = publish_levels({"11132": "ZAR", "11262": "ZIP", "34173": "ZAC"}, on=D(2025, 10, 30))
    before.refresh_from_db()
    assert (before.status, after.status) == (SnapshotStatus.SUPERSEDED, SnapshotStatus.PUBLISHED)
    assert after.summary == {"lost": 1, "gained": 1, "new": 1, "vanished": 1}
    assert Entry.objects.filter(action="zonage.snapshot_published").count() == 2


def test_discarded_draft_is_gone_and_the_journal_says_so() -> None:
    done = import_zoning(actor=ACTOR, data=b"code;zonage\n11132;ZIP", filename="a.csv", asked=Asked(), at=AT)
    discard_draft(actor=ACTOR, snapshot_id=done.snapshots[0].id, at=AT)
    assert not Zone.objects.exists()
    assert Entry.objects.filter(action="zonage.draft_discarded").exists()


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
    _breaks_call(lambda: merge("11262", "11132", D(2026, 1, 1)), "commune_change_once")


def _breaks(row: Model, constraint: str) -> None:
    _breaks_call(row.save, constraint)


def _breaks_call(write: Callable[[], object], constraint: str) -> None:
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        write()


def test_two_drafts_of_one_region_are_not_published_together() -> None:
    drafts = [
        import_zoning(
            actor=ACTOR, data=b"code;zonage\n11132;ZIP", filename="a.csv", asked=Asked(order_on=day), at=AT
        ).snapshots[0]
        for day in (D(2022, 5, 15), D(2024, 5, 15))
    ]
    ids = [draft.pk for draft in drafts]
    check_snapshots(actor=ACTOR, snapshot_ids=ids, order=Order(), at=AT)
    with pytest.raises(Refusal) as refusal:
        publish_snapshots(actor=ACTOR, snapshot_ids=ids, on=D(2026, 1, 5), at=AT)
    assert refusal.value.code == "SEVERAL_FOR_ONE_PLACE"
    assert not Snapshot.objects.filter(status="published").exists()


# --- the code of the day -------------------------------------------------------------------------------------------


def test_merged_commune_follows_the_code_that_was_kept_from_that_day_on() -> None:
    publish_levels({"11132": "ZIP", "11262": "ZAR"}, on=D(2022, 5, 15))
    merge("11262", "11132", D(2024, 1, 1))
    assert level("11262", D(2023, 12, 31)) == "ZAR"
    answer = zone_of(code="11262", profession="medecine", on=D(2024, 1, 1))
    assert answer.level == "ZIP"
    assert "11132" in answer.reason
    assert [spell.level for spell in place_history(code="11262", profession="medecine")] == ["ZAR", "ZIP"]


def test_order_published_after_a_merger_that_still_lists_the_old_code_is_followed() -> None:
    publish_levels({"11132": "ZIP", "11262": "ZAC"}, on=D(2022, 5, 15))
    merge("11262", "11132", D(2021, 1, 1))
    assert level("11262", D(2024, 1, 1)) == "ZAC"


def test_restored_commune_has_the_level_of_the_one_it_left() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    make_commune("11133", name="Rétablie", starts_on=D(2025, 1, 1))
    CommuneChange.objects.create(
        movement=21,
        effective_on=D(2025, 1, 1),
        before_kind="COM",
        before_code="11132",
        before_name="Fabrezan",
        after_kind="COM",
        after_code="11133",
        after_name="Rétablie",
    )
    assert level("11133", D(2025, 1, 1)) == "ZIP"


def test_commune_merged_then_restored_answers_for_itself_again() -> None:
    publish_levels({"11132": "ZIP", "11262": "ZAR"}, on=D(2015, 5, 15))
    merge("11262", "11132", D(2016, 12, 1))
    make_commune("11262", name="Narbonne", starts_on=D(2025, 1, 1))
    CommuneChange.objects.create(
        movement=21,
        effective_on=D(2025, 1, 1),
        before_kind="COM",
        before_code="11132",
        before_name="Fabrezan",
        after_kind="COM",
        after_code="11262",
        after_name="Narbonne",
    )
    assert [level("11262", day) for day in (D(2016, 11, 30), D(2024, 12, 31), D(2025, 1, 1))] == [
        "ZAR",
        "ZIP",
        "ZAR",
    ]
    assert commune_on("11262", D(2024, 12, 31)).code == "11132"
    assert commune_on("11262", D(2025, 1, 1)).code == "11262"


def test_code_that_starts_and_ceases_the_same_day_is_the_successors() -> None:
    """Pont-Farcy left Calvados for Manche and merged into Tessy-Bocage on one day, in 2018."""
    make_commune("01341", name="Pont inventé", ends_until=D(2018, 1, 1))
    CommuneChange.objects.create(
        movement=41,
        effective_on=D(2018, 1, 1),
        before_kind="COM",
        before_code="01999",
        before_name="Pont inventé",
        after_kind="COM",
        after_code="01341",
        after_name="Pont inventé",
    )
    merge("01341", "01004", on=D(2018, 1, 1))
    publish_levels({"01004": "ZIP"}, on=D(2022, 5, 15))
    assert level("01341", D(2023, 1, 1)) == "ZIP"
    assert commune_on("01341", D(2023, 1, 1)).code == "01004"


def test_movements_that_lead_back_end_somewhere() -> None:
    publish_levels({"11132": "ZIP", "11262": "ZAR"}, on=D(2015, 5, 15))
    merge("11262", "11132", D(2016, 1, 1))
    merge("11132", "11262", D(2017, 1, 1))
    assert level("11262", D(2018, 1, 1)) is not None
    assert commune_on("11262", D(2018, 1, 1)).code in ("11262", "11132")


def test_paris_is_told_by_arrondissement_unless_they_agree() -> None:
    publish_levels({"75101": "ZIP", "75102": "ZAC"}, on=D(2022, 5, 15))
    answer = zone_of(code="75056", profession="medecine", on=D(2023, 1, 1))
    assert answer.level is None
    assert answer.snapshot is not None
    assert "arrondissement" in answer.reason
    publish_levels({"75101": "ZIP", "75102": "ZIP"}, on=D(2024, 5, 15))
    assert level("75056", D(2025, 1, 1)) == "ZIP"


def test_arrondissement_has_the_level_of_a_commune_listed_whole() -> None:
    publish_levels({"75056": "ZAC"}, on=D(2022, 5, 15))
    assert level("75101", D(2023, 1, 1)) == "ZAC"


def test_delegated_commune_has_the_level_of_its_commune() -> None:
    publish_levels({"01015": "ZIP"}, on=D(2022, 5, 15))
    answer = zone_of(code="01340", profession="medecine", on=D(2023, 1, 1))
    assert (answer.level, answer.name) == ("ZIP", "Saint-Bois")


def test_delegated_commune_that_came_from_others_has_the_level_of_its_commune() -> None:
    make_commune("01016", name="Ars-sur-Formans")
    merge("01016", "01340", on=D(1973, 1, 1))
    make_commune("01340", name="Saint-Bois", ends_until=D(2016, 1, 1))
    publish_levels({"01015": "ZIP"}, on=D(2022, 5, 15))
    assert level("01340", D(2023, 1, 1)) == "ZIP"


def test_commune_does_not_answer_for_a_whole_it_was_not_yet_part_of() -> None:
    publish_levels({"01015": "ZIP"}, on=D(2015, 5, 15))
    make_commune("01340", name="Saint-Bois", ends_until=D(2016, 1, 1))
    assert level("01340", D(2015, 12, 31)) is None
    assert level("01340", D(2016, 1, 1)) == "ZIP"


@pytest.mark.parametrize("code", ["11999", "34", "976", "1113", "2A"])
def test_code_that_no_commune_bears_comes_from_no_snapshot(code: str) -> None:
    publish_levels({"11132": "ZIP", "34172": "ZIP", "97617": "ZIP", "2A004": "ZIP"}, on=D(2022, 5, 15))
    answer = zone_of(code=code, profession="medecine", on=D(2023, 1, 1))
    assert (answer.level, answer.snapshot) == (None, None)
    assert f"Aucune commune ne porte le code « {code} »" in answer.reason


def test_commune_absent_from_the_order_in_force_has_no_level() -> None:
    publish_levels({"11132": "ZIP", "11262": "ZIP"}, on=D(2022, 5, 15))
    publish_levels({"11132": "ZIP"}, on=D(2024, 5, 15))
    answer = zone_of(code="11262", profession="medecine", on=D(2025, 1, 1))
    assert (answer.level, answer.eligible) == (None, None)
    assert answer.snapshot is not None


def test_not_available_is_not_a_level() -> None:
    publish_levels({"11132": "N/A - résultat non disponible"}, on=D(2022, 5, 15))
    answer = zone_of(code="11132", profession="medecine", on=D(2023, 1, 1))
    assert (answer.level, answer.eligible) == (None, None)
    assert answer.snapshot is not None


def test_dentists_of_ile_de_france_use_the_doctors_zoning_until_they_have_theirs() -> None:
    publish_levels({"75101": "ZIP"}, on=D(2018, 5, 15))
    answer = zone_of(code="75101", profession="odontologie", on=D(2023, 1, 1))
    assert (answer.level, answer.eligible) == ("ZIP", True)
    assert "médecins" in answer.reason
    publish_levels({"75101": "4_Tres_dotee"}, on=D(2025, 1, 1), profession="odontologie")
    assert level("75101", D(2025, 1, 1), "odontologie") == "tres_dotee"
    spells = place_history(code="75101", profession="odontologie")
    assert [spell.level for spell in spells] == ["ZIP", "tres_dotee"]


def test_doctors_zoning_stands_in_for_the_dentists_only_until_their_own_began() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2018, 5, 15))
    assert level("11132", D(2024, 10, 24), "odontologie") == "ZIP"
    assert level("11132", D(2024, 10, 25), "odontologie") is None
    spells = place_history(code="11132", profession="odontologie")
    assert [(spell.from_on, spell.level) for spell in spells] == [
        (D(2018, 5, 15), "ZIP"),
        (D(2024, 10, 25), None),
    ]


def test_midwives_have_no_stand_in() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2018, 5, 15))
    assert level("11132", D(2023, 1, 1), "maieutique") is None


def test_pharmacists_have_no_zoning_and_the_answer_says_so() -> None:
    answer = zone_of(code="11132", profession="pharmacie", on=D(2023, 1, 1))
    assert answer.level is None
    assert "pharmaciens" in answer.reason


def test_answer_comes_from_one_statement_that_the_server_planned_once() -> None:
    publish_levels({"11132": "ZIP"}, on=D(2018, 5, 15))
    for _ in range(9):
        with CaptureQueriesContext(connection) as asked:
            assert level("11132", D(2023, 1, 1)) == "ZIP"
        assert not asked.captured_queries  # nothing but the statement below
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%zonage_zone z%'"
        )
        ((planned_once,),) = cursor.fetchall()
    assert planned_once >= 3


def test_unknown_code_is_said() -> None:
    assert "Aucune commune" in zone_of(code="99999", profession="medecine", on=D(2023, 1, 1)).reason


def test_code_designates_the_commune_of_the_day() -> None:
    merge("11262", "11132", D(2024, 1, 1))
    assert commune_on("11262", D(2023, 12, 31)).name == "Narbonne"
    assert commune_on("11262", D(2024, 1, 1)).code == "11132"
    with pytest.raises(BadInput):
        commune_on("11999", D(2024, 1, 1))


def test_search_reads_names_codes_and_postal_codes() -> None:
    assert [found.code for found in search_communes("montp")] == ["34172", "34173"]
    assert [found.code for found in search_communes("amberieu en")] == ["01004"]
    assert [found.code for found in search_communes("34070")] == ["34172"]
    assert [found.code for found in search_communes("11262")] == ["11262"]
    assert [found.code for found in search_communes("mont", region="84")] == []
    assert search_communes("  ") == []
