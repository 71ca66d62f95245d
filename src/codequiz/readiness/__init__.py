"""How ready somebody is for an exam: the chance of passing today with its uncertainty, and what to work on next.

Pure: answers, exam and moment in, statement out. docs/readiness.md has the method and its sources in plain words.
"""

from codequiz.readiness.assumptions import DEFAULT, Assumptions
from codequiz.readiness.focus import CLOSED_PER_HOUR, DomainGain, Focus, Weakness, focus
from codequiz.readiness.outlook import FEWEST_ANSWERS, WIDEST_CHANCE, WIDEST_SCORE, assess, is_enough, outlook
from codequiz.readiness.statement import (
    LEVEL,
    DomainOutlook,
    Doubt,
    Evidence,
    Interval,
    PaceOutlook,
    Readiness,
    TooFew,
)

__all__ = [
    "CLOSED_PER_HOUR",
    "DEFAULT",
    "FEWEST_ANSWERS",
    "LEVEL",
    "WIDEST_CHANCE",
    "WIDEST_SCORE",
    "Assumptions",
    "DomainGain",
    "DomainOutlook",
    "Doubt",
    "Evidence",
    "Focus",
    "Interval",
    "PaceOutlook",
    "Readiness",
    "TooFew",
    "Weakness",
    "assess",
    "focus",
    "is_enough",
    "outlook",
]
