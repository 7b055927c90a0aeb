"""What an agency sets: regional rules, texts of letters, identity, directory; each dated, used, and never rewritten."""

import base64
import datetime as dt
import struct
import zlib
from typing import Any

import pytest
from django.db import connection

from cesp_portal.common.accounts.models import Agency
from cesp_portal.common.documents.pdf import BundledFilesOnly, ForbiddenUrl
from cesp_portal.common.refusals import BadInput, Forbidden, Refusal
from cesp_portal.common.rules.parameters import with_recorded_values
from cesp_portal.dashboard.models import RegionalValue
from cesp_portal.dashboard.selectors.regional_values import dated, preview_of, read_recorded
from cesp_portal.dashboard.services.identity import change_identity
from cesp_portal.dashboard.services.regional_values import record_value, value_to_record, withdraw_value
from contracts.enums import Regime
from installations.enums import LetterTextPlace, Outcome, RequestKind, ZoneRightOutcome
from installations.models import Letter, Project, ProjectVersion
from installations.rules.deferrals import DeferralFacts, deferral
from installations.rules.parameters import PARAMETERS
from installations.selectors.letter_texts import OWN, clauses_to_choose
from installations.services.layout import CURRENT_VERSION, html_of
from installations.services.letter_proofs import proof_content
from installations.services.letter_texts import TextAnswers, end_text, write_text
from tests.factories import installations as make
from tests.factories.accounts import AgencyFactory
from tests.factories.office_settings import (
    LetterTextFactory,
    MonthCountFactory,
    MonthCountingFactory,
    RegionalValueFactory,
)
from tests.factories.zonage import publish_levels
from tests.violations import broken

pytestmark = pytest.mark.django_db

TODAY, AT = make.TODAY, make.AT
DAY = dt.timedelta(days=1)
SOURCE = "Décision inventée du 1er décembre 2026"


@pytest.fixture
def world(zonings: None) -> make.World:
    return make.make_world()


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress((b"\0" + b"\x10\x20\x90" * min(width, 2)) * min(height, 2))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


# --- regional rules ------------------------------------------------------------------------------------------


def typed(world: make.World, **values: Any) -> RegionalValue:
    facts: dict[str, Any] = {
        "parameter": "deferral_max_months",
        "words": (),
        "typed": "6",
        "starts_on": TODAY - 90 * DAY,
        "source": SOURCE,
    }
    return value_to_record(actor=world.referent, at=AT, **facts | values)


def longest_deferral(region: str, completed_on: dt.date) -> int | None:
    facts = DeferralFacts(
        region=region, regime=Regime.R3, training_completed_on=completed_on, requested_months=1
    )
    with with_recorded_values(lambda: read_recorded(TODAY)):
        return deferral(facts).max_months


def test_recorded_value_is_read_by_the_rules_from_its_day_and_in_its_region_only(world: make.World) -> None:
    first = TODAY - 90 * DAY
    record_value(actor=world.referent, row=typed(world), at=AT)
    assert longest_deferral("76", first - DAY) == 12
    assert longest_deferral("76", first) == 6
    assert longest_deferral("52", first) == 12
    assert PARAMETERS["deferral_max_months"].at(TODAY, region="76").integer == 12, (
        "no door, no recorded value"
    )


def test_region_of_which_no_file_speaks_may_say_its_own_rule(world: make.World) -> None:
    agency = AgencyFactory(region_code="53")
    RegionalValueFactory(agency=agency, parameter="replacement_policy", value="plafond")
    policy = PARAMETERS["replacement_policy"]
    with with_recorded_values(lambda: read_recorded(TODAY)):
        assert policy.at(dt.date(2026, 12, 31), region="53").code == "projet"
        assert policy.at(dt.date(2027, 1, 1), region="53").code == "plafond"
        assert policy.at(dt.date(2027, 1, 1), region="53").region == "53"
        assert policy.latest(region="53").code == "projet", "a value to come is not the latest yet"
    with with_recorded_values(lambda: read_recorded(dt.date(2027, 1, 1))):
        assert policy.latest(region="53").code == "plafond"


