"""The tables, as append-only steps: a step that has been released is never changed."""

from collections.abc import Callable
from typing import Final

from sqlite_utils import Database, Migrations

steps: Final = Migrations("codequiz.history")

# Apart from `session`, whose rows are rewritten with every event: a plan is large and never changes.
_SESSION_PLAN: Final = """
CREATE TABLE session_plan (
    session_id INTEGER PRIMARY KEY REFERENCES session(id) ON DELETE CASCADE,
    plan TEXT NOT NULL
) STRICT
"""
_SESSION_QUESTION: Final = """
CREATE TABLE session_question (
    session_id INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    question_hash TEXT NOT NULL REFERENCES question(hash),
    question_id TEXT NOT NULL,
    domain TEXT NOT NULL,
    section TEXT NOT NULL,
    scored INTEGER NOT NULL,
    answer TEXT NOT NULL,
    choice TEXT,
    correct INTEGER,
    shown INTEGER NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    struck TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    confidence TEXT NOT NULL DEFAULT '',
    miss_reason TEXT NOT NULL DEFAULT '',
    thinking_seconds REAL NOT NULL DEFAULT 0,
    lookup_seconds REAL NOT NULL DEFAULT 0,
    lookups INTEGER NOT NULL DEFAULT 0,
    answered_at TEXT,
    PRIMARY KEY (session_id, number)
) STRICT, WITHOUT ROWID
"""
_EVENT: Final = """
CREATE TABLE event (
    session_id INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    boot_seconds REAL NOT NULL,
    awake_seconds REAL NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (session_id, number)
) STRICT, WITHOUT ROWID
"""
_BY_QUESTION: Final = "CREATE INDEX session_question_by_question ON session_question(question_id, session_id)"
_BY_DOMAIN: Final = "CREATE INDEX session_question_by_domain ON session_question(session_id, domain, scored, correct)"
_BY_HASH: Final = "CREATE INDEX session_question_by_hash ON session_question(question_hash)"
_FIRST: Final = (
    """
    CREATE TABLE session (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uid TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL DEFAULT '',
        exam TEXT NOT NULL,
        mode TEXT NOT NULL,
        status TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        questions INTEGER NOT NULL,
        scored INTEGER NOT NULL,
        answered INTEGER NOT NULL,
        correct INTEGER NOT NULL,
        seconds_used REAL NOT NULL,
        seconds_allowed REAL NOT NULL,
        pass_percent REAL NOT NULL,
        passed INTEGER,
        scaled_score INTEGER,
        under_exam_conditions INTEGER NOT NULL,
        seed INTEGER NOT NULL,
        seen TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX session_started ON session(started_at)",
    _SESSION_PLAN,
    """
    CREATE TABLE question (
        hash TEXT PRIMARY KEY,
        id TEXT NOT NULL,
        domain TEXT NOT NULL,
        stem TEXT NOT NULL,
        content TEXT NOT NULL
    ) STRICT
    """,
    _SESSION_QUESTION,
    _BY_QUESTION,
    _BY_DOMAIN,
    _EVENT,
)


@steps(name="0001_sessions")
def _sessions(db: Database) -> None:
    _run(db, 1, _FIRST)


# Views with readable names, for sqlite3 and Datasette. What would tell the answers of an exam that can still be
# resumed is null in them. Without a cast a column has no type, and Datasette's filters (which are text) find nothing.
_OPEN: Final = "session.finished_at IS NULL AND session.mode = 'exam'"
_ANSWERS: Final = f"""
CREATE VIEW answers AS
SELECT session.id AS session, session.started_at, session.exam, session.mode, session.under_exam_conditions,
    place.number, place.question_id AS question, place.domain, place.section, place.scored, question.stem,
    place.choice, CAST(CASE WHEN {_OPEN} THEN NULL ELSE place.answer END AS TEXT) AS answer,
    CAST(CASE WHEN {_OPEN} THEN NULL ELSE ifnull(place.correct, 0) END AS INTEGER) AS correct,
    CAST(round(place.thinking_seconds + place.lookup_seconds, 1) AS REAL) AS seconds,
    CAST(round(place.lookup_seconds, 1) AS REAL) AS lookup_seconds, place.lookups, place.changes, place.flagged,
    place.confidence, place.miss_reason, place.note, place.shown, place.answered_at, place.question_hash
FROM session_question AS place JOIN session ON session.id = place.session_id
    JOIN question ON question.hash = place.question_hash
"""
_RESULTS: Final = f"""
CREATE VIEW results AS
SELECT session.id AS session, session.name, session.started_at, session.finished_at, session.exam, session.mode,
    session.status, session.questions, session.answered, session.scored,
    CAST(CASE WHEN {_OPEN} THEN NULL ELSE session.correct END AS INTEGER) AS correct,
    CAST(CASE WHEN {_OPEN} THEN NULL ELSE round(100.0 * session.correct / session.scored, 1) END AS REAL)
        AS percent,
    session.pass_percent, session.passed, CAST(round(session.seconds_used / 60, 1) AS REAL) AS minutes_used,
    CAST(round(session.seconds_allowed / 60, 1) AS REAL) AS minutes_allowed,
    CAST(round(session.seconds_used / nullif(session.answered, 0), 1) AS REAL) AS seconds_per_answer,
    session.under_exam_conditions, session.note
FROM session
"""
_SECOND: Final = (
    "ALTER TABLE session ADD COLUMN note TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX session_unfinished ON session(id) WHERE finished_at IS NULL",
    # Deleting a session asks which of its questions nobody else has.
    _BY_HASH,
    _ANSWERS,
    _RESULTS,
    f"""
    CREATE VIEW domain_results AS
    SELECT place.domain, count(*) AS asked, sum(place.choice IS NOT NULL) AS answered,
        sum(ifnull(place.correct, 0)) AS correct,
        round(100.0 * sum(ifnull(place.correct, 0)) / count(*), 1) AS percent,
        round(avg(CASE WHEN place.shown THEN place.thinking_seconds + place.lookup_seconds END), 1)
            AS seconds_per_question,
        max(place.answered_at) AS last_answered_at
    FROM session_question AS place JOIN session ON session.id = place.session_id
    WHERE place.scored AND NOT ({_OPEN}) GROUP BY place.domain
    """,
)


@steps(name="0002_notes_and_views")
def _notes_and_views(db: Database) -> None:
    _run(db, 2, _SECOND)


_THIRD: Final = (
    """
    CREATE TABLE drill (
        uid TEXT NOT NULL,
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        system TEXT NOT NULL,
        code TEXT NOT NULL,
        asked TEXT NOT NULL,
        found INTEGER NOT NULL,
        tries INTEGER NOT NULL,
        lookups INTEGER NOT NULL,
        seconds REAL NOT NULL,
        PRIMARY KEY (uid, number)
    ) STRICT, WITHOUT ROWID
    """,
)


@steps(name="0003_drill")
def _drill(db: Database) -> None:
    _run(db, 3, _THIRD)


# History that was written before the first release may have its plans within `session`, its details in tables with row
# numbers, and views whose columns have no type: from here on all have the same shape.
_FOURTH: Final = (
    _ANSWERS,
    _RESULTS,
    f"""
    CREATE VIEW domain_results AS
    SELECT place.domain, CAST(count(*) AS INTEGER) AS asked,
        CAST(sum(place.choice IS NOT NULL) AS INTEGER) AS answered,
        CAST(sum(ifnull(place.correct, 0)) AS INTEGER) AS correct,
        CAST(round(100.0 * sum(ifnull(place.correct, 0)) / count(*), 1) AS REAL) AS percent,
        CAST(round(avg(CASE WHEN place.shown THEN place.thinking_seconds + place.lookup_seconds END), 1) AS REAL)
            AS seconds_per_question,
        CAST(max(place.answered_at) AS TEXT) AS last_answered_at
    FROM session_question AS place JOIN session ON session.id = place.session_id
    WHERE place.scored AND NOT ({_OPEN}) GROUP BY place.domain
    """,
    """
    CREATE VIEW drill_results AS
    SELECT uid AS drill, CAST(min(at) AS TEXT) AS started_at, CAST(count(*) AS INTEGER) AS codes,
        CAST(sum(found) AS INTEGER) AS found, CAST(sum(lookups) AS INTEGER) AS lookups,
        CAST(round(avg(CASE WHEN found THEN seconds END), 1) AS REAL) AS seconds_per_found
    FROM drill GROUP BY uid
    """,
)


@steps(name="0004_one_shape")
def _one_shape(db: Database) -> None:
    for view in ("answers", "results", "domain_results"):
        db.execute(f"DROP VIEW {view}")
    if "plan" in db["session"].columns_dict:
        db.execute(_SESSION_PLAN)
        db.execute("INSERT INTO session_plan SELECT id, plan FROM session")
        db.execute("ALTER TABLE session DROP COLUMN plan")
        _rebuild(db, "session_question", _SESSION_QUESTION, _BY_QUESTION, _BY_DOMAIN, _BY_HASH)
        _rebuild(db, "event", _EVENT)
    _run(db, 4, _FOURTH)


# Until a session is handed in, a blank is a question not answered yet; only then does it count as wrong. An open exam
# tells nothing, an open session of another mode only of what was answered in it.
_JUDGED: Final = "(session.finished_at IS NOT NULL OR (session.mode <> 'exam' AND place.choice IS NOT NULL))"
_FIFTH: Final = (
    f"""
    CREATE VIEW answers AS
    SELECT session.id AS session, session.started_at, session.exam, session.mode, session.under_exam_conditions,
        place.number, place.question_id AS question, place.domain, place.section, place.scored, question.stem,
        place.choice, CAST(CASE WHEN {_JUDGED} THEN place.answer END AS TEXT) AS answer,
        CAST(CASE WHEN {_JUDGED} THEN ifnull(place.correct, 0) END AS INTEGER) AS correct,
        CAST(round(place.thinking_seconds + place.lookup_seconds, 1) AS REAL) AS seconds,
        CAST(round(place.lookup_seconds, 1) AS REAL) AS lookup_seconds, place.lookups, place.changes, place.flagged,
        place.confidence, place.miss_reason, place.note, place.shown, place.answered_at, place.question_hash
    FROM session_question AS place JOIN session ON session.id = place.session_id
        JOIN question ON question.hash = place.question_hash
    """,
    f"""
    CREATE VIEW results AS
    SELECT session.id AS session, session.name, session.started_at, session.finished_at, session.exam, session.mode,
        session.status, session.questions, session.answered, session.scored,
        CAST(CASE WHEN {_OPEN} THEN NULL ELSE session.correct END AS INTEGER) AS correct,
        CAST((SELECT round(100.0 * sum(ifnull(place.correct, 0)) / count(*), 1) FROM session_question AS place
            WHERE place.session_id = session.id AND place.scored AND {_JUDGED}) AS REAL) AS percent,
        session.pass_percent, session.passed, CAST(round(session.seconds_used / 60, 1) AS REAL) AS minutes_used,
        CAST(round(session.seconds_allowed / 60, 1) AS REAL) AS minutes_allowed,
        CAST(round(session.seconds_used / nullif(session.answered, 0), 1) AS REAL) AS seconds_per_answer,
        session.under_exam_conditions, session.note
    FROM session
    """,
    f"""
    CREATE VIEW domain_results AS
    SELECT place.domain, CAST(count(*) AS INTEGER) AS asked,
        CAST(sum(place.choice IS NOT NULL) AS INTEGER) AS answered,
        CAST(sum(ifnull(place.correct, 0)) AS INTEGER) AS correct,
        CAST(round(100.0 * sum(ifnull(place.correct, 0)) / count(*), 1) AS REAL) AS percent,
        CAST(round(avg(CASE WHEN place.shown THEN place.thinking_seconds + place.lookup_seconds END), 1) AS REAL)
            AS seconds_per_question,
        CAST(max(place.answered_at) AS TEXT) AS last_answered_at
    FROM session_question AS place JOIN session ON session.id = place.session_id
    WHERE place.scored AND {_JUDGED} GROUP BY place.domain
    """,
)


@steps(name="0005_blanks_of_open_sessions")
def _blanks_of_open_sessions(db: Database) -> None:
    for view in ("answers", "results", "domain_results"):
        db.execute(f"DROP VIEW {view}")
    _run(db, 5, _FIFTH)


def _rebuild(db: Database, table: str, *statements: str) -> None:
    """Put the rows of a table, which has the right columns, into one made by the first statement."""
    db.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    create, *indexes = statements
    db.execute(create)
    db.execute(f"INSERT INTO {table} SELECT * FROM {table}_before ORDER BY session_id, number")
    db.execute(f"DROP TABLE {table}_before")
    for index in indexes:
        db.execute(index)


def _run(db: Database, version: int, statements: tuple[str, ...]) -> None:
    for statement in statements:
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {version}")


def migrate(db: Database, before_each: Callable[[], object]) -> None:
    """Apply what is pending, one transaction a step; `before_each` is called before every step."""
    for step in steps.pending(db):
        before_each()
        names = [pending.name for pending in steps.pending(db)]
        after = names[names.index(step.name) + 1 :]
        steps.apply(db, stop_before=after[:1] or None)
