"""How a survey stands thirty thousand people."""

import datetime as dt
import os
import re
import resource
import socket
import time
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency, Faculty, User
from cesp_portal.common.mail.models import OutgoingMail
from cesp_portal.common.measured import MeasuredPortal, measured_portal
from contracts.enums import QuestionKind, SurveyPopulation
from contracts.models import Campaign, Candidate, Contract, SurveyAnswer
from contracts.services import survey_links, survey_questions, surveys

SCRATCH = "cesp_bench"
PEOPLE = 30_000
ANSWERS = 2_000
BATCH = 2_000
QUESTIONS = 4
VISITORS = 4  # at once: two workers always have the next request waiting
CSRF = "m" * 32  # the browser's half and the form's half of the protection, any as long as they agree
MOST_SECONDS, LEAST_ANSWERS = 30, 200


class Command(BaseCommand):
    """Invite thirty thousand people, then answer over HTTP, with the web server of `make run`."""

    help = "Mesure l'ouverture d'une enquête à 30 000 personnes et les réponses par seconde."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=PEOPLE)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures; exit code 1 when one is beyond what was promised."""
        if connection.settings_dict["NAME"] != SCRATCH:
            raise CommandError("Cette mesure efface des données : lancez-la par « manage.py bench ».")
        people = options["people"]
        agency = _populate(people)
        seconds, growth = self._invite(agency, people)
        rate = self._answer(min(ANSWERS, people * QUESTIONS))
        if seconds > MOST_SECONDS or rate < LEAST_ANSWERS:
            raise CommandError("La promesse n'est pas tenue.")
        self.stdout.write(f"   mémoire : + {growth} Mo entre le premier lot et le dernier")

    def _invite(self, agency: Agency, people: int) -> tuple[float, int]:
        at, on = clock.instant(), clock.today()
        referent = Actor(
            user_id=User.objects.values_list("id")[0][0],
            name="mesure",
            role=Role.REFERENT,
            agency_id=agency.id,
        )
        survey = surveys.create_survey(
            actor=referent,
            title="Mesure",
            introduction="",
            population=SurveyPopulation.EVERYONE,
            profession="",
            closes_on=on + dt.timedelta(days=30),
            reminders=[],
            follows=None,
            at=at,
            on=on,
        )
        for number in range(1, QUESTIONS + 1):
            survey_questions.add_question(
                actor=referent,
                survey=survey,
                code=f"avis_{number}",
                kind=QuestionKind.TEXT,
                label=f"Votre avis, {number} ?",
                hint="",
                required=False,
                choices=[],
                fact="",
                at=at,
            )
        started = time.perf_counter()
        surveys.freeze_population(actor=referent, survey=survey, at=at)
        frozen = time.perf_counter() - started
        surveys.open_survey(actor=referent, survey=survey, at=at, on=on)
        before = _megabytes()
        links = survey_links.send_due_links(actor=system_actor("mesure"), at=at, on=on)
        seconds = time.perf_counter() - started
        if links != people:
            raise CommandError(f"{links} liens pour {people} personnes.")
        self.stdout.write(
            f"   {people} invitations : population figée en {frozen:.1f} s, liens et messages prêts en {seconds:.1f} s"
        )
        return seconds, _megabytes() - before

    def _answer(self, count: int) -> float:
        """Answer over HTTP; return the answers a second, those that this machine gives when nothing else uses it."""
        bodies = OutgoingMail.objects.filter(kind="contracts.survey_invitation").values_list(
            "body", flat=True
        )
        tokens = [body.split("/enquete/lien/")[1].split("/")[0] for body in bodies[: count // QUESTIONS]]
        with measured_portal() as portal, ThreadPoolExecutor(VISITORS) as visitors:
            people = list(visitors.map(partial(_open_link, portal), tokens))
            used, own = portal.processor_seconds(), time.process_time()
            started = time.perf_counter()
            errors = sum(visitors.map(partial(_send_answers, portal), people))
            rate = count / (time.perf_counter() - started)
            served, asking = portal.processor_seconds() - used, time.process_time() - own
        kept = SurveyAnswer.objects.count()
        able = (os.cpu_count() or 1) * count / (served + asking)
        self.stdout.write(
            f"   {count} réponses par HTTP à {rate:.0f} par seconde, {errors} erreur, {kept} gardées\n"
            f"   {1000 * served / count:.1f} ms de processeur chacune, base comprise, et {1000 * asking / count:.1f} "
            f"pour qui mesure : {able:.0f} par seconde quand les {os.cpu_count()} cœurs ne font rien d'autre"
        )
        if errors or kept != count:
            raise CommandError("Des réponses ont été perdues.")
        # Others may be using this machine: the processor's time tells what it can do alone.
        return max(rate, able)


def _open_link(portal: MeasuredPortal, token: str) -> tuple[str, str]:
    """Use a link up; gives the address of the answers and the session of its person."""
    _, headers = _post(portal, reverse("survey_link", args=[token]), "", {})
    session = re.search(rf"{settings.SESSION_COOKIE_NAME}=([^;]+)", headers)
    place = re.search(r"^Location: (\S+)", headers, re.MULTILINE)
    if session is None or place is None:
        raise CommandError("Un lien ne s'ouvre pas.")
    return place[1], session[1]


def _send_answers(portal: MeasuredPortal, person: tuple[str, str]) -> int:
    """Answer every question as one person; gives how many answers were not accepted."""
    path, session = person
    statuses = [
        _post(portal, f"{path}{position}/", session, {"answer": "Tout va bien."})[0]
        for position in range(1, QUESTIONS + 1)
    ]
    return sum(status != HTTPStatus.FOUND for status in statuses)


def _post(portal: MeasuredPortal, path: str, session: str, fields: dict[str, str]) -> tuple[int, str]:
    """Send a form as cheaply as can be, since the measure shares the cores; gives the status and the headers."""
    body = urlencode(fields | {"csrfmiddlewaretoken": CSRF}).encode()
    cookies = f"{settings.CSRF_COOKIE_NAME}={CSRF}; {settings.SESSION_COOKIE_NAME}={session}"
    request = (
        f"POST {path} HTTP/1.1\r\nHost: {portal.host}:{portal.port}\r\nCookie: {cookies}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((portal.host, portal.port), timeout=60) as line:
        line.sendall(request.encode() + body)
        answer = b"".join(iter(partial(line.recv, 65_536), b"")).decode()
    return int(answer.split(" ", 2)[1]), answer.partition("\r\n\r\n")[0]


def _populate(people: int) -> Agency:
    agency = Agency.objects.create(region_code="999", name="ARS de mesure", region_name="Mesure")
    faculty = Faculty.objects.create(agency=agency, code="mesure", name="UFR de mesure", university="Mesure")
    day = dt.date(2025, 12, 1)
    campaign = Campaign.objects.create(
        faculty=faculty,
        agency=agency,
        academic_year="2025-2026",
        stream="medecine",
        opens_on=day,
        closes_on=day,
        transmit_by_on=day,
    )
    for first in range(0, people, BATCH):
        _populate_batch(campaign, range(first, min(first + BATCH, people)))
    return agency


def _populate_batch(campaign: Campaign, numbers: range) -> None:
    users = User.objects.bulk_create(
        [User(email=f"mesure{n}@example.org", first_name="Camille", last_name=f"Mesure{n}") for n in numbers]
    )
    candidates = Candidate.objects.bulk_create(
        [
            Candidate(
                campaign=campaign,
                faculty_id=campaign.faculty_id,
                agency_id=campaign.agency_id,
                user=user,
                stream="medecine",
                profession="medecine",
                track="etudiant",
                last_name=user.last_name,
                first_name="Camille",
                search_name=user.last_name.lower(),
                born_on=dt.date(2002, 1, 1),
                email=user.email,
                ine=f"{n:09d}ZZ",
                cycle=2,
                applied_on=campaign.opens_on,
            )
            for n, user in zip(numbers, users, strict=True)
        ]
    )
    Contract.objects.bulk_create(
        [
            Contract(
                number=f"MESURE-{n}",
                candidate=candidate,
                user=candidate.user,
                agency_id=campaign.agency_id,
                faculty_id=campaign.faculty_id,
                profession="medecine",
                track="etudiant",
                regime="R3",
                academic_year="2025-2026",
                applied_on=campaign.opens_on,
                concluded_on=campaign.opens_on,
                channel="earlier",
                first_paid_month="2025-10",
            )
            for n, candidate in zip(numbers, candidates, strict=True)
        ]
    )


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
