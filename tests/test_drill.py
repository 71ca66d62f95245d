"""The drill "find it": what is asked has one answer, every code done is kept, the lookup is open."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from codequiz import index
from codequiz.cli.app import app
from codequiz.codes import System
from codequiz.codeview import CodeView
from codequiz.generate import Target, targets


@pytest.fixture(scope="module")
def view(codes_home: Path) -> Iterator[CodeView]:
    with closing(index.connect(codes_home / "codes.db")) as connection:
        yield CodeView(connection)


def asked(view: CodeView, seed: int, count: int) -> list[Target]:
    return list(islice(targets(view, seed), count))


def test_each_target_has_one_answer_in_the_whole_book(view: CodeView) -> None:
    found = asked(view, 3, 90)
    assert {target.code.system for target in found} == {System.ICD10CM, System.CPT, System.HCPCS}
    assert len({target.code.id for target in found}) == 90
    for target in found:
        assert view.covering(target.asked) == {target.code.id}
        assert target.code.billable
    assert asked(view, 3, 90) == found
    assert asked(view, 4, 90) != found


def test_targets_of_a_small_system_end(view: CodeView) -> None:
    found = [target.code.id for target in targets(view, 1, [System.HCPCS])]
    assert len(found) == len(set(found)) > 300


def drill(*arguments: str, text: str) -> Result:
    return CliRunner().invoke(app, ["drill", "--seed", "3", *arguments], input=text)


def kept(home: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "history.db")) as connection:
        return connection.execute(
            "select number, code, found, tries, lookups from drill order by at, number"
        ).fetchall()


def test_a_drill_measures_and_keeps_every_code(view: CodeView, home: Path) -> None:
    one, two, _ = asked(view, 3, 3)
    text = f"/ {one.asked}\nZ00.00\nnonsense\n{one.code.printed.lower()}\ns\n"
    result = drill("-n", "3", text=text)
    assert result.exit_code == 0, result.stderr
    assert f"1. ICD-10-CM: {one.asked}" in result.stdout
    assert "No: Z00.00 is " in result.stdout
    assert "That is no installed code." in result.stdout
    assert "Found in " in result.stdout
    assert f"Skipped. It is {two.code.printed}" in result.stdout
    assert "Found 1 of 2." in result.stdout
    assert kept(home) == [(1, one.code.printed, 1, 3, 1), (2, two.code.printed, 0, 0, 0)]


def test_the_next_drill_is_compared_with_earlier_ones(view: CodeView, home: Path) -> None:
    (one,) = asked(view, 3, 1)
    assert "In earlier drills" not in drill("-n", "1", text=f"{one.code.code}\n").stdout
    assert "In earlier drills: median " in drill("-n", "1", text=f"{one.code.code}\n").stdout


def test_the_end_of_input_ends_it(home: Path) -> None:
    result = drill(text="")
    assert (result.exit_code, kept(home)) == (0, [])
    assert "Found 0 of 0." in result.stdout


def test_other_systems_are_refused(home: Path) -> None:
    result = drill("--system", "icd11", text="")
    assert result.exit_code == 2
    assert "no drill for icd11" in result.stderr


def test_looking_up_and_the_commands_in_a_drill(home: Path) -> None:
    out = drill("-n", "1", text="/ lap appendectomy\n/\n?\ne\n").stdout
    assert "\n44970, CPT: " in out.replace("> ", "\n")
    assert "Write words after the slash" in out
    assert out.count("a code answers, s skips, e ends.") == 2
