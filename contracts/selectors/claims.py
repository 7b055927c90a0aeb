"""Claims of files, and the files that they may be about."""

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.tabular.text import match_key
from contracts.enums import ClaimStatus
from contracts.models import Contract, FileClaim


def claims_for(actor: Actor) -> QuerySet[FileClaim]:
    """Return the claims whose address is confirmed, of a referent's agency, oldest first."""
    if not actor.is_a(Role.REFERENT) or actor.agency_id is None:
        return FileClaim.objects.none()
    confirmed = FileClaim.objects.exclude(status=ClaimStatus.ASKED)
    return confirmed.filter(agency_id=actor.agency_id).select_related("agency", "contract__candidate")


def claims_to_examine(actor: Actor) -> QuerySet[FileClaim]:
    """Return those that wait for the referent."""
    return claims_for(actor).filter(status=ClaimStatus.WAITING)


def claim_of(actor: Actor, claim_id: uuid.UUID) -> FileClaim:
    """Return one of them; any other does not exist (404)."""
    return get_object_or_404(claims_for(actor), id=claim_id)


@dataclass(frozen=True, slots=True)
class PossibleFile:
    """A file of the agency, and what of the claim it agrees with."""

    contract: Contract
    same_name: bool
    same_birth: bool
    same_number: bool


def possible_files(claim: FileClaim) -> list[PossibleFile]:
    """Return the files of the agency that share the name, the day of birth or the number; the likeliest first."""
    last_name, first_name = match_key(claim.last_name), match_key(claim.first_name)
    same = Q(candidate__search_name__contains=last_name) | Q(candidate__born_on=claim.born_on)
    if claim.contract_number:
        same |= Q(number__iexact=claim.contract_number)
    files = Contract.objects.filter(same, agency_id=claim.agency_id).select_related("candidate", "user")
    found = [
        PossibleFile(
            contract=contract,
            same_name=all(name in contract.candidate.search_name for name in (last_name, first_name)),
            same_birth=contract.candidate.born_on == claim.born_on,
            same_number=contract.number.casefold() == claim.contract_number.casefold(),
        )
        for contract in files.order_by("number")[:200]
    ]
    likely = [one for one in found if one.same_number or one.same_birth or one.same_name]
    return sorted(likely, key=lambda one: -(one.same_name + one.same_birth + one.same_number))[:20]
