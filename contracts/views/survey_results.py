"""Pages on which a region reads the answers to a survey."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cesp_portal.common import clock
from cesp_portal.common.accounts.access import PortalRequest, for_roles
from cesp_portal.common.accounts.enums import Role
from cesp_portal.common.journal.services import note_reading
from cesp_portal.common.tabular.writing import OutputColumn, OutputSheet, as_xlsx
from contracts.selectors import survey_results
from contracts.selectors.surveys import (
    survey_of,
)
from contracts.views.downloads import stored

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def survey_results_page(request: PortalRequest, survey_id: uuid.UUID) -> HttpResponse:
    """Show the figures of a survey, each chart beside its table."""
    results = survey_results.results_of(request.actor, survey_id)
    return render(request, "contracts/surveys/results.html", {"results": results, "survey": results.survey})


@for_roles(Role.REFERENT, Role.DIRECTION)
@require_safe
def survey_results_file(request: PortalRequest, survey_id: uuid.UUID) -> HttpResponse:
    """Download the figures of a survey, exactly those of the page."""
    results = survey_results.results_of(request.actor, survey_id)
    headings, *rows = survey_results.table_of(results)
    columns = [OutputColumn(heading) for heading in headings]
    content = as_xlsx([OutputSheet("Résultats", columns, rows)])
    headers = {"Content-Disposition": 'attachment; filename="enquete-resultats.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@for_roles(Role.REFERENT)
@require_safe
def survey_texts(request: PortalRequest, survey_id: uuid.UUID) -> HttpResponse:
    """Show what people wrote and joined, question by question, each with its author."""
    survey = survey_of(request.actor, survey_id)
    answers = survey_results.written_answers(request.actor, survey)
    context = {
        "survey": survey,
        "answers": answers[: survey_results.MOST_WRITTEN],
        "count": answers.count(),
        "most": survey_results.MOST_WRITTEN,
    }
    return render(request, "contracts/surveys/texts.html", context)


@for_roles(Role.REFERENT)
@require_safe
def survey_document(request: PortalRequest, answer_id: uuid.UUID) -> HttpResponse:
    """Hand a document over that was joined to an answer, as an attachment."""
    answer = survey_results.answered_document(request.actor, answer_id)
    note_reading(actor=request.actor, subject_id=answer.invitation.contract.candidate_id, at=clock.instant())
    if answer.document is None:
        raise Http404
    return stored(answer.document)
