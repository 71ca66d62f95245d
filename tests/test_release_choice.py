"""Which of several releases is used: the newest in force, unless the user chose."""

import pytest

import release_files as files
from codequiz import code_sets
from codequiz.codes import System
from codequiz.errors import NothingFoundError, UsageError
from codequiz.releases import imported, installed
from import_support import book, bring_in
from release_files import WriteFile

pytestmark = pytest.mark.usefixtures("release_home")


def test_the_newest_release_in_force_is_used_and_the_user_may_choose(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODEQUIZ_TODAY", "2026-05-01")
    text = files.hcpcs_file([files.hcpcs_record(f"A{n:04}", f"Thing {n}", added="20250101") for n in range(5000)])
    newer = files.hcpcs_file([files.hcpcs_record(f"A{n:04}", f"Thing {n}", added="20260701") for n in range(5000)])
    bring_in(write("h.txt", text), write("h2.txt", newer))

    def used() -> str:
        release = book().release(System.HCPCS)
        assert release is not None
        return release.name

    assert used() == "2025-Q1", "the newer one is not in force yet"
    monkeypatch.setenv("CODEQUIZ_TODAY", "2026-07-01")
    assert used() == "2026-Q3", "it takes over by itself on its day"
    code_sets.use("hcpcs:2025-q1")
    assert used() == "2025-Q1"
    code_sets.use_newest(System.HCPCS)
    assert used() == "2026-Q3"
    code_sets.remove("2026-Q3")
    assert used() == "2025-Q1"
    code_sets.remove("2025-Q1")
    assert used() == "2026 Q3 sample"
    assert not imported.releases()


def test_the_newest_of_a_code_set_are_the_newest_of_its_indexes_too(write: WriteFile) -> None:
    newer = files.NEOPLASMS.replace("<version>2025", "<version>2026")
    bring_in(write("old.xml", files.NEOPLASMS.encode()), write("new.xml", newer.encode()))
    code_sets.use("FY2025-neoplasms")
    assert "FY2025-neoplasms" in {release.name for release in installed.active()}
    code_sets.use_newest(System.ICD10CM)
    assert "FY2026-neoplasms" in {release.name for release in installed.active()}


def test_a_removed_release_is_no_choice_any_more(write: WriteFile) -> None:
    path = write("o2026.txt", files.order_file(files.ORDER_2026))
    bring_in(path)
    code_sets.use("icd10cm:FY2026")
    code_sets.remove("icd10cm:FY2026")
    bring_in(path)
    assert not installed.active()[0].is_imported, "a sample is not used before it is chosen"


def test_a_name_must_name_one_release(write: WriteFile) -> None:
    bring_in(
        write("o2026.txt", files.order_file(files.ORDER_2026)), write("p2026.txt", files.order_file(files.PCS_ORDER))
    )
    with pytest.raises(UsageError, match="several"):
        code_sets.use("FY2026")
    with pytest.raises(NothingFoundError):
        code_sets.use("FY1999")
    with pytest.raises(UsageError, match="came with"):
        code_sets.remove("cpt:2026 sample")
