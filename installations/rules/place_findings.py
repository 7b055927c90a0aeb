"""The findings about places that the catalogue of the rules words only in part: one per place, one for the whole."""

from collections.abc import Sequence
from datetime import date

from cesp_portal.common.rules.findings import Confidence, Finding, Source, Verdict
from cesp_portal.common.rules.french import day_text, decimal_text
from installations.enums import ZoneRightOutcome
from installations.rules.assessment import SiteAssessment
from installations.rules.work_shares import WorkShare

_VERDICTS = {
    ZoneRightOutcome.ELIGIBLE: Verdict.MET,
    ZoneRightOutcome.PROTECTED: Verdict.MET,
    ZoneRightOutcome.KEPT: Verdict.MET,
    ZoneRightOutcome.NOT_ELIGIBLE: Verdict.NOT_MET,
    ZoneRightOutcome.TO_CONFIRM: Verdict.CANNOT_TELL,
}
_SENTENCES = {
    ZoneRightOutcome.ELIGIBLE: "{place} est en zone éligible ({label}) le {day}.",
    ZoneRightOutcome.PROTECTED: "{place} n'est plus en zone éligible ({label}), mais le projet est protégé.",
    ZoneRightOutcome.KEPT: "{place} n'est plus en zone éligible ({label}), mais le lieu est conservé.",
    ZoneRightOutcome.NOT_ELIGIBLE: "{place} n'est pas en zone éligible ({label}) le {day}.",
    ZoneRightOutcome.TO_CONFIRM: "L'éligibilité de {place} ({label}) est à confirmer par un agent.",
}


def place_finding(
    outcome: ZoneRightOutcome, *, place: str, code: str, label: str, order: str, on: date
) -> Finding:
    """Return the finding of one place: its zone on that day, and the order that says so."""
    sentence = _SENTENCES[outcome].format(place=place, label=label or "sans classement", day=day_text(on))
    source = Source("zonage", order) if order else None
    return Finding(
        code=f"PLACE_{outcome.value.upper()}",
        verdict=_VERDICTS[outcome],
        sentence=sentence,
        facts=(("commune", code), ("jour", on.isoformat())),
        source=source,
        confidence=Confidence.TEXT
        if source and outcome is ZoneRightOutcome.ELIGIBLE
        else Confidence.ADMINISTRATION,
    )


def week_findings(sites: Sequence[SiteAssessment], share: WorkShare) -> tuple[Finding, ...]:
    """Return what the places conclude together: whether enough of the week serves the commitment."""
    findings = [
        finding for finding in share.findings if finding.code != "BELOW_HALF_TIME" or share.share == 0
    ]
    if sites and all(site.right == ZoneRightOutcome.NOT_ELIGIBLE for site in sites):
        several = len(sites) > 1
        findings = [finding for finding in findings if finding.code != "BELOW_HALF_TIME"]
        findings.append(
            _finding(
                "NO_ELIGIBLE_PLACE",
                Verdict.NOT_MET,
                "Aucun des lieux demandés n'est en zone éligible, ni protégé."
                if several
                else "Le lieu demandé n'est pas en zone éligible, et rien ne le protège.",
            )
        )
    elif share.share:
        findings.append(
            _finding(
                "SHARE_ENOUGH",
                Verdict.MET,
                "L'activité en zone fait un temps plein."
                if share.share >= 1
                else f"L'activité en zone fait {decimal_text(share.share)} d'un temps plein : au moins un mi-temps.",
            )
        )
    if any(site.right == ZoneRightOutcome.TO_CONFIRM for site in sites):
        findings.append(
            _finding(
                "PLACE_TO_CONFIRM",
                Verdict.CANNOT_TELL,
                "L'éligibilité d'un lieu est à confirmer par un agent.",
            )
        )
    return tuple(findings)


def start_finding(starts_on: date | None, completed_on: date | None) -> Finding:
    """Return whether the start follows the diplomas."""
    if completed_on is None:
        return _finding(
            "DIPLOMAS_NOT_DECLARED", Verdict.CANNOT_TELL, "La date des diplômes n'est pas encore déclarée."
        )
    if starts_on is not None and starts_on < completed_on:
        return _finding(
            "BEFORE_DIPLOMAS",
            Verdict.NOT_MET,
            f"Le début demandé précède la fin de la formation ({day_text(completed_on)}).",
        )
    return _finding(
        "AFTER_DIPLOMAS",
        Verdict.MET,
        f"Le début demandé suit la fin de la formation ({day_text(completed_on)}).",
    )


def _finding(code: str, verdict: Verdict, sentence: str) -> Finding:
    return Finding(code=code, verdict=verdict, sentence=sentence, confidence=Confidence.TEXT)
