"""Every worked case of the rulebook, and those we added beside each boundary."""

from pathlib import Path

import pytest
from django.core.management import call_command

from cesp_portal.common.rules.findings import Verdict
from cesp_portal.dashboard.rules.cases import Case, case_files, read_cases, run_case
from cesp_portal.dashboard.rules.questions import QUESTIONS

FOLDER = Path(__file__).parent / "cases"
CASES = [case for path in case_files([FOLDER]) for case in read_cases(path)]
RULEBOOK = Path(__file__).parents[3] / "shared" / "rulebook" / "cases"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case_is_answered_as_written(case: Case) -> None:
    assert run_case(case) is None


YES = {"accepted", "met", "counts", "eligible", "protected", "kept"}
NO = {"refused", "not_met", "does_not_count", "not_eligible"}
DOUBT = {"cannot_tell", "manual_review", "warning", "provisional", "to_confirm"}


ANSWERED = [case for case in CASES if "error" not in case.expect]


def test_findings_never_contradict_the_outcome() -> None:
    for case in ANSWERED:
        answer = QUESTIONS[case.question].ask(case.facts)
        outcome = getattr(answer, "outcome", None)
        verdicts = {finding.verdict for finding in answer.findings}
        if outcome in YES:
            assert verdicts <= {Verdict.MET}, case.id
        elif outcome in NO:
            assert Verdict.NOT_MET in verdicts, case.id
        elif outcome is not None:
            assert outcome in DOUBT, case.id
            assert Verdict.CANNOT_TELL in verdicts, case.id
            assert Verdict.NOT_MET not in verdicts, case.id


def test_every_answer_says_why() -> None:
    for case in ANSWERED:
        answer = QUESTIONS[case.question].ask(case.facts)
        assert answer.explain or answer.findings, case.id
        assert all(line.rule and line.values for line in answer.explain), case.id
        assert all(finding.sentence.endswith(".") for finding in answer.findings), case.id


def test_case_identifiers_are_unique() -> None:
    assert len({case.id for case in CASES}) == len(CASES)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


DEADLINE = """
[[case]]
id = "X-01"
question = "{question}"
[case.facts]
{facts}
[case.expect]
{expect}
"""


def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], *cases: tuple[str, str, str]) -> str:
    """Run ``check_cases`` on cases given as (question, facts, expect); a failure must exit with 1."""
    texts = [DEADLINE.format(question=q, facts=f, expect=e) for q, f, e in cases]
    text = "".join(one.replace("X-01", f"X-{number}") for number, one in enumerate(texts))
    write(tmp_path / "x.toml", text)
    with pytest.raises(SystemExit) as stop:
        call_command("check_cases", str(tmp_path))
    assert stop.value.code == 1
    return capsys.readouterr().out


def test_report_ends_with_the_count_of_passed_and_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = ("offer_deadline", "received_on = 2024-06-10", "last_day = 2024-07-10")
    wrong = ("offer_deadline", "received_on = 2024-06-10", "last_day = 2024-07-11")
    out = run(tmp_path, capsys, right, wrong)
    assert out.splitlines()[-1] == "1 passed, 1 failed"
    assert "last_day" in out


def test_all_passing_ends_without_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = DEADLINE.format(
        question="offer_deadline", facts="received_on = 2024-06-10", expect="last_day = 2024-07-10"
    )
    call_command("check_cases", str(write(tmp_path / "x.toml", case)))
    assert capsys.readouterr().out == "1 passed, 0 failed\n"


@pytest.mark.parametrize(
    ("question", "facts", "named"),
    [
        ("price_of_bread", "on = 2024-01-01", "price_of_bread"),
        ("offer_deadline", "recieved_on = 2024-06-10", "recieved_on"),
        ("offer_deadline", 'received_on = "hier"', "received_on"),
        ("authority", "concluded_on = 2024-07-12\non = 2024-07-11", "on :"),
        (
            "commitment",
            'leaves = [{ motive = "maladie", from = 2024-03-01, too = 2024-03-02 }]',
            "leaves[0].too",
        ),
    ],
)
def test_unknown_question_or_wrong_fact_is_a_named_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], question: str, facts: str, named: str
) -> None:
    out = run(tmp_path, capsys, (question, facts, "last_day = 2024-07-10"))
    assert named in out
    assert "0 passed, 1 failed" in out


