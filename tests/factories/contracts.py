"""Rows of the contracts, each valid alone."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from cesp_portal.common.documents.models import StoredDocument
from contracts.enums import ListKind, OrderKind, Profession, Regime, SignatureChannel, Stream, Track
from contracts.models import (
    Campaign,
    CampaignVisit,
    Candidate,
    CandidatePiece,
    Commission,
    CommissionMember,
    CommissionOpinion,
    Contract,
    ListEntry,
    ListUpload,
    MemberOpinion,
    Offer,
    Place,
    PlaceTransfer,
    QuotaLine,
    QuotaOrder,
    ReallocationWindow,
    SelectionList,
    ThirdCycleSuspension,
    TrainingSuspension,
)
from tests.factories.accounts import FacultyFactory, UserFactory

NOON = dt.datetime(2026, 1, 12, 11, 0, tzinfo=dt.UTC)


class StoredDocumentFactory(DjangoModelFactory):
    class Meta:
        model = StoredDocument

    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 10
    content_type = "text/csv"
    filename = "liste.csv"
    file = factory.LazyAttribute(lambda document: document.sha256)
    stored_at = NOON


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = Campaign

    faculty = factory.SubFactory(FacultyFactory)
    agency = factory.SelfAttribute("faculty.agency")
    academic_year = "2025-2026"
    stream = Stream.MEDECINE
    opens_on = dt.date(2025, 10, 1)
    closes_on = dt.date(2025, 12, 5)
    commission_on = dt.date(2025, 12, 16)
    transmit_by_on = dt.date(2026, 1, 15)


class CampaignVisitFactory(DjangoModelFactory):
    class Meta:
        model = CampaignVisit

    campaign = factory.SubFactory(CampaignFactory)
    user = factory.SubFactory(UserFactory)
    seen_at = NOON


class CandidateFactory(DjangoModelFactory):
    class Meta:
        model = Candidate

    campaign = factory.SubFactory(CampaignFactory)
    faculty = factory.SelfAttribute("campaign.faculty")
    agency = factory.SelfAttribute("campaign.agency")
    stream = factory.SelfAttribute("campaign.stream")
    profession = Profession.MEDECINE
    track = Track.ETUDIANT
    last_name = factory.Sequence(lambda n: f"INVENTÉ{n}")
    first_name = "Camille"
    search_name = factory.LazyAttribute(lambda person: f"{person.last_name} camille".lower())
    born_on = dt.date(2002, 3, 4)
    email = factory.Sequence(lambda n: f"candidat{n}@example.org")
    ine = factory.Sequence(lambda n: f"{n:09d}AB")
    cycle = 2
    year_of_study = 4
    specialty = "medecine_generale"
    applied_on = dt.date(2025, 11, 20)


class CandidatePieceFactory(DjangoModelFactory):
    class Meta:
        model = CandidatePiece

    candidate = factory.SubFactory(CandidateFactory)
    faculty = factory.SelfAttribute("candidate.faculty")
    agency = factory.SelfAttribute("candidate.agency")
    code = "identite"
    document = factory.SubFactory(StoredDocumentFactory)
    added_at = NOON


class CommissionFactory(DjangoModelFactory):
    class Meta:
        model = Commission

    campaign = factory.SubFactory(CampaignFactory)
    faculty = factory.SelfAttribute("campaign.faculty")
    agency = factory.SelfAttribute("campaign.agency")
    starts_at = dt.datetime(2025, 12, 16, 13, 0, tzinfo=dt.UTC)
    place = "Salle du conseil"
    quorum = 2


class CommissionMemberFactory(DjangoModelFactory):
    class Meta:
        model = CommissionMember

    commission = factory.SubFactory(CommissionFactory)
    quality = "ars"
    name = factory.Sequence(lambda n: f"Membre Inventé {n}")
    email = factory.Sequence(lambda n: f"membre{n}@example.org")


class MemberOpinionFactory(DjangoModelFactory):
    class Meta:
        model = MemberOpinion

    member = factory.SubFactory(CommissionMemberFactory)
    candidate = factory.SubFactory(
        CandidateFactory, campaign=factory.SelfAttribute("..member.commission.campaign")
    )
    is_favourable = True
    given_at = NOON


class CommissionOpinionFactory(DjangoModelFactory):
    class Meta:
        model = CommissionOpinion

    commission = factory.SubFactory(CommissionFactory)
    candidate = factory.SubFactory(CandidateFactory, campaign=factory.SelfAttribute("..commission.campaign"))
    is_favourable = True


class ListUploadFactory(DjangoModelFactory):
    class Meta:
        model = ListUpload

    campaign = factory.SubFactory(CampaignFactory)
    faculty = factory.SelfAttribute("campaign.faculty")
    agency = factory.SelfAttribute("campaign.agency")
    document = factory.SubFactory(StoredDocumentFactory)
    filename = "liste.csv"
    sha256 = factory.SelfAttribute("document.sha256")
    uploaded_at = NOON
    uploaded_by = factory.SubFactory(UserFactory)


class SelectionListFactory(DjangoModelFactory):
    class Meta:
        model = SelectionList

    campaign = factory.SubFactory(CampaignFactory)
    faculty = factory.SelfAttribute("campaign.faculty")
    agency = factory.SelfAttribute("campaign.agency")
    version = 1
    document = factory.SubFactory(StoredDocumentFactory)
    filename = "liste.csv"
    sha256 = factory.SelfAttribute("document.sha256")
    rows = 1
    received_at = NOON
    received_by = factory.SubFactory(UserFactory)
    on_time = True


class ListEntryFactory(DjangoModelFactory):
    class Meta:
        model = ListEntry

    list = factory.SubFactory(SelectionListFactory)
    candidate = factory.SubFactory(CandidateFactory, campaign=factory.SelfAttribute("..list.campaign"))
    kind = ListKind.PRINCIPALE
    rank = factory.Sequence(lambda n: n + 1)


class QuotaOrderFactory(DjangoModelFactory):
    class Meta:
        model = QuotaOrder

    academic_year = "2025-2026"
    number = factory.Sequence(lambda n: f"Arrêté inventé n° {n}")
    signed_on = dt.date(2026, 1, 20)
    kind = OrderKind.FIRST
    created_at = NOON


class QuotaLineFactory(DjangoModelFactory):
    class Meta:
        model = QuotaLine

    order = factory.SubFactory(QuotaOrderFactory)
    faculty = factory.SubFactory(FacultyFactory)
    stream = Stream.MEDECINE
    places = 1


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place

    campaign = factory.SubFactory(CampaignFactory)
    number = factory.Sequence(lambda n: n + 1)
    quota_line = factory.SubFactory(
        QuotaLineFactory,
        faculty=factory.SelfAttribute("..campaign.faculty"),
        stream=factory.SelfAttribute("..campaign.stream"),
    )


class ReallocationWindowFactory(DjangoModelFactory):
    class Meta:
        model = ReallocationWindow

    academic_year = "2025-2026"
    kind = "fungibility"
    opens_on = dt.date(2026, 6, 1)
    closes_on = dt.date(2026, 6, 30)
    source = "Décision inventée"


class PlaceTransferFactory(DjangoModelFactory):
    class Meta:
        model = PlaceTransfer

    place = factory.SubFactory(PlaceFactory)
    origin = factory.SelfAttribute("place.campaign")
    target = factory.SubFactory(CampaignFactory)
    kind = "fungibility"
    moved_at = NOON


class OfferFactory(DjangoModelFactory):
    class Meta:
        model = Offer

    place = factory.SubFactory(PlaceFactory)
    campaign = factory.SelfAttribute("place.campaign")
    faculty = factory.SelfAttribute("campaign.faculty")
    agency = factory.SelfAttribute("campaign.agency")
    candidate = factory.SubFactory(CandidateFactory, campaign=factory.SelfAttribute("..campaign"))
    entry = factory.SubFactory(
        ListEntryFactory,
        candidate=factory.SelfAttribute("..candidate"),
        list=factory.SubFactory(
            SelectionListFactory,
            campaign=factory.SelfAttribute("...campaign"),
            version=factory.Sequence(lambda n: n + 1),
            status="superseded",
        ),
    )
    sent_at = NOON
    sent_on = dt.date(2026, 1, 12)


class ContractFactory(DjangoModelFactory):
    """A contract concluded on paper before the portal; give ``offer`` and ``channel`` for another."""

    class Meta:
        model = Contract

    number = factory.Sequence(lambda n: f"TEST-2026-{n:05d}")
    candidate = factory.SubFactory(CandidateFactory)
    user = factory.SubFactory(UserFactory)
    agency = factory.SelfAttribute("candidate.agency")
    faculty = factory.SelfAttribute("candidate.faculty")
    profession = factory.SelfAttribute("candidate.profession")
    track = factory.SelfAttribute("candidate.track")
    regime = Regime.R3
    academic_year = "2025-2026"
    applied_on = dt.date(2025, 11, 20)
    concluded_on = dt.date(2026, 2, 10)
    channel = SignatureChannel.EARLIER
    cycle_at_application = 2
    first_paid_month = "2025-10"
    specialty = "medecine_generale"


class TrainingSuspensionFactory(DjangoModelFactory):
    class Meta:
        model = TrainingSuspension

    contract = factory.SubFactory(ContractFactory)
    agency = factory.SelfAttribute("contract.agency")
    motive = "maternite"
    starts_on = dt.date(2026, 3, 1)
    ends_until = dt.date(2026, 7, 1)
    requested_on = dt.date(2026, 2, 20)


class ThirdCycleSuspensionFactory(DjangoModelFactory):
    class Meta:
        model = ThirdCycleSuspension

    contract = factory.SubFactory(ContractFactory)
    agency = factory.SelfAttribute("contract.agency")
    requested_on = dt.date(2026, 11, 20)
    outcome = "accepted"
    effective_on = dt.date(2027, 1, 1)
