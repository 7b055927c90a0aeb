"""Aids of a place on a day: information with its source, never a decision."""

import datetime as dt
from pathlib import Path

import pytest

from cesp_portal.common.refusals import BadInput, Refusal
from tests.factories.zonage import ACTOR, AT, make_territory, publish_levels
from tests.violations import broken
from zonage.models import ListedPlace, PlaceList
from zonage.rules.aids import AidAnswer, PlaceFacts, aids_for, all_aids
from zonage.selectors.aids import aids_of_place, listed
from zonage.services.places import load_place_list

D = dt.date


def facts(**changes: object) -> PlaceFacts:
    known = {
        "profession": "medecine",
        "region": "76",
        "department": "11",
        "level": "ZIP",
        "mode": "liberal",
        "in_district": False,
        "lists": {"frr": "Non classée", "massif": ""},
    }
    return PlaceFacts(**(known | changes))  # type: ignore[arg-type]  # each test changes some of them


def by_code(answers: tuple[AidAnswer, ...]) -> dict[str, AidAnswer]:
    return {answer.aid.code: answer for answer in answers}


def test_every_aid_has_a_source_and_excludes_known_aids_only() -> None:
    codes = {aid.code for aid in all_aids()}
    assert len(codes) == len(all_aids())
    for aid in all_aids():
        assert aid.source
        assert set(aid.excludes) <= codes
        assert aid.ends_on is None or aid.ends_on > aid.starts_on


def test_installation_aid_changes_on_the_first_of_january_2026() -> None:
    assert "CAIM" in by_code(aids_for(facts(), D(2025, 12, 31)))
    after = by_code(aids_for(facts(), D(2026, 1, 1)))
    assert "CAIM" not in after
    assert after["INSTALLATION_ZIP_2026"].possible is True
    assert "INSTALLATION_ZAC_2026" not in after


def test_aids_that_exclude_each_other_are_said() -> None:
    answers = by_code(aids_for(facts(department="09"), D(2025, 6, 1)))
    assert "ARS_DEPARTEMENTS" not in answers
    zac = by_code(
        aids_for(facts(department="09", level="ZAC", lists={"frr": "", "massif": "Pyrénées"}), D(2025, 6, 1))
    )
    assert zac["ARS_DEPARTEMENTS"].possible is True
    dentist = facts(profession="odontologie", level="tres_sous_dotee", department="09")
    conflicts = by_code(aids_for(dentist, D(2025, 6, 1)))["CAICD"].conflicts
    assert any("départements prioritaires" in name for name in conflicts)


def test_missing_fact_is_cannot_tell_with_its_name() -> None:
    answers = by_code(aids_for(facts(mode=None, lists=None), D(2025, 6, 1)))
    assert answers["CAIM"].possible is None
    assert "mode d'exercice" in answers["CAIM"].missing[0]
    assert "FRR" in " ".join(answers["FRR"].missing)


def test_partly_listed_commune_is_not_decided_here() -> None:
    answers = by_code(aids_for(facts(lists={"frr": "Classée FRR partiellement"}), D(2025, 6, 1)))
    assert answers["FRR"].possible is None


def test_frr_replaces_zrr_in_july_2024() -> None:
    known = facts(lists={"frr": "FRR socle", "zrr": "C"})
    assert "ZRR" in by_code(aids_for(known, D(2024, 6, 30)))
    assert "FRR" not in by_code(aids_for(known, D(2024, 6, 30)))
    assert by_code(aids_for(known, D(2024, 7, 1)))["FRR"].possible is True


@pytest.mark.django_db
def test_lists_answer_by_their_edition_of_the_day(tmp_path: Path) -> None:
    make_territory()
    publish_levels({"11132": "ZIP"}, on=D(2022, 5, 15))
    path = tmp_path / "frr.csv"
    path.write_text("Code_insee;Departement;Commune;Classement;\n11132;11;Fabrezan;FRR socle;\n")
    load_place_list(actor=ACTOR, kind="frr", path=path, starts_on=D(2025, 7, 1), source="essais", at=AT)
    assert listed("11132", D(2025, 6, 30)) == {}
    assert listed("11132", D(2025, 7, 1)) == {"frr": "FRR socle"}
    assert listed("11262", D(2025, 7, 1)) == {"frr": ""}
    answers = by_code(aids_of_place(code="11132", profession="medecine", on=D(2025, 7, 1), mode="liberal"))
    assert answers["FRR"].possible is True
    with pytest.raises(Refusal):
        load_place_list(actor=ACTOR, kind="frr", path=path, starts_on=D(2025, 7, 1), source="", at=AT)
    path.write_text("nom;valeur\nFabrezan;oui\n")
    with pytest.raises(BadInput):
        load_place_list(actor=ACTOR, kind="frr", path=path, starts_on=D(2026, 7, 1), source="", at=AT)


@pytest.mark.django_db
def test_list_constraints_hold() -> None:
    edition = PlaceList.objects.create(kind="frr", starts_on=D(2025, 7, 1), source="x", loaded_at=AT)
    with broken("one_edition_of_a_list_per_day"):
        PlaceList.objects.create(kind="frr", starts_on=D(2025, 7, 1), source="x", loaded_at=AT)
    ListedPlace.objects.create(list=edition, code="11132", value="x")
    with broken("one_line_per_commune_of_a_list"):
        ListedPlace.objects.create(list=edition, code="11132", value="y")