def test_preview_says_whom_a_value_changes_before_anything_is_kept(world: make.World) -> None:
    row = typed(world, starts_on=world.contract.training_completed_on)
    preview = preview_of(world.referent, dated(row, "76", TODAY), TODAY)
    assert [(one.contract, one.before, one.after) for one in preview.changed] == [
        (world.contract, "12 mois", "6 mois")
    ]
    later = typed(world, starts_on=world.contract.training_completed_on + DAY)
    assert preview_of(world.referent, dated(later, "76", TODAY), TODAY).count == 0
    assert not RegionalValue.objects.exists()


def test_preview_of_a_zone_rule_asks_what_becomes_of_projects(world: make.World) -> None:
    levels = {**make.LEVELS, "11132": "ZV"}
    publish_levels(levels, on=TODAY - 30 * DAY, order_number="ARS-OC-2026-7")
    project = Project.objects.create(contract=world.contract, agency=world.contract.agency)
    ProjectVersion.objects.create(
        project=project,
        number=1,
        mode="liberal",
        commune_code="11132",
        filed_on=TODAY - 60 * DAY,
        filed_at=AT,
    )
    row = typed(world, parameter="zone_loss_policy", typed="national")
    preview = preview_of(world.referent, dated(row, "76", TODAY), TODAY)
    assert [(one.contract, one.what, one.before, one.after) for one in preview.changed] == [
        (
            world.contract,
            "Droit du projet sur sa zone",
            ZoneRightOutcome.TO_CONFIRM.label,
            ZoneRightOutcome.NOT_ELIGIBLE.label,
        )
    ]


@pytest.mark.parametrize("shift", [0, -1, -400])
def test_value_that_another_overlaps_is_refused_whole(world: make.World, shift: int) -> None:
    kept = record_value(actor=world.referent, row=typed(world), at=AT)
    with pytest.raises(Refusal) as refused:
        typed(world, starts_on=kept.starts_on + shift * DAY, typed="9")
    assert refused.value.code == "VALUE_OVERLAPS"
    assert RegionalValue.objects.get() == kept


def test_two_agents_who_fix_the_same_day_are_told_apart(world: make.World) -> None:
    first, second = typed(world), typed(world, typed="9")
    record_value(actor=world.referent, row=first, at=AT)
    with pytest.raises(Refusal, match="vaut déjà"):
        record_value(actor=world.director, row=second, at=AT)
    assert RegionalValue.objects.count() == 1


