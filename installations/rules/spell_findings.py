"""Findings about what a deferral or a suspension meets: the practice already begun, planned, or unknown."""

from datetime import date

from cesp_portal.common.rules.findings import Confidence, Finding, Verdict
from cesp_portal.common.rules.french import day_text


def deferral_meets(begun_on: date | None, planned_on: date | None) -> tuple[Finding, ...]:
    """Return what stands in the way of deferring the start of practice.

    ``begun_on`` is the first day of practice declared by the end of the deferral, ``planned_on`` that of one that a
    decision plans by then.
    """
    if begun_on is not None:
        sentence = f"Un exercice a commencé le {day_text(begun_on)} : son début ne se reporte plus."
        return (_finding("PRACTICE_BEGUN", Verdict.NOT_MET, sentence),)
    if planned_on is not None:
        sentence = (
            f"Une décision prévoit un exercice à partir du {day_text(planned_on)}, pendant ces jours : "
            "un agent dit lequel des deux tient."
        )
        return (_finding("PRACTICE_PLANNED", Verdict.CANNOT_TELL, sentence),)
    return ()


def suspension_meets(has_practice: bool) -> tuple[Finding, ...]:
    """Return whether there is some practice to suspend on these days."""
    if has_practice:
        return ()
    sentence = (
        "Aucun exercice n'est déclaré ni prévu pendant ces jours : un agent vérifie ce qui est à suspendre."
    )
    return (_finding("NO_PRACTICE_TO_SUSPEND", Verdict.CANNOT_TELL, sentence),)


def _finding(code: str, verdict: Verdict, sentence: str) -> Finding:
    return Finding(code=code, verdict=verdict, sentence=sentence, confidence=Confidence.TEXT)
