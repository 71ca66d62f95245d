"""Arguments, environments and streams that nobody means well with: one clear line or an answer, never a traceback."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codequiz.cli import console
from codequiz.cli.plain import keys
from codequiz.formats.parse import parse as parse_format
from codequiz.questions import parse as parse_questions
from codequiz.text import one_line, printable, well_formed
from exam_support import write_bank

SOURCE = Path(__file__).resolve().parent.parent
ESCAPES = "\x1b[2J\x1b]0;title\x07"
MARKUP = "[bold red]x[/] [link=http://example.invalid]y[/link]"
BIDI = "a\u202eb\u2066c\u2069\u200f"
HOSTILE = (
    ESCAPES,
    MARKUP,
    BIDI,
    "\x9b31m",
    "\0",
    "\r\x08",
    "\ufeff",
    "\U000e0041",
    "💊" * 50,
    "שלום",
    "%s%n{}",
    "AND OR NOT",
)


def run(
    *arguments: str | bytes, environment: dict[str, str] | None = None, typed: bytes = b"", shell: str = ""
) -> "subprocess.CompletedProcess[bytes]":
    """The program as users run it, its output buffered; `shell` is appended to the command line (`>&-`)."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command: list[str | bytes] = [sys.executable, "-m", "codequiz", *arguments]
    if shell:
        command = ["/bin/sh", "-c", f'exec "$@" {shell}', "sh", *command]
    return subprocess.run(
        command, env=own | (environment or {}), input=typed, capture_output=True, check=False, timeout=60
    )


def assert_told(result: "subprocess.CompletedProcess[bytes]", *codes: int) -> None:
    assert b"Traceback" not in result.stderr, result.stderr.decode("utf-8", "replace")
    assert b"Exception ignored" not in result.stderr
    assert result.returncode in codes, (result.returncode, result.stderr)
    for stream in (result.stdout, result.stderr):
        assert b"\x1b" not in stream


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("~nobody-of-this-name/x", (1,)),
        ("/dev/null", (1,)),
        ("/dev/null/below", (1,)),
        ("/proc/nowhere", (1,)),
        ("/" + "a" * 300, (1,)),
        ("/dev/null/" + ESCAPES, (1,)),
    ],
)
def test_a_home_that_cannot_be(value: str, codes: tuple[int, ...]) -> None:
    for arguments in (["lookup", "htn"], ["practice", "--plain", "-n", "1"]):
        result = run(*arguments, environment={"CODEQUIZ_HOME": value})
        assert_told(result, *codes)
        assert result.stderr.startswith(b"codequiz: error: ")
    assert_told(run("history", environment={"CODEQUIZ_HOME": value}), 0, 1)
    assert_told(run("doctor", environment={"CODEQUIZ_HOME": value}), 0, 1, 4)


@pytest.mark.parametrize(
    "name", ["with space", "q?m#x%41&mode=rw", "ümläut 編碼", "-dash", os.fsdecode(b"\xff\xfe"), "a'b\"c"]
)
def test_a_home_with_an_odd_name_works(name: str, codes_home: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", {"digestive": 2})
    (tmp_path / name).mkdir()
    (tmp_path / name / "codes.db").symlink_to(codes_home / "codes.db")
    # As people set it: relative to where they are.
    command = [sys.executable, "-m", "codequiz"]
    environment = os.environ | {"CODEQUIZ_HOME": name}
    for arguments, typed in (
        (["lookup", "htn", "--format", "json"], b""),
        (["practice", "--plain", "--bank", str(bank), "-n", "2"], b"A\nB\ne\n"),
        (["history"], b""),
        (["doctor"], b""),
    ):
        result = subprocess.run(
            command + arguments, cwd=tmp_path, env=environment, input=typed, capture_output=True, check=False
        )
        assert_told(result, 0)
    assert (tmp_path / name / "history.db").exists()


@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": "dumb"},
        {"NO_COLOR": "1"},
        {"COLUMNS": "0"},
        {"COLUMNS": "many"},
        {"COLUMNS": "100000"},
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "utf-16"},
        {"TZ": "Nowhere/Nothing"},
        {"HOME": "/nonexistent", "USER": "", "LOGNAME": ""},
    ],
)
def test_an_odd_environment(environment: dict[str, str], home: Path, tmp_path: Path) -> None:
    if environment.get("PYTHONUTF8") == "0" and not str(SOURCE).isascii():
        # Python itself does not start then: it reads the path of an editable installation as ASCII.
        environment = environment | {"PYTHONUTF8": "1"}
    found = run("lookup", "htn", "--format", "json", environment=environment)
    assert_told(found, 0)
    assert json.loads(found.stdout.decode("utf-8"))["hits"][0]["code"] == "I10"
    card = run("show", "E11.9", environment=environment)
    assert_told(card, 0)
    assert card.stdout
    bank = write_bank(tmp_path / "bank", {"digestive": 1})
    sat = run("practice", "--plain", "--bank", str(bank), "-n", "1", environment=environment, typed=b"A\ne\n")
    assert_told(sat, 0)


