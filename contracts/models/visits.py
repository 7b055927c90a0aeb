"""Until when an agent has read a campaign."""

from django.conf import settings
from django.db import models

from cesp_portal.common.db import PublicModel
from contracts.models.campaigns import Campaign


class CampaignVisit(PublicModel):
    """What the agent declared as read: what happened in the campaign after ``seen_at`` is new to them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="agent"
    )
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="+", verbose_name="campagne"
    )
    seen_at = models.DateTimeField("lu jusqu'à")

    class Meta:
        verbose_name = "lecture de campagne"
        verbose_name_plural = "lectures de campagnes"
        constraints = (
            models.UniqueConstraint(fields=("user", "campaign"), name="campaign_visit_once_per_agent"),
        )

    def __str__(self) -> str:
        return f"{self.campaign} : {self.seen_at:%d/%m/%Y}"
