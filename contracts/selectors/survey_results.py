"""What a survey gives: figures over the frozen population, small counts hidden, the year before beside them."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.accounts.enums import Role
from contracts.enums import QuestionKind
from contracts.models import Survey, SurveyAnswer, SurveyQuestion
from contracts.rules.survey_figures import Figure, publishable
from contracts.selectors.surveys import Progress, progress_of, survey_of, surveys_for

NO_ANSWER = "Sans réponse"
QUARTERS = ("Moins de 50 %", "De 50 % à moins de 75 %", "De 75 % à moins de 100 %", "100 %")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chart. ``width`` is that of its bar, from 0 to 100; ``before`` is the figure of the year before."""

    figure: Figure
    width: Decimal
    before: Figure | None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The figures of one question, over the people who sent their answers."""

    question: SurveyQuestion
    rows: tuple[Row, ...]
    compared: bool


@dataclass(frozen=True, slots=True)
class SurveyResults:
    """A survey's results and, when it follows another, how many had answered then."""

    survey: Survey
    progress: Progress
    before: Progress | None
    questions: tuple[QuestionResult, ...]


def results_of(actor: Actor, survey_id: object) -> SurveyResults:
    """Return the results of a survey of the scope; any other does not exist (404)."""
    survey = survey_of(actor, survey_id)  # type: ignore[arg-type]  # routes give a UUID
    before = survey.follows
    earlier = _figures_by_code(before) if before else {}
    return SurveyResults(
        survey=survey,
        progress=progress_of(survey),
        before=progress_of(before) if before else None,
        questions=tuple(
            _result(question, figures, earlier.get(question.code)) for question, figures in _figures(survey)
        ),
    )


def _result(
    question: SurveyQuestion, figures: tuple[Figure, ...], earlier: tuple[Figure, ...] | None
) -> QuestionResult:
    before = {figure.label: figure for figure in earlier or ()}
    rows = tuple(Row(figure, figure.share or Decimal(0), before.get(figure.label)) for figure in figures)
    return QuestionResult(question, rows, compared=earlier is not None)


def _figures_by_code(survey: Survey) -> dict[str, tuple[Figure, ...]]:
    return {question.code: figures for question, figures in _figures(survey)}


def _figures(survey: Survey) -> list[tuple[SurveyQuestion, tuple[Figure, ...]]]:
    sent = survey.invitations.filter(submitted_at__isnull=False).count()
    questions = list(survey.questions.all())
    counts: dict[object, Counter[str]] = {question.id: Counter() for question in questions}
    kinds = {question.id: QuestionKind(question.kind) for question in questions}
    answers = SurveyAnswer.objects.filter(
        invitation__survey=survey, invitation__submitted_at__isnull=False
    ).values_list("question_id", "value")
    for question_id, value in answers.iterator(5000):
        counts[question_id][_group(kinds[question_id], value)] += 1
    return [(question, publishable(_complete(question, counts[question.id], sent))) for question in questions]


def _group(kind: QuestionKind, value: str) -> str:
    """Return the group in which an answer is counted: figures never show what one person wrote."""
    match kind:
        case QuestionKind.CHOICE:
            return value
        case QuestionKind.DATE:
            return value[:4]
        case QuestionKind.COMMUNE:
            return f"Département {_department(value)}"
        case QuestionKind.SHARE:
            share = Decimal(value)
            return QUARTERS[sum(share >= bound for bound in (Decimal("0.5"), Decimal("0.75"), Decimal(1)))]
        case _:
            return "Réponse donnée"


def _department(value: str) -> str:
    code = value.rpartition("(")[2].rstrip(")")
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def _complete(question: SurveyQuestion, counts: Mapping[str, int], sent: int) -> dict[str, int]:
    """Put the groups in a stable order, with those that nobody chose and those who said nothing."""
    match QuestionKind(question.kind):
        case QuestionKind.CHOICE:
            labels = list(question.choices)
        case QuestionKind.SHARE:
            labels = list(QUARTERS)
        case _:
            labels = sorted(counts)
    complete = {label: counts.get(label, 0) for label in labels}
    return complete | {NO_ANSWER: sent - sum(complete.values())}


WRITTEN = (QuestionKind.TEXT, QuestionKind.DOCUMENT)
MOST_WRITTEN = 500


def written_answers(actor: Actor, survey: Survey) -> QuerySet[SurveyAnswer]:
    """Return the texts and documents that people sent, which no figure shows: for the referent who follows them."""
    answers = SurveyAnswer.objects.filter(
        invitation__survey=survey, invitation__submitted_at__isnull=False, question__kind__in=WRITTEN
    )
    if not actor.is_a(Role.REFERENT) or actor.agency_id != survey.agency_id:
        return answers.none()
    related = ("question", "document", "invitation__contract__candidate")
    return answers.select_related(*related).order_by(
        "question__position", "invitation__contract__candidate__search_name", "id"
    )


def answered_document(actor: Actor, answer_id: uuid.UUID) -> SurveyAnswer:
    """Return an answer with its document, of a survey of the actor's agency; any other does not exist (404)."""
    sent = SurveyAnswer.objects.filter(invitation__submitted_at__isnull=False, document__isnull=False)
    mine = (
        sent.filter(invitation__survey__in=surveys_for(actor)) if actor.is_a(Role.REFERENT) else sent.none()
    )
    return get_object_or_404(mine.select_related("document", "invitation__contract"), id=answer_id)


def table_of(results: SurveyResults) -> list[list[str]]:
    """Return the results as rows of texts, the first one being the headings."""
    rows = [["Question", "Réponse", "Nombre", "Part", "Part l'année précédente"]]
    for result in results.questions:
        for row in result.rows:
            before = row.before
            rows.append(
                [
                    result.question.label,
                    row.figure.label,
                    _count(row.figure),
                    _share(row.figure),
                    _share(before) if before else "",
                ]
            )
    return rows


def _count(figure: Figure) -> str:
    return "masqué" if figure.count is None else str(figure.count)


def _share(figure: Figure) -> str:
    return "" if figure.share is None else f"{figure.share} %".replace(".", ",")
