"""Findings about what surrounds a request: others who want the place, the opinions of two agencies."""

from collections.abc import Sequence

from cesp_portal.common.rules.findings import Confidence, Finding, Source, Verdict

_HEARING = Source("S1", "Foire aux questions du ministère sur le CESP")


def competing_finding(others: int, was_heard: bool, was_kept: bool | None) -> Finding | None:
    """Return what the wish of others for the same liberal place concludes; None when nobody else wants it.

    ``was_kept`` is None while no hearing has been recorded.
    """
    if not others:
        return None
    if not was_heard:
        wanted = "Une autre demande porte" if others == 1 else f"{others} autres demandes portent"
        sentence = f"{wanted} sur ce lieu libéral : les personnes doivent être entendues."
        return _finding("COMPETING_REQUESTS", Verdict.CANNOT_TELL, sentence)
    if was_kept:
        return _finding("COMPETITION_SETTLED", Verdict.MET, "Après l'audition, cette demande est retenue.")
    return _finding("COMPETITION_LOST", Verdict.NOT_MET, "Après l'audition, une autre demande est retenue.")


def opinion_finding(opinions: Sequence[bool], expected: int = 2) -> Finding:
    """Return what the opinions of the two agencies conclude."""
    if not all(opinions):
        return _finding("OPINION_AGAINST", Verdict.NOT_MET, "Une des deux agences est défavorable.")
    if len(opinions) < expected:
        return _finding("OPINION_MISSING", Verdict.CANNOT_TELL, "L'avis d'une des deux agences manque.")
    return _finding("OPINIONS_GIVEN", Verdict.MET, "Les deux agences sont favorables.")


def _finding(code: str, verdict: Verdict, sentence: str) -> Finding:
    return Finding(
        code=code, verdict=verdict, sentence=sentence, source=_HEARING, confidence=Confidence.ADMINISTRATION
    )
