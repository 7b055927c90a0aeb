"""Campaigns declared read: what happens afterwards is shown as new."""

import datetime as dt

from cesp_portal.common.accounts.actors import Actor
from contracts.models import Campaign, CampaignVisit


def note_campaign_read(*, actor: Actor, campaign: Campaign, at: dt.datetime) -> CampaignVisit:
    """Note that the actor has read a campaign up to now."""
    visit, _ = CampaignVisit.objects.update_or_create(
        user_id=actor.person_id, campaign=campaign, defaults={"seen_at": at}
    )
    return visit
