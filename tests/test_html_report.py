import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codequiz.answers import AnswerRecord
from codequiz.readiness import Readiness, assess, focus
from codequiz.report.html import render
from codequiz.report.page import Outcome, PacedSession, Page, PagedAnswer, PagedSession
from codequiz.report.wording import chance_text
from codequiz.scoring import Changes
from codequiz.trend import pace_change, trends
from practice_records import EXAM, NOW, answers

BROWSER = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


def page(records: list[AnswerRecord], name: str = "cpc-150") -> Page:
    told = assess(records, EXAM, NOW)
    return Page(
        made_at=NOW,
        exam="CPC, 150 questions",
        pass_percent=70,
        sessions=tuple(
            PagedSession(
                NOW - timedelta(days=n), name, "exam", 150, 100 + n, (100 + n) / 1.5, n > 5, 19_000, 20_400, True
            )
            for n in range(8)
        ),
        session_count=8,
        readiness=told,
        focus=focus(records, told.domains, EXAM, NOW),
        trends=trends(records),
        pace=pace_change(records),
        paced=PacedSession(
            name,
            20_400,
            tuple(
                PagedAnswer(
                    n + 1,
                    EXAM.weights[n % 5].domain,
                    (Outcome.RIGHT, Outcome.RIGHT, Outcome.WRONG, Outcome.BLANK)[n % 4],
                    60.0 + 7 * (n % 13),
                    30.0 * (n % 3),
                    n % 3,
                )
                for n in range(150)
            ),
        ),
        changes=Changes(9, 4, 3),
    )


def rich_page() -> Page:
    records = (
        answers(60, 60, days_ago=50)
        + answers(80, 40, days_ago=25)
        + answers(240, 80, tags=("modifier-25",), miss_reason="rule", seconds=170.0)
    )
    return page(records)


