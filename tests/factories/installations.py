"""A signatory ready to settle, with the people of the agency around: one call, one small world."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from factory.django import DjangoModelFactory

from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency, User
from cesp_portal.common.accounts.selectors import actor_of
from contracts.enums import Regime
from contracts.models import Contract
from installations.enums import (
    DecisionStatus,
    LetterKind,
    Outcome,
    PeriodStatus,
    PracticeMode,
    RecipientKind,
    RequestKind,
    RequestStatus,
    SpellKind,
)
from installations.models import (
    Decision,
    GrantedSpell,
    Letter,
    LetterBatch,
    Post,
    PracticePeriod,
    Request,
    RequestDocument,
    RequestSite,
    Signatory,
    Transmission,
)
from installations.rules.places import place_key
from installations.services.decisions import DecisionAnswers, prepare_decision, propose_decision
from installations.services.delegations import name_signatory
from installations.services.practice import PeriodAnswers, declare_practice
from installations.services.request_answers import RequestAnswers, SiteAnswers
from installations.services.requests import open_request, submit_request
from installations.services.signing import sign_decision
from tests.factories.accounts import AgencyFactory, FacultyFactory, MembershipFactory, UserFactory
from tests.factories.contracts import (
    CampaignFactory,
    CandidateFactory,
    ContractFactory,
    StoredDocumentFactory,
)
from tests.factories.zonage import make_territory, publish_levels


class RequestFactory(DjangoModelFactory):
    """A draft."""

    class Meta:
        model = Request

    contract = factory.SubFactory(ContractFactory)
    agency = factory.SelfAttribute("contract.agency")
    kind = RequestKind.INSTALLATION
    created_at = factory.LazyFunction(lambda: AT)
    created_by = factory.SelfAttribute("contract.user")

    class Params:
        sent = factory.Trait(
            status=RequestStatus.SUBMITTED, submitted_at=factory.LazyFunction(lambda: AT), facts={}
        )
        decided = factory.Trait(
            status=RequestStatus.DECIDED,
            submitted_at=factory.LazyFunction(lambda: AT),
            decided_at=factory.LazyFunction(lambda: AT),
            facts={},
        )


class RequestSiteFactory(DjangoModelFactory):
    class Meta:
        model = RequestSite

    request = factory.SubFactory(RequestFactory)
    position = 1
    commune_code = "11132"
    commune_name = "Fabrezan"
    structure = "Maison de santé inventée"
    mode = PracticeMode.LIBERAL
    half_days = Decimal(8)


class RequestDocumentFactory(DjangoModelFactory):
    class Meta:
        model = RequestDocument

    request = factory.SubFactory(RequestFactory)
    kind = "autre"
    document = factory.SubFactory(StoredDocumentFactory)
    added_at = factory.LazyFunction(lambda: AT)


class SignatoryFactory(DjangoModelFactory):
    class Meta:
        model = Signatory

    agency = factory.SubFactory(AgencyFactory)
    user = factory.SubFactory(UserFactory)
    quality = "La directrice"
    since_on = dt.date(2026, 1, 1)


class DecisionFactory(DjangoModelFactory):
    """A draft that grants; ``signed=True`` for one in force."""

    class Meta:
        model = Decision

    request = factory.SubFactory(RequestFactory, sent=True)
    agency = factory.SelfAttribute("request.agency")
    outcome = Outcome.GRANTED
    regime = "R2"
    findings = factory.LazyFunction(list)
    effect = factory.LazyFunction(lambda: dict(EMPTY_EFFECT))
    prepared_at = factory.LazyFunction(lambda: AT)
    prepared_by = factory.SubFactory(UserFactory)

    class Params:
        signed = factory.Trait(
            status=DecisionStatus.SIGNED,
            number=factory.Sequence(lambda n: f"76-2026-{n + 1:04d}"),
            signed_at=factory.LazyFunction(lambda: AT),
            signed_on=dt.date(2026, 11, 20),
            signed_by=factory.SubFactory(SignatoryFactory, agency=factory.SelfAttribute("..agency")),
        )


class LetterFactory(DjangoModelFactory):
    class Meta:
        model = Letter

    decision = factory.SubFactory(DecisionFactory, signed=True)
    contract = factory.SelfAttribute("decision.request.contract")
    agency = factory.SelfAttribute("decision.agency")
    kind = LetterKind.DECISION
    number = factory.SelfAttribute("decision.number")
    title = "Décision inventée"
    dated_on = dt.date(2026, 11, 20)
    facts = factory.LazyFunction(lambda: {"answer": "Oui.", "verification_url": "https://example.org/v"})
    template_version = "v1"
    verification_code = factory.Sequence(lambda n: f"{n:04d}-AAAA-BBBB-CCCC"[:19])
    created_at = factory.LazyFunction(lambda: AT)


class LetterBatchFactory(DjangoModelFactory):
    """A batch that is being made."""

    class Meta:
        model = LetterBatch

    agency = factory.SubFactory(AgencyFactory)
    first_on = dt.date(2026, 11, 1)
    last_on = dt.date(2026, 11, 20)
    asked_at = factory.LazyFunction(lambda: AT)
    asked_by = factory.SubFactory(UserFactory)


class TransmissionFactory(DjangoModelFactory):
    class Meta:
        model = Transmission

    letter = factory.SubFactory(LetterFactory)
    agency = factory.SelfAttribute("letter.agency")
    recipient_kind = RecipientKind.PAYER
    recipient_name = "Autorité payeuse inventée"
    recipient_email = "payeur@example.org"
    created_at = factory.LazyFunction(lambda: AT)


class PracticePeriodFactory(DjangoModelFactory):
    """A full-time period declared from 4 January 2027 on."""

    class Meta:
        model = PracticePeriod

    contract = factory.SubFactory(ContractFactory)
    agency = factory.SelfAttribute("contract.agency")
    commune_code = "11132"
    commune_name = "Fabrezan"
    structure = "Maison de santé inventée"
    place_key = factory.LazyAttribute(lambda period: place_key(period.commune_code, period.structure))
    mode = PracticeMode.LIBERAL
    days = factory.LazyFunction(lambda: DateRange(START, None))
    share_numerator = 1
    share_denominator = 1
    status = PeriodStatus.DECLARED
    created_at = factory.LazyFunction(lambda: AT)
    created_by = factory.SelfAttribute("contract.user")


class PostFactory(DjangoModelFactory):
    """A post of a doctor at Fabrezan, proposed from 1 November to the end of the year."""

    class Meta:
        model = Post

    agency = factory.SubFactory(AgencyFactory)
    structure = "Maison de santé inventée"
    commune_code = "11132"
    commune_name = "Fabrezan"
    profession = "medecine"
    mode = PracticeMode.LIBERAL
    opens_on = dt.date(2026, 11, 1)
    closes_on = dt.date(2026, 12, 31)
    contact_name = "Dominique Inventé"
    contact_email = "contact@example.org"
    created_at = factory.LazyFunction(lambda: AT)


class GrantedSpellFactory(DjangoModelFactory):
    class Meta:
        model = GrantedSpell

    contract = factory.SubFactory(ContractFactory)
    decision = factory.SubFactory(DecisionFactory, signed=True)
    kind = SpellKind.DEFERRAL
    days = factory.LazyFunction(lambda: DateRange(dt.date(2027, 1, 1), dt.date(2028, 1, 1)))


EMPTY_EFFECT = {
    "starts_on": None,
    "ends_on": None,
    "share": None,
    "months_owed": "",
    "expected_end_on": None,
    "amounts": [],
    "sites": [],
}
AT = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)
COMPLETED_ON = dt.date(2026, 10, 30)
START = dt.date(2027, 1, 4)
PORTAL = system_actor("essais")
# Fabrezan serves, Narbonne does not, Montpellier has no level.
LEVELS = {"11132": "ZIP", "11262": "ZV", "34173": "ZAC"}


@dataclass
class World:
    """A contract of Occitanie whose training is completed, and who acts around it."""

    contract: Contract
    signatory: Actor
    referent: Actor
    director: Actor
    payer: Actor
    agency: Agency


def make_world(region: str = "76", **contract: object) -> World:
    """Build the people of a region and one contract (R2, doctor, diplomas of 30 October 2026)."""
    agency = AgencyFactory(
        region_code=region,
        address="26 parc inventé\n34067 MONTPELLIER Cedex 2",
        directorate="Direction du premier recours",
        email=f"ars-{region}@example.org",
        court="Tribunal administratif de Montpellier",
    )
    faculty = FacultyFactory(agency=agency)
    candidate = CandidateFactory(
        campaign=CampaignFactory(faculty=faculty), first_name="Camille", last_name="Arnal"
    )
    user = UserFactory(first_name="Camille", last_name="Arnal")
    made = ContractFactory(
        **{
            "candidate": candidate,
            "user": user,
            "regime": Regime.R2,
            "academic_year": "2022-2023",
            "applied_on": dt.date(2022, 11, 20),
            "concluded_on": dt.date(2023, 7, 12),
            "first_paid_month": "2022-10",
            "internship_started_on": None,
            "des_on": COMPLETED_ON,
            "de_on": COMPLETED_ON,
            "training_completed_on": COMPLETED_ON,
            **contract,
        }
    )
    director = make_person(Role.DIRECTION, agency, "Dominique", "Ferrand")
    name_signatory(
        actor=PORTAL,
        agency_id=agency.id,
        user=User.objects.get(id=director.user_id),
        quality="La directrice du premier recours",
        delegation="Pour le directeur général et par délégation du 3 mars 2026",
        on=dt.date(2026, 3, 3),
        at=AT,
    )
    return World(
        contract=made,
        signatory=actor_of(MembershipFactory(user=user, role=Role.SIGNATAIRE)),
        referent=make_person(Role.REFERENT, agency, "Alix", "Moreau"),
        director=director,
        payer=actor_of(MembershipFactory(role=Role.PAYEUR)),
        agency=agency,
    )


def make_zonings() -> None:
    """Publish the doctors' zoning of Occitanie of 15 April 2025 on the small territory."""
    make_territory()
    publish_levels(LEVELS, on=dt.date(2025, 4, 15), order_number="ARS-OC-2025-118")


