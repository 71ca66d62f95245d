import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from codequiz.report.table import Column, PlainTable


def shown(table: PlainTable, width: int, *, terminal: bool = True) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None, force_terminal=terminal)
    console.print(table, crop=terminal)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]


def a_table() -> PlainTable:
    table = PlainTable(
        "ID", Column("Name", gives=True), Column("Mode", drop=2), Column("Right", drop=1, right=True), "Share"
    )
    table.add_row("26", "A rather long name of a session", "exam", "120/150", "80 %")
    return table


def test_all_of_it_is_shown_where_there_is_room() -> None:
    assert shown(a_table(), 80) == [
        "ID  Name                             Mode    Right  Share",
        "\u2500" * 57,
        "26  A rather long name of a session  exam  120/150  80 %",
    ]


def test_a_text_gives_way_before_a_column_does() -> None:
    assert shown(a_table(), 46)[2] == "26  A rather long name \u2026  exam  120/150  80 %"


def test_the_least_needed_columns_go_first() -> None:
    assert shown(a_table(), 36)[0] == "ID  Name                Right  Share"
    assert shown(a_table(), 28)[0] == "ID  Name               Share"


def test_columns_go_before_a_text_that_names_something_is_cut() -> None:
    table = PlainTable(Column("Question", gives=True, keeps=34), Column("Looked up", drop=2), Column("Marks", drop=1))
    table.add_row("genitourinary-maternity-010", "0:04", "flagged")
    assert shown(table, 45)[2] == "genitourinary-maternity-010  flagged"
    assert shown(table, 20)[2] == "genitourinary-mater\u2026"


def test_a_pipe_gets_all_of_it() -> None:
    assert shown(a_table(), 20, terminal=False) == shown(a_table(), 80)


@given(
    st.integers(30, 120),
    st.lists(st.tuples(st.text(max_size=60), st.from_regex(r"[0-9]{1,7}", fullmatch=True)), min_size=1, max_size=4),
)
def test_numbers_are_never_cut_and_no_line_is_too_long(width: int, rows: list[tuple[str, str]]) -> None:
    table = PlainTable(Column("Name", gives=True), Column("Right", drop=1, right=True), Column("Share", right=True))
    for name, number in rows:
        table.add_row(" ".join(name.split()).encode("ascii", "ignore").decode(), number, number)
    lines = shown(table, width)

    assert all(len(line) <= width for line in lines)
    assert [line.split()[-1] for line in lines[2:]] == [number for _, number in rows]


@pytest.mark.parametrize("width", [30, 50, 80])
def test_long_marks_take_several_lines(width: int) -> None:
    table = PlainTable("No.", Column("Marks", wraps=True))
    table.add_row("1", "flagged, unscored, guess, missed: anatomy, note, and so on until the line is full")

    words = " ".join(" ".join(shown(table, width)[2:]).split())
    assert words == "1 flagged, unscored, guess, missed: anatomy, note, and so on until the line is full"
