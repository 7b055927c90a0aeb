"""What surrounds a request: those who want the same place, the opinions of the two agencies of a transfer."""

from django.db.models import QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.rules.findings import Finding
from cesp_portal.common.rules.french import day_text
from installations.enums import HearingChoice, PracticeMode, RequestKind, RequestStatus
from installations.models import Hearing, Request
from installations.policies import is_party_to_transfer, office_rows
from installations.rules.case_findings import competing_finding, opinion_finding
from installations.rules.letters.wording import agency_noun
from installations.rules.places import place_key

SETTLING = (RequestKind.INSTALLATION, RequestKind.CHANGE_OF_PLACE, RequestKind.TRANSFER)


def competing_requests(request: Request) -> list[Request]:
    """Return the other requests of the same profession that wait for a decision on one of its liberal places."""
    keys = _liberal_keys(request)
    if not keys or request.kind not in SETTLING:
        return []
    others: QuerySet[Request] = (
        Request.objects.filter(
            agency_id=request.agency_id,
            kind__in=SETTLING,
            status=RequestStatus.SUBMITTED,
            contract__profession=request.contract.profession,
        )
        .exclude(contract_id=request.contract_id)
        .select_related("contract__candidate")
        .prefetch_related("sites")
        .order_by("submitted_at", "id")
    )
    return [other for other in others if keys & _liberal_keys(other)]


def hearing_of(request: Request) -> Hearing | None:
    """Return the last hearing that concerned this request."""
    return request.hearings.order_by("-heard_on", "-recorded_at").first()


def owes_opinion(actor: Actor, request: Request) -> bool:
    """Tell whether the actor's agency is one of the two of a transfer and has not given its opinion yet."""
    return is_party_to_transfer(actor, request) and not request.opinions.filter(office_rows(actor)).exists()


def case_findings(request: Request) -> list[Finding]:
    """Return the findings about competing requests and about the opinions of a transfer."""
    found = []
    hearing = hearing_of(request)
    kept = None
    if hearing is not None:
        kept = hearing.choice == HearingChoice.ALL or hearing.chosen_id == request.id
    others = hearing.requests.count() - 1 if hearing is not None else len(competing_requests(request))
    competing = competing_finding(others, hearing is not None, kept)
    if competing is not None:
        found.append(competing)
    if request.kind == RequestKind.TRANSFER:
        found.append(opinion_finding(list(request.opinions.values_list("is_favourable", flat=True))))
    return found


def opinions_seen(request: Request) -> list[str]:
    """Return the opinions and hearings that a decision must name, worded for its visas."""
    seen = [
        f"l'avis {'favorable' if opinion.is_favourable else 'défavorable'} de l'{agency_noun(opinion.agency.name)} "
        f"du {day_text(opinion.given_on)}"
        for opinion in request.opinions.select_related("agency")
    ]
    hearing = hearing_of(request)
    if hearing is not None:
        seen.append(f"l'audition du {day_text(hearing.heard_on)}")
    return seen


def _liberal_keys(request: Request) -> set[str]:
    return {
        place_key(site.commune_code, site.structure)
        for site in request.sites.all()
        if site.mode == PracticeMode.LIBERAL
    }
