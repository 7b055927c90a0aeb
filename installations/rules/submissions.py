"""What a request must hold before it can be sent: problems that the person can correct, each beside its field."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cesp_portal.common.rules.french import day_text
from cesp_portal.common.rules.regions import OTHER_TERRITORIES, region_name
from installations.enums import PLACE_KINDS, SPELL_KINDS, RequestKind

WEEKLY_HALF_DAYS = Decimal(14)
WEEKLY_HOURS = Decimal(60)
NEEDS_CAUSE = (RequestKind.TERMINATION,)
NEEDS_EXPLANATION = (RequestKind.DEFERRAL, RequestKind.PRACTICE_SUSPENSION, RequestKind.TERMINATION)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """One place as it was asked; ``region_code`` is None when the commune is unknown on that day."""

    commune_code: str
    commune_name: str
    region_code: str | None
    half_days: Decimal | None
    hours: Decimal | None


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """What is checked when a request is sent.

    ``region_code`` is where the places must lie; ``share_if_all_serve`` the share of a full time if every place
    counted, None when the rules cannot tell.
    """

    kind: RequestKind
    on: date
    starts_on: date | None
    ends_on: date | None
    training_completed_on: date | None
    region_code: str
    cause: str
    explanation: str
    has_target_agency: bool
    sites: Sequence[SiteFacts]
    share_if_all_serve: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to correct: stable code, field (``sites-0`` for the first place), what is wrong, what to do."""

    code: str
    field: str
    message: str
    advice: str


def problems_of(facts: SubmissionFacts) -> tuple[Problem, ...]:
    """Return everything that stops this request from being sent, in the order of the form."""
    return (*_dates(facts), *_words(facts), *_sites(facts))


def _dates(facts: SubmissionFacts) -> list[Problem]:
    if facts.kind is RequestKind.END_OF_COMMITMENT:
        return []
    if facts.starts_on is None:
        return [
            Problem("START_MISSING", "starts_on", "La date de début manque.", "Indiquez le premier jour.")
        ]
    found = []
    if facts.kind in PLACE_KINDS or facts.kind in SPELL_KINDS:
        found += _before_diplomas(facts, facts.starts_on)
    if facts.kind in SPELL_KINDS and facts.ends_on is None:
        found.append(
            Problem("END_MISSING", "ends_on", "Le dernier jour manque.", "Indiquez le dernier jour, inclus.")
        )
    if facts.ends_on is not None and facts.ends_on < facts.starts_on:
        found.append(
            Problem(
                "END_BEFORE_START",
                "ends_on",
                f"Le dernier jour ({day_text(facts.ends_on)}) précède le premier ({day_text(facts.starts_on)}).",
                "Corrigez l'une des deux dates.",
            )
        )
    return found


def _before_diplomas(facts: SubmissionFacts, starts_on: date) -> list[Problem]:
    completed = facts.training_completed_on
    if completed is None and starts_on <= facts.on:
        return [
            Problem(
                "DIPLOMAS_NOT_DECLARED",
                "starts_on",
                "Vos diplômes ne sont pas encore déclarés : l'exercice ne peut pas avoir déjà commencé.",
                "Déclarez d'abord la date de vos diplômes, ou choisissez une date de début à venir.",
            )
        ]
    if completed is not None and starts_on < completed:
        return [
            Problem(
                "START_BEFORE_DIPLOMAS",
                "starts_on",
                f"Le début demandé ({day_text(starts_on)}) précède la fin de votre formation ({day_text(completed)}).",
                "L'exercice d'avant les diplômes ne compte jamais : choisissez un jour à partir de cette date.",
            )
        ]
    return []


def _words(facts: SubmissionFacts) -> list[Problem]:
    found = []
    if facts.kind in NEEDS_CAUSE and not facts.cause:
        found.append(
            Problem("CAUSE_MISSING", "cause", "Le motif manque.", "Choisissez un motif dans la liste.")
        )
    if facts.kind in NEEDS_EXPLANATION and not facts.explanation.strip():
        found.append(
            Problem(
                "EXPLANATION_MISSING",
                "explanation",
                "Votre demande n'est pas expliquée.",
                "Dites en quelques phrases pourquoi vous la faites. N'écrivez rien sur votre santé.",
            )
        )
    if facts.kind is RequestKind.TRANSFER and not facts.has_target_agency:
        found.append(
            Problem(
                "TARGET_MISSING", "target_agency", "La région d'arrivée manque.", "Choisissez une région."
            )
        )
    return found


def _sites(facts: SubmissionFacts) -> list[Problem]:
    if facts.kind not in PLACE_KINDS:
        return []
    if not facts.sites:
        return [
            Problem(
                "SITE_MISSING", "sites", "Aucun lieu d'exercice n'est indiqué.", "Ajoutez au moins un lieu."
            )
        ]
    found = [
        problem
        for number, site in enumerate(facts.sites)
        for problem in _place(facts, site, f"sites-{number}")
    ]
    half_days = sum((site.half_days or Decimal(0) for site in facts.sites), Decimal(0))
    hours = sum((site.hours or Decimal(0) for site in facts.sites), Decimal(0))
    # Half-days and hours fill the same week, whatever they are counted in.
    if half_days / WEEKLY_HALF_DAYS + hours / WEEKLY_HOURS > 1:
        found.append(
            Problem(
                "MORE_THAN_A_WEEK",
                "sites",
                "Le temps de tous les lieux dépasse ce qu'une semaine contient.",
                f"Une semaine compte au plus {WEEKLY_HALF_DAYS} demi-journées, ou {WEEKLY_HOURS} heures, "
                "tous lieux ensemble : vérifiez.",
            )
        )
    elif facts.share_if_all_serve == 0:
        found.append(
            Problem(
                "BELOW_HALF_TIME",
                "sites",
                "Le temps de tous les lieux fait moins qu'un mi-temps : aucun mois ne compterait.",
                "Un mi-temps fait 4 demi-journées, ou 17,5 heures par semaine. Corrigez le temps, ou ajoutez un lieu.",
            )
        )
    return found


def _place(facts: SubmissionFacts, site: SiteFacts, field: str) -> list[Problem]:
    if site.commune_code.startswith("99"):
        return [
            Problem(
                "PLACE_ABROAD",
                field,
                "Ce lieu est à l'étranger.",
                "L'engagement s'exerce en France : choisissez une commune française, ou écrivez à votre référent.",
            )
        ]
    territory = OTHER_TERRITORIES.get(site.commune_code[:3])
    if territory:
        return [
            Problem(
                "OUTSIDE_SCHEME_TERRITORY",
                field,
                f"Le contrat d'engagement de service public ne s'applique pas dans ce territoire ({territory}).",
                "Choisissez une commune de métropole, de Guadeloupe, de Martinique, de Guyane, de La Réunion "
                "ou de Mayotte.",
            )
        ]
    if site.region_code is None:
        return [
            Problem(
                "UNKNOWN_COMMUNE",
                field,
                f"La commune « {site.commune_name or site.commune_code} » est inconnue.",
                "Écrivez son nom complet, ou son code INSEE à cinq caractères.",
            )
        ]
    knows_the_region = facts.kind is not RequestKind.TRANSFER or facts.has_target_agency
    if knows_the_region and site.region_code != facts.region_code:
        return [
            Problem(
                "OTHER_REGION",
                field,
                f"{site.commune_name} est en région {region_name(site.region_code)}, "
                f"pas en région {region_name(facts.region_code)}.",
                "Pour exercer dans une autre région, faites une demande de changement de région.",
            )
        ]
    return []
