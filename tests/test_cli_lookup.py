"""`lookup` and `show` as commands: read by themselves or by the option parser, and what they say."""

import gc
import json
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from codequiz.cli import console, lookup_options
from codequiz.cli.app import app
from codequiz.cli.direct import run_direct

Printed = tuple[int, str, str]


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """The direct way turns the garbage collector off, as its process ends at once; a test's does not."""
    yield
    gc.enable()


def without_time(text: str) -> str:
    return re.sub(r'("elapsed_ms": )[\d.]+', r"\g<1>0", text)


def directly(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> Printed | None:
    """Exit code, standard output and standard error of the short way; None when it does not take the arguments."""
    console.reset()
    code = run_direct(arguments)
    printed = capsys.readouterr()
    return None if code is None else (int(code), without_time(printed.out), printed.err)


def through_typer(arguments: list[str]) -> Printed:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, without_time(result.stdout), result.stderr


WELL_FORMED = [
    "lookup htn --limit 3",
    "lookup --limit=3 lap chole",
    "lookup lap --limit 3 chole --limit 2",
    "lookup htn --system cpt --system=ICD10CM",
    "lookup htn --billable --format json",
    "lookup htn --format jsonl",
    "lookup htn --format CSV --limit 5",
    "lookup E11.4* --limit 4",
    "lookup e119",
    "lookup 47115 --format json",
    "lookup 47115",
    "lookup -- --limit",
    "lookup - --limit 1",
    "lookup --format json",
    "lookup htn --jobs 2",
    "show k35.2",
    "show K35.2 --format json",
    "show --all --system icd10cm K35.2",
    "show 90630 --system hcpcs",
    "show nothing",
]


@pytest.mark.parametrize("line", WELL_FORMED)
def test_a_well_formed_line_is_read_at_once_and_as_the_option_parser_reads_it(
    line: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = directly(line.split(), capsys)
    assert found is not None
    assert found == through_typer(line.split())
    assert found[1] or found[2]


def test_lines_of_queries_are_read_both_ways(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queries = tmp_path / "queries.txt"
    queries.write_text("htn\nlap chole\n", encoding="utf-8")
    arguments = ["lookup", "--batch", str(queries), "--limit", "2"]
    found = directly(arguments, capsys)
    assert found == through_typer(arguments)
    assert found is not None
    assert len(found[1].splitlines()) == 2


@pytest.mark.parametrize(
    "line",
    [
        "lookup htn --limit 0",
        "lookup htn --limit",
        "lookup htn --limit ten",
        "lookup htn --limit 1_0",
        "lookup htn --system foo",
        "lookup htn --billable=yes",
        "lookup htn --format xml",
        "lookup htn --unknown",
        "lookup --help",
        "show",
        "show E11.9 E11.8",
        "show K35.2 --format csv",
        "history",
        "",
    ],
)
def test_any_other_line_is_left_to_the_option_parser(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert directly(line.split(), capsys) is None


def parameters(command: str) -> dict[str, Any]:
    group: Any = typer.main.get_command(app)
    return {one.name: one for one in group.commands[command].params if one.param_type_name == "option"}


@pytest.mark.parametrize(("command", "options"), [("lookup", lookup_options.LOOKUP), ("show", lookup_options.SHOW)])
def test_both_readers_know_the_same_options(command: str, options: dict[str, lookup_options.Option]) -> None:
    known = parameters(command)
    assert set(known) == set(options)
    for name, option in options.items():
        assert known[name].opts == [option.flag]
        assert known[name].default == option.default
        assert known[name].multiple is option.repeats
        assert known[name].is_flag is (option.takes is bool)


def argument_lists() -> st.SearchStrategy[list[str]]:
    """Lines made of what a `lookup` may hold, in any order, well formed or not."""
    pieces = [["--billable"], ["htn"], ["lap", "chole"], ["--"], ["-"], ["--limit"], ["--limit="], ["--nothing"]]
    for option in lookup_options.LOOKUP.values():
        if isinstance(option.takes, range):
            pieces += [[option.flag, text] for text in ("1", "7", "0", "-1", "x", "", "٣", "99999999999")]
        elif issubclass(option.takes, StrEnum):
            pieces += [[f"{option.flag}={text}"] for text in (*option.takes, "CPT", "Json", "x", "")]
    return st.lists(st.sampled_from(pieces), max_size=5).map(lambda parts: [word for part in parts for word in part])


def without_emptiness(values: dict[str, Any]) -> dict[str, Any]:
    """Values to compare: an option that is not given is None to one reader and an empty tuple to the other."""
    return {name: (list(value) if isinstance(value, tuple) else value) or None for name, value in values.items()}


@given(arguments=argument_lists())
@settings(max_examples=150, deadline=None)
def test_what_the_short_way_reads_the_option_parser_reads_alike(arguments: list[str]) -> None:
    read = lookup_options.read(arguments, lookup_options.LOOKUP)
    group: Any = typer.main.get_command(app)
    try:
        context = group.commands["lookup"].make_context("lookup", list(arguments))
    except Exception as error:  # noqa: BLE001, as Typer keeps the kind of its error to itself
        assert "UsageError" in {kind.__name__ for kind in type(error).__mro__}
        assert read is None
        return
    if read is not None:
        words, values = read
        assert without_emptiness({**values, "query": words}) == without_emptiness(context.params)


@pytest.mark.parametrize("line", ["lookup -25", "lookup -LT", "show -25", "lookup 27447 -RT --limit 2"])
def test_a_modifier_with_its_hyphen_is_no_option(line: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = directly(line.split(), capsys)
    assert found is not None
    assert found[0] == 0
    without = [word.lstrip("-") if word in {"-25", "-LT", "-RT"} else word for word in line.split()]
    assert found == directly(without, capsys)


def test_json_has_the_card_of_a_code(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = directly(["show", "K35.2", "--format", "json"], capsys)
    assert found is not None
    assert json.loads(found[1])["code"] == "K35.2"


def failure(line: str, capsys: pytest.CaptureFixture[str]) -> Printed:
    found = directly(line.split(), capsys)
    assert found is not None
    return found


@pytest.mark.parametrize("line", ["lookup 0DTJ4ZZ", "show 0dtj4zz", "lookup 0DT", "lookup hernia --system icd10pcs"])
def test_what_needs_a_code_set_that_is_not_installed_says_how_to_install_it(
    line: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = failure(line, capsys)
    assert (code, out) == (5, "")
    assert "ICD-10-PCS is not installed" in err
    assert "hint: codequiz codes install icd10pcs" in err


def test_a_code_of_another_system_is_said_to_be_one(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = failure("lookup 99213 --system hcpcs", capsys)
    assert (code, out) == (3, "")
    assert "99213 is a CPT code" in err
    assert "leave out --system" in err


def test_of_several_codes_one_that_is_none_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = failure("lookup I10 47115", capsys)
    assert code == 0
    assert "I10" in out
    assert "no code 47115" in err


@pytest.mark.parametrize("columns", [30, 40, 60, 68, 80, 120, 200])
@pytest.mark.parametrize("line", ["lookup t2dm neuropathy", "lookup 992 --limit 40", "lookup walker", "lookup I10 25"])
def test_hits_read_well_on_any_terminal(
    line: str, columns: int, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    found = directly(line.split(), capsys)
    listed = directly([*line.split(), "--format", "json"], capsys)
    assert found is not None
    assert listed is not None
    assert max(map(len, found[1].splitlines())) <= columns
    words = found[1].split()
    hits = json.loads(listed[1])["hits"]
    assert hits
    for hit in hits:
        assert hit["code"] in words
        # No word is broken into slivers: each stands whole.
        assert [word for word in hit["title"].split() if len(word) <= 20 and word not in words] == []


def test_the_marks_are_explained_where_they_stand(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    billable = failure("lookup I10 E11.9", capsys)[1]
    assert "$ billable" in billable
    assert "not billable" not in billable
    headers = failure("lookup E11* --limit 3", capsys)[1]
    assert "$ billable   · not billable: codequiz show CODE says what is missing" in headers
    modifiers = failure("lookup LT RT25 --system modifier", capsys)[1]
    assert "billable" not in modifiers


def test_a_list_that_stops_at_the_limit_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "the best 3; --limit shows more" in failure("lookup diabetes --limit 3", capsys)[1]
    shown = json.loads(failure("lookup lap chole --limit 1000 --format json", capsys)[1])["hits"]
    whole = failure(f"lookup lap chole --limit {len(shown)}", capsys)[1]
    assert shown[-1]["code"] in whole
    assert "--limit" not in whole


@pytest.mark.parametrize("typed", ["E11,9", "(e11.9)", "dx E11.9", "icd10 e119"])
def test_show_takes_a_code_as_it_is_pasted(typed: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pasted = directly(["show", typed], capsys)
    assert pasted == directly(["show", "E11.9"], capsys)
    assert pasted is not None
    assert pasted[0] == 0


@pytest.mark.parametrize(
    ("typed", "said"), [("992", "no code '992'"), ("024.410", "O24.410"), ("47115", "no code 47115")]
)
def test_show_of_no_code_tells_where_to_look(
    typed: str, said: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = failure(f"show {typed}", capsys)
    assert (code, out) == (3, "")
    assert said in err


def test_cards_of_codes_that_two_systems_share_stand_apart(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = failure("show J1100", capsys)[1]
    assert "official wording\n\nChapter 10" in shown