def test_withdrawn_value_gives_its_place_back_and_says_why(world: make.World) -> None:
    kept = record_value(actor=world.referent, row=typed(world), at=AT)
    with pytest.raises(BadInput):
        withdraw_value(actor=world.referent, row_id=kept.id, reason=" ", at=AT)
    withdraw_value(actor=world.referent, row_id=kept.id, reason="Saisie par erreur", at=AT)
    assert longest_deferral("76", TODAY) == 12
    with pytest.raises(Refusal, match="déjà été retirée"):
        withdraw_value(actor=world.director, row_id=kept.id, reason="Saisie par erreur", at=AT)
    record_value(actor=world.referent, row=typed(world, typed="9"), at=AT)
    assert longest_deferral("76", TODAY) == 9


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"parameter": "offer_delay_days"}, "UNKNOWN_RULE"),
        ({"typed": "beaucoup"}, "VALUE_UNFIT"),
        ({"typed": "-3"}, "VALUE_UNFIT"),
        ({"typed": "oui"}, "VALUE_UNFIT"),
        ({"parameter": "deferral_on_simple_request", "typed": "12"}, "VALUE_UNFIT"),
        ({"parameter": "replacement_policy", "typed": "n'importe"}, "VALUE_UNFIT"),
        ({"source": "  "}, "SOURCE_MISSING"),
    ],
)
def test_value_that_a_rule_does_not_take_is_refused(
    world: make.World, values: dict[str, str], code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        typed(world, **values)
    assert refused.value.code == code


@pytest.mark.parametrize("answer", ["plafond", "comptés dans une limite", "Comptes dans une  limite"])
def test_answer_of_a_rule_is_taken_as_it_is_read(world: make.World, answer: str) -> None:
    assert typed(world, parameter="replacement_policy", typed=answer).value == "plafond"


def test_only_the_agency_sets_its_rules(world: make.World) -> None:
    with pytest.raises(Forbidden):
        value_to_record(
            actor=world.signatory,
            parameter="deferral_max_months",
            words=(),
            typed="6",
            starts_on=TODAY,
            source=SOURCE,
            at=AT,
        )


# --- texts of letters ----------------------------------------------------------------------------------------


def answers(**values: Any) -> TextAnswers:
    facts: dict[str, Any] = {
        "place": LetterTextPlace.CLAUSE,
        "title": "Réunion d'accueil",
        "text": "Une réunion d'accueil vous est proposée chaque automne.",
        "kinds": [RequestKind.INSTALLATION.value],
        "outcomes": [Outcome.GRANTED.value],
        "source": SOURCE,
        "since_on": TODAY,
    }
    return TextAnswers(**facts | values)


def written(world: make.World, **values: Any) -> Any:
    return write_text(actor=world.referent, agency_id=world.agency.id, answers=answers(**values), at=AT)


def test_letter_text_without_words_or_source_is_not_written(world: make.World) -> None:
    for missing in ("text", "title", "source"):
        with pytest.raises(BadInput) as refused:
            written(world, **{missing: " "})
        assert refused.value.code == "TEXT_MISSING"


def test_paragraph_and_chosen_clause_are_printed_and_stay_printed(world: make.World) -> None:
    paragraph = written(
        world, place=LetterTextPlace.PARAGRAPH, title="Bienvenue", text="Bienvenue en Occitanie."
    )
    clause = written(world)
    code = f"{OWN}{clause.id}"
    assert code in dict(clauses_to_choose(world.agency.id, "installation", TODAY))
    assert code not in dict(clauses_to_choose(world.agency.id, "deferral", TODAY))
    decision = make.signed_decision(world, clauses=[code])
    letter = Letter.objects.get(decision=decision)
    assert letter.facts["paragraphs"] == ["Bienvenue en Occitanie."]
    assert clause.text in str(letter.facts["articles"])
    end_text(actor=world.referent, text=paragraph, last_day=TODAY, at=AT)
    assert "Bienvenue en Occitanie." in html_of(letter.facts, letter.template_version)


def test_next_version_ends_the_one_before_on_its_eve(world: make.World) -> None:
    first = written(world)
    second = written(world, code=first.code, text="Une autre réunion.", since_on=TODAY + 30 * DAY)
    first.refresh_from_db()
    assert (second.version, first.last_day) == (2, TODAY + 29 * DAY)
    texts = clauses_to_choose(world.agency.id, "installation", TODAY)
    assert [code for code, _ in texts if code.startswith(OWN)] == [f"{OWN}{first.id}"]
    with pytest.raises(Refusal) as refused:
        written(world, code=first.code, text="Trop tôt.", since_on=TODAY + 30 * DAY)
    assert refused.value.code == "LETTER_TEXT_OVERLAPS"


def test_clause_of_the_agency_that_does_not_fit_the_answer_is_refused(world: make.World) -> None:
    clause = written(world, outcomes=[Outcome.REFUSED.value])
    with pytest.raises(BadInput, match="Réunion d'accueil"):
        make.signed_decision(world, clauses=[f"{OWN}{clause.id}"])


def test_clause_of_another_agency_is_never_printed(world: make.World) -> None:
    foreign = LetterTextFactory(agency=AgencyFactory(region_code="52"), text="Texte d'ailleurs.")
    decision = make.signed_decision(world, clauses=[f"{OWN}{foreign.id}"])
    assert "Texte d'ailleurs." not in str(Letter.objects.get(decision=decision).facts)


def proof_page(agency: Agency, kind: RequestKind, outcome: Outcome = Outcome.GRANTED) -> str:
    return html_of(proof_content(agency, kind=kind, outcome=outcome, on=TODAY), CURRENT_VERSION)


@pytest.mark.parametrize("kind", list(RequestKind))
def test_test_letter_is_worded_for_every_kind(world: make.World, kind: RequestKind) -> None:
    LetterTextFactory(
        agency=world.agency, kinds=[kind.value], outcomes=["granted", "refused"], text="Clause inventée."
    )
    for outcome in (Outcome.GRANTED, Outcome.REFUSED):
        page = proof_page(world.agency, kind, outcome)
        assert "épreuve sans valeur" in page
        assert "Clause inventée." in page, outcome


def test_letter_text_never_changes_in_the_database(world: make.World) -> None:
    text = LetterTextFactory(agency=world.agency)
    with pytest.raises(Exception, match="letter_text_says_what_it_said"), connection.cursor() as cursor:
        cursor.execute("UPDATE installations_lettertext SET text = 'x' WHERE id = %s", [text.id])


# --- identity and directory ----------------------------------------------------------------------------------


def test_identity_and_logo_are_printed_by_the_letters_to_come_only(world: make.World) -> None:
    before = Letter.objects.get(decision=make.signed_decision(world))
    identity: dict[str, Any] = {
        "directorate": "Direction inventée",
        "address": "1 rue neuve\n31000 TOULOUSE",
        "email": "nouvelle@example.org",
        "court": "Tribunal administratif de Toulouse",
        "drops_logo": False,
    }
    change_identity(actor=world.director, logo=png(), at=AT, **identity)
    world.agency.refresh_from_db()
    page = proof_page(world.agency, RequestKind.INSTALLATION)
    assert "Direction inventée" in page
    assert "Toulouse, le" in page
    assert 'src="data:image/png;base64,' in page
    assert "data:image/png" not in html_of(before.facts, before.template_version)
    assert "Direction inventée" not in html_of(before.facts, before.template_version)
    change_identity(actor=world.director, logo=None, at=AT, **identity | {"drops_logo": True})
    assert Agency.objects.get(pk=world.agency.pk).logo is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg></svg>", "LOGO_NOT_PNG"),
        (png()[:-20], "LOGO_NOT_PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "LOGO_NOT_PNG"),
        (png() + bytes(200_001), "LOGO_TOO_HEAVY"),
        (png(width=9000), "LOGO_TOO_LARGE"),
        (b"", "LOGO_NOT_PNG"),
    ],
)
def test_logo_that_is_no_printable_png_is_refused(world: make.World, content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        change_identity(
            actor=world.director,
            directorate="X",
            address="",
            email="",
            court="",
            logo=content,
            drops_logo=False,
            at=AT,
        )
    assert refused.value.code == code
    assert Agency.objects.get(pk=world.agency.pk).directorate != "X"


def test_document_reads_its_own_png_and_still_nothing_else() -> None:
    fetcher = BundledFilesOnly()
    address = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
    assert fetcher.fetch(address).read() == png()
    for refused in (
        "data:image/svg+xml,x",
        "data:image/png;base64,***",
        "file:///etc/passwd",
        "https://x.org",
    ):
        with pytest.raises(ForbiddenUrl):
            fetcher.fetch(refused)


# --- constraints ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "build", "values"),
    [
        ("regional_value_has_a_source", RegionalValueFactory, {"source": ""}),
        ("regional_value_withdrawn_says_why", RegionalValueFactory, {"withdrawn_at": AT}),
        ("letter_text_says_something", LetterTextFactory, {"text": ""}),
        ("letter_text_fits_some_letter", LetterTextFactory, {"kinds": []}),
        ("month_count_is_something", MonthCountFactory, {"months": 0}),
        ("month_count_without_year_is_undated", MonthCountFactory, {"year": None}),
    ],
)
def test_each_row_is_whole(constraint: str, build: Any, values: dict[str, Any]) -> None:
    with broken(constraint):
        build(**values)


def test_each_row_is_alone() -> None:
    value = RegionalValueFactory()
    with broken("regional_value_once_per_day"):
        RegionalValueFactory(agency=value.agency, value=3)
    text = LetterTextFactory()
    with broken("letter_text_versions_never_overlap"):
        LetterTextFactory(agency=text.agency, code=text.code, version=2)
    with broken("letter_text_version_once"):
        LetterTextFactory(
            agency=text.agency, code=text.code, since_on=dt.date(2020, 1, 1), ends_until=text.since_on
        )
    counted = MonthCountFactory(year=None, kind="undated")
    with broken("month_count_once"):
        MonthCountFactory(contract=counted.contract, year=None, kind="undated")
    counting = MonthCountingFactory()
    with broken("dashboard_monthcounting_agency_id_key"):
        MonthCountingFactory(agency=counting.agency)
