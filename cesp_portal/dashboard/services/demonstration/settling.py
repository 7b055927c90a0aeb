"""What follows a contract in the demonstration: diplomas, project, requests, decisions, months of practice."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.services.demonstration.careers import Career, Ending
from cesp_portal.dashboard.services.demonstration.days import months_after, morning
from contracts.models import Contract
from contracts.services.milestones import declare_diplomas
from installations.enums import Outcome, PracticeMode, RequestKind
from installations.models import Request
from installations.selectors.statements import statement_of
from installations.services.decisions import DecisionAnswers, prepare_decision, propose_decision
from installations.services.practice import PeriodAnswers, declare_practice, support_practice, verify_practice
from installations.services.projects import ProjectAnswers, file_project
from installations.services.request_answers import RequestAnswers, SiteAnswers
from installations.services.requests import open_request, submit_request
from installations.services.signing import sign_decision
from zonage.selectors.territories import commune_on
from zonage.selectors.zones import zone_of

DAY = dt.timedelta(days=1)
FULL_WEEK = 8
TOWNS = {
    "76": ("46102", "12089", "48095", "31483", "09225", "65258", "32256", "82033", "11206", "34142", "46127"),
    "11": ("77379", "77333", "91223", "77131", "91200", "95355", "77305", "95487"),
    "52": ("44036", "53147", "53097", "72132", "85092", "72264", "85128", "44003"),
}
CERTIFICATE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def town_for(contract: Contract, region: str, number: int, on: dt.date) -> str:
    """Return a town where the contract's profession may settle on that day, or one whose zone nobody knows."""
    towns = TOWNS[region]
    turned = towns[number % len(towns) :] + towns[: number % len(towns)]
    answers = [(town, zone_of(code=town, profession=contract.profession, on=on).eligible) for town in turned]
    return next((town for town, eligible in answers if eligible), turned[0])


def tell_story(
    contract: Contract, career: Career, *, town: str, referent: Actor, signer: Actor, on: dt.date
) -> None:
    """Play one career up to its ending; every act has the day on which it would have been done."""
    person = Actor(user_id=contract.user_id, name=str(contract.candidate), role=Role.SIGNATAIRE)
    _internship(contract, career, person, on)
    if career.diploma_on > on:
        return
    declared_on = min(career.diploma_on + 10 * DAY, on)
    _diplomas(contract, career, person, declared_on)
    if career.ending is Ending.LOOKING:
        return
    filed_on = min(career.diploma_on + 20 * DAY, on)
    _project(contract, person, town, career, filed_on)
    request = _ask(contract, person, town, career, filed_on, starts_on=filed_on + 75 * DAY)
    if career.ending is Ending.ASKING:
        return
    decided_on = min(filed_on + 20 * DAY, on)
    decision = prepare_decision(
        actor=referent,
        request=request,
        answers=DecisionAnswers(
            outcome=Outcome.GRANTED, grounds="Le lieu répond au besoin de soins du territoire."
        ),
        on=decided_on,
        at=morning(decided_on),
    )
    decision = propose_decision(actor=referent, decision=decision, on=decided_on, at=morning(decided_on))
    if career.ending is Ending.TO_SIGN:
        return
    sign_decision(actor=signer, decision=decision, on=decided_on, at=morning(decided_on))
    if career.ending in (Ending.PRACTISING, Ending.FULFILLED):
        starts_on = filed_on + 75 * DAY
        done_on = _last_day_due(contract, career, referent, starts_on, on)
        _practise(contract, person, referent, town, career, starts_on=starts_on, done_on=done_on, on=on)
        if done_on is not None:
            _finish(contract, person, referent, signer, done_on + 25 * DAY)


