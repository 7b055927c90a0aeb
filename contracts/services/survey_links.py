"""Personal links of a survey: issued by waves, hashed, opened once.

Sending resumes where it stopped: a wave's batch writes links and messages in one transaction, and only for those who
have no link of that wave yet.
"""

import datetime as dt
import hashlib
import re
import secrets
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.clock import PARIS
from cesp_portal.common.db import copy_rows
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import Refusal
from contracts.enums import LinkKind, SurveyStatus
from contracts.models import Invitation, Survey, SurveyLink, SurveyWave
from contracts.notifications.surveys import Recipient, tell_links

BATCH = 2000
PERSON = ("id", "contract__user__first_name", "contract__user__email")
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
PURPOSE = b"contracts.survey_link:"
ASK_AGAIN_AFTER = dt.timedelta(minutes=10)

UNUSABLE = Refusal(
    "SURVEY_LINK_UNUSABLE",
    "Ce lien ne peut pas servir : il est incomplet, expiré, déjà ouvert, ou un lien plus récent le remplace.",
    "Demandez un nouveau lien, ou connectez-vous au portail pour répondre.",
)


def token_hash(token: str) -> str:
    """Return what is kept of a token; a hash made for another purpose never fits."""
    return hashlib.sha256(PURPOSE + token.encode()).hexdigest()


def send_due_links(*, actor: Actor, at: dt.datetime, on: dt.date) -> int:
    """Issue the links of every wave that is due, oldest first; returns how many."""
    waves = SurveyWave.objects.filter(
        survey__status=SurveyStatus.OPEN, completed_at__isnull=True, due_on__lte=on
    ).order_by("survey_id", "number")
    return sum(send_wave(actor=actor, wave=wave, at=at) for wave in waves)


def send_wave(*, actor: Actor, wave: SurveyWave, at: dt.datetime) -> int:
    """Issue the links of one wave to those who have not answered, batch by batch; returns how many.

    Several workers may run it together: each batch locks its own invitations.
    """
    sent = 0
    while batch := _send_batch(wave, at):
        sent += batch
    _complete(actor, wave, sent, at)
    return sent


@transaction.atomic
def _send_batch(wave: SurveyWave, at: dt.datetime) -> int:
    survey = Survey.objects.select_related("agency").get(id=wave.survey_id)
    if survey.status != SurveyStatus.OPEN:
        return 0
    waiting = _to_write(wave).select_for_update(of=("self",), skip_locked=True).order_by("id")
    people = list(waiting.values_list(*PERSON)[:BATCH])
    kind = LinkKind.REMINDER if wave.number else LinkKind.INVITATION
    _issue(survey, people, kind=kind, wave=wave, at=at)
    return len(people)


def _to_write(wave: SurveyWave) -> QuerySet[Invitation]:
    already = SurveyLink.objects.filter(invitation=OuterRef("id"), wave=wave)
    return Invitation.objects.filter(~Exists(already), survey_id=wave.survey_id, submitted_at__isnull=True)


def _issue(
    survey: Survey,
    people: Sequence[tuple[uuid.UUID, str, str]],
    *,
    kind: LinkKind,
    wave: SurveyWave | None,
    at: dt.datetime,
) -> None:
    """Replace the live links of these people by new ones, and queue the messages that carry them.

    ``people`` are invitation, first name, e-mail address.
    """
    if not people:
        return
    live = SurveyLink.objects.filter(used_at__isnull=True, superseded_at__isnull=True)
    live.filter(invitation__in=[invitation for invitation, _, _ in people]).update(superseded_at=at)
    expires_at = _end_of(survey.closes_on)
    links, recipients = [], []
    for invitation_id, first_name, email in people:
        token = secrets.token_urlsafe(32)
        link = SurveyLink(
            invitation_id=invitation_id,
            wave=wave,
            kind=kind,
            token_hash=token_hash(token),
            issued_at=at,
            expires_at=expires_at,
        )
        links.append(link)
        recipients.append(Recipient(link.id, first_name, email, token))
    copy_rows(links)
    tell_links(survey, recipients, kind=kind, at=at)


@transaction.atomic
def _complete(actor: Actor, wave: SurveyWave, sent: int, at: dt.datetime) -> None:
    """Mark the wave as sent, unless another worker still holds some of its people."""
    wave = SurveyWave.objects.select_for_update(of=("self",)).select_related("survey").get(id=wave.id)
    if wave.completed_at is not None or _to_write(wave).exists():
        return
    wave.completed_at = at
    wave.save(update_fields=["completed_at"])
    journal.record(
        actor=actor,
        action="contracts.survey_links_sent",
        obj=wave.survey,
        at=at,
        agency_id=wave.survey.agency_id,
        facts={"wave": wave.number, "links": sent},
    )


def live_link(token: str, at: dt.datetime) -> SurveyLink | None:
    """Return the link that this token opens at that instant, without using it."""
    if not TOKEN.fullmatch(token):
        return None
    return (
        SurveyLink.objects.filter(
            token_hash=token_hash(token),
            used_at__isnull=True,
            superseded_at__isnull=True,
            expires_at__gt=at,
            invitation__survey__status=SurveyStatus.OPEN,
            invitation__submitted_at__isnull=True,
            invitation__contract__user__is_active=True,
        )
        .select_related("invitation__survey__agency", "invitation__contract__user")
        .first()
    )


@transaction.atomic
def use_link(*, token: str, at: dt.datetime) -> Invitation:
    """Use a link up and return the invitation that it opens. Raises Refusal when it opens nothing."""
    link = live_link(token, at)
    if link is None:
        raise UNUSABLE
    used = SurveyLink.objects.filter(id=link.id, used_at__isnull=True, superseded_at__isnull=True)
    if not used.update(used_at=at):
        raise UNUSABLE
    invitation = link.invitation
    journal.record(
        actor=actor_by_link(invitation),
        action="contracts.survey_link_used",
        obj=invitation,
        at=at,
        agency_id=invitation.agency_id,
        subject_id=invitation.contract.candidate_id,
        facts={"kind": link.kind},
    )
    return invitation


@transaction.atomic
def ask_new_link(*, email: str, at: dt.datetime) -> int:
    """Send a new link for each open survey that waits for this address: never while a stranger waits for the page.

    An address that has just received one gets nothing more. Returns how many were sent.
    """
    recent = SurveyLink.objects.filter(invitation=OuterRef("id"), issued_at__gt=at - ASK_AGAIN_AFTER)
    waiting = list(
        Invitation.objects.filter(
            ~Exists(recent),
            survey__status=SurveyStatus.OPEN,
            survey__closes_on__gte=at.astimezone(PARIS).date(),
            submitted_at__isnull=True,
            contract__user__email=email.strip().lower(),
            contract__user__is_active=True,
        )
        .select_related("survey__agency", "contract__user")
        .select_for_update(of=("self",))
        .order_by("id")
    )
    for invitation in waiting:
        user = invitation.contract.user
        person = (invitation.id, user.first_name, user.email)
        _issue(invitation.survey, [person], kind=LinkKind.ASKED, wave=None, at=at)
        journal.record(
            actor=actor_by_link(invitation),
            action="contracts.survey_link_asked",
            obj=invitation,
            at=at,
            agency_id=invitation.agency_id,
            subject_id=invitation.contract.candidate_id,
        )
    return len(waiting)


def actor_by_link(invitation: Invitation) -> Actor:
    """Return the person who holds the personal link, for this invitation only."""
    user = invitation.contract.user
    return Actor(user_id=user.id, name=f"{user} (lien personnel)", role=Role.SIGNATAIRE)


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, tzinfo=PARIS)
