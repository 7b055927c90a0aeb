"""A place said to be in a quartier prioritaire: which right holds before and after an agent has looked."""

from dataclasses import dataclass, replace

from cesp_portal.common.rules.findings import Confidence, Finding, Verdict
from installations.enums import DistrictClaim, ZoneRightOutcome
from installations.rules.zone_rights import ZoneRight


@dataclass(frozen=True, slots=True)
class ClaimedDistrict:
    """The district that a person names. ``level_label`` is what its own zoning says, empty when none is published."""

    code: str
    name: str
    claim: DistrictClaim
    level_label: str = ""


def right_with_district(district: ClaimedDistrict, *, outside: ZoneRight, inside: ZoneRight) -> ZoneRight:
    """Return the right at a place: that of the district once confirmed, in doubt before if the two differ."""
    finding = _finding(district)
    if district.claim is DistrictClaim.CONFIRMED:
        return replace(inside, findings=(finding, *inside.findings))
    if district.claim is DistrictClaim.REFUSED or inside.outcome is outside.outcome:
        return replace(outside, findings=(finding, *outside.findings))
    return replace(
        outside,
        outcome=ZoneRightOutcome.TO_CONFIRM,
        old_zone_aids=None,
        findings=(finding, *outside.findings),
    )


_VERDICTS = {
    DistrictClaim.CLAIMED: Verdict.CANNOT_TELL,
    DistrictClaim.CONFIRMED: Verdict.MET,
    DistrictClaim.REFUSED: Verdict.NOT_MET,
}
_SENTENCES = {
    DistrictClaim.CLAIMED: "La personne place ce lieu dans le quartier prioritaire {place} : un agent le confirme.",
    DistrictClaim.CONFIRMED: "Le lieu est dans le quartier prioritaire {place} : un agent l'a confirmé.",
    DistrictClaim.REFUSED: "Le lieu n'est pas dans le quartier prioritaire {place} : un agent l'a vérifié.",
}


def _finding(district: ClaimedDistrict) -> Finding:
    own = f"Niveau du quartier : {district.level_label}." if district.level_label else ""
    none = "Aucun niveau n'est publié pour ce quartier : celui de la commune vaut."
    place = f"{district.name} ({district.code})"
    return Finding(
        code=f"QPV_{district.claim.value.upper()}",
        verdict=_VERDICTS[district.claim],
        sentence=f"{_SENTENCES[district.claim].format(place=place)} {own or none}",
        facts=(("quartier", district.code),),
        confidence=Confidence.ADMINISTRATION,
    )
