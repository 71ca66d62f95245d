"""Answers made up for tests."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from codequiz.answers import AnswerRecord, DomainWeight, ExamTarget

NOW: Final = datetime(2027, 2, 1, 12, tzinfo=UTC)
DOMAINS: Final = ("anatomy", "radiology", "medicine", "compliance", "digestive")
EXAM: Final = ExamTarget("test-100", tuple(DomainWeight(domain, 20) for domain in DOMAINS), 70, 225)


def answers(
    right: int, wrong: int, domains: Sequence[str] = DOMAINS, days_ago: float = 1.0, **values: Any
) -> list[AnswerRecord]:
    """`right` and `wrong` answers, evenly mixed and spread over `domains`, in sittings of 50, all `days_ago`."""
    total = right + wrong
    order = list(range(total))
    Random(total).shuffle(order)
    rights = set(order[:right])

    def fields(n: int) -> dict[str, Any]:
        return {
            "question_hash": f"q{n}",
            "session": f"s{days_ago}-{n // 50}",
            "domain": domains[n % len(domains)],
            "correct": n in rights,
            "answered_at": NOW - timedelta(days=days_ago, seconds=total - n),
            "seconds": 100.0,
            "seconds_allowed": 135.0,
        } | values

    return [AnswerRecord(**fields(n)) for n in range(total)]
