"""A command line that makes no sense: every command says in one line what is allowed, and what may have been meant."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from codequiz.cli.app import app


def refused(*arguments: str) -> tuple[str, str]:
    """What a command line that is refused prints: the error, and the hint, without their beginnings."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    error, hint = result.stderr.splitlines()
    assert error.startswith("codequiz: error: ")
    assert hint.startswith("hint: ")
    return error.removeprefix("codequiz: error: "), hint.removeprefix("hint: ")


def all_options() -> Iterator[tuple[list[str], Any]]:
    """Every option of every command that takes a value, with the words that lead to the command."""

    def walk(command: Any, words: list[str]) -> Iterator[tuple[list[str], Any]]:
        for name, below in getattr(command, "commands", {}).items():
            yield from walk(below, [*words, name])
        for parameter in command.params:
            if parameter.param_type_name == "option" and not parameter.is_flag and words:
                yield words, parameter

    yield from walk(typer.main.get_command(app), [])


OPTIONS = list(all_options())
IDS = [" ".join([*words, option.opts[0]]) for words, option in OPTIONS]


def arguments_of(words: list[str]) -> list[str]:
    """As many arguments as the command needs: options are read first, so that they are never looked at."""
    command: Any = typer.main.get_command(app)
    for word in words:
        command = command.commands[word]
    return ["1" for one in command.params if one.param_type_name == "argument" and one.required]


@pytest.mark.parametrize(("words", "option"), OPTIONS, ids=IDS)
def test_an_option_without_its_value_is_told(words: list[str], option: Any) -> None:
    error, hint = refused(*words, *arguments_of(words), option.opts[0])
    assert error == f"{option.opts[0]} needs a value"
    assert "--help lists what there is" in hint


@pytest.mark.parametrize(("words", "option"), OPTIONS, ids=IDS)
def test_help_shows_what_an_option_takes_in_words_and_not_by_its_type(words: list[str], option: Any) -> None:
    shown = CliRunner().invoke(app, [*words, "--help"]).stdout
    (line,) = [line for line in shown.splitlines() if re.match(rf"\s+(-\w, )?{re.escape(option.opts[0])} ", line)]
    assert not re.search(r"<(str|int|float|list|path)\b", line)


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ("lookup htn --limit 0", "--limit takes a whole number from 1 to 10,000"),
        ("lookup htn --limit ten", "--limit takes a whole number from 1 to 10,000"),
        ("lookup htn --system foo", "--system takes one of icd10cm, icd10pcs, cpt, hcpcs, modifier"),
        ("lookup htn --format xml", "--format takes one of table, json, jsonl, csv"),
        ("show E11.9 --format csv", "--format takes one of table, json"),
        ("codes status --format csv", "--format takes one of table, json"),
        ("history --format xml", "--format takes one of table, json, csv"),
        ("history --limit 0", "--limit takes a whole number, 1 or more"),
        ("history readiness --extra-time 9", "--extra-time takes a number from 1 to 3"),
        ("practice --questions 0", "--questions takes a whole number from 1 to 1,000"),
        ("practice --seed x", "--seed takes a whole number, 0 or more"),
        ("history show one", "SESSION_ID takes a whole number"),
    ],
)
def test_a_value_that_is_not_allowed_names_those_that_are(line: str, allowed: str) -> None:
    error, hint = refused(*line.split())
    assert error == allowed
    assert "--help lists what there is" in hint


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("practice --domain Anatmy", "did you mean anatomy?"),
        ("practice --mode stdy", "did you mean study?"),
        ("practice --exam coca", "did you mean coc or cca?"),
        ("history --mode exams", "did you mean exam?"),
        ("history --status submited", "did you mean submitted?"),
    ],
)
@pytest.mark.usefixtures("home")
def test_a_name_that_is_nearly_one_is_told(line: str, meant: str) -> None:
    assert refused(*line.split())[1] == meant


@pytest.mark.parametrize(
    ("line", "wrong", "meant"),
    [
        ("lokup htn", "there is no command codequiz lokup", "did you mean codequiz lookup?"),
        ("history shwo 1", "there is no command codequiz history shwo", "did you mean codequiz history show?"),
        ("lookup htn --limt 3", "there is no option --limt", "did you mean --limit?"),
        ("history show 1 --explane", "there is no option --explane", "did you mean --explain?"),
        ("lookup htn --system icd10c", "--system takes one of icd10cm", "did you mean icd10cm or icd10pcs?"),
        ("lookup htn --format jsn", "--format takes one of table", "did you mean json or jsonl?"),
        ("E11.9", "there is no command codequiz E11.9", "codequiz lookup E11.9 looks it up"),
    ],
)
def test_what_was_meant_is_offered(line: str, wrong: str, meant: str) -> None:
    error, hint = refused(*line.split())
    assert error.startswith(wrong)
    assert hint.startswith(meant)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("show", "codequiz show needs CODE"),
        ("codes diff FY2025", "codequiz codes diff needs NEW"),
        ("show E11.9 E11.8", "codequiz show has no use for 'E11.8'"),
        ("lookup htn --billable=yes", "--billable takes no value"),
        ("--nothing", "there is no option --nothing"),
    ],
)
def test_too_little_and_too_much_are_told(line: str, wrong: str) -> None:
    assert refused(*line.split())[0] == wrong


def test_nothing_that_was_typed_reaches_the_terminal_raw(home: Path) -> None:
    for line in (
        ["\x1b[31mred"],
        ["lookup", "--\x1b[31m"],
        ["show", "E11.9", "\x1b[31m"],
        ["lookup", "--system=\x1b[2J"],
    ):
        assert "\x1b" not in "".join(refused(*line))


@pytest.mark.parametrize("group", ["", "codes", "history", "questions"])
def test_the_help_of_a_group_says_in_whole_sentences_what_its_commands_do(group: str) -> None:
    shown = CliRunner().invoke(app, [*group.split(), "--help"]).stdout
    listed = shown.split("Commands:")[1]
    assert len(listed.splitlines()) > 4
    assert "..." not in listed


def test_nothing_to_show_is_told(home: Path) -> None:
    assert refused("show", " ") == ("nothing to show", "type a code: codequiz show E11.9")


def test_a_file_of_queries_that_is_not_there_is_told(tmp_path: Path, home: Path) -> None:
    result = CliRunner().invoke(app, ["lookup", "--batch", str(tmp_path / "none.txt")])
    assert result.exit_code == 1
    assert "none.txt: No such file or directory\nhint: check the path" in result.stderr
