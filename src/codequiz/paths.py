"""Where files live: the only module that knows directories.

`CODEQUIZ_HOME`, when set, holds everything the user owns; otherwise the platform's data directory does.
The project's own data (`codes/`, `questions/`) lies inside an installed package as `_data/`, and at the top
of the source tree in an editable install; `CODEQUIZ_CODES`, when set, is used instead of its `codes/`, and instead of
the Tabular List that comes with a dependency.
"""

import os
from pathlib import Path

from codequiz.errors import CodequizError

_PACKAGE = Path(__file__).resolve().parent


def home() -> Path:
    """The user's directory; not created here."""
    chosen = os.environ.get("CODEQUIZ_HOME")
    if chosen:
        try:
            # Absolute, as SQLite's URIs have to be, and as the working directory may change.
            return Path(chosen).expanduser().absolute()
        except RuntimeError as error:
            raise CodequizError(f"CODEQUIZ_HOME: {error} ({chosen})", "write out the path of the directory") from error
    from platformdirs import user_data_path

    return user_data_path("codequiz", appauthor=False)


def writable_home() -> Path:
    """The user's directory, created private to the user when it is missing.

    Raises CodequizError when it cannot be made.
    """
    path = home()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CodequizError(
            f"cannot create the data directory {path}: {error.strerror or error}",
            "set CODEQUIZ_HOME to a directory that you can write to",
        ) from error
    return path


def codes_db() -> Path:
    """The index of codes: derived, may be deleted at any time."""
    return home() / "codes.db"


def banks() -> Path:
    """The directory of the user's own banks of questions; may not be there."""
    return home() / "banks"


def history_db() -> Path:
    """The history of sessions: irreplaceable."""
    return home() / "history.db"


def chosen_codes() -> Path | None:
    """The directory that `CODEQUIZ_CODES` names, or None."""
    chosen = os.environ.get("CODEQUIZ_CODES")
    return Path(chosen).expanduser() if chosen else None


def shipped(name: str) -> Path:
    """A directory of the project's own data: `codes` or `questions`.

    Raises CodequizError when the installation lacks it.
    """
    chosen = chosen_codes() if name == "codes" else None
    if chosen is not None:
        return chosen
    for base in (_PACKAGE / "_data", _PACKAGE.parent.parent):
        candidate = base / name
        if candidate.is_dir():
            return candidate
    raise CodequizError(f"the installation lacks its {name!r} directory", "reinstall codequiz")
