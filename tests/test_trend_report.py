import io
import json
from datetime import UTC

import pytest
from rich.console import Console

from codequiz.answers import AnswerRecord
from codequiz.report.trend import trend_dict, trend_view
from codequiz.trend import pace_change, trends
from practice_records import answers


def shown(records: list[AnswerRecord], width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None, force_terminal=True)
    console.print(trend_view(trends(records), pace_change(records), 70, width, UTC))
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("width", [50, 60, 80, 120])
def test_plots_and_tables_fit_the_terminal(width: int) -> None:
    text = shown(answers(50, 50, days_ago=60) + answers(80, 20, days_ago=20) + answers(90, 10), width)

    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    assert "score in percent" in text
    assert "seconds a question" in text
    assert "no clear change" in text or "better" in text
    assert not [line for line in text.splitlines() if line.startswith("(date)")], "the axis is not broken"


def test_everything_drawn_is_also_said_in_numbers() -> None:
    text = shown(answers(50, 50, days_ago=60) + answers(90, 10))

    assert "50 %" in text
    assert "90 %" in text
    assert "\x1b" not in text


def test_whether_one_gets_better_and_faster_is_said_in_words() -> None:
    slow = [record for n in range(3) for record in answers(10, 10, days_ago=30 - n, seconds=130.0 + n)]
    fast = [record for n in range(3) for record in answers(18, 2, days_ago=5 - n, seconds=100.0 + n)]
    first, second = shown(slow + fast, 200).splitlines()[:2]

    assert first.startswith("Better? 50 % right in the earlier half of 120 questions, 90 % in the later: better.")
    assert second.startswith(
        "Faster? 2:10 a question in the earlier half of 6 timed sittings, 1:40 in the later: faster; the exam gives"
    )
    assert "Faster? Too few sittings to tell." in shown(answers(50, 50))


def test_a_single_day_is_a_table_without_a_plot() -> None:
    text = shown(answers(7, 3))

    assert "70 %" in text
    assert "⠀" not in text


def test_a_domain_with_markup_and_escapes_is_shown_as_text() -> None:
    text = shown(answers(20, 20, domains=["[red]x\x1b[31m"]))

    assert "[red]x" in text
    assert "\x1b" not in text


def test_json_has_numbers_and_null_for_all_domains() -> None:
    overall, first, *_ = json.loads(json.dumps([trend_dict(trend) for trend in trends(answers(30, 10))]))

    assert overall["domain"] is None
    assert overall["points"][0]["score"] == 75.0
    assert first["domain"] == "anatomy"


def test_json_has_the_change_of_pace() -> None:
    records = [record for n in range(6) for record in answers(10, 10, days_ago=30 - n, seconds=130.0 - 10 * n)]
    pace = trend_dict(trends(records)[0], pace_change(records))["pace"]

    assert pace == {"earlier": 119.7, "later": 89.6, "sittings": 6, "timed": True, "change": "up"}
    assert trend_dict(trends(records)[1])["pace"] is None
