"""What a signatory has to do next, by when, and where."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.selectors import second_addresses_of
from cesp_portal.common.clock import PARIS
from cesp_portal.common.rules.french import day_text
from cesp_portal.dashboard.enums import Standing
from contracts.enums import ExchangeStatus, SurveyStatus
from contracts.models import Contract
from contracts.selectors.surveys import invitations_of_person
from contracts.selectors.wishes import campaign_for, is_concerned
from installations.enums import PeriodStatus, RequestKind, RequestStatus
from installations.models import PracticePeriod, Project
from installations.selectors.letters import letters_for
from installations.selectors.requests import requests_for

# A contract that is over asks for nothing more of training or practice.
OVER = (Standing.FULFILLED, Standing.TERMINATED, Standing.CANCELLED)
RECENT = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class NextAction:
    """One thing to do: ``due_on`` is the last day, None when there is none.

    ``is_appointment`` when it is the day itself.
    """

    title: str
    why: str
    url: str
    due_on: dt.date | None = None
    is_appointment: bool = False


def next_actions(actor: Actor, contract: Contract, standing: Standing, on: dt.date) -> list[NextAction]:
    """Return what the person has to do, dated things first, in the order of their last day."""
    actions = [*_requests(actor), *_letters(actor, on), *_follow_up(actor, contract, on)]
    if standing not in OVER:
        actions += [
            *_milestones(contract, standing),
            *_settling(actor, contract, standing),
            *_practice(contract),
            *_wish(contract, on),
            *_access(actor, standing),
        ]
    return sorted(actions, key=lambda action: (action.due_on is None, action.due_on or on))


def _requests(actor: Actor) -> Iterator[NextAction]:
    for request in requests_for(actor).filter(
        status__in=(RequestStatus.DRAFT, RequestStatus.CORRECTION_ASKED)
    ):
        url = reverse("my_request", args=[request.id])
        what = request.get_kind_display().lower()
        if request.status == RequestStatus.CORRECTION_ASKED:
            yield NextAction(f"Corriger votre demande ({what})", request.correction_message, url)
        else:
            yield NextAction(
                f"Finir votre demande ({what})",
                "Elle est en brouillon : l'agence ne la voit pas encore.",
                url,
            )


def _milestones(contract: Contract, standing: Standing) -> Iterator[NextAction]:
    if standing is Standing.TRAINING and contract.training_completed_on is None:
        yield NextAction(
            "Déclarer une étape de votre formation",
            "Début de l'internat, DES, diplôme d'État : déclarez chaque date dès qu'elle est passée.",
            reverse("contract_diplomas", args=[contract.id]),
        )


def _settling(actor: Actor, contract: Contract, standing: Standing) -> Iterator[NextAction]:
    if not Project.objects.filter(contract=contract).exists():
        yield NextAction(
            "Déposer votre projet",
            "Un projet déposé et inchangé protège votre lieu si le zonage change.",
            reverse("my_project"),
        )
    asked = requests_for(actor).filter(
        kind=RequestKind.INSTALLATION, status__in=(RequestStatus.SUBMITTED, RequestStatus.DECIDED)
    )
    if standing is Standing.LOOKING and not asked.exists():
        yield NextAction(
            "Demander votre installation",
            "Votre formation est terminée : l'agence doit décider de votre lieu avant que les mois comptent.",
            reverse("new_request", args=[RequestKind.INSTALLATION]),
        )


def _practice(contract: Contract) -> Iterator[NextAction]:
    periods = PracticePeriod.objects.filter(contract=contract)
    unsupported = periods.filter(status=PeriodStatus.DECLARED, days__upper_inf=False).count()
    if unsupported:
        yield NextAction(
            "Joindre vos justificatifs d'exercice",
            f"{unsupported} période{'s' if unsupported > 1 else ''} déclarée{'s' if unsupported > 1 else ''} "
            "sans justificatif : seuls les mois vérifiés sont acquis.",
            reverse("my_practice"),
        )
    declared = periods.filter(
        status__in=(PeriodStatus.DECLARED, PeriodStatus.SUPPORTED, PeriodStatus.VERIFIED)
    )
    if periods.filter(status=PeriodStatus.PLANNED).exists() and not declared.exists():
        yield NextAction(
            "Déclarer le début de votre exercice",
            "Une décision l'autorise ; le compte commence au premier jour que vous déclarez.",
            reverse("my_practice"),
        )


def _follow_up(actor: Actor, contract: Contract, on: dt.date) -> Iterator[NextAction]:
    """What the agency waits for: an appointment, a survey, a message to read."""
    coming = contract.exchanges.filter(status=ExchangeStatus.PLANNED, starts_at__date__gte=on)
    for exchange in coming.order_by("starts_at"):
        if exchange.starts_at is not None:
            starts_at = exchange.starts_at.astimezone(PARIS)
            yield NextAction(
                "Venir à l'échange annuel",
                f"Convocation le {day_text(starts_at.date())} à {starts_at:%H:%M} ; y répondre est une obligation.",
                reverse("my_exchanges"),
                starts_at.date(),
                is_appointment=True,
            )
    for invitation in invitations_of_person(actor).filter(
        survey__status=SurveyStatus.OPEN, submitted_at__isnull=True
    ):
        yield NextAction(
            f"Répondre à l'enquête « {invitation.survey.title} »",
            "Chaque réponse est enregistrée à mesure ; rien ne part avant l'envoi.",
            reverse("survey_answers", args=[invitation.id]),
            invitation.survey.closes_on,
        )
    unread = contract.messages.filter(from_agency=True, read_at__isnull=True).count()
    if unread:
        yield NextAction(
            f"Lire {unread} message{'s' if unread > 1 else ''} de l'agence",
            "Votre référent vous a écrit.",
            reverse("thread", args=[contract.id]),
        )


def _wish(contract: Contract, on: dt.date) -> Iterator[NextAction]:
    campaign = campaign_for(contract, on)
    if campaign is None or not campaign.opens_on <= on <= campaign.closes_on:
        return
    if is_concerned(contract, on) and not campaign.wishes.filter(contract=contract).exists():
        yield NextAction(
            "Déposer votre vœu de sixième année",
            "Un poste n'est demandé pour vous que si le vœu est déposé à temps.",
            reverse("my_wish"),
            campaign.closes_on,
        )


def _access(actor: Actor, standing: Standing) -> Iterator[NextAction]:
    if standing is Standing.TRAINING and not second_addresses_of(actor):
        yield NextAction(
            "Ajouter une adresse qui dure",
            "Une adresse étudiante s'éteint : la seconde ouvrira toujours votre dossier.",
            reverse("my_addresses"),
        )


def _letters(actor: Actor, on: dt.date) -> Iterator[NextAction]:
    for letter in letters_for(actor).filter(dated_on__gt=on - RECENT, document__isnull=False):
        yield NextAction(
            f"Lire la lettre n° {letter.number}", letter.title, reverse("download_letter", args=[letter.id])
        )