class _Reader(HTMLParser):
    """Collects tags and checks that they nest."""

    VOID = frozenset({"meta"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(markup: str) -> _Reader:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    assert reader.open == []
    return reader


def test_every_part_is_on_the_page() -> None:
    titles = re.findall(r"<h[23]>(.*?)</h[23]>", render(rich_page()))

    assert titles == [
        "Trends", "Score", "Pace", "Domains", "What next", "Latest exam: cpc-150", "Pacing", "Time by question",
        "Answer changes", "Sessions",
    ]  # fmt: skip


def test_the_page_is_well_formed_and_loads_nothing() -> None:
    markup = render(rich_page())
    reader = read(markup)

    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in reader.tags}
    assert not any(name in ("src", "href") or name.startswith("on") for _, attrs in reader.tags for name in attrs)
    assert "url(" not in markup
    assert "http" not in markup.replace("http-equiv", "")
    policy = next(attrs["content"] for _, attrs in reader.tags if attrs.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_every_chart_says_in_words_what_it_shows() -> None:
    charts = [attrs for tag, attrs in read(render(rich_page())).tags if tag == "svg"]

    assert len(charts) == 4 + 5
    assert all(attrs["role"] == "img" and attrs["aria-label"] for attrs in charts)


def test_an_empty_history_makes_a_page_that_says_so() -> None:
    empty = Page(NOW, "cpc-150", 70, (), 0, assess([], EXAM, NOW), None, (), None, None, None)
    text = " ".join(read(render(empty)).text)

    assert "Too few to tell 0 of about" in text
    assert "No sessions yet." in text


def test_a_refusal_gives_no_chance() -> None:
    text = " ".join(read(render(page(answers(20, 3)))).text)

    assert "Too few to tell 23 of about" in text
    assert "Chance of passing today" not in text


def test_nobody_is_promised_certainty() -> None:
    assert chance_text(0.9999) == "over 99 %"
    assert chance_text(0.0) == "under 1 %"
    assert chance_text(0.5) == "50 %"


@settings(max_examples=15)
@given(name=st.text(max_size=60) | st.just("<script>alert(1)</script>\"' & \x1b[31m"))
def test_text_of_users_stays_text(name: str) -> None:
    base = page(answers(20, 3))
    hostile = replace(
        base,
        exam=name,
        sessions=tuple(replace(session, name=name, mode=name) for session in base.sessions),
        paced=replace(base.paced, title=name) if base.paced else None,
        trends=(),
        readiness=None,
    )
    markup = render(hostile)

    assert {tag for tag, _ in read(markup).tags} <= {tag for tag, _ in read(render(base)).tags} | {"p"}
    assert "\x1b" not in markup
    assert "<script" not in markup


def test_one_point_one_answer_and_no_time_are_drawn_without_error() -> None:
    small = page(answers(1, 0))
    paced = PacedSession("x", 0.0, (PagedAnswer(1, "anatomy", Outcome.BLANK, 0.0, 0.0, 0),))

    read(render(replace(small, paced=paced)))


def test_numbers_in_the_charts_stay_inside_them() -> None:
    markup = render(rich_page())

    for chart in re.findall(r'<svg class="chart".*?</svg>', markup):
        for x in re.findall(r'\b(?:x|x1|x2|cx)="(-?[\d.]+)"', chart):
            assert 0 <= float(x) <= 420
        for y in re.findall(r'\b(?:y|y1|y2|cy)="(-?[\d.]+)"', chart):
            assert 0 <= float(y) <= 220


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine: the page is not looked at in a browser")
@pytest.mark.parametrize("width", [390, 1200])
def test_a_browser_shows_the_page_without_scrolling_sideways(width: int, tmp_path: Path) -> None:
    assert isinstance(rich_page().readiness, Readiness)
    file = tmp_path / "report.html"
    # Headless windows are at least 500 wide: a frame has the width of a phone exactly. The frame says what it measured.
    file.write_text(render(rich_page()), encoding="utf-8")
    probe = tmp_path / "probe.html"
    probe.write_text(
        f'<iframe id="f" src="report.html" style="width:{width}px;height:900px;border:0"></iframe><pre id="o"></pre>'
        "<script>f.onload = () => { const d = f.contentDocument, w = f.contentWindow;"
        "const texts = [...d.querySelectorAll('svg.chart text')].map(t => t.getBoundingClientRect().height);"
        "o.textContent = JSON.stringify([d.documentElement.scrollWidth, d.querySelectorAll('svg').length,"
        "Math.min(...texts), w.getComputedStyle(d.body).fontSize]); }</script>",
        encoding="utf-8",
    )
    command = [
        str(BROWSER), "--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
        f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=4000", "--dump-dom", probe.as_uri(),
    ]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True).stdout

    found = re.search(r'<pre id="o">\[(\d+),(\d+),([\d.]+),"(\d+)px"\]</pre>', dom.replace("&quot;", '"'))
    assert found, dom[-500:]
    assert int(found[1]) <= width
    assert int(found[2]) == 9
    assert float(found[3]) >= 9.5, "the smallest text of a chart, in pixels"
    assert int(found[4]) >= 16


def test_a_long_history_is_counted_and_its_newest_sessions_listed() -> None:
    text = " ".join(read(render(replace(rich_page(), session_count=5000))).text)

    assert "from 5000 sessions on this machine" in text
    assert "4992 more: codequiz history --limit 5000" in text


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        (Changes(9, 4, 3), "Too few to tell whether changing answers pays."),
        (Changes(30, 10, 3), "Changing answers has paid so far."),
        (Changes(10, 30, 3), "Changing answers has cost you so far."),
        (Changes(0, 0, 2), "Too few to tell whether changing answers pays."),
    ],
)
def test_a_handful_of_changed_answers_says_nothing(changes: Changes, verdict: str) -> None:
    assert verdict in " ".join(read(render(replace(rich_page(), changes=changes))).text)
