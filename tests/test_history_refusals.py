"""What is no whole, sound history of this version is refused, and nothing of it is taken."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codequiz.errors import CodequizError, InvalidDataError, UsageError
from codequiz.exam import Submitted, apply, start
from codequiz.history import DrillRow, History, Merged
from codequiz.history.connection import SCHEMA_VERSION
from codequiz.history.interchange import VERSION
from exam_support import FakeClock, make_plan
from history_support import exported, sit


def test_a_newer_version_is_refused(history: History, other: History, tmp_path: Path) -> None:
    sit(other, make_plan(2), 0)
    lines = list(other.export_lines())
    head = {**json.loads(lines[0]), "version": VERSION + 1}
    newer = tmp_path / "newer.jsonl"
    newer.write_text(json.dumps(head) + "\n" + "".join(lines[1:]), encoding="utf-8")
    with pytest.raises(CodequizError, match="written by a newer codequiz"):
        history.merge(newer)
    other._connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(CodequizError, match="written by a newer codequiz"):
        history.merge(other._path)
    assert history.sessions() == []


def test_half_a_file_is_refused_wherever_it_ends(history: History, other: History, tmp_path: Path) -> None:
    for choice in range(3):
        sit(other, make_plan(3), choice)
    whole = exported(other, tmp_path / "all.jsonl").read_bytes()
    half = tmp_path / "half.jsonl"
    step = len(whole) // 20
    for end in [*range(0, len(whole) - 1, step), whole.rindex(b'{"end"')]:
        half.write_bytes(whole[:end])
        with pytest.raises(InvalidDataError) as caught:
            history.merge(half)
        assert str(half) in caught.value.message
        assert history.sessions() == []


def test_half_a_database_is_refused(history: History, other: History, tmp_path: Path) -> None:
    sit(other, make_plan(50), *[0] * 50)
    whole = tmp_path / "whole.db"
    other.backup(whole)
    half = tmp_path / "half.db"
    data = whole.read_bytes()
    for share in (0.1, 0.5, 0.9):
        half.write_bytes(data[: int(len(data) * share)])
        with pytest.raises(InvalidDataError, match="damaged or only half there"):
            history.merge(half)
    half.write_bytes(b"")
    with pytest.raises(InvalidDataError, match="is empty"):
        history.merge(half)
    assert history.sessions() == []


@pytest.mark.parametrize(
    ("find", "put"),
    [
        ('"uid":"', '"uid":"../../../../tmp/'),
        ('"answer":0', '"answer":7'),
        ('"choice":0', '"choice":9'),
        ('"stem":"', '"stem":"Changed: '),
        ('"kind":"moved"', '"kind":"unheard-of"'),
        ('"seed":1', '"seed":"one"'),
        ('"seed":1', '"seed":NaN'),
        ('"boot_seconds":', '"boot_seconds":1e999,"x":'),
        ('"mode":"exam","seed"', '"mode":"party","seed"'),
        ('"first":0', '"first":"zero"'),
        ('"name":""', '"name":"\\ud800"'),
        ('"questions":3', '"questions":3}},{"end":{"sessions":1'),
        ('"pass_percent":70.0,"scale"', '"pass_percent":"most","scale"'),
    ],
)
def test_what_does_not_add_up_is_one_clear_error_with_its_line(
    history: History, other: History, tmp_path: Path, find: str, put: str
) -> None:
    sit(other, make_plan(3), 0, 1)
    file = exported(other, tmp_path / "all.jsonl")
    text = file.read_text(encoding="utf-8")
    assert find in text
    file.write_text(text.replace(find, put), encoding="utf-8")
    with pytest.raises(CodequizError) as caught:
        history.merge(file)
    assert f"{file}:" in caught.value.message
    assert "\n" not in caught.value.message
    assert history.sessions() == []


def test_other_files_are_refused(history: History, tmp_path: Path) -> None:
    recipes = tmp_path / "recipes.db"
    with closing(sqlite3.connect(recipes)) as connection:
        connection.execute("CREATE TABLE recipe (name)")
    diary = tmp_path / "diary.txt"
    diary.write_text("Dear diary", encoding="utf-8")
    for file in (recipes, diary, tmp_path / "nothing", tmp_path):
        with pytest.raises(CodequizError):
            history.merge(file)
    with pytest.raises(UsageError, match="this history itself"):
        history.merge(history._path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"uid": "../x"}, "a drill that does not add up: its uid is none"),
        ({"codes": [{}]}, "a drill that does not add up: it has no 'system'"),
        ({"codes": "x"}, "a drill that does not add up"),
    ],
)
def test_a_drill_that_does_not_add_up_is_refused(
    history: History, other: History, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    other.record_drill("d" * 32, 1, FakeClock().utc, DrillRow("icd10cm", "E11.9", "diabetes", True, 1, 0, 9.5))
    lines = [json.loads(line) for line in other.export_lines()]
    lines[1]["drill"] |= change
    file = tmp_path / "bad.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with pytest.raises(InvalidDataError, match=re.escape(said)):
        history.merge(file)
    assert history.drill_seconds() == []


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0}, {"number": True}, {"tries": -1}, {"lookups": "1"}, {"found": 1}, {"code": 3},
        {"seconds": -1}, {"seconds": "x"}, {"at": "soon"}, {"at": None}, {"asked": "\ud800"}, {"tries": 2**70},
    ],
)  # fmt: skip
def test_a_code_of_a_drill_that_does_not_add_up_is_refused(
    history: History, other: History, tmp_path: Path, change: dict[str, Any]
) -> None:
    other.record_drill("d" * 32, 1, FakeClock().utc, DrillRow("icd10cm", "E11.9", "diabetes", True, 1, 0, 9.5))
    lines = [json.loads(line) for line in other.export_lines()]
    lines[1]["drill"]["codes"][0] |= change
    file = tmp_path / "bad.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with pytest.raises(InvalidDataError, match=r"bad\.jsonl:2: a drill that does not add up"):
        history.merge(file)


def test_a_session_open_elsewhere_is_not_replaced(history: History, other: History) -> None:
    sit(other, make_plan(3), 0, submit=False)
    history.merge(other._path)
    stored = other.load(1)
    state = start(stored.plan, stored.events[0][1])
    for event, at in stored.events[1:]:
        state = apply(state, event, at)
    at = replace(state.instant, boot_seconds=state.instant.boot_seconds + 5)
    other.record(1, len(stored.events) + 1, [(Submitted(), at)], state, apply(state, Submitted(), at))
    lock = history.lock(stored.uid)
    assert lock is not None
    with pytest.raises(CodequizError, match="open in another program"):
        history.merge(other._path)
    lock.release()
    assert history.merge(other._path) == Merged(continued=1)
