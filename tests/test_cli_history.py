import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from codequiz.cli.app import app
from exam_support import write_bank


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CODEQUIZ_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path / "home"


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=typed)


@pytest.fixture
def practised(tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", {"digestive": 6, "anatomy": 6})
    run("practice", "--bank", str(bank), "-n", "4", "--seed", "1", typed="A\nB\nC\nf\ne\n")
    run("practice", "--bank", str(bank), "-n", "2", typed="A\n")


def test_no_history_is_no_error_and_makes_no_file(home: Path) -> None:
    result = run("history")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "no session yet" in result.stderr
    assert json.loads(run("history", "--format", "json").stdout) == []
    assert not home.exists()


@pytest.mark.usefixtures("practised")
def test_the_list_fits_80_columns() -> None:
    lines = run("history").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert any("cpc-150" in line and "paused" in line for line in lines)
    assert any("cpc-150" in line and "failed" in line for line in lines)
    assert any(line.startswith("anatomy") for line in lines)


@pytest.mark.usefixtures("practised")
def test_a_session_in_json_has_the_agreed_fields() -> None:
    paused, finished = json.loads(run("history", "--format", "json").stdout)
    agreed = {"id", "started_at", "finished_at", "status", "exam", "mode", "questions", "answered", "correct"}
    agreed |= {"score", "seconds_used", "seconds_allowed", "domains"}
    assert agreed <= paused.keys() & finished.keys()
    assert all({"domain", "n", "correct", "low", "high"} == domain.keys() for domain in finished["domains"])
    assert finished["correct"] == sum(domain["correct"] for domain in finished["domains"])
    assert finished["score"] == 25 * finished["correct"]
    assert all(0 <= d["low"] <= 100 * d["correct"] / d["n"] <= d["high"] <= 100 for d in finished["domains"])
    assert paused["finished_at"] is None


def test_a_session_that_goes_on_is_judged_by_what_was_answered(tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", {"digestive": 4, "anatomy": 4})
    study = ("practice", "--mode", "study", "--bank", str(bank), "-n", "8")
    run(*study, "--seed", "1", typed="A\nB\n")
    run(*study, "--seed", "2")
    empty, begun = json.loads(run("history", "--format", "json").stdout)
    assert (empty["answered"], empty["score"], empty["domains"]) == (0, None, [])
    assert begun["answered"] == 2
    assert sum(domain["n"] for domain in begun["domains"]) == 2, "a question not yet answered is not wrong"
    assert begun["score"] == 50 * begun["correct"]
    lines = run("history").stdout.splitlines()
    assert [line.split()[5] for line in lines if line[:1].isdigit()] == ["-", f"{begun['correct']}/2"]
    assert sum(line.startswith(("digestive", "anatomy")) for line in lines) == len(begun["domains"])
    assert f"right {begun['correct']}/2" in run("history", "show", "1").stdout
    assert "right" not in run("history", "show", "2").stdout.splitlines()[2]


@pytest.mark.usefixtures("practised")
def test_the_newest_so_many() -> None:
    assert [row["id"] for row in json.loads(run("history", "--limit", "1", "--format", "json").stdout)] == [2]
    assert "the newest 1 of 2 sessions" in run("history", "--limit", "1").stderr


@pytest.mark.usefixtures("practised")
def test_csv_has_the_same_fields() -> None:
    rows = list(csv.DictReader(io.StringIO(run("history", "--format", "csv").stdout)))
    assert [row["id"] for row in rows] == ["2", "1"]
    assert json.loads(rows[1]["domains"])[0]["n"] == 2
    answers = list(csv.DictReader(io.StringIO(run("history", "show", "1", "--format", "csv").stdout)))
    assert [answer["choice"] for answer in answers] == ["A", "B", "C", ""]


@pytest.mark.usefixtures("practised")
def test_show_goes_down_to_each_answer() -> None:
    result = run("history", "show", "1")
    assert result.exit_code == 0
    assert "Answered 3 of 4" in result.stdout
    assert "blank" in result.stdout
    assert "flagged" in result.stdout


@pytest.mark.usefixtures("practised")
def test_an_exam_that_can_be_resumed_keeps_its_answers_secret() -> None:
    shown = json.loads(run("history", "show", "2", "--format", "json").stdout)
    assert shown["correct"] is None
    assert all(answer["answer"] is None and answer["rationale"] is None for answer in shown["answers"])
    assert "can still be resumed" in run("history", "show", "2").stdout


def test_an_unknown_session_is_exit_3() -> None:
    assert run("history", "show", "7").exit_code == 3


def test_a_history_that_is_no_database_is_exit_4_and_kept(home: Path) -> None:
    home.mkdir()
    (home / "history.db").write_bytes(b"\x00" * 100)
    result = run("history")
    assert result.exit_code == 4
    assert "Traceback" not in result.output
    assert (home / "history.db").read_bytes() == b"\x00" * 100


@pytest.mark.usefixtures("practised")
def test_filters_of_the_list() -> None:
    def ids(*options: str) -> list[int]:
        return [row["id"] for row in json.loads(run("history", *options, "--format", "json").stdout)]

    assert ids("--status", "submitted") == [1]
    assert ids("--exam", "cpc-150", "--mode", "exam") == [2, 1]
    assert ids("--since", "0d") == [2, 1]
    assert ids("--until", "2020-01-31") == []
    nothing = run("history", "--exam", "coc")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "none of the 2 sessions is like that" in nothing.stderr
    for wrong in (("--since", "yesterday"), ("--since", "9" * 30 + "d"), ("--mode", "x"), ("--status", "x")):
        assert run("history", *wrong).exit_code == 2, wrong


@pytest.mark.usefixtures("practised")
def test_delete_asks_and_keeps_a_copy(home: Path) -> None:
    refused = run("history", "delete", "1", typed="n\n")
    assert refused.exit_code == 1
    assert "nothing was deleted" in refused.stderr
    assert run("history", "delete", "1").exit_code == 2, "nobody answers"
    done = run("history", "delete", "1", "2", typed="y\n")
    assert "2 sessions deleted" in done.stderr
    assert json.loads(run("history", "--format", "json").stdout) == []
    assert len(list((home / "backups").glob("*.db"))) == 1
    assert run("history", "delete", "--yes", "1").exit_code == 3


@pytest.mark.usefixtures("practised")
def test_a_name_and_a_note_are_shown() -> None:
    assert run("history", "rename", "1", "First mock").exit_code == 0
    assert run("history", "note", "1", "[bold]tired[/bold]").exit_code == 0
    listed = run("history")
    assert "First mock" in listed.stdout
    assert "Exam or name" in listed.stdout
    assert max(map(len, listed.stdout.splitlines())) <= 80
    assert "Note: [bold]tired[/bold]" in run("history", "show", "1").stdout
    (session,) = json.loads(run("history", "--status", "submitted", "--format", "json").stdout)
    assert (session["name"], session["note"]) == ("First mock", "[bold]tired[/bold]")
    assert session["conditions"] == "exam"


@pytest.mark.usefixtures("practised")
def test_show_can_be_narrowed_and_explained() -> None:
    flagged = json.loads(run("history", "show", "1", "--flagged", "--format", "json").stdout)["answers"]
    assert [answer["number"] for answer in flagged] == [4]
    wrong = run("history", "show", "1", "--wrong", "--explain")
    assert "An invented rule." in wrong.stdout
    assert "Left blank. The answer is" in wrong.stdout
    assert "Codes: cpt:" in wrong.stdout
    assert run("history", "show", "2", "--wrong").exit_code == 2, "an exam that can be resumed"
    assert "An invented rule." not in run("history", "show", "2", "--explain").stdout


@pytest.mark.usefixtures("practised")
def test_practise_again(tmp_path: Path) -> None:
    again = run("practice", "--again", "1", "--wrong", "--bank", str(tmp_path / "bank"), typed="A\ne\n")
    assert again.exit_code == 0, again.output
    wrong = json.loads(run("history", "show", "1", "--wrong", "--format", "json").stdout)["answers"]
    asked = json.loads(run("history", "show", "3", "--format", "json").stdout)
    assert [answer["question"] for answer in asked["answers"]] == [answer["question"] for answer in wrong]
    assert asked["mode"] == "review"
    assert run("practice", "--wrong").exit_code == 2
    assert run("practice", "--again", "1", "-n", "3").exit_code == 2
    assert run("practice", "--again", "99").exit_code == 3
