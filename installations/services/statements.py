"""Printing a statement: the figures of the day, frozen in a PDF with a verification code."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.clock import paris_day
from cesp_portal.common.documents.pdf import render_pdf
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import Refusal
from cesp_portal.common.rules.errors import FactError
from cesp_portal.common.rules.french import decimal_text, month_text
from contracts.models import Contract
from installations.models import DatedStatement
from installations.rules.figures import RuledMonth, ruled_ledger
from installations.rules.statement import Statement
from installations.selectors.statements import figures_of, statement_of
from installations.services import layout
from installations.services.letters import new_code

# The layout of statements lives its own life: see installations/statements.
STATEMENT_VERSION = "v1"


@transaction.atomic
def print_statement(*, actor: Actor, contract: Contract, on: dt.date, at: dt.datetime) -> DatedStatement:
    """Print the statement of a contract in reach as of ``on``; printed again the same day unchanged, it is the same.

    Raises Http404 for a contract out of reach, Refusal when its milestones contradict each other.
    """
    try:
        statement = statement_of(actor, contract, on)
    except FactError as error:
        raise Refusal(
            "STATEMENT_CONTRADICTED",
            f"Deux dates du dossier se contredisent : {error.message}.",
            "Le décompte s'imprimera dès que la bonne date sera au dossier.",
        ) from error
    contract = Contract.objects.select_related("agency", "candidate").get(id=contract.id)
    figures = figures_of(statement)
    before = DatedStatement.objects.filter(contract=contract, as_of=on, issued_by_id=actor.user_id).first()
    if before is not None and before.figures == figures:
        return before
    code = new_code()
    content = _pdf(contract, statement, figures, code, paris_day(at))
    printed = DatedStatement.objects.create(
        contract=contract,
        agency_id=contract.agency_id,
        as_of=on,
        figures=figures,
        verification_code=code,
        document=store_document(
            actor=actor,
            content=content,
            filename=f"decompte-{contract.number}-{on.isoformat()}.pdf",
            content_type="application/pdf",
            at=at,
        ),
        issued_at=at,
        issued_by_id=actor.user_id,
    )
    journal.record(
        actor=actor,
        action="installations.statement_printed",
        obj=printed,
        at=at,
        agency_id=contract.agency_id,
        subject_id=contract.candidate_id,
        facts={"as_of": on.isoformat()},
    )
    return printed


def _pdf(
    contract: Contract, statement: Statement, figures: dict[str, str], code: str, issued_on: dt.date
) -> bytes:
    ledger = ruled_ledger(statement)
    url = settings.PUBLIC_URL.rstrip("/") + reverse("verify_letter") + f"?code={code}"
    facts = {
        "contract": contract,
        "statement": statement,
        "figures": figures,
        "months": [_cells(row) for row in ledger.months],
        "rules": ledger.rules,
        "code": code,
        "url": url,
        "qr_code": layout.qr_code(url),
        "issued_on": issued_on,
    }
    html = render_to_string(f"installations/statements/{STATEMENT_VERSION}/statement.html", facts)
    return render_pdf(html, stylesheet=layout.STYLESHEET.format(version=STATEMENT_VERSION))


def _cells(row: RuledMonth) -> list[str]:
    line = row.month
    parts = (line.verified, line.declared, line.planned)
    told = [decimal_text(part).removesuffix(",00") if part else "" for part in parts]
    return [
        month_text(line.month),
        line.label,
        "1" if line.paid else "",
        *told,
        ", ".join(map(str, row.numbers)),
    ]
