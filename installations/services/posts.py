"""Posts that an agency proposes: write, rewrite, withdraw."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from cesp_portal.common.rules.french import day_text
from installations import policies
from installations.models import Post
from zonage.selectors.territories import find_commune


@dataclass(frozen=True, slots=True)
class PostAnswers:
    """What an agent writes; ``closes_on`` is the last day, included."""

    structure: str
    commune_code: str
    profession: str
    mode: str
    opens_on: dt.date
    closes_on: dt.date
    contact_name: str
    address: str = ""
    specialty: str = ""
    starts_on: dt.date | None = None
    description: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@transaction.atomic
def propose_post(*, actor: Actor, answers: PostAnswers, on: dt.date, at: dt.datetime) -> Post:
    """Propose a post of the actor's region.

    Raises Refusal for the same post proposed twice; BadInput for an unknown commune, a place of another region,
    dates reversed or past, nobody to reach.
    """
    policies.must(policies.may_propose_posts(actor))
    agency = Agency.objects.select_for_update().get(id=policies.office_of(actor))
    post = Post(agency=agency, created_at=at, created_by_id=actor.user_id)
    _write(post, answers, on)
    same = Post.objects.select_for_update().filter(
        agency=agency, withdrawn_at__isnull=True, **{name: getattr(post, name) for name in asdict(answers)}
    )
    if same.exists():
        raise Refusal(
            "POST_ALREADY_PROPOSED",
            "Ce poste est déjà proposé, avec les mêmes dates et le même contact.",
            "Modifiez celui qui existe, ou changez ce qui les distingue.",
        )
    post.save(force_insert=True)
    _record(actor, post, "installations.post_proposed", at)
    return post


@transaction.atomic
def revise_post(*, actor: Actor, post: Post, answers: PostAnswers, on: dt.date, at: dt.datetime) -> Post:
    """Rewrite a post. Raises Refusal once it was withdrawn, BadInput as when it is proposed."""
    policies.must(policies.may_change_post(actor, post))
    post = _locked(post)
    if post.withdrawn_at is not None:
        raise Refusal(
            "POST_WITHDRAWN", "Ce poste a été retiré.", "Proposez-en un nouveau s'il est libre de nouveau."
        )
    _write(post, answers, on)
    post.save()
    _record(actor, post, "installations.post_revised", at)
    return post


@transaction.atomic
def withdraw_post(*, actor: Actor, post: Post, at: dt.datetime) -> Post:
    """Stop showing a post; withdrawing twice changes nothing."""
    policies.must(policies.may_change_post(actor, post))
    post = _locked(post)
    if post.withdrawn_at is None:
        post.withdrawn_at = at
        post.save(update_fields=["withdrawn_at"])
        _record(actor, post, "installations.post_withdrawn", at)
    return post


def _write(post: Post, answers: PostAnswers, on: dt.date) -> None:
    commune = find_commune(answers.commune_code, on)
    if commune is None:
        raise BadInput(
            "UNKNOWN_COMMUNE",
            "Cette commune est inconnue.",
            "Écrivez son nom complet, ou son code INSEE à cinq caractères.",
        )
    if commune.region_code != post.agency.region_code:
        raise BadInput(
            "OTHER_REGION",
            f"{commune.name} n'est pas dans votre région.",
            "Vous proposez les postes de votre région ; l'agence de l'autre région propose les siens.",
        )
    if answers.closes_on < answers.opens_on:
        raise BadInput(
            "END_BEFORE_START", "Le dernier jour précède le premier.", "Corrigez l'une des deux dates."
        )
    if answers.closes_on < on:
        raise BadInput(
            "ALREADY_PAST",
            f"Le {day_text(answers.closes_on)} est passé : personne ne verrait ce poste.",
            "Choisissez un dernier jour à venir.",
        )
    if not (answers.contact_email or answers.contact_phone):
        raise BadInput(
            "NOBODY_TO_REACH",
            "Il manque un moyen de joindre la personne à contacter.",
            "Donnez une adresse électronique ou un téléphone.",
        )
    for name, value in asdict(answers).items():
        setattr(post, name, value)
    post.commune_code, post.commune_name = commune.code, commune.name


def _locked(post: Post) -> Post:
    return Post.objects.select_for_update(of=("self",)).select_related("agency").get(pk=post.pk)


def _record(actor: Actor, post: Post, action: str, at: dt.datetime) -> None:
    journal.record(
        actor=actor,
        action=action,
        obj=post,
        at=at,
        agency_id=post.agency_id,
        facts={"commune": post.commune_code, "profession": post.profession},
    )
