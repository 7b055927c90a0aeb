"""The demonstration as a whole, loaded once into an empty portal by the services that people use."""

import datetime as dt
import itertools
from collections.abc import Iterator

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from cesp_portal.common.accounts.models import Agency, Faculty, User
from cesp_portal.common.jobs import left_to_sweeps
from cesp_portal.common.mail.models import MailStatus, OutgoingMail
from cesp_portal.common.mail.services import SEND_JOB
from cesp_portal.dashboard.services.demonstration.accounts import PASSWORD, PEOPLE
from cesp_portal.dashboard.services.demonstration.careers import (
    DENTAL,
    PATHS,
    SECOND_CYCLE,
    Career,
    Ending,
    Path,
    endings,
)
from cesp_portal.dashboard.services.demonstration.commissions import commission_at_work
from cesp_portal.dashboard.services.demonstration.contested import contest
from cesp_portal.dashboard.services.demonstration.crowd import invent_crowd
from cesp_portal.dashboard.services.demonstration.crowd_acts import Office, Town
from cesp_portal.dashboard.services.demonstration.days import year_of
from cesp_portal.dashboard.services.demonstration.follow_up import follow_people
from cesp_portal.dashboard.services.demonstration.offices import DEMONSTRATION, Offices, open_offices
from cesp_portal.dashboard.services.demonstration.people import Person, people
from cesp_portal.dashboard.services.demonstration.posts import propose_places
from cesp_portal.dashboard.services.demonstration.selection import (
    Signed,
    campaign_of_the_year,
    offers_at_every_stage,
    past_contracts,
    publish_places,
    send_list,
)
from cesp_portal.dashboard.services.demonstration.settling import TOWNS, tell_story, town_for
from cesp_portal.dashboard.services.month_counts import count_due_months
from contracts.enums import Stream
from zonage.selectors.territories import commune_on
from zonage.services.demonstration import build_demonstration_zonings
from zonage.services.territories import load_territories

# Years ago whose lists are told: each is a real file, read and checked as such, and each decision has its letter.
YEARS_TOLD = {Stream.MEDECINE: (6, 2), Stream.ODONTOLOGIE: (7, 5, 3)}
CROWD = 550
HEROES = {
    "nora.valdeyrac@example.org": (SECOND_CYCLE, 2, Ending.TRAINING),
    "titouan.guersant@example.org": (DENTAL, 3, Ending.LOOKING),
    "maeva.sorlinde@example.org": (DENTAL, 3, Ending.ASKING),
    "loic.hauterive@example.org": (DENTAL, 5, Ending.PRACTISING),
    "aicha.montbrial@example.org": (DENTAL, 7, Ending.FULFILLED),
}


def is_loaded() -> bool:
    """Tell whether the portal already holds agencies, invented or not."""
    return Agency.objects.exists()


@transaction.atomic
def load_demonstration(*, on: dt.date, at: dt.datetime) -> int:
    """Tell every story as of that day and return how many people it invents. The portal must be empty."""
    load_territories(actor=DEMONSTRATION, at=at)
    build_demonstration_zonings(DEMONSTRATION, at)
    offices = open_offices(on)
    # Nobody waits for the messages of a told past, which are held as delivered in the end.
    with left_to_sweeps(SEND_JOB):
        number = _tell(offices, on)
    User.objects.update(password=make_password(PASSWORD))
    _deliver_the_past(at)
    count_due_months(on=on, at=at)
    return number


def _tell(offices: Offices, on: dt.date) -> int:
    crowd = people()
    number = 0
    for code, faculty in offices.faculties.items():
        for stream in offices.streams[code]:
            for ago in YEARS_TOLD[stream]:
                signed = list(_cohort(faculty, stream, year_of(on) - ago, on, crowd))
                _play(offices, faculty, signed, number, on)
                number += len(signed)
    number += _year_at_work(offices, crowd, on)
    number += _crowd(offices, crowd, CROWD, on)
    contest(offices, on)
    propose_places(offices, on)
    follow_people(offices, on)
    return number


