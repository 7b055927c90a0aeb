"""A place said to be in a quartier prioritaire: in doubt until an agent has looked, and only where it matters."""

import datetime as dt
from dataclasses import replace

import pytest

from cesp_portal.common.enums import Profession
from contracts.enums import Regime
from installations.enums import DistrictClaim, ZoneRightOutcome
from installations.rules.districts import ClaimedDistrict, right_with_district
from installations.rules.zone_rights import ZoneChange, ZoneRightFacts, zone_right

D = dt.date
COMMUNE_ZAR = ZoneRightFacts(
    profession=Profession.MEDECINE,
    regime=Regime.R2,
    region="76",
    history=(ZoneChange("ZAR", D(2024, 1, 2)),),
    on=D(2025, 1, 1),
)


def outcome(facts: ZoneRightFacts, level: str | None, claim: DistrictClaim) -> ZoneRightOutcome:
    return right_with_district(
        ClaimedDistrict("QN03401M", "Inventé", claim, level or ""),
        outside=zone_right(facts),
        inside=zone_right(replace(facts, qpv_level=level)),
    ).outcome


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("ZIP", "Niveau du quartier : ZIP."),
        ("", "Aucun niveau n'est publié pour ce quartier : celui de la commune vaut."),
    ],
)
def test_level_of_the_district_is_told_or_said_to_be_unknown(label: str, sentence: str) -> None:
    right = right_with_district(
        ClaimedDistrict("QN03401M", "Inventé", DistrictClaim.CONFIRMED, label),
        outside=zone_right(COMMUNE_ZAR),
        inside=zone_right(replace(COMMUNE_ZAR, qpv_level=label or None)),
    )
    (told,) = (finding.sentence for finding in right.findings if finding.code == "QPV_CONFIRMED")
    assert (
        told
        == f"Le lieu est dans le quartier prioritaire Inventé (QN03401M) : un agent l'a confirmé. {sentence}"
    )


@pytest.mark.parametrize(
    ("level", "claim", "expected"),
    [
        ("ZIP", DistrictClaim.CLAIMED, ZoneRightOutcome.TO_CONFIRM),
        ("ZIP", DistrictClaim.CONFIRMED, ZoneRightOutcome.ELIGIBLE),
        ("ZIP", DistrictClaim.REFUSED, ZoneRightOutcome.NOT_ELIGIBLE),
        (None, DistrictClaim.CLAIMED, ZoneRightOutcome.NOT_ELIGIBLE),
        (None, DistrictClaim.CONFIRMED, ZoneRightOutcome.NOT_ELIGIBLE),
    ],
)
def test_district_counts_once_confirmed_and_casts_doubt_only_where_it_would_change_the_answer(
    level: str | None, claim: DistrictClaim, expected: ZoneRightOutcome
) -> None:
    assert outcome(COMMUNE_ZAR, level, claim) is expected


def test_no_doubt_where_the_commune_serves_already() -> None:
    eligible = replace(COMMUNE_ZAR, history=(ZoneChange("ZIP", D(2024, 1, 2)),))
    assert outcome(eligible, "ZIP", DistrictClaim.CLAIMED) is ZoneRightOutcome.ELIGIBLE


def test_dentists_have_no_level_of_districts() -> None:
    dentist = replace(
        COMMUNE_ZAR,
        profession=Profession.ODONTOLOGIE,
        history=(ZoneChange("intermediaire", D(2024, 11, 2)),),
    )
    assert outcome(dentist, "ZIP", DistrictClaim.CONFIRMED) is ZoneRightOutcome.NOT_ELIGIBLE
