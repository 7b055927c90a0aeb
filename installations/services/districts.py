"""An agent says whether a place is in the quartier prioritaire that the person named."""

import datetime as dt

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from installations import policies
from installations.enums import DistrictClaim, RequestStatus
from installations.models import Request, RequestSite


@transaction.atomic
def settle_district(
    *, actor: Actor, request: Request, position: int, is_inside: bool, at: dt.datetime
) -> RequestSite:
    """Confirm or refuse the district of a place while the request waits for its decision; the last answer holds.

    Raises BadInput for a place without district, Refusal once the request no longer waits.
    """
    policies.must(policies.may_examine(actor, request))
    held = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if held.status != RequestStatus.SUBMITTED:
        raise Refusal(
            "CASE_CLOSED",
            "Cette demande n'attend plus de décision : le quartier ne peut plus être confirmé ni écarté.",
        )
    site = held.sites.exclude(district_code="").filter(position=position).first()
    if site is None:
        raise BadInput(
            "DISTRICT_NOT_CLAIMED", "La personne ne nomme aucun quartier prioritaire pour ce lieu."
        )
    site.district_status = DistrictClaim.CONFIRMED if is_inside else DistrictClaim.REFUSED
    site.district_settled_at = at
    site.district_settled_by_id = policies.person_of(actor)
    site.save(update_fields=["district_status", "district_settled_at", "district_settled_by"])
    journal.record(
        actor=actor,
        action="installations.district_settled",
        obj=held,
        at=at,
        agency_id=held.agency_id,
        subject_id=request.contract.candidate_id,
        facts={
            "district": site.district_code,
            "commune": site.commune_code,
            "answer": site.district_status,
        },
    )
    return site
