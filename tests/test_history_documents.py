"""What is said of history.db's tables is so, in the description and in what Datasette shows."""

import json
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from codequiz.history import History

DOCS = Path(__file__).resolve().parent.parent / "docs"


@pytest.fixture
def columns(tmp_path: Path) -> Mapping[str, list[str]]:
    """The columns of every table and view, but for those of SQLite and of its migrations."""
    path = tmp_path / "history.db"
    History(path).close()
    with closing(sqlite3.connect(path)) as database:
        names = [
            row[0]
            for row in database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            if not row[0].startswith(("sqlite_", "_sqlite"))
        ]
        return {name: [row[1] for row in database.execute(f"PRAGMA table_info({name})")] for name in names}


def test_every_table_and_column_is_described(columns: Mapping[str, list[str]]) -> None:
    text = (DOCS / "history-database.md").read_text(encoding="utf-8")
    described = dict(re.findall(r"(?ms)^(?:## |- `)(\w+)(.*?)(?=^## |^- `|^# |\n\n(?=Datasette)|\Z)", text))

    assert columns.keys() <= described.keys()
    for name, those in columns.items():
        assert set(those) <= set(re.findall(r"`(\w+)`", described[name])), name


def test_datasette_is_told_of_every_view_and_its_columns(columns: Mapping[str, list[str]]) -> None:
    told = json.loads((DOCS / "history-datasette.json").read_text(encoding="utf-8"))["databases"]["history"]["tables"]

    assert told.keys() - {"_sqlite_migrations"} == columns.keys()
    for name, about in told.items():
        if "columns" in about:
            assert list(about["columns"]) == columns[name], name
        for mentioned in (*about.get("facets", ()), about.get("sort_desc"), about.get("label_column")):
            assert mentioned is None or mentioned in columns[name], (name, mentioned)
    assert {name for name, about in told.items() if "columns" in about} == {
        *("answers", "results", "domain_results", "drill_results")
    }


def test_the_version_said_is_that_of_the_tables(tmp_path: Path) -> None:
    History(tmp_path / "history.db").close()
    with closing(sqlite3.connect(tmp_path / "history.db")) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()

    assert f"counts them (now {version})" in (DOCS / "history-database.md").read_text(encoding="utf-8")
