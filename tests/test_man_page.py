"""The man page names every command and option that there is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from script_support import script

TREE = Path(__file__).resolve().parent.parent
PAGE = TREE / "docs" / "codequiz.1"
AGAIN = "write it again with: make man"


def written_now() -> str:
    return str(script("manpage").page())


def headings(page: str) -> list[str]:
    return re.findall(r"(?m)^\.S[SH] .*$", page)


def options(page: str) -> list[str]:
    return re.findall(r"\\fB(\\-\\-?[a-z\\-]+)\\fR", page)


def sentences(page: str) -> list[str]:
    """What is said of each command and option, without what the option parser adds (`[default: 10]`)."""
    text = [re.sub(r" \[(default|required|env)[^\]]*\]$", "", line) for line in page.splitlines()]
    return [line for line in text if re.match(r"[A-Z0-9].* ", line) and line.endswith((".", ")"))]


def test_the_man_page_is_that_of_the_commands() -> None:
    # Types and defaults are worded by the option parser, differently from version to version.
    kept, now = PAGE.read_text(encoding="utf-8"), written_now()
    assert len(sentences(kept)) > 100
    assert sentences(kept) == sentences(now), AGAIN
    assert headings(kept) == headings(now), AGAIN
    assert options(kept) == options(now), AGAIN


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_the_man_page_is_sound_roff() -> None:
    # Not by its path, which groff would take for a part of the text.
    command = ["groff", "-man", "-ww", "-z", "-Kutf8"]
    result = subprocess.run(command, input=PAGE.read_bytes(), capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (0, b"")