@pytest.mark.parametrize("shell", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full"])
@pytest.mark.parametrize(
    "arguments", [["show", "E11.9"], ["lookup", "--batch", "-"], ["practice", "--plain", "-n", "1"], ["--version"]]
)
def test_closed_and_full_streams(shell: str, arguments: list[str], home: Path) -> None:
    result = run(*arguments, shell=shell)
    assert_told(result, 0, 1)
    if shell == ">/dev/full" and arguments[0] in {"show", "practice", "--version"}:
        assert result.returncode == 1
        assert result.stderr.count(b"No space left") == 1


@pytest.mark.parametrize("junk", [b"\xff\xfe", b"\xed\xa0\x80"])
def test_arguments_that_are_not_utf_8(junk: bytes, home: Path) -> None:
    assert_told(run("lookup", junk), 0, 3)
    found = run("lookup", junk, "--format", "json")
    assert_told(found, 0, 3)
    json.loads(found.stdout.decode("utf-8"))
    assert_told(run("show", junk), 3)
    for option in ("--batch", "--system", "--format", "--limit"):
        assert_told(run("lookup", option, junk), 1, 2)
    assert_told(run("practice", "--plain", "--bank", junk), 1)
    assert_told(run("practice", "--plain", "--exam", junk), 2)
    assert_told(run("practice", "--plain", "--domain", junk), 2)
    assert_told(run(junk), 2)
    assert_told(run("history", "show", junk), 2)
    assert_told(run("questions", "check", junk), 1)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_words(text: str, home: Path) -> None:
    argument = text.replace("\0", "")  # the system takes none
    assert_told(run("lookup", argument), 0, 2, 3)
    assert_told(run("show", argument), 3 if argument else 2)
    batch = run("lookup", "--batch", "-", typed=f"{text}\nhtn\n".encode("utf-8", "surrogatepass"))
    assert_told(batch, 0)
    lines = [json.loads(line) for line in batch.stdout.decode().splitlines()]
    assert lines[-1]["hits"][0]["code"] == "I10"


def test_keys_of_practice_that_are_no_text(home: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", {"digestive": 2})
    typed = (
        b"\xff\xfe\n" + "\n".join(HOSTILE).encode() + b"\nn " + ESCAPES.encode() + b"\nA\nB\n\x00\ng 99999999999\ne\n"
    )
    result = run("practice", "--plain", "--bank", str(bank), "-n", "2", typed=typed)
    assert_told(result, 0)
    assert b"Score: " in result.stdout
    shown = run("history", "show", "1")
    assert_told(shown, 0)


# Parsers: whatever comes, data or problems come back.

_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
_FIELDS = (
    "id domain stem choices answer rationale codes case question section part key questions minutes pass_percent"
    " navigation breaks pretest scaled name low high"
).split()


def as_toml(value: Any) -> str:
    """A value as TOML, as far as it can be one."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case list():
            return "[" + ", ".join(as_toml(item) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {as_toml(item)}" for key, item in value.items()) + "}"
        case _:
            return json.dumps(str(value))


@st.composite
def toml_files(draw: st.DrawFn) -> str:
    """Files with our fields and anything in them."""
    lines = []
    for _ in range(draw(st.integers(0, 3))):
        lines.append(draw(st.sampled_from(["", "[[question]]", "[[case]]", "[[section]]", "[[part]]", "[scaled]"])))
        for name in draw(st.lists(st.sampled_from(_FIELDS), unique=True, max_size=8)):
            lines.append(f"{name} = {as_toml(draw(_values))}")
    return "\n".join(lines)


@given(st.text() | toml_files())
@example("[[question]]\nid = 1e999")
@example("a = " + "[" * 5000)
@example("[[question]]\nanswer = " + "9" * 5000)
@example('minutes = { value = { value = 1 } }\n[[section]]\nkey = ["a"]')
@settings(max_examples=300)
def test_question_and_format_files_are_data_or_problems(text: str) -> None:
    parsed = parse_questions(text, "x.toml")
    for problem in parsed.problems:
        assert printable(str(problem)) == str(problem)
    result, problems = parse_format(text, "x.toml")
    assert (result is None) == bool(problems)
    for problem in problems:
        assert "\n" not in str(problem)


@given(st.text())
@settings(max_examples=300)
def test_every_line_is_a_command_or_is_told(line: str) -> None:
    command = keys.parse(line)
    if isinstance(command, keys.Misunderstood):
        assert one_line(command.message) == command.message


@given(st.text(st.characters()))
@example(ESCAPES + BIDI)
def test_nothing_that_a_terminal_acts_on_comes_out(text: str) -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        console.write(text)
    written = out.getvalue()
    assert not set(written) & {chr(code) for code in (*range(9), *range(11, 32), *range(0x7F, 0xA0))}
    assert not set(written) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    well_formed(text).encode("utf-8")


def test_markup_in_a_question_is_text(home: Path, tmp_path: Path) -> None:
    bank = write_bank(tmp_path / "bank", {"digestive": 1})
    (file,) = bank.glob("*.toml")
    content = file.read_text(encoding="utf-8")
    file.write_text(content.replace("Invented question", f"{MARKUP} question"), encoding="utf-8")
    result = run("practice", "--plain", "--bank", str(bank), "-n", "1", typed=b"A\ne\n")
    assert_told(result, 0)
    assert b"[bold red]x[/]" in result.stdout


def test_a_format_file_that_is_no_file(tmp_path: Path, home: Path) -> None:
    (tmp_path / "dir.toml").mkdir()
    (tmp_path / "binary.toml").write_bytes(bytes(range(256)))
    for name, codes in (("dir.toml", (1,)), ("binary.toml", (4,)), ("none.toml", (1,)), ("x" * 300 + ".toml", (1,))):
        assert_told(run("practice", "--plain", "--exam", str(tmp_path / name)), *codes)
