"""The catalogue of findings: each code with its French sentence, kept as data beside the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cesp_portal.common.rules.findings import Confidence, Finding, Source, Verdict
from cesp_portal.common.rules.loading import FINDINGS_FILE, toml_files

FACT_MISSING = "FACT_MISSING"
_KEYS = {"phrase", "constat", "source", "confiance"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Finding codes with their usual verdict, sentence and source; ``labels`` names the facts in French."""

    entries: Mapping[str, Finding]
    labels: Mapping[str, str]

    def finding(self, code: str, verdict: Verdict | None = None, **facts: object) -> Finding:
        """The finding of that code on those facts; the verdict may differ from the usual one."""
        usual = self.entries[code]
        values = tuple((name, str(value)) for name, value in facts.items())
        return Finding(code, verdict or usual.verdict, usual.sentence, values, usual.source, usual.confidence)

    def missing(self, fact: str) -> Finding:
        """The finding that a fact is needed and was not given."""
        usual = self.entries[FACT_MISSING]
        sentence = usual.sentence.format(fait=self.labels.get(fact, fact))
        return Finding(FACT_MISSING, Verdict.CANNOT_TELL, sentence, ((fact, "?"),), None, usual.confidence)


def load_catalogue(package: str, sources: Mapping[str, Source], base: Catalogue | None = None) -> Catalogue:
    """Read ``constats.toml`` and ``faits.toml`` of a package, over those of an app underneath."""
    entries = dict(base.entries) if base else {}
    labels = dict(base.labels) if base else {}
    for file in toml_files(package):
        short = file.name.rpartition("/")[2]
        if short == "faits.toml":
            labels.update({name: str(label) for name, label in file.content.items()})
        if short != FINDINGS_FILE:
            continue
        for code, table in file.content.items():
            if code in entries:
                raise file.error(f"le constat « {code} » existe déjà", code)
            if not isinstance(table, dict) or set(table) - _KEYS or not table.get("phrase"):
                raise file.error(
                    f"constat « {code} » : « phrase » attendu, clés permises {sorted(_KEYS)}", code
                )
            if not all(isinstance(text, str) for text in table.values()):
                raise file.error(f"constat « {code} » : tout s'écrit entre guillemets", code)
            if table.get("source") is not None and table["source"] not in sources:
                raise file.error(f"constat « {code} » : source inconnue « {table['source']} »", code)
            try:
                entries[code] = Finding(
                    code,
                    Verdict(table.get("constat", "not_met")),
                    table["phrase"],
                    (),
                    sources.get(table.get("source", "")),
                    Confidence(table.get("confiance", "?" if not table.get("source") else "B")),
                )
            except ValueError as error:
                raise file.error(f"constat « {code} » : {error}", code) from error
    return Catalogue(entries, labels)
