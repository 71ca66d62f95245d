"""Ranges in wordings, and the amounts that lie in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codequiz.search.measures import Range, asked, fit, ranges

INFINITE = float("inf")


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("excised, 1.1-2.0 cm with margins", 1.1, 2.0, "cm"),
        ("16 to 30 mm", 1.6, 3.0, "cm"),
        ("checkup, 18 through 39 years old", 18, 39, "year"),
        ("age 6 months to under 5 years", 0.5, 5, "year"),
        ("age 12 and up", 12, INFINITE, "year"),
        ("low MDM or 20+ min", 20, INFINITE, "minute"),
        ("4 pictures or more", 4, INFINITE, "count"),
        ("uterus 250 g or less", -INFINITE, 250, "gram"),
        ("total to 2.5 cm", -INFINITE, 2.5, "cm"),
        ("1500-1749 grams", 1500, 1749, "gram"),
        ("loss of consciousness of 31 minutes to 59 minutes", 31, 59, "minute"),
        ("5% to 10% of body surface", 5, 10, "percent"),
        ("body mass index [BMI] 32.0-32.9, adult", 32.0, 32.9, "count"),
    ],
)
def test_a_range_is_read(text: str, low: float, high: float, unit: str) -> None:
    (found,) = ranges(text)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.unit == unit


@pytest.mark.parametrize("text", ["injection, per 250 mg", "type 2 diabetes", "HIV-1 and HIV-2", "COVID-19", "CA 15-3"])
def test_a_number_that_is_no_range_is_none(text: str) -> None:
    assert ranges(text) == ()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("lesion arm 1.8 cm", 1.8, "cm"),
        ("18mm lesion", 1.8, "cm"),
        ("50 yo physical", 50, "year"),
        ("3-year-old", 3, "year"),
        ("office visit 25min", 25, "minute"),
        ("cryo ak x3", 3, "count"),
        ("knee xray 2v", 2, "count"),
        ("six nerve conduction studies", 6, "count"),
    ],
)
def test_an_amount_is_read(text: str, value: float, unit: str) -> None:
    (found,) = asked(text)
    assert (found.low, found.high) == pytest.approx((value, value))
    assert found.unit == unit


@pytest.mark.parametrize("text", ["type 2 dm", "ckd stage 3", "ckd 3b", "level 4 visit", "l4-5", "covid-19", "E11.9"])
def test_the_number_of_a_kind_is_no_amount(text: str) -> None:
    assert asked(text) == ()


def test_what_is_less_than_something_is_no_amount_of_it() -> None:
    (found,) = asked("less than 500 grams")
    assert found.low == -INFINITE
    assert found.high < 500


_VALUES = st.integers(0, 300)


@given(low=_VALUES, width=_VALUES, value=_VALUES)
def test_an_amount_fits_a_range_exactly_when_it_lies_in_it(low: int, width: int, value: int) -> None:
    offered = ranges(f"{low} to {low + width} minutes")
    factor = fit(asked(f"{value} min"), offered)
    assert (factor > 1) == (low <= value <= low + width)
    assert (factor < 1) == (not low <= value <= low + width)


@given(starts=st.lists(st.integers(1, 200), min_size=2, max_size=5, unique=True), value=st.integers(1, 300))
def test_of_half_open_ranges_the_nearest_below_fits_best(starts: list[int], value: int) -> None:
    wanted = asked(f"{value} min")
    reached = [start for start in starts if start <= value]
    best = max(starts, key=lambda start: fit(wanted, ranges(f"{start}+ min")))
    if reached:
        assert best == max(reached)


def test_units_that_differ_say_nothing_of_each_other() -> None:
    assert fit(asked("3 cm"), (Range(5, 9, "year"),)) == 1


@given(st.text("0123456789.-+<> cmyro%mgtooverunder", max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert all(found.low <= found.high for found in (*ranges(text), *asked(text)))
