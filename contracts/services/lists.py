"""Lists of selected candidates: a file is read and shown, then confirmed by its fingerprint and applied once."""

import csv
import datetime as dt
import io
import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from cesp_portal.common.accounts.actors import Actor
from cesp_portal.common.db import refusing
from cesp_portal.common.documents.services import store_document
from cesp_portal.common.journal import services as journal
from cesp_portal.common.refusals import BadInput, Refusal
from cesp_portal.common.tabular.text import file_name_for_display
from contracts.enums import ListStatus, UploadStatus
from contracts.models import Campaign, ListEntry, ListUpload, SelectionList
from contracts.notifications import selection as notifications
from contracts.policies.selection import demand, may_send_list
from contracts.rules.deadlines import ListTransmissionFacts, list_transmission
from contracts.rules.selection_files import (
    COLUMN_NAMES,
    CandidateRow,
    Outcome,
    Verdict,
)
from contracts.services.campaigns import locked_pool
from contracts.services.candidates import (
    keep_candidates,
    open_candidate_accounts,
    usual_application_day,
)
from contracts.services.list_readings import APPLIED_TWICE, Reading, read_list, reading_of, version_in_force

CONTENT_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
UNKNOWN_COLUMN = "F_UNKNOWN_COLUMN"

_LIST_CHANGED = Refusal(
    "LIST_CHANGED",
    "Une autre liste a été enregistrée pour cette campagne depuis que cet aperçu vous a été montré. "
    "Rien n'a été changé.",
    "Ouvrez de nouveau l'aperçu pour voir ce que votre fichier y changerait, puis confirmez.",
)


def receive_list(
    *, actor: Actor, campaign_id: uuid.UUID, content: bytes, filename: str, on: dt.date, at: dt.datetime
) -> Reading:
    """Read a file and keep it for its confirmation; a rejected file leaves only a journal line.

    Raises Refusal when no list may be sent any more (deadline passed, offers already sent).
    """
    campaign = Campaign.objects.select_related("faculty", "agency").get(id=campaign_id)
    demand(may_send_list(actor, campaign))
    _demand_open(campaign, on)
    reading = read_list(campaign, content, filename)
    with transaction.atomic():
        upload = None
        if reading.verdict.verdict is not Outcome.REJECT:
            upload = _keep(campaign, reading, content, filename, actor=actor, at=at)
        journal.record(
            actor=actor,
            action="contracts.list_read",
            obj=campaign,
            at=at,
            agency_id=campaign.agency_id,
            facts={
                "sha256": reading.verdict.sha256,
                "verdict": str(reading.verdict.verdict),
                "rows": len(reading.verdict.rows),
                "codes": sorted({issue.code for issue in reading.verdict.issues}),
            },
        )
    return replace(reading, upload=upload)


def _demand_open(campaign: Campaign, on: dt.date) -> None:
    if on > campaign.transmit_by_on:
        raise Refusal(
            "LIST_AFTER_DEADLINE",
            f"Le dernier jour pour envoyer la liste était le {campaign.transmit_by_on:%d/%m/%Y}.",
            f"Écrivez à {campaign.agency} : l'agence peut rouvrir l'envoi en changeant cette date.",
        )
    if campaign.offers.exists():
        raise Refusal(
            "LIST_ALREADY_CALLED",
            "Des contrats ont déjà été proposés d'après la liste en vigueur : elle ne peut plus être remplacée.",
            "Pour retirer une personne, utilisez le retrait de candidature. Pour le reste, écrivez à votre agence.",
        )


def _keep(
    campaign: Campaign, reading: Reading, content: bytes, filename: str, *, actor: Actor, at: dt.datetime
) -> ListUpload:
    locked_pool(campaign.id)  # the same file sent twice at once waits here, then finds the first one
    pending = ListUpload.objects.filter(
        campaign=campaign, sha256=reading.verdict.sha256, status=UploadStatus.PENDING
    ).first()
    if pending is not None:
        return pending
    content, kept_name = _without_unwanted_columns(reading.verdict, content, file_name_for_display(filename))
    document = store_document(
        actor=actor,
        content=content,
        filename=kept_name,
        content_type=CONTENT_TYPES["xlsx" if kept_name.lower().endswith(".xlsx") else "csv"],
        at=at,
    )
    return ListUpload.objects.create(
        campaign=campaign,
        agency_id=campaign.agency_id,
        faculty_id=campaign.faculty_id,
        document=document,
        filename=kept_name[-200:],
        sha256=reading.verdict.sha256,
        uploaded_at=at,
        uploaded_by_id=actor.user_id,
        issues=[issue._asdict() for issue in reading.verdict.issues],
    )


def _without_unwanted_columns(verdict: Verdict, content: bytes, filename: str) -> tuple[bytes, str]:
    """Return the file to keep: the one sent, or a copy without the columns that the portal must not hold."""
    if not any(issue.code == UNKNOWN_COLUMN for issue in verdict.issues):
        return content, filename
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMN_NAMES)
    for row in verdict.rows:
        values = {**row._asdict(), "date_naissance": f"{row.date_naissance:%d/%m/%Y}"}
        writer.writerow([values[name] for name in COLUMN_NAMES])
    return text.getvalue().encode("utf-8-sig"), f"{filename.rsplit('.', 1)[0]}-sans-colonnes-inutiles.csv"


