"""A crowd of signatories, written set by set: the size of the demonstration and of the measures.

The stories of `settling` go through the services one act at a time; here the same rows are written in a fixed number of
statements, and every constraint of the database holds as it does there.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from django.contrib.auth.hashers import make_password
from django.db import transaction

from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Membership, User
from cesp_portal.common.documents.services import take_numbers
from cesp_portal.common.tabular.text import match_key
from cesp_portal.dashboard.services.demonstration.crowd_acts import (
    BATCH,
    Member,
    Office,
    write_leaves,
    write_practice,
    write_requests,
)
from cesp_portal.dashboard.services.demonstration.crowd_endings import write_endings
from cesp_portal.dashboard.services.demonstration.crowd_journal import write_journal
from cesp_portal.dashboard.services.demonstration.days import academic_year
from cesp_portal.dashboard.services.demonstration.lives import Life, Stage, life_of, milestones_of
from cesp_portal.dashboard.services.demonstration.people import Person
from contracts.enums import ContractStatus, SignatureChannel, Stream, Track
from contracts.models import Campaign, Candidate, Contract

CLOSED = {Stage.FULFILLED: ContractStatus.COMPLETED, Stage.TERMINATED: ContractStatus.TERMINATED}


@transaction.atomic
def invent_crowd(
    *, offices: Sequence[Office], crowd: Iterator[Person], count: int, on: dt.date, first: int = 0
) -> int:
    """Write ``count`` signatories, spread over the offices, as they stand on that day; return how many."""
    lives = [life_of(number, on) for number in range(first, first + count)]
    hosts = [offices[number % len(offices)] for number in range(first, first + count)]
    people = list(islice(crowd, count))
    users = _accounts(people, lives)
    campaigns = _campaigns(hosts, lives)
    candidates = [
        _candidate(person, user, life, campaigns[_key(office, life)])
        for person, user, life, office in zip(people, users, lives, hosts, strict=True)
    ]
    Candidate.objects.bulk_create(candidates, batch_size=BATCH)
    numbers = _numbers(hosts, lives)
    members = [
        Member(
            life,
            office,
            office.towns[rank % len(office.towns)],
            _contract(numbers[rank], one, life, office, on),
        )
        for rank, (one, life, office) in enumerate(zip(candidates, lives, hosts, strict=True))
    ]
    Contract.objects.bulk_create([member.contract for member in members], batch_size=BATCH)
    write_leaves(members, on)
    write_practice(members)
    write_requests(members, on)
    write_endings(members, on)
    write_journal(numbers)
    return count


def _accounts(people: Sequence[Person], lives: Sequence[Life]) -> list[User]:
    users = [
        User(
            email=person.email,
            first_name=person.first_name,
            last_name=person.last_name,
            password=make_password(None),
        )
        for person in people
    ]
    User.objects.bulk_create(users, batch_size=BATCH)
    held = [
        Membership(user=user, role=Role.SIGNATAIRE, starts_on=life.career.concluded_on)
        for user, life in zip(users, lives, strict=True)
    ]
    Membership.objects.bulk_create(held, batch_size=BATCH)
    return users


def _key(office: Office, life: Life) -> tuple[uuid.UUID, str, str]:
    return office.faculty.id, academic_year(life.career.start), life.career.path.stream.value


def _campaigns(hosts: Sequence[Office], lives: Sequence[Life]) -> dict[tuple[uuid.UUID, str, str], Campaign]:
    """Return the campaign of each life, created where the faculty has none."""
    wanted = {
        _key(office, life): Campaign(
            faculty=office.faculty,
            agency_id=office.faculty.agency_id,
            academic_year=academic_year(life.career.start),
            stream=life.career.path.stream,
            opens_on=dt.date(life.career.start, 10, 1),
            closes_on=life.career.applied_on,
            commission_on=dt.date(life.career.start, 12, 15),
            transmit_by_on=dt.date(life.career.start + 1, 1, 15),
        )
        for office, life in zip(hosts, lives, strict=True)
    }
    faculties = {office.faculty.id for office in hosts}
    Campaign.objects.bulk_create(wanted.values(), ignore_conflicts=True, batch_size=BATCH)
    held = Campaign.objects.filter(faculty_id__in=faculties)
    return {(one.faculty_id, one.academic_year, one.stream): one for one in held}


def _candidate(person: Person, user: User, life: Life, campaign: Campaign) -> Candidate:
    path = life.career.path
    return Candidate(
        campaign=campaign,
        faculty_id=campaign.faculty_id,
        agency_id=campaign.agency_id,
        user=user,
        stream=Stream(path.stream),
        profession=life.profession,
        track=Track.ETUDIANT,
        last_name=person.last_name,
        first_name=person.first_name,
        search_name=match_key(f"{person.last_name} {person.first_name}"),
        born_on=person.born_on,
        email=person.email,
        ine=person.ine,
        cycle=path.cycle,
        year_of_study=path.year_of_study,
        specialty=path.specialty,
        applied_on=life.career.applied_on,
    )


def _numbers(hosts: Sequence[Office], lives: Sequence[Life]) -> list[str]:
    """Return the contracts' numbers: each series is asked once for all that it gives."""
    series = defaultdict(list)
    for rank, (office, life) in enumerate(zip(hosts, lives, strict=True)):
        series[f"{office.faculty.agency.region_code}-{life.career.concluded_on.year}"].append(rank)
    numbers = [""] * len(lives)
    for name, ranks in sorted(series.items()):
        for rank, number in zip(ranks, take_numbers(f"contrat-{name}", len(ranks)), strict=True):
            numbers[rank] = f"{name}-{number:04d}"
    return numbers


def _contract(number: str, candidate: Candidate, life: Life, office: Office, on: dt.date) -> Contract:
    return Contract(
        number=number,
        candidate=candidate,
        user=candidate.user,
        ine=candidate.ine,
        agency_id=candidate.agency_id,
        faculty_id=candidate.faculty_id,
        profession=candidate.profession,
        track=candidate.track,
        regime=life.regime,
        academic_year=candidate.campaign.academic_year,
        applied_on=candidate.applied_on,
        concluded_on=life.career.concluded_on,
        channel=SignatureChannel.EARLIER,
        cycle_at_application=candidate.cycle,
        first_paid_month=life.first_paid_month,
        specialty=candidate.specialty,
        status=CLOSED.get(life.stage, ContractStatus.ACTIVE),
        closed_on=life.closed_on,
        referent_id=office.referent_id,
        backup_id=office.backup_id,
        **milestones_of(life, on),
    )
