"""Candidate files: opened in time, completed by the person, with pieces that are what they say."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.refusals import Forbidden, Refusal
from contracts.models import Candidate, CandidatePiece
from contracts.rules.pieces import pieces_for
from contracts.selectors.candidate_files import candidate_files
from contracts.selectors.candidates import my_candidates
from contracts.services.candidate_files import (
    change_file,
    invite_again,
    join_piece,
    open_file,
    remove_piece,
)
from tests.factories.accounts import AgencyFactory, FacultyFactory, make_actor
from tests.factories.contracts import CampaignFactory
from tests.factories.selection import moment

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 11, 3)
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture
def office() -> Actor:
    return make_actor(Role.SCOLARITE, faculty=FacultyFactory(agency=AgencyFactory(region_code="76")))


def opened(office: Actor, day: dt.date = DAY, **identity: Any) -> Candidate:
    campaign = CampaignFactory(faculty_id=office.faculty_id, agency_id=office.agency_id)
    facts = {
        "last_name": "Inventé",
        "first_name": "Camille",
        "born_on": dt.date(2002, 3, 4),
        "email": "Camille@example.org",
        "year_of_study": 4,
        "specialty": "médecine générale",
        **identity,
    }
    return open_file(actor=office, campaign_id=campaign.id, identity=facts, **moment(day))


def person(candidate: Candidate) -> Actor:
    return Actor(user_id=candidate.user_id, name=str(candidate), role=Role.CANDIDAT)


def photo() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (4, 4)).save(content, "PNG")
    return SimpleUploadedFile("../carte.png", content.getvalue())


def test_opening_a_file_invites_the_person(office: Actor) -> None:
    candidate = opened(office)

    assert candidate.applied_on == DAY
    assert candidate.user.email == "camille@example.org"
    assert OutgoingMail.objects.get(kind="contracts.file_opened").recipient == "camille@example.org"


@pytest.mark.parametrize("day", [dt.date(2025, 9, 30), dt.date(2025, 12, 6)])
def test_no_file_is_opened_outside_the_campaign(office: Actor, day: dt.date) -> None:
    with pytest.raises(Refusal) as refused:
        opened(office, day)

    assert refused.value.code == "CAMPAIGN_CLOSED"


def test_the_person_declares_but_does_not_change_the_identity(office: Actor) -> None:
    candidate = opened(office)

    change_file(
        actor=person(candidate), candidate_id=candidate.id, values={"project": "Mon projet"}, **moment(DAY)
    )
    with pytest.raises(Forbidden):
        change_file(
            actor=person(candidate), candidate_id=candidate.id, values={"last_name": "Autre"}, **moment(DAY)
        )

    candidate.refresh_from_db()
    assert (candidate.project, candidate.last_name) == ("Mon projet", "Inventé")


def test_a_file_is_complete_with_its_project_and_every_piece(office: Actor) -> None:
    candidate = opened(office)
    asked = pieces_for(region="76", stream="medecine", cycle=None, specialty="medecine generale")

    for piece in asked:
        join_piece(
            actor=person(candidate), candidate_id=candidate.id, code=piece.code, upload=photo(), **moment(DAY)
        )
    change_file(
        actor=person(candidate), candidate_id=candidate.id, values={"project": "Mon projet"}, **moment(DAY)
    )

    candidate.refresh_from_db()
    assert candidate_files([candidate])[0].is_complete


def test_a_file_that_is_not_what_it_says_is_refused(office: Actor) -> None:
    candidate = opened(office)

    with pytest.raises(Refusal):
        join_piece(
            actor=office,
            candidate_id=candidate.id,
            code="identite",
            upload=SimpleUploadedFile("carte.pdf", b"<html></html>"),
            **moment(DAY),
        )

    assert not CandidatePiece.objects.exists()


def test_a_piece_is_taken_off_by_its_person_only(office: Actor) -> None:
    candidate = opened(office)
    piece = join_piece(
        actor=office, candidate_id=candidate.id, code="identite", upload=photo(), **moment(DAY)
    )

    with pytest.raises(Forbidden):
        remove_piece(actor=make_actor(Role.CANDIDAT), piece_id=piece.id, **moment(DAY))
    remove_piece(actor=person(candidate), piece_id=piece.id, **moment(DAY))

    assert not CandidatePiece.objects.exists()


def test_findings_follow_what_was_declared(office: Actor) -> None:
    candidate = opened(office)
    declared = {
        "enrolled_in_france": True,
        "auditor": False,
        "other_commitment": False,
        "industrial_pharmacy": False,
    }
    before = candidate_files([candidate])[0].eligibility

    changed = change_file(actor=office, candidate_id=candidate.id, values=declared, **moment(DAY))

    after = candidate_files([changed])[0].eligibility
    assert before is not None
    assert after is not None
    assert (before.outcome, after.outcome) == ("cannot_tell", "met")


@pytest.mark.parametrize(
    ("region", "cycle", "specialty", "codes"),
    [
        ("76", 2, "medecine generale", set()),
        ("76", 3, "medecine generale", {"classement"}),
        ("76", 3, "pediatrie", {"classement", "accord"}),
        ("11", 2, "medecine generale", {"validation", "photo"}),
    ],
)
def test_the_checklist_depends_on_region_cycle_and_speciality(
    region: str, cycle: int, specialty: str, codes: set[str]
) -> None:
    usual = {"formulaire", "identite", "motivation", "releves", "inscription"}

    asked = pieces_for(region=region, stream="medecine", cycle=cycle, specialty=specialty)

    assert {piece.code for piece in asked} == usual | codes


def test_an_address_of_another_candidate_opens_no_file(office: Actor) -> None:
    opened(office)
    second, third = (make_actor(Role.SCOLARITE, faculty=FacultyFactory()) for _ in range(2))

    with pytest.raises(Refusal) as refused:
        opened(second, last_name="Autre", ine="123456789AB")
    same = opened(third)

    assert refused.value.code == "ADDRESS_OF_ANOTHER"
    assert same.user == Candidate.objects.exclude(id=same.id).get().user


def test_a_corrected_address_moves_the_file_to_its_person_and_invites_again(office: Actor) -> None:
    candidate = opened(office)
    wrong = candidate.user

    change_file(
        actor=office,
        candidate_id=candidate.id,
        values={"email": "juste@example.org"},
        **moment(DAY + ONE_DAY),
    )

    candidate.refresh_from_db()
    assert candidate.user.email == "juste@example.org"
    assert not my_candidates(Actor(user_id=wrong.id, name="", role=Role.CANDIDAT)).exists()
    told = OutgoingMail.objects.filter(kind="contracts.file_opened").order_by("created_at")
    assert [mail.recipient for mail in told] == ["camille@example.org", "juste@example.org"]


def test_the_office_completes_the_ine_and_clears_a_wrong_speciality(office: Actor) -> None:
    candidate = opened(office)

    change_file(
        actor=office, candidate_id=candidate.id, values={"ine": "123456789AB", "specialty": ""}, **moment(DAY)
    )

    candidate.refresh_from_db()
    assert (candidate.ine, candidate.specialty, candidate.year_of_study) == ("123456789AB", "", 4)
    assert OutgoingMail.objects.filter(kind="contracts.file_opened").count() == 1


def test_an_invitation_leaves_again_until_the_file_is_closed(office: Actor) -> None:
    candidate = opened(office)

    invite_again(actor=office, candidate_id=candidate.id, **moment(DAY + ONE_DAY))
    with pytest.raises(Refusal) as refused:
        invite_again(
            actor=office, candidate_id=candidate.id, **moment(candidate.campaign.transmit_by_on + ONE_DAY)
        )

    assert OutgoingMail.objects.filter(kind="contracts.file_opened").count() == 2
    assert refused.value.code == "FILE_CLOSED"
