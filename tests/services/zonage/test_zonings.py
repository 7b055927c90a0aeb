"""From a file to an order in force: drafts, check, publication, succession."""

import datetime as dt

import pytest

from cesp_portal.common.journal.models import Entry
from cesp_portal.common.refusals import BadInput, Refusal
from tests.factories.zonage import (
    ACTOR,
    AT,
    make_territory,
    publish_levels,
)
from zonage.enums import SnapshotStatus
from zonage.models import Snapshot, Zone
from zonage.rules.files.zoning import Asked
from zonage.selectors.zones import zone_of
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


def test_same_file_imported_again_is_said_and_what_became_of_it() -> None:
    def again() -> list[str]:
        done = import_zoning(
            actor=ACTOR, data=b"code;zonage\n11132;ZIP", filename="b.csv", asked=Asked(), at=AT
        )
        return [problem.message for problem in done.file.problems if problem.code == "Z_ALREADY_IMPORTED"]

    assert again() == []
    (said,) = again()
    assert "Occitanie, médecin" in said
    assert "importé le 05/01/2026 et son brouillon attend encore" in said
    latest = Snapshot.objects.latest("imported_at", "id")
    for draft in Snapshot.objects.exclude(pk=latest.pk):
        discard_draft(actor=ACTOR, snapshot_id=draft.pk, at=AT)
    check_snapshot(actor=ACTOR, snapshot_id=latest.pk, order=Order(), at=AT)
    publish_snapshot(actor=ACTOR, snapshot_id=latest.pk, on=AT.date(), at=AT)
    (said,) = again()
    assert "publié depuis" in said


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
