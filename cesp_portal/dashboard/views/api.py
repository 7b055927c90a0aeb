"""The programs' door: read only, one token per office, described by OpenAPI."""

import datetime as dt
from decimal import Decimal

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from cesp_portal.common import clock
from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import ApiScope
from cesp_portal.common.accounts.models import ApiToken
from cesp_portal.common.refusals import NUL
from cesp_portal.dashboard.selectors.api_reads import months_of
from cesp_portal.dashboard.selectors.api_tokens import actor_of_token, live_token
from cesp_portal.dashboard.services.api_tokens import fingerprint
from installations.selectors.payer_events import payer_events

PREFIX = "/api/v1/"
LONGEST_RANGE = dt.timedelta(days=366)
api = NinjaAPI(
    title="Portail CESP",
    version="1",
    description="Échanges avec l'autorité payeuse, en lecture. Jeton : en-tête « Authorization: Bearer … ».",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)


class Bearer(HttpBearer):
    """The token of the Authorization header."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        return live_token(fingerprint(token), clock.today())


@api.exception_handler(AuthenticationError)
def without_token(request: HttpRequest, error: Exception) -> HttpResponse:
    """Say how a program presents itself; never whether a secret was once right."""
    said = (
        "Ce jeton n'ouvre rien : il est absent, mal écrit, inconnu, expiré ou retiré. "
        "Envoyez l'en-tête « Authorization: Bearer … », ou demandez un autre jeton à l'office."
    )
    return JsonResponse({"detail": said}, status=401, headers={"WWW-Authenticate": "Bearer"})


@api.exception_handler(Http404)
def out_of_reach(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer the same for what does not exist and for what another agency holds."""
    return JsonResponse({"detail": "Aucun contrat de ce numéro dans la région du jeton."}, status=404)


@api.exception_handler(ValidationError)
def ill_asked(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name what is missing or cannot be read."""
    names = ", ".join(dict.fromkeys(str(one["loc"][-1]) for one in error.errors))
    said = f"À corriger : {names}. Un jour s'écrit AAAA-MM-JJ, par exemple 2026-11-30."
    return JsonResponse({"detail": said}, status=422)


class Event(Schema):
    """One decision that changes what is paid; days are included."""

    date: dt.date
    code: str
    nature: str
    contrat: str
    nom: str
    prenom: str
    du: dt.date | None
    au: dt.date | None
    decision: str


class Month(Schema):
    """One month of a contract."""

    mois: str
    du: bool
    paye: Decimal | None


def _reader(request: HttpRequest, scope: ApiScope) -> Actor:
    """Return who reads. Raises HttpError 403 when the token does not hold the scope."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]  # set by the bearer
    if scope not in token.scopes:
        raise HttpError(403, f"Ce jeton ne donne pas accès à : {scope.label}.")
    return actor_of_token(token)


@api.get("evenements/", response=list[Event], auth=Bearer(), url_name="api_events")
def events(request: HttpRequest, depuis: dt.date, jusqu: dt.date) -> list[Event]:
    """Décisions prises du premier au dernier jour donnés, inclus, dans la région du jeton."""
    actor = _reader(request, ApiScope.DECISIONS)
    if jusqu < depuis or jusqu - depuis > LONGEST_RANGE:
        raise HttpError(422, "Demandez au plus un an, du premier jour au dernier.")
    return [
        Event(
            date=event.on,
            code=event.code,
            nature=event.nature,
            contrat=event.contract.number,
            nom=event.contract.candidate.last_name,
            prenom=event.contract.candidate.first_name,
            du=event.first,
            au=event.last,
            decision=event.decision,
        )
        for event in payer_events(actor, depuis, jusqu)
    ]


@api.get("contrats/{numero}/mois/", response=list[Month], auth=Bearer(), url_name="api_months")
def months(request: HttpRequest, numero: str) -> list[Month]:
    """Mois dus selon le décompte du jour et mois payés, pour un contrat de la région du jeton."""
    actor = _reader(request, ApiScope.PAYMENTS)
    if NUL in numero:  # the database cannot even look for it
        raise Http404
    return [Month(mois=one.mois, du=one.du, paye=one.paye) for one in months_of(actor, numero, clock.today())]


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Describe the door."""
    return JsonResponse(api.get_openapi_schema(path_prefix=PREFIX))


def routes() -> list[URLPattern]:
    """Return the routes of the door: the token opens them, no session does."""
    found = [pattern for pattern in api.urls[0] if pattern.name != "api-root"]
    for pattern in found:
        pattern.callback.login_required = False
    return found
