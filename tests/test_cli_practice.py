import json
import os
import select
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from codequiz.cli.app import app
from codequiz.history import History, Status
from exam_support import write_bank

COUNTS = {"digestive": 6, "anatomy": 6, "integumentary": 6, "cases": 2}


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return write_bank(tmp_path / "bank", COUNTS)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CODEQUIZ_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=typed)


def practise(bank: Path, *arguments: str, typed: str) -> Result:
    return run("practice", "--plain", "--bank", str(bank), *arguments, typed=typed)


def sessions() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("history", "--format", "json").stdout)
    return found


def test_answer_all_and_submit(bank: Path) -> None:
    result = practise(bank, "-n", "4", "--seed", "1", typed="A\nB\nC\nD\ne\n")
    assert result.exit_code == 0, result.output
    assert "Question 4: D saved." in result.stdout
    assert "No question is blank." in result.stdout
    assert "Score: " in result.stdout
    assert "95 % interval" in result.stdout
    assert result.stdout.count("An invented rule.") == 4, "every question with its rationale"
    assert "Codes: cpt:" in result.stdout
    (session,) = sessions()
    assert session["status"] == "submitted"
    assert (session["questions"], session["answered"]) == (4, 4)
    assert session["seconds_allowed"] == 4 * 136
    assert sum(domain["n"] for domain in session["domains"]) == 4


def test_each_question_shows_the_clock_and_the_pace(bank: Path) -> None:
    result = practise(bank, "-n", "5", typed="A\n")
    assert "Time left 11:" in result.stdout
    assert "5 questions in 11:20, 2:16 each." in result.stdout
    assert "Ahead by" in result.stdout
    assert "At your pace you finish with" in result.stdout


def test_the_end_of_input_pauses_and_nothing_is_lost(bank: Path) -> None:
    result = practise(bank, "-n", "5", typed="A\nB\nf\nx A\nn my note")
    assert result.exit_code == 0
    assert "Session 1 is paused: 2 of 5 answered, all saved." in result.stdout
    assert "The exam clock runs on" in result.stdout
    assert 'marked "not under exam conditions"' in result.stdout
    (session,) = sessions()
    assert (session["status"], session["answered"], session["correct"]) == ("paused", 2, None)
    again = run("practice", "--plain", "--resume", typed="r\ne\n")
    assert "Resumed with 2 answered" in again.stdout
    assert "Question 3 of 5" in again.stdout
    assert "(struck out)" in again.stdout
    assert "Your note: my note" in again.stdout
    assert "Flagged: 3." in again.stdout
    assert "Not under exam conditions: paused 1 time, away for 0:" in again.stdout
    assert sessions()[0]["under_exam_conditions"] is False


def test_back_go_to_and_changed_answers(bank: Path) -> None:
    result = practise(bank, "-n", "3", typed="A\nb\nC\ng 3\nD\ng 2\nB\ne\n")
    assert "Your answer so far: A." in result.stdout
    shown = json.loads(run("history", "show", "1", "--format", "json").stdout)
    assert [answer["choice"] for answer in shown["answers"]] == ["C", "B", "D"]
    assert [answer["changes"] for answer in shown["answers"]] == [1, 0, 0]


def test_bad_input_is_one_line_and_asks_again(bank: Path) -> None:
    result = practise(bank, "-n", "2", typed="E\n5\ng 99\nb\nx Z\n\x1b[A\x00\nA\n")
    assert result.exit_code == 0
    for said in ("E is no choice", "is no command", "There is no question 99.", "first question", "x C"):
        assert said in result.stdout, said
    assert "\x1b" not in result.stdout
    assert "Question 1: A saved." in result.stdout


def test_study_gives_the_rationale_at_once_and_keeps_the_reason(bank: Path) -> None:
    result = practise(bank, "-n", "2", "--mode", "study", "--seed", "3", typed="guess\nA\nm rule\nA\nm rule\ne\n")
    assert "The clock stops while you are away" in result.stdout
    assert result.stdout.count("An invented rule.") >= 4, "at once, and again at the end"
    shown = json.loads(run("history", "show", "1", "--format", "json").stdout)
    assert shown["answers"][0]["confidence"] == "guess"
    wrong = [answer for answer in shown["answers"] if not answer["correct"]]
    assert all(answer["miss_reason"] == "rule" for answer in wrong)