def _last_day_due(
    contract: Contract, career: Career, referent: Actor, starts_on: dt.date, on: dt.date
) -> dt.date | None:
    """Return the last day of a story that ends, once all is served and some days have passed; None otherwise."""
    owed = statement_of(referent, contract, starts_on).months_owed
    if career.ending is not Ending.FULFILLED or owed is None:
        return None
    # A month more than due: decisions look at whole verified months.
    last_day = months_after(starts_on, -(-owed * FULL_WEEK // career.share) + 1)
    return last_day if last_day + 60 * DAY < on else None


def _finish(contract: Contract, person: Actor, referent: Actor, signer: Actor, on: dt.date) -> None:
    """Ask for the end of the commitment, and grant it."""
    request = open_request(
        actor=person,
        contract=contract,
        kind=RequestKind.END_OF_COMMITMENT,
        answers=RequestAnswers(),
        at=morning(on),
    )
    request = submit_request(actor=person, request=request, on=on, at=morning(on))
    decision = prepare_decision(
        actor=referent,
        request=request,
        answers=DecisionAnswers(outcome=Outcome.GRANTED),
        on=on,
        at=morning(on),
    )
    decision = propose_decision(actor=referent, decision=decision, on=on, at=morning(on))
    sign_decision(actor=signer, decision=decision, on=on, at=morning(on))


def _internship(contract: Contract, career: Career, person: Actor, on: dt.date) -> None:
    day = career.internship_on
    if day is not None and day <= on:
        told_on = max(day, career.concluded_on) + 15 * DAY
        declare_diplomas(
            actor=person,
            contract_id=contract.id,
            on=told_on,
            at=morning(told_on),
            internship_started_on=day,
        )


def _diplomas(contract: Contract, career: Career, person: Actor, on: dt.date) -> None:
    days = {"de_on": career.diploma_on}
    if career.internship_on is not None:
        days["des_on"] = career.diploma_on - 12 * DAY
    declare_diplomas(actor=person, contract_id=contract.id, on=on, at=morning(on), **days)
    contract.refresh_from_db()


def _project(contract: Contract, person: Actor, town: str, career: Career, on: dt.date) -> None:
    answers = ProjectAnswers(
        specialty=contract.specialty,
        mode=PracticeMode.LIBERAL,
        commune_code=town,
        address="12 rue de l'Exemple",
        structure="Maison de santé de démonstration",
    )
    file_project(actor=person, contract=contract, answers=answers, on=on, at=morning(on))


def _ask(
    contract: Contract, person: Actor, town: str, career: Career, on: dt.date, *, starts_on: dt.date
) -> Request:
    site = SiteAnswers(
        commune_code=town,
        commune_name=commune_on(town, on).name,
        structure="Maison de santé de démonstration",
        mode=PracticeMode.LIBERAL,
        address="12 rue de l'Exemple",
        half_days=Decimal(career.share),
    )
    answers = RequestAnswers(starts_on=starts_on, sites=(site,))
    request = open_request(
        actor=person, contract=contract, kind=RequestKind.INSTALLATION, answers=answers, at=morning(on)
    )
    return submit_request(actor=person, request=request, on=on, at=morning(on))


def _practise(
    contract: Contract,
    person: Actor,
    referent: Actor,
    town: str,
    career: Career,
    *,
    starts_on: dt.date,
    done_on: dt.date | None,
    on: dt.date,
) -> None:
    """Declare the practice year by year: old years verified, the last full one supported, the present one declared."""
    for number, (first, last) in enumerate(reversed(_years(starts_on, done_on, on))):
        told_on = min((last or first) + 10 * DAY, on)
        period = declare_practice(
            actor=person,
            contract=contract,
            answers=PeriodAnswers(
                commune_code=town,
                structure="Maison de santé de démonstration",
                mode=PracticeMode.LIBERAL,
                starts_on=first,
                ends_on=last,
                half_days=Decimal(career.share),
            ),
            on=told_on,
            at=morning(told_on),
        )
        if last is None:
            continue
        support_practice(
            actor=person,
            period=period,
            upload=SimpleUploadedFile("attestation.pdf", CERTIFICATE, "application/pdf"),
            at=morning(told_on),
        )
        if number != 1 or career.ending is Ending.FULFILLED:
            verify_practice(
                actor=referent,
                period=period,
                until=last,
                is_eligible=True,
                at=morning(min(told_on + 5 * DAY, on)),
            )


def _years(
    starts_on: dt.date, done_on: dt.date | None, on: dt.date
) -> Sequence[tuple[dt.date, dt.date | None]]:
    """Cut the days from the start into years; the last one goes on, unless the story is done."""
    years: list[tuple[dt.date, dt.date | None]] = []
    first, limit = starts_on, done_on or on
    while (following := first.replace(year=first.year + 1, day=min(first.day, 28))) <= limit:
        years.append((first, following - DAY))
        first = following
    return [*years, (first, done_on)] if first <= limit else years
