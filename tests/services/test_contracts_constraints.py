"""Each named constraint of the contracts, broken by name."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from cesp_portal.common.db import constraint_of
from tests.factories import contracts as make
from tests.services.surveys.test_constraints import BREAKS as SURVEY_BREAKS
from tests.services.test_claims import BREAKS as CLAIM_BREAKS
from tests.services.test_follow_up_constraints import BREAKS as FOLLOW_UP_BREAKS
from tests.services.test_office_contacts import BREAKS as CONTACT_BREAKS
from tests.services.test_payments import BREAKS as PAYMENT_BREAKS
from tests.services.test_wishes import BREAKS as WISH_BREAKS

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FEBRUARY = dt.date(2026, 2, 1)


def twice(factory: type, *same: str, **fields: Any) -> Callable[[], object]:
    """Make a row, then another one that shares these fields with the first."""

    def build() -> object:
        first = factory(**fields)
        return factory(**fields, **{name: getattr(first, name) for name in same})

    return build


def once(factory: type, **fields: Any) -> Callable[[], object]:
    return lambda: factory(**fields)


def two_live_offers_for_one_person() -> object:
    first = make.OfferFactory()
    return make.OfferFactory(
        candidate=first.candidate, place=make.PlaceFactory(campaign=first.campaign), entry=first.entry
    )


def two_followers() -> object:
    first = make.OfferFactory(status="refused", closed_at=make.NOON)
    make.OfferFactory(follows=first)
    return make.OfferFactory(follows=first)


def referent_is_backup() -> object:
    user = make.UserFactory()
    return make.ContractFactory(referent=user, backup=user)


def same_file_twice() -> object:
    first = make.SelectionListFactory(status="superseded")
    return make.SelectionListFactory(campaign=first.campaign, sha256=first.sha256, version=2)


def overlapping_suspensions() -> object:
    first = make.TrainingSuspensionFactory()
    return make.TrainingSuspensionFactory(
        contract=first.contract, starts_on=first.ends_until - DAY, ends_until=first.ends_until + DAY
    )


def transfer_to_itself() -> object:
    place = make.PlaceFactory()
    return make.PlaceTransferFactory(place=place, target=place.campaign)


def two_people_at_one_rank() -> object:
    first = make.CommissionOpinionFactory(kind="principale", rank=1)
    make.CommissionOpinionFactory(commission=first.commission, kind="principale", rank=1)
    with connection.cursor() as cursor:  # the constraint waits for the end of the transaction
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return first


BREAKS: dict[str, Callable[[], object]] = {
    "campaign_once_per_faculty_year_stream": twice(make.CampaignFactory, "faculty"),
    "campaign_year_is_written_in_full": once(make.CampaignFactory, academic_year="2025/26"),
    "campaign_closes_after_opening": once(make.CampaignFactory, closes_on=dt.date(2025, 9, 30)),
    "campaign_list_sent_after_opening": once(make.CampaignFactory, transmit_by_on=dt.date(2025, 9, 30)),
    "campaign_commission_after_opening": once(make.CampaignFactory, commission_on=dt.date(2025, 9, 30)),
    "contract_one_in_progress_per_account": twice(make.ContractFactory, "user"),
    "contract_one_in_progress_per_ine": twice(make.ContractFactory, ine="123456789AB"),
    "candidate_once_per_campaign": twice(make.CandidateFactory, "campaign", "ine"),
    "candidate_withdrawn_again_after_restored": once(
        make.CandidateFactory, restored_at=make.NOON, withdrawn_at=make.NOON - DAY
    ),
    "candidate_cycle_is_one_two_three": once(make.CandidateFactory, cycle=4),
    "candidate_padhue_stream_and_track_agree": once(make.CandidateFactory, track="padhue"),
    "piece_joined_once": twice(make.CandidatePieceFactory, "candidate", "document"),
    "commission_quorum_is_positive": once(make.CommissionFactory, quorum=0),
    "commission_closed_has_its_minutes": once(make.CommissionFactory, status="closed"),
    "member_sits_once": twice(make.CommissionMemberFactory, "commission", "email"),
    "member_one_chair": twice(make.CommissionMemberFactory, "commission", quality="doyen", is_chair=True),
    "member_chair_is_the_dean": once(make.CommissionMemberFactory, is_chair=True),
    "campaign_visit_once_per_agent": twice(make.CampaignVisitFactory, "campaign", "user"),
    "member_judges_once": twice(make.MemberOpinionFactory, "member", "candidate"),
    "member_marks_out_of_twenty": once(make.MemberOpinionFactory, social_mark=21),
    "opinion_rank_once": two_people_at_one_rank,
    "opinion_marks_out_of_twenty": once(make.CommissionOpinionFactory, project_mark=21),
    "opinion_rank_comes_with_its_list": once(make.CommissionOpinionFactory, rank=1),
    "opinion_only_favourable_is_ranked": once(
        make.CommissionOpinionFactory, is_favourable=None, kind="principale", rank=1
    ),
    "window_closes_after_opening": once(make.ReallocationWindowFactory, closes_on=dt.date(2026, 5, 31)),
    "window_year_is_written_in_full": once(make.ReallocationWindowFactory, academic_year="2026"),
    "transfer_goes_elsewhere": transfer_to_itself,
    "upload_pending_once": twice(make.ListUploadFactory, "campaign", "sha256"),
    "upload_decided_has_its_instant": once(make.ListUploadFactory, status="applied"),
    "list_version_once": twice(make.SelectionListFactory, "campaign", status="superseded"),
    "list_applied_once": same_file_twice,
    "list_one_current_per_campaign": lambda: make.SelectionListFactory(
        campaign=make.SelectionListFactory().campaign, version=2
    ),
    "entry_rank_once": twice(make.ListEntryFactory, "list", "rank"),
    "entry_person_once": twice(make.ListEntryFactory, "list", "candidate"),
    "entry_rank_starts_at_one": once(make.ListEntryFactory, rank=0),
    "quota_order_once_per_year": twice(make.QuotaOrderFactory, "number"),
    "quota_order_year_is_written_in_full": once(make.QuotaOrderFactory, academic_year="2026"),
    "quota_line_once_per_faculty_stream": twice(make.QuotaLineFactory, "order", "faculty"),
    "quota_line_stays_plausible": once(make.QuotaLineFactory, places=501),
    "place_number_once_per_campaign": twice(make.PlaceFactory, "campaign", "number"),
    "offer_holds_its_place_alone": lambda: make.OfferFactory(place=make.OfferFactory().place),
    "offer_one_live_per_candidate": two_live_offers_for_one_person,
    "offer_followed_once": two_followers,
    "offer_last_day_comes_with_receipt": once(make.OfferFactory, received_on=FEBRUARY),
    "offer_received_after_sending": once(
        make.OfferFactory, received_on=dt.date(2026, 1, 11), last_day=FEBRUARY
    ),
    "offer_last_day_after_receipt": once(make.OfferFactory, received_on=FEBRUARY, last_day=FEBRUARY),
    "offer_closed_has_its_instant": once(make.OfferFactory, status="refused"),
    "offer_signed_has_its_day_and_channel": once(make.OfferFactory, status="signed", closed_at=make.NOON),
    "offer_lapsed_had_a_last_day": once(make.OfferFactory, status="lapsed", closed_at=make.NOON),
    "offer_refill_only_once_freed": once(make.OfferFactory, refill_due_at=make.NOON),
    "contract_concluded_after_application": once(make.ContractFactory, concluded_on=dt.date(2025, 11, 19)),
    "contract_first_paid_month_is_a_month": once(make.ContractFactory, first_paid_month="2025-13"),
    "contract_forecast_comes_with_its_end": once(make.ContractFactory, forecast_months=36),
    "contract_year_is_written_in_full": once(make.ContractFactory, academic_year="2025"),
    "contract_cycle_is_one_two_three": once(make.ContractFactory, cycle_at_application=0),
    "contract_active_is_not_closed": once(make.ContractFactory, closed_on=FEBRUARY),
    "contract_from_offer_or_earlier": once(make.ContractFactory, channel="paper"),
    "contract_referent_is_not_the_backup": referent_is_backup,
    "contract_des_after_internship_start": once(
        make.ContractFactory, internship_started_on=FEBRUARY, des_on=FEBRUARY
    ),
    "training_suspension_ends_after_start": once(
        make.TrainingSuspensionFactory, starts_on=FEBRUARY, ends_until=FEBRUARY
    ),
    "training_suspensions_never_overlap": overlapping_suspensions,
    "third_cycle_suspension_accepted_has_its_effect": once(
        make.ThirdCycleSuspensionFactory, effective_on=None
    ),
}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_database_refuses_what_the_constraint_forbids(name: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BREAKS[name]()

    assert constraint_of(caught.value) == name


def test_every_constraint_of_the_contracts_is_broken_here() -> None:
    named = {
        c.name for model in apps.get_app_config("contracts").get_models() for c in model._meta.constraints
    }

    broken = (
        BREAKS,
        SURVEY_BREAKS,
        FOLLOW_UP_BREAKS,
        CLAIM_BREAKS,
        WISH_BREAKS,
        PAYMENT_BREAKS,
        CONTACT_BREAKS,
    )
    assert named == set().union(*broken)