def test_review_asks_again_what_was_missed_before_the_exam(bank: Path) -> None:
    assert practise(bank, "--mode", "review", typed="").exit_code == 3
    practise(bank, "-n", "4", "--seed", "1", typed="A\nA\nA\nA\ne\n")
    shown = json.loads(run("history", "show", "1", "--format", "json").stdout)
    missed = {answer["question"] for answer in shown["answers"] if not answer["correct"]}
    too_soon = practise(bank, "--mode", "review", typed="")
    assert (too_soon.exit_code, "nothing to review today; next on" in too_soon.stderr) == (3, True)
    tomorrow = (datetime.now().astimezone() + timedelta(days=1)).date().isoformat()
    result = practise(bank, "--mode", "review", "--exam-date", tomorrow, typed="e\n")
    assert result.exit_code == 0, result.output
    assert f"{len(missed)} questions to review today" in result.stderr
    again = json.loads(run("history", "show", "2", "--format", "json").stdout)
    assert {answer["question"] for answer in again["answers"]} == missed
    assert practise(bank, "--mode", "review", "--exam-date", "2020-01-31", typed="").exit_code == 2
    assert practise(bank, "--mode", "review", "--exam-date", "soon", typed="").exit_code == 2
    assert practise(bank, "--exam-date", tomorrow, typed="").exit_code == 2


def test_weak_domains_are_practised_as_study(bank: Path) -> None:
    nothing = practise(bank, "--mode", "weak", typed="")
    assert (nothing.exit_code, "no answer yet" in nothing.stderr) == (5, True)
    practise(bank, "-n", "12", "--seed", "1", typed="A\n" * 12 + "e\n")
    result = practise(bank, "--mode", "weak", "-n", "6", typed="e\n")
    assert result.exit_code == 0, result.output
    assert "where an hour brings most: " in result.stderr
    assert "only a first guess" in result.stderr
    shown = json.loads(run("history", "show", "2", "--format", "json").stdout)
    assert (shown["mode"], shown["questions"]) == ("study", 6)
    assert practise(bank, "--mode", "weak", "--domain", "anatomy", typed="").exit_code == 2


def test_a_full_exam_with_too_few_questions_says_so(bank: Path) -> None:
    result = practise(bank, "--full", "--exam", "cpc-100", typed="")
    assert result.exit_code == 0
    assert "the bank has" in result.stderr
    assert "of the 100 questions wanted" in result.stderr
    assert "none asked twice" in result.stderr


def test_the_same_seed_asks_the_same_again(bank: Path) -> None:
    def asked(session: int) -> list[str]:
        shown = json.loads(run("history", "show", str(session), "--format", "json").stdout)
        return [answer["question"] for answer in shown["answers"]]

    for _ in range(2):
        practise(bank, "-n", "6", "--seed", "7", typed="A\nA\nA\nA\nA\nA\ne\n")
    assert asked(1) == asked(2)


def test_without_a_seed_what_was_not_seen_comes_first(bank: Path) -> None:
    seen: set[str] = set()
    # The two cases of the bank would come in both sessions: there are no others.
    domains = [word for domain in ("digestive", "anatomy", "integumentary") for word in ("--domain", domain)]
    for session in (1, 2):
        practise(bank, "-n", "9", *domains, typed="s\n" * 9 + "e\n")
        shown = json.loads(run("history", "show", str(session), "--format", "json").stdout)
        asked = {answer["question"] for answer in shown["answers"]}
        assert not asked & seen
        seen |= asked


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--questions", "3", "--full"], 2, "exclude each other"),
        (["--mode", "sleep"], 2, "no mode 'sleep'"),
        (["--exam", "bar"], 2, "no exam format 'bar'"),
        (["--domain", "astrology"], 2, "no question of domain 'astrology'"),
        (["--resume"], 2, "as it was planned"),
        (["--session", "3"], 2, "goes with --resume"),
        (["--questions", "0"], 2, ""),
        (["--extra-time", "9"], 2, ""),
    ],
)
def test_arguments_that_make_no_sense(bank: Path, arguments: list[str], code: int, message: str) -> None:
    result = practise(bank, *arguments, typed="")
    assert result.exit_code == code
    assert message in result.stderr


def test_nothing_to_resume(home: Path) -> None:
    result = run("practice", "--resume", "--plain")
    assert result.exit_code == 3
    assert "hint: start one with: codequiz practice" in result.stderr


