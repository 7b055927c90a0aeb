"""Posts and establishments that people browse, each with the zone of its place."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.accounts.models import Agency
from installations.models import Post, Structure, StructureExtract
from installations.policies import office_rows
from installations.selectors.places import ZoneReading, zone_reading
from zonage.models import Department
from zonage.rules.codes import department_of
from zonage.rules.names import fold

READERS = (Role.SIGNATAIRE, Role.CANDIDAT, Role.REFERENT, Role.DIRECTION)
LONGEST_LIST = 100
SHORTEST_SEARCH = 3


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post, the zone of its place on the day ``on``, and what the map needs to show it."""

    post: Post
    zone: ZoneReading
    on: dt.date

    @property
    def department_code(self) -> str:
        return department_of(self.post.commune_code)


def posts_for(actor: Actor) -> QuerySet[Post]:
    """Return the posts of the actor's agency, withdrawn and past ones included."""
    posts = Post.objects.select_related("agency", "created_by")
    return posts.filter(office_rows(actor)) if actor.is_a(Role.REFERENT, Role.DIRECTION) else posts.none()


def offered_posts(
    actor: Actor, on: dt.date, *, profession: str = "", region: str = "", text: str = ""
) -> QuerySet[Post]:
    """Return the posts that are proposed on that day, of every region unless one is asked."""
    if not actor.is_a(*READERS):
        return Post.objects.none()
    posts = Post.objects.offered(on).select_related("agency")
    if profession:
        posts = posts.filter(profession=profession)
    if region:
        posts = posts.filter(agency__region_code=region)
    if text:
        posts = posts.filter(
            Q(structure__icontains=text)
            | Q(commune_name__icontains=text)
            | Q(specialty__icontains=text)
            | Q(commune_code__startswith=text.upper())
        )
    return posts


def lines_of(posts: QuerySet[Post], on: dt.date) -> list[PostLine]:
    """Return the posts with the zone of each, on the day when it is free or today if that day is past."""
    lines = []
    for post in posts[:LONGEST_LIST]:
        day = max(on, post.starts_on or on)
        lines.append(PostLine(post, zone_reading(post.commune_code, post.profession, day), day))
    return lines


def posts_by_commune(posts: QuerySet[Post]) -> dict[str, list[int]]:
    """Return how many posts each commune has, as the map reads points: nothing, then the count."""
    counted = posts.order_by().values_list("commune_code").annotate(total=Count("id"))
    return {code: [0, total] for code, total in counted}


def regions_with_posts(on: dt.date) -> list[tuple[str, str]]:
    """Return the regions whose agency proposes a post on that day: code and name."""
    agencies = Agency.objects.filter(id__in=Post.objects.offered(on).values("agency_id"))
    return list(agencies.order_by("region_name").values_list("region_code", "region_name"))


def structures_found(text: str, region: str = "") -> QuerySet[Structure]:
    """Return the establishments of the last edition whose name, town, commune code or number fits the words typed."""
    last = StructureExtract.objects.order_by("-edition_on").first()
    if last is None or len(text.strip()) < SHORTEST_SEARCH:
        return Structure.objects.none()
    found = Structure.objects.filter(extract=last)
    if region:
        departments = Department.objects.filter(region_id=region).values_list("code", flat=True)
        inside = Q(pk__in=())
        for code in departments:
            inside |= Q(commune_code__startswith=code)
        found = found.filter(inside)
    for word in fold(text).split():
        found = found.filter(
            Q(search_name__contains=word)
            | Q(town__icontains=word)
            | Q(commune_code=word.upper())
            | Q(postal_code=word)
            | Q(finess=word.upper())
        )
    return found
