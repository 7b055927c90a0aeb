"""How a survey stands thirty thousand people."""

import datetime as dt
import os
import resource
import time
from argparse import ArgumentParser
from concurrent.futures import ProcessPoolExecutor
from http import HTTPStatus
from multiprocessing import get_context
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection, connections
from django.test import Client, override_settings
from django.urls import reverse

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import Actor, system_actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency, Faculty, User
from cesp_portal.common.mail.models import OutgoingMail
from contracts.enums import QuestionKind, SurveyPopulation
from contracts.models import Campaign, Candidate, Contract, SurveyAnswer
from contracts.services import survey_links, survey_questions, surveys

SCRATCH = "cesp_bench"
PEOPLE = 30_000
ANSWERS = 2_000
BATCH = 2_000
QUESTIONS = 4
MOST_SECONDS, LEAST_ANSWERS = 30, 200


class Command(BaseCommand):
    """Invite thirty thousand people, then answer with the whole stack of a request, network excepted."""

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
        bodies = OutgoingMail.objects.filter(kind="contracts.survey_invitation").values_list(
            "body", flat=True
        )
        tokens = [body.split("/enquete/lien/")[1].split("/")[0] for body in bodies[: count // QUESTIONS]]
        workers = os.cpu_count() or 1
        connections.close_all()
        with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
            paths = [path for part in pool.map(_open_links, _split(tokens, workers)) for path in part]
            started = time.perf_counter()
            outcomes = list(pool.map(_send_answers, _split(paths, workers)))
            rate = count / (time.perf_counter() - started)
        errors, processor = (sum(part) for part in zip(*outcomes, strict=True))
        kept = SurveyAnswer.objects.count()
        self.stdout.write(
            f"   {count} réponses à {rate:.0f} par seconde sur {workers} processus, {errors} erreur, {kept} gardées ; "
            f"{1000 * processor / count:.1f} ms de processeur chacune, le client compris, la base non"
        )
        if errors or kept != count:
            raise CommandError("Des réponses ont été perdues.")
        return rate


def _split(items: list[Any], parts: int) -> list[list[Any]]:
    return [items[number::parts] for number in range(parts)]


def _open_links(tokens: list[str]) -> list[tuple[str, str]]:
    """Use each link up; gives the address of the answers and the session of each person."""
    opened = []
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        client = Client()  # one for all: it builds the whole stack once
        for token in tokens:
            client.cookies.clear()
            answer = client.post(reverse("survey_link", args=[token]))
            opened.append((answer.url, client.cookies[settings.SESSION_COOKIE_NAME].value))
    return opened


def _send_answers(people: list[tuple[str, str]]) -> tuple[int, float]:
    """Answer every question as each person; gives how many were not accepted, and the seconds of processor."""
    errors, started = 0, time.process_time()
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        client = Client()
        for path, session in people:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
            for position in range(1, QUESTIONS + 1):
                answer = client.post(f"{path}{position}/", {"answer": "Tout va bien."})
                errors += answer.status_code != HTTPStatus.FOUND
    return errors, time.process_time() - started


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
