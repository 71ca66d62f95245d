"""What the documents say is so: commands exist, shown output comes out, tables and fields are those that there are."""

import json
import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import release_files as files
from codequiz.cli.app import app
from exam_support import write_bank

TREE = Path(__file__).resolve().parent.parent
DOCUMENTS = [TREE / "README.md", *sorted((TREE / "docs").glob("*.md")), TREE / "questions" / "README.md"]


def console_blocks(path: Path) -> list[str]:
    return re.findall(r"(?ms)^```console\n(.*?)^```", path.read_text(encoding="utf-8"))


def commands() -> list[tuple[str, list[str]]]:
    """Each `codequiz …` of the documents, with the lines that are shown below it."""
    found: list[tuple[str, list[str]]] = []
    for path in DOCUMENTS:
        for block in console_blocks(path):
            for line in block.splitlines():
                if re.match(r"\$ [a-z]+ ", line) and not line.startswith("$ billable"):
                    found.append((line[2:].split("  #")[0], []))
                elif found:
                    found[-1][1].append(line)
        for typed in re.findall(r"`(codequiz [^`]*)`", path.read_text(encoding="utf-8")):
            found.append((typed, []))
    return [(line, shown) for line, shown in found if line.startswith("codequiz ")]


def problem(line: str) -> str:
    """What is wrong with a command line: a command or option that does not exist; empty when nothing is."""
    command: Any = typer.main.get_command(app)
    words = shlex.split(re.split(r"[|>;]", line)[0])[1:]
    while words and hasattr(command, "commands") and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return f"no command {words[0]!r}" if words[0].islower() and words[0].isalpha() else ""
        command = command.commands[words.pop(0)]
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    options |= {"--help", "-h"}
    unknown = [word for word in words if word.startswith("--") and word.split("=")[0] not in options]
    return f"no option {unknown[0]}" if unknown else ""


def test_every_command_in_the_documents_exists() -> None:
    found = commands()
    assert len(found) > 20
    assert [(line, wrong) for line, _ in found if (wrong := problem(line))] == []


SHOWN = [(line, shown) for line, shown in commands() if any(text.strip() for text in shown)]