def test_a_damaged_history_stops_practice_and_stays(bank: Path, home: Path) -> None:
    home.mkdir()
    (home / "history.db").write_text("not a database", encoding="utf-8")
    result = practise(bank, typed="A\n")
    assert result.exit_code == 4
    assert "left as it is" in result.stderr
    assert (home / "history.db").read_text(encoding="utf-8") == "not a database"


class Process:
    """`codequiz practice --plain` as users run it, answered when it asks."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "codequiz", "practice", "--plain", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.seen = ""

    def type(self, text: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def wait_for(self, text: str, seconds: float = 20) -> None:
        """Read until `text` has come; fails after `seconds`."""
        assert self.process.stdout
        end = time.monotonic() + seconds
        while text not in self.seen:
            ready, _, _ = select.select([self.process.stdout], [], [], max(end - time.monotonic(), 0))
            chunk = os.read(self.process.stdout.fileno(), 65_536) if ready else b""
            assert chunk, f"waited for {text!r}, got {self.seen[-500:]!r}"
            self.seen += chunk.decode()

    def finish(self) -> tuple[int, str]:
        out, err = self.process.communicate(timeout=20)
        self.seen += out.decode()
        return self.process.returncode, err.decode()

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


def test_killed_after_the_seventh_answer_all_seven_are_there(bank: Path, home: Path) -> None:
    process = Process("--bank", str(bank), "-n", "10", "--seed", "1")
    answers = "ABCDABC"
    for number, answer in enumerate(answers, 1):
        process.type(f"{answer}\n")
        process.wait_for(f"Question {number}: {answer} saved.")
    process.process.send_signal(signal.SIGKILL)
    assert process.finish()[0] == -signal.SIGKILL
    resumed = Process("--resume")
    try:
        resumed.wait_for("Question 8 of 10")
        assert "Resumed with 7 answered" in resumed.seen
        resumed.type("e\n")
        assert resumed.finish() == (0, "")
    finally:
        resumed.close()
    with History(home / "history.db") as history:
        given = [answer.choice for answer in history.answers(1)]
    assert given == ["ABCD".index(answer) for answer in answers] + [None] * 3


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_pauses(bank: Path, home: Path, number: signal.Signals, code: int) -> None:
    process = Process("--bank", str(bank), "-n", "5")
    try:
        process.type("A\n")
        process.wait_for("Question 2 of 5")
        process.process.send_signal(number)
        status, errors = process.finish()
    finally:
        process.close()
    assert (status, errors) == (code, "")
    assert "is paused: 1 of 5 answered" in process.seen
    with History(home / "history.db") as history:
        assert history.session(1).status is Status.PAUSED


def test_a_second_program_cannot_resume_an_open_session(bank: Path) -> None:
    process = Process("--bank", str(bank), "-n", "5")
    try:
        process.wait_for("Question 1 of 5")
        result = run("practice", "--plain", "--resume", typed="A\n")
        others = [practise(bank, "-n", "2", typed="") for _ in range(3)]
    finally:
        process.close()
    assert result.exit_code == 1
    assert "session 1 is open in another program" in result.stderr
    said = [[line for line in other.stderr.splitlines() if "not finished" in line] for other in others]
    assert said[0] == [], "what is open elsewhere cannot be gone on with"
    assert said[1][0].startswith("codequiz: session 2 is not finished; go on with: codequiz practice --resume")
    assert said[2][0].startswith("codequiz: session 3 is not finished")


def test_time_running_out_ends_a_session_that_waits_for_input(bank: Path, tmp_path: Path) -> None:
    exam = tmp_path / "short.toml"
    exam.write_text(
        'id = "short"\nminutes = 1\npass_percent = 70\n[[section]]\nkey = "digestive"\nquestions = 60\n',
        encoding="utf-8",
    )
    process = Process("--bank", str(bank), "-n", "2", "--exam", str(exam))
    try:
        process.type("A\n")
        process.wait_for("Notice: ")
        process.wait_for("Time is up.")
        assert process.finish() == (0, "")
    finally:
        process.close()
    assert "what you had answered was submitted" in process.seen
    assert "Score: " in process.seen


def test_a_reader_that_leaves_is_no_traceback(bank: Path) -> None:
    read, write = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "codequiz", "practice", "--plain", "--bank", str(bank)],
        stdin=subprocess.PIPE,
        stdout=write,
        stderr=subprocess.PIPE,
    )
    os.close(write)
    os.close(read)
    _, errors = process.communicate(b"A\nB\n", timeout=20)
    assert errors == b""
