"""The pages that `bench pages` opens: every list, filter, sort, chart, tab, file and answer of the desk."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.management.base import CommandError
from django.urls import reverse

from cesp_portal.common.accounts.enums import Role
from cesp_portal.dashboard.enums import After, Alert, MonthKind, Standing
from cesp_portal.dashboard.menu import items_for
from cesp_portal.dashboard.rules.obligations import LABELS
from cesp_portal.dashboard.selectors.columns import ALL
from cesp_portal.dashboard.selectors.dossiers import TABS
from cesp_portal.dashboard.selectors.ended import CAUSES
from cesp_portal.dashboard.selectors.funnels import STEPS
from cesp_portal.dashboard.selectors.survey_charts import STATES
from cesp_portal.dashboard.selectors.work_kinds import KINDS
from contracts.enums import Profession, Regime
from contracts.models import Contract, Survey
from installations.enums import DecisionStatus
from installations.models import Decision
from zonage.enums import ZONED_PROFESSIONS

YEAR = "2018-2019"
DEPARTMENT = "34"


@dataclass(frozen=True, slots=True)
class Page:
    """One address to open. ``token`` tells what a program reads; of ``is_file`` the first bytes are awaited."""

    name: str
    url: str
    token: str = ""
    is_file: bool = False


def measured_pages(on: dt.date, token: str) -> Iterator[Page]:
    """Yield the pages of a referent, each with the name that the measure prints."""
    contract = measured_contract()
    commune, code = contract.practice_periods.values_list("commune_name", "commune_code")[0]
    yield from _menu()
    yield from _work()
    yield from _searches(contract, commune)
    yield from _filters(contract)
    yield from _orders()
    yield from _steering(code)
    yield from _obligations()
    yield from _dossier(contract)
    yield from _correspondence()
    yield from _files()
    yield from _programs(contract, on, token)


def measured_contract() -> Contract:
    """Return the contract whose dossier is opened."""
    # A commune of three figures: its name is the beginning of no other.
    practising = Contract.objects.filter(status="active", practice_periods__commune_code__gte="34100")
    contract = practising.order_by("number").first()
    if contract is None:
        raise CommandError("Trop peu de contrats pour mesurer.")
    return contract


def _menu() -> Iterator[Page]:
    for item in items_for(Role.REFERENT):
        yield Page(f"menu, {item.label}", reverse(item.route))


def _work() -> Iterator[Page]:
    for whose in ("mine", "backup"):
        yield Page(f"à traiter, {whose}", _asking("desk", pour=whose))
    for kind in KINDS:
        pile = reverse("desk_pile", args=[kind.code])
        yield Page(f"pile {kind.code}", pile)
        yield Page(f"pile {kind.code}, mine", f"{pile}?pour=mine")
    yield Page("pile exercice, page 3", reverse("desk_pile", args=["exercice"]) + "?page=3")


def _searches(contract: Contract, commune: str) -> Iterator[Page]:
    asked = {
        "rien": "",
        "un nom": "kermadeuc",
        "une commune": commune,
        "un numéro": contract.number,
        "une lettre": "k",
        "une adresse": contract.user.email,
        "une faculté": "mesure",
        "personne": "introuvable",
    }
    for name, text in asked.items():
        yield _listed(f"recherche, {name}", q=text)


def _filters(contract: Contract) -> Iterator[Page]:
    choices = {
        "standing": Standing.values,
        "profession": Profession.values,
        "regime": Regime.values,
        "academic_year": [YEAR],
        "faculty": [contract.faculty.code],
        "referent": ["me"],
        "department": [DEPARTMENT],
        "alert": Alert.values,
        "cause": [CAUSES[0][0]],
        "after": After.values,
    }
    for name, values in choices.items():
        for value in values:
            yield _listed(f"filtre {name}={value}", **{name: value})
    yield _listed("filtres ensemble", standing="practising", department=DEPARTMENT, alert="practice", q="ker")


def _orders() -> Iterator[Page]:
    for column in ALL.values():
        if column.order:
            yield _listed(f"tri {column.code}", q="", sort=column.code)
            yield _listed(f"tri -{column.code}", q="", sort=f"-{column.code}")
    yield _listed("toutes les colonnes", q="", columns=",".join(ALL))
    yield _listed("page 40, mois restants", q="", columns="nom,restants,fin", page="40")


def _steering(commune: str) -> Iterator[Page]:
    yield Page("pilotage, contrats", reverse("steering"))
    yield Page("pilotage, ruptures", reverse("steering_ended"))
    yield Page("pilotage, enquêtes", reverse("steering_surveys"))
    yield Page("pilotage, campagne", reverse("steering_campaign"))
    yield Page("pilotage, toutes les campagnes", _asking("steering_campaign", annee=""))
    yield Page("pilotage, mois", reverse("steering_months"))
    yield Page("pilotage, mois d'un département", _asking("steering_months", departement=DEPARTMENT))
    yield Page("pilotage, mois d'une année", _asking("steering_months", annee="2024", sorte="verified"))
    for profession in ZONED_PROFESSIONS:
        yield Page(f"carte, {profession.value}", _asking("steering_map", profession=profession.value))
    yield Page("carte, une commune", _asking("steering_map", commune=commune))
    for step in STEPS:
        yield Page(f"lignes, étape {step}", _rows("campagne", etape=step))
    for kind in MonthKind:
        yield Page(f"lignes, mois {kind.value}", _rows("mois", sorte=kind.value))
    yield Page("lignes, mois d'une année", _rows("mois", annee="2024", departement=DEPARTMENT))
    survey = Survey.objects.latest("created_at")
    for state in STATES:
        yield Page(f"lignes, enquête {state}", _rows("enquete", enquete=str(survey.id), reponse=state))


def _obligations() -> Iterator[Page]:
    for code in LABELS:
        yield Page(f"obligations, {code}", _asking("obligation_watch", obligation=code))


def _dossier(contract: Contract) -> Iterator[Page]:
    for tab, _ in TABS:
        yield Page(f"dossier, {tab}", reverse("dossier", args=[contract.id]) + f"?onglet={tab}")


def _correspondence() -> Iterator[Page]:
    yield Page("décisions à examiner, page 3", reverse("decisions_home") + "?page=3")
    yield Page("décisions à signer", reverse("decisions_to_be_signed"))
    signed = Decision.objects.filter(status=DecisionStatus.SIGNED).order_by("number")[0]
    yield Page("décision signée", reverse("show_decision", args=[signed.pk]))
    yield Page("transmissions", reverse("transmissions_sent"))
    yield Page("transmissions, page 40", reverse("transmissions_sent") + "?page=40")
    yield Page("messages, les miens", _asking("inbox", a="moi"))
    yield Page("messages d'un dossier", reverse("thread", args=[signed.request.contract_id]))
    yield Page("contacts d'un dossier", reverse("contact_list", args=[signed.request.contract_id]))


def _files() -> Iterator[Page]:
    for kind in ("csv", "xlsx"):
        yield Page(f"fichier {kind}", _asking("signatories", q="", format=kind), is_file=True)
        yield Page(f"fichier {kind}, obligations", _asking("obligation_watch", format=kind), is_file=True)


def _programs(contract: Contract, on: dt.date, token: str) -> Iterator[Page]:
    week = {"depuis": (on - dt.timedelta(days=6)).isoformat(), "jusqu": on.isoformat()}
    yield Page("API, une semaine", _asking("api_events", **week), token)
    yield Page("API, mois d'un contrat", reverse("api_months", args=[contract.number]), token)


def _listed(name: str, **asked: str) -> Page:
    return Page(name, _asking("signatories", **asked))


def _rows(what: str, **asked: str) -> str:
    return f"{reverse('steering_rows', args=[what])}?{urlencode(asked)}"


def _asking(route: str, **asked: str) -> str:
    return f"{reverse(route)}?{urlencode(asked)}"
