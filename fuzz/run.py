"""Coverage-guided fuzzing of one target: `python fuzz/run.py questions [libFuzzer options]`; see README.md."""

import importlib
import pkgutil
import sys
from pathlib import Path

import atheris

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

with atheris.instrument_imports(include=["codequiz"]):
    import codequiz

    # All of it now: what is imported later, inside a function, would be run without being watched.
    for module in pkgutil.walk_packages(codequiz.__path__, "codequiz."):
        if not module.name.startswith(("codequiz.tui", "codequiz.__main__")):
            importlib.import_module(module.name)
    from targets import TARGETS


def main() -> None:
    """Run until something is found or the options say to stop."""
    name = sys.argv[1]
    target = TARGETS[name]
    corpus = HERE / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    seeds = [str(folder) for folder in (HERE / "seeds" / name, HERE / "found" / name) if folder.is_dir()]
    target(b"")  # loads what is loaded late
    options = [f"-artifact_prefix={HERE}/found/{name}-", "-timeout=20", "-rss_limit_mb=2048", *sys.argv[2:]]
    atheris.Setup([sys.argv[0], *options, str(corpus), *seeds], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
