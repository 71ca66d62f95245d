"""The formats that are shipped, and users' own files."""

from pathlib import Path
from typing import Final

from codequiz import paths, whole_files
from codequiz.errors import CodequizError, InvalidDataError, UsageError
from codequiz.formats.model import Format
from codequiz.formats.parse import parse
from codequiz.text import did_you_mean

DEFAULT: Final = "cpc-150"
_MAX_BYTES: Final = 1_000_000


def names() -> tuple[str, ...]:
    """The shipped formats' names, the default first."""
    found = sorted(path.stem for path in _directory().glob("*.toml"))
    return tuple(sorted(found, key=lambda name: name != DEFAULT))


def installed() -> tuple[Format, ...]:
    """All shipped formats, the default first."""
    return tuple(load(name) for name in names())


def load(name_or_path: str) -> Format:
    """A shipped format by its name, or a user's own by the path of its file.

    Raises UsageError for a name that does not exist, InvalidDataError with the first problem of a bad file.
    """
    if name_or_path in names():
        return _read(_directory() / f"{name_or_path}.toml")
    path = Path(name_or_path).expanduser()
    if path.suffix == ".toml" or "/" in name_or_path:
        return _read(path)
    raise UsageError(
        f"there is no exam format {name_or_path!r}",
        did_you_mean(name_or_path, names(), f"use one of {', '.join(names())}, or the path of your own .toml file"),
    )


def _directory() -> Path:
    return paths.shipped("questions") / "formats"


def _read(path: Path) -> Format:
    try:
        text = whole_files.read_text(path, _MAX_BYTES)
    except UnicodeDecodeError as error:
        raise InvalidDataError(f"{path} is not UTF-8 text", "save it as UTF-8") from error
    except OSError as error:
        raise CodequizError(f"cannot read {path}: {error.strerror or error}", "check the path") from error
    if text is None:
        raise InvalidDataError(f"{path} is too large for an exam format", "see docs/exam-formats.md")
    result, problems = parse(text, str(path))
    if result is None:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise InvalidDataError(f"{problems[0]}{more}", "see docs/exam-formats.md for the fields")
    return result
