"""Places offered: posts to browse and to manage, establishments to look for."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.refusals import Forbidden, Refusal
from installations.forms.fields import commune_text
from installations.forms.posts import PostFilterForm, PostForm, StructureSearchForm, post_initial
from installations.models import Post, Structure, StructureExtract
from installations.selectors.posts import (
    LONGEST_LIST,
    READERS,
    lines_of,
    offered_posts,
    posts_by_commune,
    posts_for,
    regions_with_posts,
    structures_found,
)
from installations.selectors.projects import own_contract
from installations.services import posts as services
from installations.views.forms_sent import posted
from zonage.models import RegionOutline
from zonage.selectors.maps import legend_of
from zonage.selectors.snapshots import in_force
from zonage.selectors.territories import find_commune


@for_roles(*READERS)
@require_safe
def posts_offered(request: PortalRequest) -> HttpResponse:
    """List the posts proposed today, first those of my profession and region, each with the zone of its place."""
    today = clock.today()
    regions = regions_with_posts(today)
    asked = request.GET or _usual_filters(request, regions)
    form = PostFilterForm(asked, regions=regions)
    posts = offered_posts(
        request.actor,
        today,
        profession=form.asked("profession"),
        region=form.asked("region"),
        text=form.asked("q").strip(),
    )
    context = {
        "title": "Postes proposés",
        "form": form,
        "lines": lines_of(posts, today),
        "total": posts.count(),
        "longest": LONGEST_LIST,
        "manages": request.actor.is_a(Role.REFERENT),
    } | _map_of(form.asked("region"), form.asked("profession"), posts, today)
    return render(request, "installations/posts/offered.html", context)


def _map_of(region: str, profession: str, posts: QuerySet[Post], today: dt.date) -> dict[str, Any]:
    """What the map of a region needs: outlines, zoning of the day, posts by commune; nothing without outlines."""
    outline = RegionOutline.objects.filter(region_id=region).only("sha256").first() if region else None
    if outline is None:
        return {"outlines_url": ""}
    shown = in_force(region, profession, today) if profession else None
    asked = urlencode({"profession": profession, "le": today.isoformat()})
    outlines_url = reverse("zonage_outlines", args=[region, outline.sha256])
    levels_url = f"{reverse('zonage_levels', args=[region])}?{asked}" if shown else ""
    return {
        "outlines_url": outlines_url,
        "levels_url": levels_url,
        "data_urls": [url for url in (outlines_url, levels_url) if url],
        "legend": legend_of(shown),
        "points": posts_by_commune(posts),
        "profession": profession,
        "today": today,
    }


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def posts_managed(request: PortalRequest) -> HttpResponse:
    """List the posts of my agency: those that people see, those to come, those that are over."""
    today = clock.today()
    posts = posts_for(request.actor)
    shown = posts.filter(withdrawn_at__isnull=True, closes_on__gte=today)
    context = {
        "title": "Postes de l'agence",
        "lines": lines_of(shown.order_by("opens_on", "id"), today),
        "over": posts.exclude(pk__in=shown.values("pk")).order_by("-closes_on")[:LONGEST_LIST],
        "today": today,
        "manages": request.actor.is_a(Role.REFERENT),
    }
    return render(request, "installations/posts/managed.html", context)


@for_roles(Role.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def new_post(request: PortalRequest) -> HttpResponse:
    """Propose a post, starting from an establishment when ``structure`` names one."""
    form = PostForm(posted(request), on=clock.today(), initial=_structure_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_post(
                actor=request.actor, answers=form.answers(), on=clock.today(), at=clock.instant()
            )
        except Forbidden:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
        else:
            messages.success(
                request, "Le poste est proposé : les signataires le voient à partir du jour dit."
            )
            return redirect("posts_managed")
    context = {"title": "Proposer un poste", "form": form, "post": None}
    return render(request, "installations/posts/edit.html", context, status=422 if form.errors else 200)


@for_roles(Role.REFERENT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_post(request: PortalRequest, post_id: uuid.UUID) -> HttpResponse:
    """Rewrite a post of my agency."""
    post = get_object_or_404(posts_for(request.actor), id=post_id)
    form = PostForm(posted(request), on=clock.today(), initial=post_initial(post))
    if request.method == "POST" and form.is_valid():
        try:
            services.revise_post(
                actor=request.actor, post=post, answers=form.answers(), on=clock.today(), at=clock.instant()
            )
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message} {refusal.advice}")
        else:
            messages.success(request, "Le poste est modifié.")
            return redirect("posts_managed")
    context = {"title": "Modifier un poste", "form": form, "post": post}
    return render(request, "installations/posts/edit.html", context, status=422 if form.errors else 200)


@for_roles(Role.REFERENT)
@require_POST
def withdraw_post(request: PortalRequest, post_id: uuid.UUID) -> HttpResponse:
    """Stop showing a post of my agency."""
    post = get_object_or_404(posts_for(request.actor), id=post_id)
    services.withdraw_post(actor=request.actor, post=post, at=clock.instant())
    messages.success(request, "Le poste n'est plus proposé.")
    return redirect("posts_managed")


@for_roles(*READERS)
@require_safe
def structures(request: PortalRequest) -> HttpResponse:
    """Search the establishments of the last edition of FINESS."""
    form = StructureSearchForm(request.GET or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = structures_found(text)
    context = {
        "title": "Structures",
        "form": form,
        "text": text,
        "found": found[:LONGEST_LIST],
        "total": found.count(),
        "longest": LONGEST_LIST,
        "edition": StructureExtract.objects.order_by("-edition_on").first(),
        "manages": request.actor.is_a(Role.REFERENT),
    }
    return render(request, "installations/posts/structures.html", context)


def _usual_filters(request: PortalRequest, regions: list[tuple[str, str]]) -> dict[str, str]:
    """My profession and my region, when my contract says them and posts are proposed there."""
    contract = own_contract(request.actor) if request.actor.is_a(Role.SIGNATAIRE) else None
    if contract is None:
        return {}
    region = contract.agency.region_code
    return {
        "profession": contract.profession,
        "region": region if region in dict(regions) else "",
    }


def _structure_initial(request: PortalRequest) -> dict[str, Any]:
    today = clock.today()
    wanted = Structure.objects.filter(finess=request.GET.get("structure", "")).first()
    initial: dict[str, Any] = {"opens_on": today}
    if wanted is None:
        return initial
    commune = find_commune(wanted.commune_code, today)
    return initial | {
        "structure": wanted.name[: Post._meta.get_field("structure").max_length],
        "commune": commune_text(wanted.commune_code, commune.name if commune else wanted.town),
        "address": wanted.address,
    }