def _cohort(
    faculty: Faculty, stream: Stream, start: int, on: dt.date, crowd: Iterator[Person]
) -> Iterator[Signed]:
    """Give the signatories of one year: the people of the sign-in page first, then one or two others."""
    for account in PEOPLE:
        hero = HEROES.get(account.email)
        if hero and account.office == faculty.code:
            path, ago, ending = hero
            if (path.stream, year_of(on) - ago) == (stream, start):
                stranger = next(crowd)
                person = Person(
                    account.first_name, account.last_name, account.email, stranger.ine, stranger.born_on
                )
                yield Signed(person, Career(path, start, ending))
    for turn, path in enumerate(_paths(stream, start)):
        possible = endings(path, start, on)
        ending = possible[(start + turn + len(faculty.code)) % len(possible)]
        yield Signed(next(crowd), Career(path, start, ending, share=6 if (start + turn) % 3 == 0 else 8))


def _paths(stream: Stream, start: int) -> tuple[Path, ...]:
    ways = PATHS[stream]
    return tuple(itertools.islice(itertools.cycle(ways), start % 2, start % 2 + 2))


def _play(offices: Offices, faculty: Faculty, signed: list[Signed], number: int, on: dt.date) -> None:
    region = faculty.agency.region_code
    for contract, one in zip(past_contracts(faculty, signed), signed, strict=True):
        number += 1
        tell_story(
            contract,
            one.career,
            town=town_for(contract, region, number, min(one.career.diploma_on, on)),
            referent=offices.referents[region],
            signer=offices.signers[region],
            on=on,
        )


def _year_at_work(offices: Offices, crowd: Iterator[Person], on: dt.date) -> int:
    """Tell this year's campaigns: one with offers at every stage, one with a list, one whose commission sits."""
    start, day = year_of(on), dt.timedelta(days=1)
    campaigns = {
        (code, stream): campaign_of_the_year(faculty, stream, start, on)
        for code, faculty in offices.faculties.items()
        for stream in offices.streams[code]
    }
    candidate = PEOPLE[0]
    stranger = next(crowd)
    hero = Person(candidate.first_name, candidate.last_name, candidate.email, stranger.ine, stranger.born_on)
    listed = [(person, SECOND_CYCLE) for person in (hero, *itertools.islice(crowd, 8))]
    busy = campaigns["sante-toulouse", Stream.MEDECINE]
    send_list(busy, listed, principal=5, actor=DEMONSTRATION, on=on - 42 * day)
    received = [(person, DENTAL) for person in itertools.islice(crowd, 5)]
    waiting = campaigns["sante-paris-nord", Stream.ODONTOLOGIE]
    send_list(waiting, received, principal=3, actor=DEMONSTRATION, on=on - 6 * day)
    judged = commission_at_work(
        campaigns["sante-toulouse", Stream.ODONTOLOGIE], itertools.islice(crowd, 3), on
    )
    publish_places(offices, start, [(busy.faculty, Stream.MEDECINE, 4)], on - 39 * day)
    offers_at_every_stage(busy, offices.referents["76"], on)
    return len(listed) + len(received) + judged


def _crowd(offices: Offices, crowd: Iterator[Person], count: int, on: dt.date) -> int:
    """Surround the stories with people of every year, written set by set."""
    hosts = []
    for faculty in offices.faculties.values():
        region = faculty.agency.region_code
        towns = tuple(Town(code, commune_on(code, on).name) for code in TOWNS[region])
        backup = offices.backups.get(region)
        hosts.append(Office(faculty, offices.referents[region].person_id, backup, towns))
    return invent_crowd(offices=hosts, crowd=crowd, count=count, on=on)


def _deliver_the_past(at: dt.datetime) -> None:
    """Hold as delivered the messages that the told past would have sent."""
    past = OutgoingMail.objects.filter(status=MailStatus.PENDING, created_at__lt=at)
    past.update(status=MailStatus.SENT, sent_at=F("created_at"), attempts=1)