def make_person(role: Role, agency: Agency, first_name: str, last_name: str) -> Actor:
    """Return the actor of a person of that agency."""
    user = UserFactory(first_name=first_name, last_name=last_name)
    return actor_of(MembershipFactory(user=user, role=role, agency=agency))


def site(code: str = "11132", half_days: str = "8", **values: object) -> SiteAnswers:
    """Return a liberal place, full time at Fabrezan unless told otherwise."""
    return SiteAnswers(
        **{
            "commune_code": code,
            "commune_name": {"11132": "Fabrezan", "11262": "Narbonne"}.get(code, code),
            "structure": "Maison de santé inventée",
            "mode": PracticeMode.LIBERAL,
            "half_days": Decimal(half_days),
            **values,
        }
    )


def sent_request(
    world: World, kind: RequestKind = RequestKind.INSTALLATION, *sites: SiteAnswers, **answers: object
) -> Request:
    """Return a request that was sent."""
    places = sites or ((site(),) if kind == RequestKind.INSTALLATION else ())
    request = open_request(
        actor=world.signatory,
        contract=world.contract,
        kind=kind,
        answers=RequestAnswers(**{"starts_on": START, "sites": places, **answers}),
        at=AT,
    )
    return submit_request(actor=world.signatory, request=request, on=TODAY, at=AT)


def proposed_decision(world: World, request: Request, **answers: object) -> Decision:
    """Return a decision that waits for its signature."""
    decision = prepare_decision(
        actor=world.referent,
        request=request,
        answers=DecisionAnswers(**{"outcome": Outcome.GRANTED, **answers}),
        on=TODAY,
        at=AT,
    )
    return propose_decision(actor=world.referent, decision=decision, on=TODAY, at=AT)


def signed_decision(world: World, request: Request | None = None, **answers: object) -> Decision:
    """Return a decision that was signed (an installation granted, unless told otherwise)."""
    decision = proposed_decision(world, request or sent_request(world), **answers)
    return sign_decision(actor=world.director, decision=decision, on=TODAY, at=AT)


def declared_period(
    world: World, on: dt.date, starts_on: dt.date = START, **answers: object
) -> PracticePeriod:
    """Return a period declared on the day ``on``."""
    return declare_practice(
        actor=world.signatory,
        contract=world.contract,
        answers=PeriodAnswers(
            **{
                "commune_code": "11132",
                "structure": "Maison de santé inventée",
                "mode": PracticeMode.LIBERAL,
                "starts_on": starts_on,
                "half_days": Decimal(8),
                **answers,
            }
        ),
        on=on,
        at=AT,
    )
