import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from codequiz import formats
from codequiz.cli.app import app
from codequiz.exam import Answered, Mode, Moved, Submitted
from codequiz.history import History
from codequiz.practice import Session, prepare
from exam_support import FakeClock, question

CPC = formats.load("cpc-150")
BANK = [question(n, s.key, answer=n % 4) for s in CPC.sections for n in range(s.questions)]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CODEQUIZ_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path / "home"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def data(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--format", "json").stdout)


def practise(home: Path, sessions: int, count: int) -> None:
    """Exams with four of five right, one a day until yesterday."""
    clock = FakeClock()
    clock.utc = datetime.now(UTC).replace(microsecond=0) - timedelta(days=sessions + 1)
    with History(home / "history.db") as history:
        history._connection.execute("PRAGMA synchronous = OFF")  # a test's answers may be lost
        for number in range(sessions):
            clock.advance(86_400)
            setup = prepare(CPC, BANK, count=count, mode=Mode.EXAM, seed=number, last_seen=history.last_seen())
            with Session.start(history, clock, setup) as session:
                for n, item in enumerate(session.plan.items):
                    clock.advance(100)
                    right = (n + number) % 5 > 0
                    session.send(Moved(n), Answered(item.answer if right else (item.answer + 1) % 4))
                session.send(Submitted())


def test_a_chance_that_is_the_same_in_all_of_its_range_is_said_once(home: Path) -> None:
    clock = FakeClock()
    clock.utc = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    with History(home / "history.db") as history:
        setup = prepare(CPC, BANK, count=150, mode=Mode.EXAM, seed=1, last_seen={})
        with Session.start(history, clock, setup) as session:
            for n, item in enumerate(session.plan.items):
                clock.advance(100)
                session.send(Moved(n), Answered((item.answer + 1) % 4))
            session.send(Submitted())
    said = run("history", "readiness").stdout.splitlines()[0]
    assert said == "CPC, 150 questions: chance of passing today: under 1 %"


def test_too_few_answers_are_refused(home: Path) -> None:
    assert "too few to tell: 0 of about" in run("history", "readiness").stdout
    assert not home.exists(), "asking makes no file"
    practise(home, 1, 20)
    result = run("history", "readiness")
    assert "too few to tell: 20 of about" in result.stdout
    assert "No chance of passing is given on so little" in result.stdout
    told = data("history", "readiness")
    assert (told["enough"], told["chance"], told["answers"], told["exam"]) == (False, None, 20, "cpc-150")


def test_enough_answers_are_a_chance_with_its_range(home: Path) -> None:
    practise(home, 3, 150)
    told = data("history", "readiness")
    assert told["enough"]
    assert 0 < told["chance"]["low"] <= told["chance"]["mean"] <= told["chance"]["high"] <= 1
    assert told["evidence"]["answers"] == 450
    assert told["evidence"]["seen_before"] == 300
    assert sum(domain["questions"] for domain in told["domains"]) == 150
    shown = run("history", "readiness").stdout
    assert "chance of passing today:" in shown
    assert max(map(len, shown.splitlines())) <= 80
    other = data("history", "readiness", "--exam", "cpc-100")
    assert (other["exam"], other["pass_percent"]) == ("cpc-100", 70)
    rows = list(csv.DictReader(io.StringIO(run("history", "readiness", "--format", "csv").stdout)))
    assert [row["domain"] for row in rows] == [domain["domain"] for domain in told["domains"]]
    assert run("history", "readiness", "--exam", "no-such").exit_code == 2


def test_trend(home: Path) -> None:
    assert data("history", "trend") == []
    assert "no answer yet" in run("history", "trend").stderr
    practise(home, 4, 30)
    overall, *domains = data("history", "trend")
    assert sum(point["n"] for point in overall["points"]) == 120
    assert {domain["domain"] for domain in domains} <= {section.key for section in CPC.sections}
    shown = run("history", "trend").stdout
    assert "the straight line is the pass mark, 70" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert run("history", "trend", "--format", "csv").stdout.startswith("domain,start,")


def test_what_next(home: Path) -> None:
    assert run("history", "next").exit_code == 5
    practise(home, 2, 60)
    found = data("history", "next")
    gains = [domain["per_hour"] for domain in found["domains"]]
    assert gains == sorted(gains, reverse=True)
    shown = run("history", "next")
    assert found["domains"][0]["domain"] in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_what_is_due(home: Path) -> None:
    assert run("history", "due").exit_code == 3
    practise(home, 2, 60)
    assert "none was answered wrong" in run("history", "due").stderr, "the installed bank has none of these"
    assert data("history", "due")["items"] == []
    assert run("history", "due", "--exam-date", "1999-01-01").exit_code == 2


def test_the_report_is_a_page_and_nothing_is_overwritten(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    assert run("history", "report", str(file)).exit_code == 3
    practise(home, 2, 150)
    run("history", "rename", "2", "<b>Mock</b>")
    assert run("history", "report", str(file)).exit_code == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "&lt;b&gt;Mock&lt;/b&gt;" in text
    assert "<script" not in text
    assert run("history", "report", str(file)).exit_code == 1
    assert run("history", "report", str(file), "--force").exit_code == 0
