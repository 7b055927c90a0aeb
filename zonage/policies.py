"""Who may change the zonings: everybody reads what is published."""

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.refusals import Forbidden

EDITORS = (Role.REFERENT, Role.DIRECTION)


def region_of_agency(actor: Actor) -> str:
    """Return the region that the actor's agency is in charge of, or an empty text."""
    if actor.agency_id is None:
        return ""
    return Agency.objects.filter(id=actor.agency_id).values_list("region_code", flat=True).first() or ""


def may_edit_zonings_of(actor: Actor, region: str) -> bool:
    """Tell whether the actor may import, check and publish the zonings of a region."""
    if actor.is_system:
        return True
    return actor.is_a(*EDITORS) and region_of_agency(actor) == region


def require_edit(actor: Actor, region: str) -> None:
    """Raise Forbidden unless the actor may change the zonings of the region."""
    if not may_edit_zonings_of(actor, region):
        raise Forbidden("Seule l'agence de la région change son zonage.")
