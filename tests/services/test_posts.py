"""Places offered: editions of FINESS, posts that an agency proposes."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from installations.models import Post, Structure, StructureExtract
from installations.selectors.posts import lines_of, offered_posts, posts_for, structures_found
from installations.services.posts import PostAnswers, propose_post, revise_post, withdraw_post
from installations.services.structures import import_structures
from tests.factories.accounts import AgencyFactory, make_actor
from tests.factories.installations import AT, PORTAL, TODAY, PostFactory, World, make_world
from tests.rules.test_finess import row

pytestmark = pytest.mark.django_db
ANSWERS = PostAnswers(
    structure="Maison de santé de l'Étoile",
    commune_code="11132",
    profession="medecine",
    mode="liberal",
    opens_on=TODAY,
    closes_on=dt.date(2026, 12, 31),
    contact_name="Dominique Inventé",
    contact_phone="01 00 00 00 00",
)


def read(day: str, *rows: str) -> StructureExtract:
    lines = [f"finess;etalab;111;{day}\n", *rows]
    return import_structures(actor=PORTAL, lines=lines, filename="finess.csv", at=AT)


@pytest.fixture
def world(zonings: None) -> World:
    return make_world()


def test_a_new_edition_rewrites_and_what_it_no_longer_names_is_not_found() -> None:
    read("2026-05-12", row(), row(finess="990000002", name="CLINIQUE FERMEE"), row())
    assert Structure.objects.count() == 2
    kept = Structure.objects.get(finess="990000001").id
    read("2026-06-12", row(name="CH RENOMMÉ"))
    assert Structure.objects.get(id=kept).name == "CH RENOMMÉ"
    assert [found.id for found in structures_found("renomme viriat")] == [kept]
    assert not structures_found("clinique")
    assert not structures_found("ch")


def test_an_edition_is_read_whole_or_not_at_all() -> None:
    read("2026-06-12", row())
    with pytest.raises(Refusal) as refused:
        read("2026-05-12", row(name="PLUS ANCIENNE"))
    assert refused.value.code == "EDITION_OUTDATED"
    with pytest.raises(ValueError, match="Ligne 3"):
        read("2026-07-12", row(name="A MOITIÉ"), "autre chose\n")
    with pytest.raises(ValueError, match="aucun établissement"):
        read("2026-07-12")
    assert Structure.objects.get().name == "CH INVENTE"
    assert StructureExtract.objects.get().edition_on == dt.date(2026, 6, 12)


def test_the_command_reads_an_old_encoding_and_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "finess.csv"
    path.write_bytes(("finess;etalab;111;2021-05-12\n" + row(name="HÔPITAL D'ÉTÉ")).encode("latin-1"))
    call_command("import_finess", str(path))
    assert Structure.objects.get().name == "HÔPITAL D'ÉTÉ"
    path.write_bytes(b"PK\x03\x04 not this")
    with pytest.raises(CommandError, match="première ligne"):
        call_command("import_finess", str(path))
    with pytest.raises(CommandError, match="ne s'ouvre pas"):
        call_command("import_finess", str(tmp_path / "absent.csv"))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"commune_code": "12999"}, "UNKNOWN_COMMUNE"),
        ({"commune_code": "75101"}, "OTHER_REGION"),
        ({"closes_on": TODAY - dt.timedelta(days=1)}, "END_BEFORE_START"),
        ({"opens_on": dt.date(2026, 1, 1), "closes_on": dt.date(2026, 1, 1)}, "ALREADY_PAST"),
        ({"contact_phone": ""}, "NOBODY_TO_REACH"),
    ],
)
def test_a_post_that_nobody_could_take_is_refused(world: World, values: dict[str, object], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        propose_post(actor=world.referent, answers=replace(ANSWERS, **values), on=TODAY, at=AT)
    assert refused.value.code == code
    assert not Post.objects.exists()


def test_a_post_is_shown_from_its_first_to_its_last_day_with_its_zone(world: World) -> None:
    post = propose_post(actor=world.referent, answers=ANSWERS, on=TODAY, at=AT)
    shown = {
        day: offered_posts(world.signatory, day).count()
        for day in (TODAY - dt.timedelta(days=1), TODAY, post.closes_on, dt.date(2027, 1, 1))
    }
    assert list(shown.values()) == [0, 1, 1, 0]
    (line,) = lines_of(offered_posts(world.signatory, TODAY, profession="medecine", text="étoile"), TODAY)
    assert (line.zone.is_eligible, line.department_code) == (True, "11")
    assert not offered_posts(world.signatory, TODAY, profession="odontologie")
    assert not offered_posts(world.payer, TODAY)


def test_a_post_belongs_to_its_agency(world: World) -> None:
    post = PostFactory(agency=world.agency)
    stranger = make_actor(Role.REFERENT, agency=AgencyFactory(region_code="11"))
    assert not posts_for(stranger)
    for act in (
        lambda: revise_post(actor=stranger, post=post, answers=ANSWERS, on=TODAY, at=AT),
        lambda: withdraw_post(actor=stranger, post=post, at=AT),
        lambda: propose_post(actor=world.signatory, answers=ANSWERS, on=TODAY, at=AT),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_withdrawn_post_is_shown_no_more_and_does_not_change(world: World) -> None:
    post = PostFactory(agency=world.agency)
    for _ in range(2):
        post = withdraw_post(actor=world.referent, post=post, at=AT)
    assert not offered_posts(world.signatory, TODAY)
    with pytest.raises(Refusal) as refused:
        revise_post(actor=world.referent, post=post, answers=ANSWERS, on=TODAY, at=AT)
    assert refused.value.code == "POST_WITHDRAWN"


def test_a_double_click_proposes_once(world: World) -> None:
    propose_post(actor=world.referent, answers=ANSWERS, on=TODAY, at=AT)
    with pytest.raises(Refusal) as refused:
        propose_post(actor=world.referent, answers=ANSWERS, on=TODAY, at=AT)
    assert refused.value.code == "POST_ALREADY_PROPOSED"
    assert Post.objects.count() == 1
