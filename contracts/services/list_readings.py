"""What a file of candidates says to a campaign, before anything is applied; nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cesp_portal.common.documents.services import read_document
from cesp_portal.common.refusals import Refusal
from cesp_portal.common.tabular.issues import Issue
from contracts.enums import ListStatus, Stream
from contracts.models import Campaign, ListUpload, SelectionList
from contracts.rules.list_differences import ListDifferences, Ranked, list_differences
from contracts.rules.selection_files import CandidateRow, ListContext, Outcome, Verdict, verdict_of
from contracts.rules.streams import cycle_of, filiere_of
from contracts.selectors.lists import current_ranks, ranked
from contracts.selectors.places import places_of
from contracts.services.candidates import shared_addresses

APPLIED_TWICE = Refusal(
    "ALREADY_IMPORTED",
    "Ce fichier a déjà été enregistré pour cette campagne : rien n'a été changé.",
    "Ouvrez le reçu de la liste pour le vérifier.",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: the verdict with its issues, what it changes, and the upload to confirm when it may be.

    ``replaces`` is the version of the list in force that it was compared with, 0 when there is none.
    """

    verdict: Verdict
    differences: ListDifferences
    replaces: int
    upload: ListUpload | None


def read_list(campaign: Campaign, content: bytes, filename: str) -> Reading:
    """Return the verdict on a file for this campaign and what it would change; nothing is written."""
    verdict = verdict_of(content, filename, list_context(campaign))
    applied = campaign.lists.filter(sha256=verdict.sha256).first()
    if applied is not None:
        issue = Issue("F_ALREADY_IMPORTED", _already_sentence(applied))
        verdict = replace(verdict, verdict=Outcome.REJECT, rows=(), issues=(issue,), found=1)
    shared = shared_addresses(verdict.rows)
    if shared:
        found = verdict.found + len(shared)
        issues = (*verdict.issues, *shared)
        verdict = replace(verdict, verdict=Outcome.REJECT, rows=(), issues=issues, found=found)
    in_force = current_ranks(campaign)
    differences = list_differences(in_force, _ranks(verdict.rows))
    if verdict.rows and in_force and differences.any:
        issue = Issue("L_CHANGES_EXISTING", _change_sentence(differences), blocking=False)
        issues = (*verdict.issues, issue)
        verdict = replace(verdict, verdict=Outcome.CONFIRM, issues=issues, found=verdict.found + 1)
    return Reading(verdict, differences, version_in_force(campaign), None)


def version_in_force(campaign: Campaign) -> int:
    """Return the version of the list in force, 0 when there is none."""
    in_force = campaign.lists.filter(status=ListStatus.CURRENT).first()
    return in_force.version if in_force else 0


def list_context(campaign: Campaign) -> ListContext:
    """Return what the verdict depends on: the stream of the campaign and the places open to it."""
    published = places_of(campaign)
    before = Campaign.objects.filter(
        faculty_id=campaign.faculty_id, stream=campaign.stream, academic_year__lt=campaign.academic_year
    ).order_by("-academic_year")
    last = None if published else before.first()
    last_year = places_of(last) if last else 0
    return ListContext(
        filieres=frozenset({str(filiere_of(Stream(campaign.stream)))}),
        cycle=cycle_of(Stream(campaign.stream)),
        quota=published or last_year or None,
        quota_published=bool(published),
        academic_year=campaign.academic_year,
    )


def _already_sentence(applied: SelectionList) -> str:
    if applied.status == ListStatus.CURRENT:
        return f"{APPLIED_TWICE.message} {APPLIED_TWICE.advice}"
    return (
        f"Ce fichier est celui de la version {applied.version}, qu'une liste plus récente a remplacée : rien n'a été "
        "changé. Pour revenir à cet ordre, ouvrez-le dans votre tableur, enregistrez-le de nouveau, puis envoyez-le."
    )


def _change_sentence(differences: ListDifferences) -> str:
    parts = [
        _counted(len(differences.added), "ajout", "ajouts"),
        _counted(len(differences.removed), "retrait", "retraits"),
        _counted(len(differences.moved), "changement de rang", "changements de rang"),
        _counted(len(differences.corrected), "fiche corrigée", "fiches corrigées"),
    ]
    return (
        "Une liste est déjà enregistrée pour cette campagne. Celle-ci la remplace : "
        f"{', '.join(filter(None, parts))}. Vérifiez le détail, puis confirmez."
    )


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {several if count > 1 else one}" if count else ""


def _ranks(rows: Sequence[CandidateRow]) -> list[Ranked]:
    people = [
        ranked(
            ine=row.ine,
            last_name=row.nom,
            first_name=row.prenom,
            born_on=row.date_naissance,
            email=row.email,
            cycle=row.cycle,
            year=row.annee,
            specialty=row.specialite,
            kind=row.liste,
            rank=row.rang,
        )
        for row in rows
    ]
    return sorted(people, key=lambda one: (one.kind != "principale", one.rank))


def reading_of(upload: ListUpload) -> Reading:
    """Read again a file that waits for its confirmation, as the campaign stands now.

    What was said of a file of which only a copy was kept is said again: the copy has lost what raised the doubt.
    """
    reading = read_list(upload.campaign, read_document(upload.document), upload.filename)
    verdict = reading.verdict
    if upload.document.sha256 != upload.sha256 and verdict.verdict is not Outcome.REJECT:
        said = tuple(issue for issue in (Issue(**one) for one in upload.issues) if issue.about_the_file)
        now = tuple(issue for issue in verdict.issues if not issue.about_the_file)
        issues = (*said, *now)
        verdict = replace(verdict, verdict=Outcome.CONFIRM, issues=issues, found=len(issues))
    return replace(reading, verdict=verdict, upload=upload)
