"""Dated parameters and their data files: what a wrong file says, what a lookup answers."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cesp_portal.common.rules.catalogue import Catalogue, load_catalogue
from cesp_portal.common.rules.errors import BeforeFirstValue, RulebookError, RuleError
from cesp_portal.common.rules.findings import Confidence, Finding, Source, Verdict
from cesp_portal.common.rules.loading import load_parameters
from cesp_portal.common.rules.parameters import UNKNOWN, Parameter, Scalar, with_recorded_values
from cesp_portal.dashboard.rules.questions import QUESTIONS
from contracts.rules import parameters as contract_parameters
from installations.rules import parameters as practice_parameters
from zonage.rules import parameters as zoning_parameters

SOURCES = '[loi]\ntexte = "Loi inventée"\n'
HEAD = 'theme = "Essai"\nverifie_le = 2026-11-21\n'
VALUE = '[[delay.valeurs]]\ndepuis = 2020-01-01\nvaleur = 30\nsource = "loi"\nconfiance = "A"\n'
DELAY = '[delay]\nlibelle = "Délai"\nunite = "jours"\n'
Loader = Callable[..., dict[str, Parameter]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loader:
    """Load one parameter file written for the test."""
    package = f"rulebook_{abs(hash(tmp_path))}"
    folder = tmp_path / package
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))

    def loading(text: str, encoding: str = "utf-8") -> dict[str, Parameter]:
        (folder / "essai.toml").write_text(text, encoding=encoding)
        return load_parameters(package, {"regime": ["R1", "R2"]})[0]

    return loading


def test_value_holds_from_its_day_until_the_next(load: Loader) -> None:
    delay = load(HEAD + DELAY + VALUE + VALUE.replace("2020", "2024").replace("30", "45"))["delay"]
    assert delay.at(date(2020, 1, 1)).integer == 30
    assert delay.at(date(2023, 12, 31)).integer == 30
    assert delay.at(date(2024, 1, 1)).integer == 45
    assert delay.latest().integer == 45


def test_value_of_an_unknown_day_is_the_last_one(load: Loader) -> None:
    delay = load(HEAD + DELAY + VALUE + VALUE.replace("2020", "2024").replace("30", "45"))["delay"]
    assert delay.on(None).integer == 45
    assert delay.on(date(2023, 12, 31)).integer == 30
    assert [value.integer for value in delay.newest_first()] == [45, 30]


def test_count_that_applies_one_value_to_all_days_refuses_a_change(load: Loader) -> None:
    same = load(HEAD + DELAY + VALUE + VALUE.replace("2020", "2024"))["delay"]
    assert same.unchanging().starts_on == date(2024, 1, 1)
    changed = load(HEAD + DELAY + VALUE + VALUE.replace("2020", "2024").replace("30", "45"))["delay"]
    with pytest.raises(RuleError, match=r"« Délai » change au 1er\sjanvier\s2024"):
        changed.unchanging()


NEXT_LAW = date(2030, 1, 1)


ILL = {"population": "2e_cycle", "motive": "maladie"}


@pytest.mark.parametrize(
    ("name", "value", "asked", "code"),
    [
        ("leave_minimum_months", 6, ("training_leave", ILL), "MIN_ONE_MONTH"),
        ("leave_motives", (), ("training_leave", ILL), "MOTIVE_NOT_OPEN"),
        ("disponibilite_maximum_months", 3, ("disponibilite", {"ground": 1}), "MAX_ONE_YEAR"),
        ("disponibilite_notice_months", 6, ("disponibilite", {"ground": 1}), "NOTICE_TWO_MONTHS"),
        ("practice_suspension_maximum", 3, ("practice_suspension", {}), "MAX_ONE_YEAR"),
    ],
)
def test_new_value_changes_nothing_before_its_day(
    monkeypatch: pytest.MonkeyPatch, name: str, value: Scalar, asked: tuple[str, dict[str, Any]], code: str
) -> None:
    book = contract_parameters if name in contract_parameters.PARAMETERS else practice_parameters
    now = book.PARAMETERS[name]
    series = {
        key: (*values, replace(values[-1], value=value, starts_on=NEXT_LAW))
        for key, values in now.series.items()
    }
    monkeypatch.setitem(book.PARAMETERS, name, replace(now, series=series))
    question, facts = asked

    def codes(start: date) -> set[str]:
        days = {"from": start, "to": start + timedelta(days=150)}
        if question == "disponibilite":
            days["requested_on"] = start - timedelta(days=90)
        return {finding.code for finding in QUESTIONS[question].ask({**facts, **days}).findings}

    assert code not in codes(date(2029, 12, 31))
    assert code in codes(NEXT_LAW)


def test_asking_before_the_first_value_names_the_fact(load: Loader) -> None:
    delay = load(HEAD + DELAY + VALUE)["delay"]
    with pytest.raises(BeforeFirstValue, match="received_on") as refusal:
        delay.at(date(2019, 12, 31), fact="received_on")
    assert "1er" in str(refusal.value)
    assert delay.find(date(2019, 12, 31)) is None


def test_region_answers_before_the_nation_and_says_so(load: Loader) -> None:
    delay = load(HEAD + DELAY + VALUE + VALUE.replace("30", "10") + 'region = "76"\n')["delay"]
    assert delay.at(date(2024, 1, 1), region="76").integer == 10
    assert delay.at(date(2024, 1, 1), region="76").scope == "Occitanie"
    assert delay.at(date(2024, 1, 1), region="52").scope == "national"
    assert "la règle (Occitanie) dit 10 jours" in str(delay.at(date(2024, 1, 1), region="76").line())


def test_recorded_value_is_of_its_region_from_its_day_on(load: Loader) -> None:
    national = VALUE + VALUE.replace("2020", "2022").replace("30", "40")
    delay = load(HEAD + DELAY + national + VALUE.replace("30", "10") + 'region = "76"\n')["delay"]
    first, last = (
        replace(delay.latest(), value=value, starts_on=date(2021, 1, 1), region=region)
        for value, region in ((50, "52"), (20, "76"))
    )
    recorded = {("delay", "52", ()): (first,), ("delay", "76", ()): (last,)}
    with with_recorded_values(lambda: recorded):
        known = {
            region: [value.integer for value in delay.all_values(region=region)]
            for region in ("76", "52", "11", None)
        }
    # What the nation changes later is no longer for a region that has recorded its own value.
    assert known == {"76": [10, 20], "52": [30, 50], "11": [30, 40], None: [30, 40]}
    assert [value.integer for value in delay.all_values(region="52")] == [30, 40]


def test_region_without_fallback_stays_unknown(load: Loader) -> None:
    text = HEAD + DELAY + "repli_national = false\n" + VALUE + 'region = "76"\n'
    delay = load(text)["delay"]
    assert delay.find(date(2024, 1, 1), region="52") is None
    assert not delay.has(region="52")
    with pytest.raises(BeforeFirstValue):
        delay.latest(region="52")


def test_value_that_no_text_gives_is_known_to_be_unknown(load: Loader) -> None:
    value = load(HEAD + DELAY + VALUE.replace("30", '"?"'))["delay"].latest()
    assert value.value is UNKNOWN
    assert not value.known
    assert value.text == "inconnu"
    with pytest.raises(RuleError, match=r"« Délai » \(delay, .* prudente"):
        _ = value.integer
    known = load(HEAD + DELAY + VALUE)["delay"].latest()
    with pytest.raises(TypeError, match="delay"):
        _ = known.flag


def test_value_of_several_words_is_one_series_each(load: Loader) -> None:
    text = HEAD + DELAY + 'par = ["regime"]\n' + VALUE + 'regime = ["R1", "R2"]\n'
    delay = load(text)["delay"]
    assert delay.latest(regime="R1").key == (("regime", "R1"),)
    assert delay.latest(regime="R2").integer == 30
    with pytest.raises(TypeError, match="delay"):
        delay.latest()


def test_less_than_the_text_itself_is_to_confirm(load: Loader) -> None:
    line = load(HEAD + DELAY + VALUE.replace('"A"', '"B"'))["delay"].latest().line()
    assert line.to_confirm
    assert "(à confirmer)" in str(line)
    assert "à confirmer" not in str(load(HEAD + DELAY + VALUE)["delay"].latest().line())


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (HEAD + DELAY + VALUE.replace('source = "loi"\n', ""), 6, "source"),
        (HEAD + DELAY + VALUE.replace('"loi"', '"rumeur"'), 6, "rumeur"),
        (HEAD + DELAY + VALUE + VALUE, 11, "ne suit pas"),
        (HEAD + DELAY + VALUE + VALUE.replace("2020", "2019"), 11, "ne suit pas"),
        (HEAD + DELAY + VALUE + 'region = "99"\n', 6, "région inconnue"),
        (HEAD + DELAY.replace("jours", "lunes") + VALUE, 3, "unité inconnue"),
        (HEAD + DELAY.replace("unite", "unité"), 5, "syntaxe"),
        (HEAD + DELAY.replace("unite", "unites") + VALUE, 3, "clé inconnue"),
        (HEAD + DELAY + VALUE.replace("30", "30.5"), 6, "ne convient pas"),
        (HEAD + DELAY + VALUE.replace("30", "true"), 6, "ne convient pas"),
        (HEAD + DELAY + VALUE.replace('"A"', '"Z"'), 6, "confiance"),
        (HEAD + DELAY + VALUE + 'regime = "R1"\n', 6, "clé inconnue"),
        (HEAD + DELAY + 'par = ["regime"]\n' + VALUE + 'regime = "R9"\n', 7, "R9"),
        (HEAD + DELAY + 'par = ["humeur"]\n' + VALUE, 3, "humeur"),
        (HEAD + DELAY + VALUE.replace("2020-01-01", '"hier"'), 6, "dates"),
        (HEAD + DELAY, 3, "valeurs"),
        (HEAD + DELAY + "mots = { a = 1 }\n" + VALUE, 3, "mots"),
        (HEAD.replace('theme = "Essai"\n', "") + DELAY + VALUE, 1, "theme"),
        (HEAD + DELAY + VALUE + "x = = 3\n", 11, "syntaxe"),
        (HEAD + DELAY + VALUE + "x = [3,\n", 12, "syntaxe"),
        (HEAD + DELAY.replace("jours", "liste") + VALUE.replace("30", "[1]"), 6, "ne convient pas"),
        ("delay = 3\n" + HEAD, 1, "table"),
        (HEAD.replace('"Essai"', "3") + DELAY + VALUE, 1, "theme"),
        (HEAD + DELAY.replace('"Délai"', "3") + VALUE, 3, "libelle"),
        (HEAD + DELAY.replace('"jours"', '["jours"]') + VALUE, 3, "unite"),
        (HEAD + DELAY + 'par = "regime"\n' + VALUE, 3, "par"),
        (HEAD + DELAY + 'repli_national = "non"\n' + VALUE, 3, "repli_national"),
        (HEAD + DELAY + "valeurs = 30\n", 3, "[[delay.valeurs]]"),
        (HEAD + DELAY + VALUE.replace('"loi"', '["loi"]'), 6, "source"),
        (HEAD + DELAY + VALUE.replace('"A"', '["A"]'), 6, "confiance"),
        (HEAD + DELAY + VALUE + "region = 76\n", 6, "region"),
        (HEAD + DELAY + 'par = ["regime"]\n' + VALUE + 'regime = "R1"\n', 3, "aucune valeur pour regime R2"),
    ],
)
def test_wrong_file_is_named_with_its_line(load: Loader, text: str, line: int, message: str) -> None:
    with pytest.raises(RulebookError, match=f"essai.toml, ligne {line} : ") as error:
        load(text)
    assert message in str(error.value)


def test_file_saved_by_an_editor_of_windows_is_read_or_named_with_its_line(load: Loader) -> None:
    assert load(HEAD + DELAY + VALUE, "utf-8-sig")["delay"].latest().integer == 30
    with pytest.raises(RulebookError, match=r"essai.toml, ligne 4 : .* UTF-8"):
        load(HEAD + DELAY + VALUE, "cp1252")


def test_code_without_rules_of_its_own_is_spared(load: Loader, tmp_path: Path) -> None:
    text = HEAD + DELAY + 'par = ["regime"]\n' + VALUE + 'regime = "R1"\n'
    with pytest.raises(RulebookError, match="R2"):
        load(text)
    (package,) = tmp_path.iterdir()
    assert load_parameters(package.name, {"regime": ["R1", "R2"]}, spared={"R2"})


FINDING = '[LATE]\nphrase = "Trop tard."\nsource = "loi"\n'
SOURCE = {"loi": Source("loi", "Loi inventée")}


@pytest.fixture
def load_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Catalogue]:
    """Load a file of findings written for the test, over one that exists underneath."""
    package = f"findings_{abs(hash(tmp_path))}"
    folder = tmp_path / package
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "faits.toml").write_text('on = "le jour"\n', encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    below = Catalogue({"BELOW": Finding("BELOW", Verdict.MET, "Dessous.")}, {"at": "l'heure"})

    def loading(text: str) -> Catalogue:
        (folder / "constats.toml").write_text(text, encoding="utf-8")
        return load_catalogue(package, SOURCE, below)

    return loading


def test_finding_takes_verdict_source_and_confidence_from_its_file(
    load_findings: Callable[[str], Catalogue],
) -> None:
    book = load_findings(
        FINDING + '[SURE]\nphrase = "Oui."\nconstat = "met"\nsource = "loi"\nconfiance = "A"\n'
    )
    late, sure = book.finding("LATE", on=3), book.finding("SURE")
    assert (late.verdict, late.confidence, late.source) == (
        Verdict.NOT_MET,
        Confidence.ADMINISTRATION,
        SOURCE["loi"],
    )
    assert late.facts == (("on", "3"),)
    assert (sure.verdict, sure.confidence) == (Verdict.MET, Confidence.TEXT)
    assert book.finding("LATE", Verdict.CANNOT_TELL).verdict is Verdict.CANNOT_TELL
    assert book.finding("BELOW").sentence == "Dessous."
    assert book.labels == {"at": "l'heure", "on": "le jour"}
    with pytest.raises(KeyError):
        book.finding("UNKNOWN")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (FINDING + FINDING.replace("LATE", "BELOW"), 4, "existe déjà"),
        (FINDING + '[X]\nconstat = "met"\n', 4, "phrase"),
        (FINDING + '[X]\nphrase = "x."\ncouleur = "bleu"\n', 4, "clés permises"),
        (FINDING + '[X]\nphrase = "x."\nsource = "rumeur"\n', 4, "rumeur"),
        (FINDING + '[X]\nphrase = "x."\nconstat = "peut-être"\n', 4, "peut-être"),
        (FINDING + '[X]\nphrase = "x."\nconfiance = "Z"\n', 4, "Z"),
        (FINDING + '[X]\nphrase = "x."\nsource = ["loi"]\n', 4, "guillemets"),
        (FINDING + "[[X]]\nphrase = 3\n", 4, "phrase"),
    ],
)
def test_wrong_finding_is_named_with_its_line(
    load_findings: Callable[[str], Catalogue], text: str, line: int, message: str
) -> None:
    with pytest.raises(RulebookError, match=f"constats.toml, ligne {line} : ") as error:
        load_findings(text)
    assert message in str(error.value)


def test_wrong_source_is_named_with_its_line(load: Loader, tmp_path: Path) -> None:
    for table in (
        '[autre]\nauteur = "x"\n',
        '[autre]\ntexte = ""\n',
        "[autre]\ntexte = 3\n",
        '[autre]\ntexte = "x"\npublie_le = "hier"\n',
        '[[autre]]\ntexte = "x"\n',
    ):
        text = '[loi]\ntexte = "x"\n' + table
        next(tmp_path.glob("*/sources.toml")).write_text(text, encoding="utf-8")
        with pytest.raises(RulebookError, match=r"sources\.toml, ligne 3 : "):
            load(HEAD + DELAY + VALUE)


def test_every_meaning_of_the_rulebook_has_a_french_sentence() -> None:
    meanings = tomllib.loads((Path(__file__).parent / "cases" / "findings.toml").read_text(encoding="utf-8"))
    assert set(meanings) <= set(practice_parameters.FINDINGS.entries)


ALL = {
    **contract_parameters.PARAMETERS,
    **zoning_parameters.PARAMETERS,
    **practice_parameters.PARAMETERS,
}


@pytest.mark.parametrize("parameter", ALL.values(), ids=lambda parameter: parameter.name)
def test_every_value_has_a_source_a_check_and_a_reading(parameter: Parameter) -> None:
    values = [*parameter]
    assert values
    for value in values:
        assert value.source.text
        assert value.checked_on >= date(2026, 1, 1)
        assert value.text
        assert "_" not in value.text, "a code without its French: complete « mots »"
        assert value.known or value.confidence in (Confidence.UNKNOWN, Confidence.TEXT)
        assert str(value.line()).startswith(parameter.label)


def test_no_name_is_used_twice_across_the_apps() -> None:
    books = (contract_parameters, zoning_parameters, practice_parameters)
    assert len(ALL) == sum(len(book.PARAMETERS) for book in books)
