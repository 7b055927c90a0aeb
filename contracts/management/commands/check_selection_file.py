"""Answer what the portal would do with a list of selected candidates, without writing anything."""

import json
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cesp_portal.common.tabular.issues import shown
from contracts.rules.selection_files import FILIERES, ListContext, Verdict, verdict_of

_ACADEMIC_YEAR = re.compile(r"([0-9]{4})-([0-9]{4})", re.ASCII)
_READ_AT_MOST = 64 * 1024 * 1024
_WORDS = {"accept": "accepté", "confirm": "à confirmer", "reject": "refusé"}


class Command(BaseCommand):
    """`check_selection_file FILE --filieres medecine --quota 5 [--json]`: needs no database."""

    help = "Dit ce que le portail répondrait à ce fichier de candidats. N'écrit rien."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="Le fichier, .csv ou .xlsx.")
        parser.add_argument("--filieres", required=True, help="Filières permises, séparées par des virgules.")
        parser.add_argument("--quota", type=int, help="Nombre de contrats de la filière.")
        parser.add_argument(
            "--quota-unpublished", action="store_true", help="Le quota n'est pas encore publié."
        )
        parser.add_argument(
            "--academic-year", default="2025-2026", help="Année universitaire, comme 2025-2026."
        )
        parser.add_argument("--json", action="store_true", help="Répond en JSON.")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        context = _context(options)
        path = Path(options["file"])
        verdict = verdict_of(_content(path), path.name, context)
        self.stdout.write(_as_json(verdict) if options["json"] else _as_text(verdict))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_READ_AT_MOST)
    except FileNotFoundError:
        reason = "il n'existe pas. Vérifiez son nom et son dossier"
    except IsADirectoryError:
        reason = "c'est un dossier. Donnez le chemin d'un fichier .csv ou .xlsx"
    except PermissionError:
        reason = "ce compte n'a pas le droit de le lire"
    except (OSError, ValueError) as error:
        reason = f"le système répond « {error} »"
    raise CommandError(f"Le fichier « {shown(path)} » ne peut pas être lu : {reason}.")


def _context(options: dict[str, Any]) -> ListContext:
    filieres = frozenset(name.strip() for name in options["filieres"].split(",") if name.strip())
    unknown = sorted(filieres - set(FILIERES))
    if unknown or not filieres:
        raise CommandError(
            f"Filière inconnue : {', '.join(unknown) or '(aucune)'}. Valeurs : {', '.join(FILIERES)}."
        )
    if options["quota"] is not None and options["quota"] < 0:
        raise CommandError("Le quota est un nombre entier positif ou nul.")
    year = _ACADEMIC_YEAR.fullmatch(options["academic_year"])
    if year is None or int(year[2]) != int(year[1]) + 1:
        raise CommandError("L'année universitaire s'écrit comme 2025-2026.")
    return ListContext(
        filieres,
        options["quota"],
        quota_published=not options["quota_unpublished"],
        academic_year=options["academic_year"],
    )


def _as_json(verdict: Verdict) -> str:
    issues = [
        {
            "code": str(issue.code),
            "line": issue.line,
            "column": issue.column,
            "value": issue.value,
            "message": issue.message,
        }
        for issue in verdict.issues
    ]
    answer = {"verdict": verdict.verdict.value, "rows": verdict.importable_rows, "issues": issues}
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _as_text(verdict: Verdict) -> str:
    word = _WORDS[verdict.verdict.value]
    lines = [f"Fichier {word}, {verdict.importable_rows} ligne(s) prête(s) à être importée(s)."]
    lines += [f"- [{issue.code}] {issue.message}" for issue in verdict.issues]
    return "\n".join(lines)