def confirm_list(
    *,
    actor: Actor,
    upload_id: uuid.UUID,
    sha256: str,
    replaces: int,
    on: dt.date,
    at: dt.datetime,
    applied_on: dt.date | None = None,
) -> SelectionList:
    """Apply the file that was shown, all or nothing and once; ``sha256`` is the fingerprint of what was shown.

    ``replaces`` is the version of the list that it was compared with, 0 when there was none. ``applied_on`` is the day
    of application of the people who have no file in the portal, the closing day when it is not given. Raises Refusal:
    nothing is written.
    """
    upload = ListUpload.objects.select_related("campaign", "document").get(id=upload_id)
    demand(may_send_list(actor, upload.campaign))
    if upload.status == UploadStatus.APPLIED:
        raise APPLIED_TWICE
    if sha256 != upload.sha256:
        raise Refusal(
            "FILE_CHANGED",
            "Le fichier à confirmer n'est plus celui qui vous a été montré.",
            "Envoyez de nouveau le fichier, vérifiez l'aperçu, puis confirmez.",
        )
    applied_on = _application_day(upload.campaign, applied_on, on)
    verdict = reading_of(upload).verdict  # parsed in a child process, before any lock is held
    with transaction.atomic():
        campaign = locked_pool(upload.campaign_id)
        upload = ListUpload.objects.select_for_update().get(id=upload_id)
        if upload.status != UploadStatus.PENDING:
            raise APPLIED_TWICE
        _demand_open(campaign, on)
        if version_in_force(campaign) != replaces:
            raise _LIST_CHANGED
        if verdict.verdict is Outcome.REJECT:
            raise Refusal(
                "FILE_NOW_REJECTED",
                "Entre l'aperçu et la confirmation, la campagne a changé : ce fichier n'est plus acceptable.",
                "Envoyez de nouveau le fichier pour voir ce qu'il faut corriger.",
            )
        return _apply(campaign, upload, verdict.rows, applied_on, actor=actor, on=on, at=at)


def _application_day(campaign: Campaign, asked: dt.date | None, on: dt.date) -> dt.date:
    if asked is not None and not campaign.opens_on <= asked <= usual_application_day(campaign, on):
        raise BadInput(
            "APPLIED_OUTSIDE_CAMPAIGN",
            f"Les candidatures ont été reçues du {campaign.opens_on:%d/%m/%Y} au {campaign.closes_on:%d/%m/%Y}.",
            "Donnez un jour de cette période, et pas dans le futur.",
        )
    return asked or usual_application_day(campaign, on)


def _apply(
    campaign: Campaign,
    upload: ListUpload,
    rows: Sequence[CandidateRow],
    applied_on: dt.date,
    *,
    actor: Actor,
    on: dt.date,
    at: dt.datetime,
) -> SelectionList:
    candidates = keep_candidates(campaign, rows, applied_on=applied_on)
    version = campaign.lists.count() + 1
    campaign.lists.filter(status=ListStatus.CURRENT).update(status=ListStatus.SUPERSEDED)
    transmission = list_transmission(
        ListTransmissionFacts(academic_year=campaign.academic_year, transmitted_at=at)
    )
    with refusing({"list_applied_once": APPLIED_TWICE, "list_one_current_per_campaign": APPLIED_TWICE}):
        selection = SelectionList.objects.create(
            campaign=campaign,
            agency_id=campaign.agency_id,
            faculty_id=campaign.faculty_id,
            version=version,
            document_id=upload.document_id,
            filename=upload.filename,
            sha256=upload.sha256,
            rows=len(rows),
            received_at=at,
            received_by_id=actor.user_id,
            on_time=bool(transmission.on_time),
        )
    entries = ListEntry.objects.bulk_create(
        [
            ListEntry(
                list=selection, candidate=candidates[row.ine], kind=row.liste, rank=row.rang, opinion=row.avis
            )
            for row in rows
        ],
        batch_size=1000,
    )
    upload.status = UploadStatus.APPLIED
    upload.decided_at = at
    upload.save(update_fields=["status", "decided_at"])
    open_candidate_accounts(list(candidates.values()), on=on)
    _record_applied(actor, selection, applied_on, at)
    _tell(campaign, selection, entries, at=at)
    return selection


def _record_applied(actor: Actor, selection: SelectionList, applied_on: dt.date, at: dt.datetime) -> None:
    journal.record(
        actor=actor,
        action="contracts.list_applied",
        obj=selection,
        at=at,
        agency_id=selection.agency_id,
        facts={
            "sha256": selection.sha256,
            "version": selection.version,
            "rows": selection.rows,
            "applied_on": applied_on.isoformat(),
            "on_time": selection.on_time,
        },
    )


def _tell(
    campaign: Campaign, selection: SelectionList, entries: Sequence[ListEntry], *, at: dt.datetime
) -> None:
    recipients = {campaign.faculty.email, selection.received_by.email if selection.received_by else ""} - {""}
    for recipient in sorted(recipients):
        notifications.tell_list_received(selection, recipient=recipient, at=at)
    notifications.tell_ranked(entries, campaign=campaign, at=at)


@transaction.atomic
def abandon_upload(*, actor: Actor, upload_id: uuid.UUID, at: dt.datetime) -> None:
    """Give up a file that waits for its confirmation. Raises Refusal when it was applied."""
    upload = ListUpload.objects.select_for_update().get(id=upload_id)
    demand(may_send_list(actor, upload.campaign))
    if upload.status != UploadStatus.PENDING:
        raise APPLIED_TWICE
    upload.status = UploadStatus.ABANDONED
    upload.decided_at = at
    upload.save(update_fields=["status", "decided_at"])
