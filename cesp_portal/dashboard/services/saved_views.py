"""Keeping, sharing and forgetting a search of the signatories; noting a dossier as read."""

import datetime as dt
import uuid

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import refusing
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.dashboard.models import DossierVisit, SavedView
from cesp_portal.dashboard.selectors.saved_views import saved_view_of
from cesp_portal.dashboard.selectors.signatories import Search
from contracts.models import Contract

NAME_TAKEN = Refusal(
    "VIEW_EXISTS", "Vous avez déjà une vue de ce nom.", "Choisissez un autre nom, ou supprimez l'ancienne."
)


@transaction.atomic
def save_view(*, actor: Actor, name: str, search: Search, is_shared: bool, at: dt.datetime) -> SavedView:
    """Keep a search under a name. Raises BadInput without a name, Refusal when the name is taken."""
    if not name.strip():
        raise BadInput("NAME_MISSING", "La vue n'a pas de nom.", "Donnez-lui un nom court.")
    with refusing({"saved_view_name_once": NAME_TAKEN}):
        view = SavedView.objects.create(
            agency_id=actor.office_id,
            owner_id=actor.user_id,
            name=name.strip()[:80],
            parameters=search.as_parameters(),
            is_shared=is_shared,
            saved_at=at,
        )
    journal.record(actor=actor, action="dashboard.view_saved", obj=view, at=at, facts={"shared": is_shared})
    return view


@transaction.atomic
def forget_view(*, actor: Actor, view_id: uuid.UUID, on: dt.date, at: dt.datetime) -> None:
    """Delete a view of one's own, or one that was shared by somebody who left.

    Raises Forbidden for that of a colleague, Http404 for any other.
    """
    view = saved_view_of(actor, view_id, on)
    if not (view.is_mine or view.is_left):
        raise Forbidden(f"« {view} » est la vue de {view.owner}, qui travaille toujours à l'agence.")
    journal.record(actor=actor, action="dashboard.view_forgotten", obj=view, at=at)
    view.delete()


def note_dossier_read(*, actor: Actor, contract: Contract, at: dt.datetime) -> DossierVisit:
    """Note that the actor has read a dossier up to now."""
    visit, _ = DossierVisit.objects.update_or_create(
        user_id=actor.person_id, contract=contract, defaults={"seen_at": at}
    )
    return visit
