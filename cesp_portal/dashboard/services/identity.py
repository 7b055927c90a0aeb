"""The identity of an agency: what its letters print at their head, from now on."""

import datetime as dt
import struct

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden

PNG, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
MOST_BYTES, MOST_PIXELS = 200_000, 4_000
FIELDS = ("directorate", "address", "email", "court")


@transaction.atomic
def change_identity(
    *,
    actor: Actor,
    directorate: str,
    address: str,
    email: str,
    court: str,
    logo: bytes | None,
    drops_logo: bool,
    at: dt.datetime,
) -> Agency:
    """Change what the letters to come print; those signed keep theirs. Raises BadInput for an image that is no PNG."""
    if not actor.is_a(Role.DIRECTION, Role.REFERENT):
        raise Forbidden()
    agency = Agency.objects.select_for_update(of=("self",)).get(pk=actor.office_id)
    typed = {"directorate": directorate, "address": address, "email": email, "court": court}
    changed = [name for name in FIELDS if getattr(agency, name) != typed[name].strip()]
    for name in changed:
        setattr(agency, name, typed[name].strip())
    if logo is not None:
        check_logo(logo)
        agency.logo = store_document(
            actor=actor, content=logo, filename="logo.png", content_type="image/png", at=at
        )
        changed.append("logo")
    elif drops_logo and agency.logo_id:
        agency.logo = None
        changed.append("logo")
    if changed:
        agency.save(update_fields=changed)
        journal.record(
            actor=actor,
            action="dashboard.identity_changed",
            obj=agency,
            at=at,
            agency_id=agency.id,
            facts={"fields": changed},
        )
    return agency


def check_logo(content: bytes) -> None:
    """Raise BadInput unless the bytes are a whole PNG of a size that a letter can print."""
    if len(content) > MOST_BYTES:
        raise BadInput("LOGO_TOO_HEAVY", "Cette image dépasse 200 ko.", "Réduisez-la, puis recommencez.")
    if not content.startswith(PNG) or PNG_END not in content[-32:] or len(content) < 40:
        raise BadInput(
            "LOGO_NOT_PNG", "Ce fichier n'est pas une image PNG entière.", "Enregistrez le logo en PNG."
        )
    width, height = struct.unpack(">II", content[16:24])
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise BadInput(
            "LOGO_TOO_LARGE",
            f"Cette image fait {width} × {height} points.",
            "Réduisez-la à 4 000 points au plus.",
        )
