"""Work of an agency: seen by kind, taken, handed over, set aside, never twice and never elsewhere."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Membership, User
from cesp_portal.common.journal.models import Entry
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.dashboard.enums import Alert
from cesp_portal.dashboard.models import DossierVisit, SavedView, WorkNote
from cesp_portal.dashboard.selectors.alerts import that_alert
from cesp_portal.dashboard.selectors.work import pile_for, piles_for, work_among, work_aside
from cesp_portal.dashboard.selectors.work_items import Aside
from cesp_portal.dashboard.selectors.work_kinds import WITHOUT_REFERENT
from cesp_portal.dashboard.services.work import (
    Batch,
    batch_named,
    bring_work_back,
    entrust_files,
    hand_over_work,
    set_work_aside,
    take_work,
)
from contracts.models import Contract
from contracts.selectors.files import in_charge_of
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.violations import broken

pytestmark = pytest.mark.django_db

TODAY, AT = make.TODAY, make.AT


@pytest.fixture
def world(zonings: None) -> make.World:
    return make.make_world()


@pytest.fixture
def request_id(world: make.World) -> uuid.UUID:
    return make.sent_request(world).id


def asked(actor: Actor, *object_ids: uuid.UUID, seen: str | None = None) -> Batch:
    return Batch(actor, "demandes", object_ids, TODAY, AT, seen)


def rows(actor: Actor, kind: str = "demandes", whose: str = "all") -> list[uuid.UUID]:
    pile = pile_for(actor, kind, TODAY, whose=whose)
    assert pile is not None
    return [item.object_id for item in pile.items]


def test_request_waits_for_the_referent_of_its_agency_only(world: make.World, request_id: uuid.UUID) -> None:
    stranger = make.make_person(Role.REFERENT, AgencyFactory(region_code="11"), "Alix", "Lointain")
    assert rows(world.referent) == [request_id]
    assert rows(stranger) == []


def test_request_leaves_the_pile_once_its_decision_is_prepared_and_waits_to_be_signed(
    world: make.World,
) -> None:
    request = make.sent_request(world)
    make.proposed_decision(world, request)
    assert rows(world.referent) == []
    assert len(rows(world.director, "signatures")) == 1


def test_direction_has_no_requests_to_examine(world: make.World) -> None:
    assert pile_for(world.director, "demandes", TODAY) is None
    assert {pile.code for pile in piles_for(world.director, TODAY)} == {"signatures", "relectures"}


def test_taken_work_is_mine_and_no_longer_only_everyones(world: make.World, request_id: uuid.UUID) -> None:
    assert rows(world.referent, whose="mine") == []
    report = take_work(asked(world.referent, request_id))
    assert [item.object_id for item in report.done] == [request_id]
    assert rows(world.referent, whose="mine") == [request_id]
    assert Entry.objects.filter(action="dashboard.work_taken").count() == 1


def test_work_is_handed_over_to_a_colleague_of_the_agency(world: make.World, request_id: uuid.UUID) -> None:
    colleague = make.make_person(Role.REFERENT, world.agency, "Noa", "Voisin")
    hand_over_work(asked(world.referent, request_id), to=colleague.user_id)
    assert rows(colleague, whose="mine") == [request_id]


def test_work_taken_by_somebody_who_left_is_again_that_of_the_file(
    world: make.World, request_id: uuid.UUID
) -> None:
    colleague = make.make_person(Role.REFERENT, world.agency, "Noa", "Voisin")
    world.contract.referent_id = world.referent.user_id
    world.contract.save(update_fields=["referent"])
    take_work(asked(colleague, request_id))
    assert rows(world.referent, whose="mine") == []
    Membership.objects.filter(user_id=colleague.user_id).update(ends_until=TODAY)
    assert rows(world.referent, whose="mine") == [request_id]
    (item,) = work_among(world.referent, "demandes", [request_id], TODAY) or ()
    assert item.holder_id == world.referent.user_id


@pytest.fixture
def left(world: make.World) -> Actor:
    """A referent who followed the file with a backup, both gone today; the agency has another referent."""
    gone = make.make_person(Role.REFERENT, world.agency, "Noa", "Voisin")
    backup = make.make_person(Role.REFERENT, world.agency, "Sacha", "Passant")
    world.contract.referent_id, world.contract.backup_id = gone.user_id, backup.user_id
    world.contract.save(update_fields=["referent", "backup"])
    assert rows(world.referent, WITHOUT_REFERENT) == []
    Membership.objects.filter(user_id__in=[gone.user_id, backup.user_id]).update(ends_until=TODAY)
    return gone


def test_files_of_a_referent_who_left_wait_for_another(world: make.World, left: Actor) -> None:
    assert rows(world.referent, WITHOUT_REFERENT) == [world.contract.id]
    alone = that_alert(Contract.objects.all(), Alert.REFERENT, TODAY)
    assert list(alone) == [world.contract]
    assert in_charge_of(world.contract, TODAY) is None
    world.contract.referent_id = world.referent.user_id
    world.contract.save(update_fields=["referent"])
    assert not that_alert(Contract.objects.all(), Alert.REFERENT, TODAY)
    User.objects.filter(pk=world.referent.user_id).update(is_active=False)
    assert list(that_alert(Contract.objects.all(), Alert.REFERENT, TODAY)) == [world.contract]


def test_files_without_referent_are_given_to_one_together(world: make.World, left: Actor) -> None:
    files = Batch(world.referent, WITHOUT_REFERENT, [world.contract.id, uuid.uuid4()], TODAY, AT)
    report = entrust_files(files, to=world.referent.user_id)
    assert (len(report.done), report.gone) == (1, 1)
    world.contract.refresh_from_db()
    assert (world.contract.referent_id, world.contract.backup_id) == (world.referent.user_id, None)
    assert rows(world.referent, WITHOUT_REFERENT) == []
    assert Entry.objects.filter(action="contracts.referents_assigned").count() == 1


def test_files_are_given_to_a_referent_of_the_agency_only(world: make.World, left: Actor) -> None:
    files = Batch(world.referent, WITHOUT_REFERENT, [world.contract.id], TODAY, AT)
    with pytest.raises(BadInput) as refused:
        entrust_files(files, to=left.user_id)
    assert refused.value.code == "NOT_A_REFERENT"
    with pytest.raises(Forbidden):
        entrust_files(replace(files, kind="demandes"), to=world.referent.user_id)


def test_work_is_never_handed_over_to_another_agency(world: make.World, request_id: uuid.UUID) -> None:
    stranger = make.make_person(Role.REFERENT, AgencyFactory(region_code="11"), "Alix", "Lointain")
    with pytest.raises(BadInput, match="agent de votre agence"):
        hand_over_work(asked(world.referent, request_id), to=stranger.user_id)
    assert not WorkNote.objects.exists()


def test_work_set_aside_comes_back_on_its_day(world: make.World, request_id: uuid.UUID) -> None:
    later = TODAY + dt.timedelta(days=5)
    set_work_aside(asked(world.referent, request_id), until=later, reason="Attend l'avis du doyen")
    pile = pile_for(world.referent, "demandes", TODAY)
    assert pile is not None
    assert (len(pile.items), pile.aside) == (0, 1)
    back = pile_for(world.referent, "demandes", later)
    assert back is not None
    assert len(back.items) == 1


@pytest.mark.parametrize(("days", "reason", "code"), [(0, "x", "DAY_NOT_LATER"), (3, "  ", "REASON_MISSING")])
def test_work_is_set_aside_for_a_reason_until_a_later_day(
    world: make.World, request_id: uuid.UUID, days: int, reason: str, code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        set_work_aside(
            asked(world.referent, request_id), until=TODAY + dt.timedelta(days=days), reason=reason
        )
    assert refused.value.code == code


def test_row_set_aside_is_seen_with_its_reason_and_brought_back(
    world: make.World, request_id: uuid.UUID
) -> None:
    later = TODAY + dt.timedelta(days=5)
    set_work_aside(asked(world.referent, request_id), until=later, reason="Attend l'avis du doyen")
    (item,) = work_aside(world.referent, "demandes", TODAY) or ()
    assert item.aside == Aside(later, "Attend l'avis du doyen", str(world.referent.name))
    assert take_work(asked(world.referent, request_id)).gone == 1
    assert bring_work_back(asked(world.referent, request_id)).gone == 0
    assert rows(world.referent) == [request_id]
    assert work_aside(world.referent, "demandes", TODAY) == ()
    assert bring_work_back(asked(world.referent, request_id)).gone == 1
    assert work_aside(world.director, "demandes", TODAY) is None


def test_row_set_aside_never_misses_its_deadline(world: make.World, request_id: uuid.UUID) -> None:
    (due_on,) = [item.due_on for item in work_among(world.referent, "demandes", [request_id], TODAY) or ()]
    assert due_on is not None
    set_work_aside(
        asked(world.referent, request_id), until=due_on + dt.timedelta(days=90), reason="Plus tard"
    )
    assert WorkNote.objects.get().snoozed_until == due_on
    late = due_on + dt.timedelta(days=1)
    asked_late = Batch(world.referent, "demandes", [request_id], late, AT)
    set_work_aside(asked_late, until=due_on + dt.timedelta(days=90), reason="Plus tard")
    assert WorkNote.objects.get().snoozed_until == due_on + dt.timedelta(days=90)


def test_row_that_a_colleague_took_since_it_was_seen_is_left_alone(
    world: make.World, request_id: uuid.UUID
) -> None:
    seen = batch_named(work_among(world.referent, "demandes", [request_id], TODAY) or ())
    colleague = make.make_person(Role.REFERENT, world.agency, "Noa", "Voisin")
    take_work(asked(colleague, request_id, seen=seen))
    with pytest.raises(Refusal) as refused:
        set_work_aside(
            asked(world.referent, request_id, seen=seen), until=TODAY + dt.timedelta(days=5), reason="Attend"
        )
    assert refused.value.code == "ROWS_CHANGED"
    assert WorkNote.objects.get().holder_id == colleague.user_id
    assert rows(world.referent) == [request_id]


def test_row_that_left_the_pile_meanwhile_is_reported_and_untouched(
    world: make.World, request_id: uuid.UUID
) -> None:
    gone = uuid.uuid4()
    report = take_work(asked(world.referent, request_id, gone))
    assert (len(report.done), report.gone) == (1, 1)
    assert not WorkNote.objects.filter(object_id=gone).exists()


def test_pile_of_another_role_is_forbidden(world: make.World, request_id: uuid.UUID) -> None:
    with pytest.raises(Forbidden):
        take_work(asked(world.director, request_id))


def test_one_note_per_row() -> None:
    agency, row = AgencyFactory(), uuid.uuid4()
    WorkNote.objects.create(agency=agency, kind="demandes", object_id=row, noted_at=AT)
    with broken("work_note_once_per_row"):
        WorkNote.objects.create(agency=agency, kind="demandes", object_id=row, noted_at=AT)


def test_row_set_aside_says_why() -> None:
    with broken("work_note_set_aside_says_why"):
        WorkNote.objects.create(
            agency=AgencyFactory(), kind="demandes", object_id=uuid.uuid4(), noted_at=AT, snoozed_until=TODAY
        )


def test_one_view_per_name() -> None:
    facts = {"agency": AgencyFactory(), "owner": UserFactory(), "name": "À relancer", "saved_at": AT}
    SavedView.objects.create(**facts)
    with broken("saved_view_name_once"):
        SavedView.objects.create(**facts)


def test_view_has_a_name() -> None:
    with broken("saved_view_has_a_name"):
        SavedView.objects.create(agency=AgencyFactory(), name="", saved_at=AT)


def test_one_reading_per_agent_and_dossier(world: make.World) -> None:
    facts = {"user_id": world.referent.user_id, "contract": world.contract, "seen_at": AT}
    DossierVisit.objects.create(**facts)
    with broken("dossier_visit_once_per_agent"):
        DossierVisit.objects.create(**facts)
