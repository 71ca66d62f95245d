"""The store of sessions, `history.db`: irreplaceable, so migrated with copies kept, and never overwritten.

All of its SQL is in this package; docs/history-database.md describes the tables.
"""

from codequiz.history.lock import SessionLock
from codequiz.history.rows import (
    AnswerRow,
    DomainRow,
    DrillRow,
    Filter,
    Keep,
    Merged,
    SessionRow,
    Status,
    StoredSession,
)
from codequiz.history.store import History

__all__ = [
    "AnswerRow",
    "DomainRow",
    "DrillRow",
    "Filter",
    "History",
    "Keep",
    "Merged",
    "SessionLock",
    "SessionRow",
    "Status",
    "StoredSession",
]
