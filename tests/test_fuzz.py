"""Whatever the fuzzer has found once stays mended: `fuzz/found/`, and the seeds it starts from."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

FUZZ = Path(__file__).resolve().parent.parent / "fuzz"


def load() -> Any:
    spec = importlib.util.spec_from_file_location("fuzz_targets", FUZZ / "targets.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TARGETS = load().TARGETS
KEPT = [
    *((path.name.split("-")[0], path) for path in sorted((FUZZ / "found").iterdir()) if path.is_file()),
    *((path.parent.name, path) for path in sorted((FUZZ / "seeds").glob("*/*")) if path.parent.name != "query"),
]


@pytest.mark.parametrize(("target", "path"), KEPT, ids=[f"{target}-{path.name[-12:]}" for target, path in KEPT])
def test_what_was_found_stays_mended(target: str, path: Path) -> None:
    TARGETS[target](path.read_bytes())
