"""Roles: a delegation reads its department, an administrator gives roles and reads no file, some hold several."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency, Membership, User
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.dashboard.selectors.people import memberships_for
from cesp_portal.dashboard.selectors.reach import files_for
from cesp_portal.dashboard.services.people import end_membership, give_role
from contracts.models import Contract
from tests.factories.accounts import AgencyFactory, MembershipFactory, make_actor
from tests.factories.contracts import ContractFactory, TrainingSuspensionFactory
from tests.factories.installations import PracticePeriodFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)
AT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def agency() -> Agency:
    return AgencyFactory(region_code="76")


def practising(agency: Agency, commune: str, **facts: object) -> Contract:
    contract = ContractFactory(candidate__campaign__faculty__agency=agency)
    PracticePeriodFactory(contract=contract, commune_code=commune, **facts)
    return contract


def delegate(agency: Agency, department: str) -> Actor:
    return make_actor(Role.DELEGATION, agency=agency, department_code=department)


def test_delegation_reads_its_department_in_its_agency(agency: Agency) -> None:
    here = practising(agency, "34142")
    practising(agency, "11132")
    practising(AgencyFactory(region_code="11"), "34142")
    ContractFactory(candidate__campaign__faculty__agency=agency)
    practising(agency, "34142", status="rejected", rejected_reason="Autre lieu")
    assert list(files_for(delegate(agency, "34"))) == [here]
    assert not files_for(delegate(agency, "")).exists()


def test_delegation_opens_a_file_without_its_requests_nor_the_reason_of_a_leave(
    client: Client, agency: Agency
) -> None:
    contract, elsewhere = practising(agency, "34142"), practising(agency, "11132")
    TrainingSuspensionFactory(contract=contract)
    client.force_login(User.objects.get(id=delegate(agency, "34").user_id))
    url = reverse("dossier", args=[contract.id])
    page = client.get(url).text
    assert contract.candidate.full_name in page
    assert "Maternité" not in page
    assert client.get(url + "?onglet=exercice").status_code == 200
    assert client.get(url + "?onglet=journal").status_code == 404
    assert client.get(reverse("dossier", args=[elsewhere.id])).status_code == 404
    assert contract.number in client.get(reverse("signatories")).text
    assert elsewhere.number not in client.get(reverse("signatories")).text


@pytest.mark.parametrize(("role", "seen"), [(Role.REFERENT, True), (Role.DIRECTION, False)])
def test_reason_of_a_leave_is_for_the_referent_only(
    client: Client, agency: Agency, role: Role, seen: bool
) -> None:
    contract = practising(agency, "34142")
    TrainingSuspensionFactory(contract=contract)
    client.force_login(MembershipFactory(role=role, agency=agency).user)
    assert ("Maternité" in client.get(reverse("dossier", args=[contract.id])).text) == seen


def facts(**changed: object) -> dict[str, object]:
    return {
        "email": "nouvelle@example.org",
        "first_name": "Maud",
        "last_name": "Castelnau",
        "starts_on": TODAY,
        "at": AT,
    } | changed


def test_administrator_gives_a_dated_role_and_ends_it(agency: Agency) -> None:
    administrator = make_actor(Role.ADMINISTRATEUR)
    given = give_role(actor=administrator, **facts(role=Role.DELEGATION, agency=agency, department_code="34"))
    assert (given.department_code, given.starts_on) == ("34", TODAY)
    later = TODAY + dt.timedelta(days=40)
    end_membership(actor=administrator, membership=given, on=later, at=AT)
    assert Membership.objects.get(id=given.id).ends_until == later
    assert given not in memberships_for(administrator, "", later)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"role": Role.REFERENT}, "SCOPE"),
        ({"role": Role.SIGNATAIRE}, "PERSONAL_ROLE"),
        ({"role": Role.DELEGATION}, "DEPARTMENT"),
    ],
)
def test_role_that_does_not_fit_its_office_is_refused(wrong: dict[str, object], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        give_role(actor=make_actor(Role.ADMINISTRATEUR), **facts(**wrong))
    assert refused.value.code == code
    assert not User.objects.filter(email="nouvelle@example.org").exists()


def test_nobody_else_gives_roles_and_nobody_ends_their_own(agency: Agency) -> None:
    with pytest.raises(Forbidden):
        give_role(actor=make_actor(Role.REFERENT), **facts(role=Role.REFERENT, agency=agency))
    administrator = make_actor(Role.ADMINISTRATEUR)
    own = Membership.objects.get(id=administrator.membership_id)
    with pytest.raises(Refusal, match="propre habilitation"):
        end_membership(actor=administrator, membership=own, on=TODAY, at=AT)


def test_administrator_sees_agents_and_no_signatory(client: Client, agency: Agency) -> None:
    contract = practising(agency, "34142")
    MembershipFactory(user=contract.user)
    client.force_login(MembershipFactory(role=Role.ADMINISTRATEUR).user)
    page = client.get(reverse("people"))
    assert page.status_code == 200
    assert contract.user.email not in page.text
    assert client.get(reverse("dossier", args=[contract.id])).status_code == 403
    bad = client.post(reverse("people"), {"email": "x"})
    assert bad.status_code == 422


def test_role_ends_on_the_day_that_the_administrator_chose(client: Client, agency: Agency) -> None:
    held = MembershipFactory(role=Role.REFERENT, agency=agency)
    client.force_login(MembershipFactory(role=Role.ADMINISTRATEUR).user)
    address = reverse("people_end", args=[held.id])
    for wrong in ("2020-01-31", "31/02/2099"):
        assert client.post(address, {"last_day": wrong}).status_code == 422
    held.refresh_from_db()
    assert held.ends_until is None
    last_day = clock.today() + dt.timedelta(days=9)
    page = client.post(address, {"last_day": last_day.isoformat()}, follow=True).text
    assert f"terminé après le {last_day:%d/%m/%Y}" in page
    held.refresh_from_db()
    assert held.last_day == last_day
    assert "terminé dès maintenant" in client.post(address, follow=True).text
    held.refresh_from_db()
    assert held.ends_until == clock.today()


def test_person_with_two_roles_switches_and_a_role_that_ended_stops_at_once(
    client: Client, agency: Agency
) -> None:
    referent = MembershipFactory(role=Role.REFERENT, agency=agency)
    payer = MembershipFactory(role=Role.PAYEUR, user=referent.user, starts_on=dt.date(2020, 1, 2))
    client.force_login(referent.user)
    assert client.get(reverse("desk")).status_code == 200
    client.post(reverse("switch_role"), {"membership": str(payer.id)})
    assert client.get(reverse("payments")).status_code == 200
    assert client.get(reverse("desk")).status_code == 403
    payer.ends_until = dt.date(2020, 1, 3)
    payer.save(update_fields=["ends_until"])
    assert client.get(reverse("payments")).status_code == 403