@pytest.mark.parametrize(("line", "shown"), SHOWN, ids=[line[:40] for line, _ in SHOWN])
def test_shown_output_comes_out(line: str, shown: list[str], home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Line by line as it is shown, on a terminal of 80 columns; a line of an ellipsis stands for any others."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("CODEQUIZ_TODAY", "2026-05-01")
    done = run(line)
    rest = [text.rstrip() for text in (done.stdout + done.stderr).splitlines()]
    for part in "\n".join(text.rstrip() for text in shown).split("…\n"):
        wanted = part.strip("\n").split("\n")
        places = [at for at in range(len(rest)) if rest[at : at + len(wanted)] == wanted]
        assert places, f"{part!r} does not come out of {line}:\n{done.stdout}{done.stderr}"
        rest = rest[places[0] + len(wanted) :]


def run(line: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", *shlex.split(line)], capture_output=True, text=True, check=False)


LOOKUPS = sorted({line for line, _ in commands() if re.match(r"codequiz (lookup|show) (?!--batch|CODE)", line)})

UNFOUND = {"codequiz lookup I10.9": 3, "codequiz show 0DTJ4ZZ": 5}
"""Exit codes of what the documents say is not there: no such code; ICD-10-PCS has to be imported first."""


@pytest.mark.parametrize("line", LOOKUPS)
def test_a_lookup_in_the_documents_finds_something(line: str, home: Path) -> None:
    found = run(line.partition("|")[0].partition(" >")[0])
    assert found.returncode == UNFOUND.get(line, 0), found.stderr
    assert (found.stdout != "") is (found.returncode == 0)


def test_the_tables_of_the_index_are_described(codes_home: Path) -> None:
    text = (TREE / "docs" / "codes-database.md").read_text(encoding="utf-8")
    tables_described = {
        match[1]: set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", match[2])))
        for match in re.finditer(r"(?m)^\| `(\w+)` \| [^|]* \| (.*) \|$", text)
    }
    with closing(sqlite3.connect(codes_home / "codes.db")) as database:
        tables = [
            row[0]
            for row in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        about = {row[0] for row in database.execute("SELECT key FROM meta")}
        columns = {table: {row[1] for row in database.execute(f'PRAGMA table_info("{table}")')} for table in tables}
    assert set(tables_described) == set(columns)
    for table, names in columns.items():
        assert names <= tables_described[table], table
    assert about <= tables_described["meta"]


def run_json(*arguments: str) -> Any:
    result = CliRunner().invoke(app, list(arguments))
    return json.loads(result.stdout)


def described(start: str) -> set[str]:
    """The fields that docs/json.md names below a heading."""
    text = (TREE / "docs" / "json.md").read_text(encoding="utf-8")
    sections = re.findall(r"(?ms)^## (.*?)\n(.*?)(?=^## |\Z)", text)
    return set(re.findall(r"`(\w+)`", next(text for title, text in sections if title.startswith(start))))


def test_the_fields_of_json_about_releases_are_described(release_home: Path, write: files.WriteFile) -> None:
    old = write("order-2025.txt", files.order_file(files.ORDER_2025))
    new = write("order-2026.txt", files.order_file(files.ORDER_2026))
    found = run_json("codes", "diff", str(old), str(new), "--format", "json")
    assert {*found, *found["totals"], *found["changes"][0]} <= described("`codes diff")
    for name, content in (("i.xml", files.INDEX), ("t.xml", files.PCS_TABLES)):
        assert CliRunner().invoke(app, ["codes", "import", str(write(name, content.encode()))]).exit_code == 0
    rows = run_json("codes", "status", "--format", "json")
    assert "dropped" in {key for row in rows for key in row}
    assert {key for row in rows for key in row} <= described("`codes status")
    place = run_json("index", "cholera", "--format", "json")[0]
    assert {*place, *place["lines"][0]} <= described("`index")
    prefix = run_json("pcs", "0DTJ", "--format", "json")
    assert {*prefix, *prefix["characters"][0], *prefix["next"]} <= described("`pcs")


def test_the_fields_of_json_are_described(home: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", {"digestive": 2})
    CliRunner().invoke(app, ["practice", "--plain", "--bank", str(bank), "-n", "2"], input="A\nB\ne\n")
    found = run_json("lookup", "htn", "--format", "json")
    assert {*found, *found["hits"][0]} <= described("`lookup")
    assert {*run_json("lookup", "47115", "--format", "json")} <= described("`lookup")
    assert {*run_json("show", "E11.9", "--format", "json")} <= described("`show")
    assert {*run_json("codes", "status", "--format", "json")[0]} <= described("`codes status")
    session = run_json("history", "show", "1", "--format", "json")
    assert {*session, *session["domains"][0], *session["answers"][0]} <= described("`history")
    told = run_json("history", "readiness", "--format", "json")
    about = {*told, *told["domains"][0], *told["pace"], *told["pace"]["seconds"], *told["evidence"]}
    assert about <= described("`history readiness")
    trend = run_json("history", "trend", "--format", "json")[0]
    assert {*trend, *trend["points"][0]} <= described("`history trend")
    focus = run_json("history", "next", "--format", "json")
    assert {*focus, *focus["domains"][0]} <= described("`history next")
    # Only questions that are installed are reviewed; not all ten of them can have the same letter.
    CliRunner().invoke(app, ["practice", "--plain", "-n", "10", "--seed", "1"], input="D\n" * 10 + "e\n")
    due = run_json("history", "due", "--format", "json")
    assert {*due, *due["days"][0], *due["items"][0]} <= described("`history due")
    assert {*run_json("questions", "list", "--format", "json", "--bank", str(bank))[0]} <= described("`questions list")
    assert {*run_json("doctor", "--format", "json")[0]} <= described("`doctor")