def test_expected_key_that_the_answer_does_not_have_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = run(tmp_path, capsys, ("offer_deadline", "received_on = 2024-06-10", "last_dya = 2024-07-10"))
    assert "last_dya" in out


def test_unreadable_file_is_a_failure_and_not_a_crash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "x.toml", "[[case]\n")
    with pytest.raises(SystemExit):
        call_command("check_cases", str(tmp_path))
    assert capsys.readouterr().out.endswith("0 passed, 1 failed\n")


RIGHT = DEADLINE.format(
    question="offer_deadline", facts="received_on = 2024-06-10", expect="last_day = 2024-07-10"
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("case = 3\n", "[[case]]"),
        ("case = [1]\n", "une table [[case]] est attendue"),
        (RIGHT.replace("[case.facts]", "[case.fact]"), "clé inconnue : fact"),
        (RIGHT.replace("[case.expect]\nlast_day = 2024-07-10", ""), "[case.expect] sont attendus"),
        (RIGHT.replace("question =", 'status = "sur"\nquestion ='), "statut inconnu : sur"),
        (RIGHT.replace("last_day = 2024-07-10", 'findings = "WEEKEND"'), "« findings » est une liste"),
        (
            RIGHT.replace("last_day = 2024-07-10", 'findings = ["WEAKEND"]'),
            "inconnus du portail : ['WEAKEND']",
        ),
        (RIGHT.replace("2024-06-10", "2024-06-10T08:00:00"), "received_on : attendu : une date"),
        (RIGHT.replace("received_on = 2024-06-10", "received_on = true"), "reçu : true"),
    ],
)
def test_what_is_no_case_fails_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    write(tmp_path / "x.toml", text)
    with pytest.raises(SystemExit) as stop:
        call_command("check_cases", str(tmp_path))
    out = capsys.readouterr().out
    assert told in out
    assert (stop.value.code, out.splitlines()[-1]) == (1, "0 passed, 1 failed")


def test_an_identifier_serves_once_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "x.toml", RIGHT + RIGHT)
    write(tmp_path / "y.toml", RIGHT)
    with pytest.raises(SystemExit):
        call_command("check_cases", str(tmp_path))
    out = capsys.readouterr().out
    assert "« X-01 » sert déjà" in out
    assert out.endswith("2 passed, 1 failed\n")


def test_mark_that_an_editor_puts_in_front_is_no_mistake(tmp_path: Path) -> None:
    whole = next(
        path for path in case_files([Path(__file__).parent / "cases"]) if path.name == "deadlines.toml"
    )
    marked = tmp_path / "deadlines.toml"
    marked.write_text(whole.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert [case.id for case in read_cases(marked)] == [case.id for case in read_cases(whole)]


def test_what_is_absent_fails_and_the_rest_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "x.toml", RIGHT)
    write(tmp_path / "findings.toml", 'WEEKEND = "a meaning, no case"\n')
    write(tmp_path / "empty.toml", "")
    write(tmp_path / "notes.txt", "not TOML")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(SystemExit):
        call_command("check_cases", str(tmp_path), str(tmp_path / "absent"))
    out = capsys.readouterr().out
    assert "absent\n  fichier ou dossier introuvable" in out
    assert out.endswith("1 passed, 1 failed\n")


def test_a_remark_of_the_author_beside_a_case_is_no_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "x.toml", RIGHT.replace("question =", 'source = "décret"\nquestion ='))
    call_command("check_cases", str(tmp_path))
    assert capsys.readouterr().out == "1 passed, 0 failed\n"


def test_published_cases_are_ours_word_for_word() -> None:
    if not RULEBOOK.exists():
        pytest.skip("../shared absent: the published cases cannot be compared with ours")
    for path in FOLDER.glob("*.toml"):
        assert path.read_bytes() == (RULEBOOK / path.name).read_bytes()
