PRAGMA application_id = 1129405000;
PRAGMA user_version = 4;
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'codequiz.history','0001_sessions','2026-11-26 09:50:37.384933+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'codequiz.history','0002_notes_and_views','2026-11-26 09:50:37.397656+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'codequiz.history','0003_drill','2026-11-26 09:50:37.420359+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'codequiz.history','0004_one_shape','2026-11-26 11:13:02.484780+00:00');
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
    ;
INSERT INTO "drill" VALUES('dddddddddddddddddddddddddddddddd',1,'2026-03-02T14:03:40.000+00:00','icd10cm','E11.9','diabetes, type 2',1,1,0,12.5);
INSERT INTO "drill" VALUES('dddddddddddddddddddddddddddddddd',2,'2026-03-02T14:03:40.000+00:00','icd10cm','E11.9','diabetes, type 2',0,2,0,40.0);
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
    ;
INSERT INTO "event" VALUES(1,1,'2026-03-02T12:00:00.000+00:00','boot-1',1000.0,1000.0,'started','{}');
INSERT INTO "event" VALUES(1,2,'2026-03-02T12:00:10.000+00:00','boot-1',1010.0,1010.0,'answered','{"choice":0}');
INSERT INTO "event" VALUES(1,3,'2026-03-02T12:00:20.000+00:00','boot-1',1020.0,1020.0,'moved','{"to":1}');
INSERT INTO "event" VALUES(1,4,'2026-03-02T12:00:30.000+00:00','boot-1',1030.0,1030.0,'answered','{"choice":3}');
INSERT INTO "event" VALUES(1,5,'2026-03-02T12:00:40.000+00:00','boot-1',1040.0,1040.0,'answered','{"choice":1}');
INSERT INTO "event" VALUES(1,6,'2026-03-02T12:00:50.000+00:00','boot-1',1050.0,1050.0,'flagged','{"on":true}');
INSERT INTO "event" VALUES(1,7,'2026-03-02T12:01:00.000+00:00','boot-1',1060.0,1060.0,'moved','{"to":2}');
INSERT INTO "event" VALUES(1,8,'2026-03-02T12:01:10.000+00:00','boot-1',1070.0,1070.0,'lookup-opened','{"query":"bone"}');
INSERT INTO "event" VALUES(1,9,'2026-03-02T12:01:20.000+00:00','boot-1',1080.0,1080.0,'lookup-closed','{}');
INSERT INTO "event" VALUES(1,10,'2026-03-02T12:01:30.000+00:00','boot-1',1090.0,1090.0,'answered','{"choice":0}');
INSERT INTO "event" VALUES(1,11,'2026-03-02T12:01:40.000+00:00','boot-1',1100.0,1100.0,'noted','{"text":"was it open?"}');
INSERT INTO "event" VALUES(1,12,'2026-03-02T12:01:50.000+00:00','boot-1',1110.0,1110.0,'submitted','{}');
INSERT INTO "event" VALUES(2,1,'2026-03-02T13:01:50.000+00:00','boot-1',4710.0,4710.0,'started','{}');
INSERT INTO "event" VALUES(2,2,'2026-03-02T13:02:00.000+00:00','boot-1',4720.0,4720.0,'confidence','{"level":"guess"}');
INSERT INTO "event" VALUES(2,3,'2026-03-02T13:02:10.000+00:00','boot-1',4730.0,4730.0,'answered','{"choice":2}');
INSERT INTO "event" VALUES(2,4,'2026-03-02T13:02:20.000+00:00','boot-1',4740.0,4740.0,'miss-reason','{"index":0,"reason":"rule"}');
INSERT INTO "event" VALUES(2,5,'2026-03-02T13:02:30.000+00:00','boot-1',4750.0,4750.0,'moved','{"to":1}');
INSERT INTO "event" VALUES(2,6,'2026-03-02T13:02:40.000+00:00','boot-1',4760.0,4760.0,'answered','{"choice":1}');
INSERT INTO "event" VALUES(2,7,'2026-03-02T13:02:50.000+00:00','boot-1',4770.0,4770.0,'paused','{}');
INSERT INTO "event" VALUES(3,1,'2026-03-02T14:02:50.000+00:00','boot-1',8370.0,8370.0,'started','{}');
INSERT INTO "event" VALUES(3,2,'2026-03-02T14:03:00.000+00:00','boot-1',8380.0,8380.0,'answered','{"choice":0}');
INSERT INTO "event" VALUES(3,3,'2026-03-02T14:03:10.000+00:00','boot-1',8390.0,8390.0,'moved','{"to":1}');
INSERT INTO "event" VALUES(3,4,'2026-03-02T14:03:20.000+00:00','boot-1',8400.0,8400.0,'struck','{"choice":2,"on":true}');
INSERT INTO "event" VALUES(3,5,'2026-03-02T14:03:30.000+00:00','boot-1',8410.0,8410.0,'answered','{"choice":1}');
INSERT INTO "event" VALUES(3,6,'2026-03-02T14:03:40.000+00:00','boot-1',8420.0,8420.0,'paused','{}');
CREATE TABLE question (
        hash TEXT PRIMARY KEY,
        id TEXT NOT NULL,
        domain TEXT NOT NULL,
        stem TEXT NOT NULL,
        content TEXT NOT NULL
    ) STRICT
    ;
INSERT INTO "question" VALUES('a3fc1020d368e4b8430a4885584b6dd15850691cfb9b2c2149870ae82f1e0208','digestive-000','digestive','Invented question 0 of digestive: which code is reported?','{"id":"digestive-000","domain":"digestive","stem":"Invented question 0 of digestive: which code is reported?","choices":["40000","41000","42000","43000"],"answer":0,"rationale":"An invented rule.","wrong":["","Not 1, for an invented reason.","Not 2, for an invented reason.","Not 3, for an invented reason."],"codes":["cpt:40000","cpt:41000","cpt:42000","cpt:43000"],"difficulty":2,"as_of":2026,"tags":["invented"],"file":"digestive.toml"}');
INSERT INTO "question" VALUES('3366f52aa39d598ba015f450928591c4ed1d1d6c65be778d50c9759705cb323b','digestive-001','digestive','Invented question 1 of digestive: which code is reported?','{"id":"digestive-001","domain":"digestive","stem":"Invented question 1 of digestive: which code is reported?","choices":["40001","41001","42001","43001"],"answer":1,"rationale":"An invented rule.","wrong":["Not 0, for an invented reason.","","Not 2, for an invented reason.","Not 3, for an invented reason."],"codes":["cpt:40001","cpt:41001","cpt:42001","cpt:43001"],"difficulty":2,"as_of":2026,"tags":["invented"],"file":"digestive.toml"}');
INSERT INTO "question" VALUES('16fcdd6cb8331f03655626ea951ae33451fd6789a8e4785ad402e56e6cc63145','digestive-002','digestive','Invented question 2 of digestive: which code is reported?','{"id":"digestive-002","domain":"digestive","stem":"Invented question 2 of digestive: which code is reported?","choices":["40002","41002","42002","43002"],"answer":2,"rationale":"An invented rule.","wrong":["Not 0, for an invented reason.","Not 1, for an invented reason.","","Not 3, for an invented reason."],"codes":["cpt:40002","cpt:41002","cpt:42002","cpt:43002"],"difficulty":2,"as_of":2026,"tags":["invented"],"file":"digestive.toml"}');
INSERT INTO "question" VALUES('65ff01727bb2ef523cc303cb9581605a1b436f13ab0707f25aa85d68cb040b87','digestive-003','digestive','Invented question 3 of digestive: which code is reported?','{"id":"digestive-003","domain":"digestive","stem":"Invented question 3 of digestive: which code is reported?","choices":["40003","41003","42003","43003"],"answer":3,"rationale":"An invented rule.","wrong":["Not 0, for an invented reason.","Not 1, for an invented reason.","Not 2, for an invented reason.",""],"codes":["cpt:40003","cpt:41003","cpt:42003","cpt:43003"],"difficulty":2,"as_of":2026,"tags":["invented"],"file":"digestive.toml"}');
INSERT INTO "question" VALUES('3f1dabf5821a7d85cd898da2a5f56b2c9fa99406b46bb053be6744d13a4795fc','digestive-004','digestive','Invented question 4 of digestive: which code is reported?','{"id":"digestive-004","domain":"digestive","stem":"Invented question 4 of digestive: which code is reported?","choices":["40004","41004","42004","43004"],"answer":0,"rationale":"An invented rule.","wrong":["","Not 1, for an invented reason.","Not 2, for an invented reason.","Not 3, for an invented reason."],"codes":["cpt:40004","cpt:41004","cpt:42004","cpt:43004"],"difficulty":2,"as_of":2026,"tags":["invented"],"file":"digestive.toml"}');
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
    , note TEXT NOT NULL DEFAULT '') STRICT
    ;
INSERT INTO "session" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','First try','test','exam','submitted','2026-03-02T12:00:00.000+00:00','2026-03-02T12:01:50.000+00:00',4,4,3,2,110.0,544.0,70.0,0,NULL,1,1,'{"utc":"2026-03-02T12:01:50+00:00","boot_id":"boot-1","boot_seconds":1110.0,"awake_seconds":1110.0}','at home');
INSERT INTO "session" VALUES(2,'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','','test','study','paused','2026-03-02T13:01:50.000+00:00',NULL,3,3,2,1,30.0,408.0,70.0,NULL,NULL,0,1,'{"utc":"2026-03-02T13:02:50+00:00","boot_id":"boot-1","boot_seconds":4770.0,"awake_seconds":4770.0}','');
INSERT INTO "session" VALUES(3,'cccccccccccccccccccccccccccccccc','','test','exam','paused','2026-03-02T14:02:50.000+00:00',NULL,5,5,2,2,50.0,680.0,70.0,NULL,NULL,0,1,'{"utc":"2026-03-02T14:03:40+00:00","boot_id":"boot-1","boot_seconds":8420.0,"awake_seconds":8420.0}','');
CREATE TABLE session_plan (
        session_id INTEGER PRIMARY KEY REFERENCES session(id) ON DELETE CASCADE,
        plan TEXT NOT NULL
    ) STRICT
    ;
INSERT INTO "session_plan" VALUES(1,'{"exam":"test","exam_name":"A test","mode":"exam","seed":1,"extra_time":1.0,"navigation":"free","breaks":"on-clock","pass_percent":70.0,"scale":null,"notice_seconds":60.0,"sections":[{"key":"digestive","name":"Digestive"}],"parts":[{"name":"Part 1","first":0,"end":4,"seconds":544.0}],"items":[{"question_hash":"a3fc1020d368e4b8430a4885584b6dd15850691cfb9b2c2149870ae82f1e0208","question_id":"digestive-000","domain":"digestive","section":"digestive","part":0,"scored":true,"choices":4,"answer":0,"case_id":""},{"question_hash":"3366f52aa39d598ba015f450928591c4ed1d1d6c65be778d50c9759705cb323b","question_id":"digestive-001","domain":"digestive","section":"digestive","part":0,"scored":true,"choices":4,"answer":1,"case_id":""},{"question_hash":"16fcdd6cb8331f03655626ea951ae33451fd6789a8e4785ad402e56e6cc63145","question_id":"digestive-002","domain":"digestive","section":"digestive","part":0,"scored":true,"choices":4,"answer":2,"case_id":""},{"question_hash":"65ff01727bb2ef523cc303cb9581605a1b436f13ab0707f25aa85d68cb040b87","question_id":"digestive-003","domain":"digestive","section":"digestive","part":0,"scored":true,"choices":4,"answer":3,"case_id":""}]}');
INSERT INTO "session_plan" VALUES(2,'{"exam":"test","exam_name":"A test","mode":"study","seed":1,"extra_time":1.0,"navigation":"free","breaks":"on-clock","pass_percent":70.0,"scale":null,"notice_seconds":60.0,"sections":[{"key":"digestive","name":"Digestive"}],"parts":[{"name":"Part 1","first":0,"end":3,"seconds":408.0}],"items":[{"question_hash":"a3fc1020d368e4b8430a4885584b6dd15850691cfb9b2c2149870ae82f1e0208","question_id":"digestive-000","domain":"digestive","section":"digestive","part":0,"scored":true,"choices":4,"answer":0,"case_id":""},{"question_hash":"3366f52aa39d598ba015f450928591c4ed1d1d6c65be778d50c9759705cb323b","question_id":"digestive-001","domain":"digestive","section":"digestive","part":0,"scored":true,"choices":4,"answer":1,"case_id":""},{"question_hash":"16fcdd6cb8331f03655626ea951ae33451fd6789a8e4785ad402e56e6cc63145","question_id":"digestive-002","domain":"digestive","section":"digestive","part":0,"scored":true,"choices":4,"answer":2,"case_id":""}]}');
INSERT INTO "session_plan" VALUES(3,'{"exam":"test","exam_name":"A test","mode":"exam","seed":1,"extra_time":1.0,"navigation":"free","breaks":"on-clock","pass_percent":70.0,"scale":null,"notice_seconds":60.0,"sections":[{"key":"digestive","name":"Digestive"}],"parts":[{"name":"Part 1","first":0,"end":5,"seconds":680.0}],"items":[{"question_hash":"a3fc1020d368e4b8430a4885584b6dd15850691cfb9b2c2149870ae82f1e0208","question_id":"digestive-000","domain":"digestive","section":"digestive","part":0,"scored":true,"choices":4,"answer":0,"case_id":""},{"question_hash":"3366f52aa39d598ba015f450928591c4ed1d1d6c65be778d50c9759705cb323b","question_id":"digestive-001","domain":"digestive","section":"digestive","part":0,"scored":true,"choices":4,"answer":1,"case_id":""},{"question_hash":"16fcdd6cb8331f03655626ea951ae33451fd6789a8e4785ad402e56e6cc63145","question_id":"digestive-002","domain":"digestive","section":"digestive","part":0,"scored":true,"choices":4,"answer":2,"case_id":""},{"question_hash":"65ff01727bb2ef523cc303cb9581605a1b436f13ab0707f25aa85d68cb040b87","question_id":"digestive-003","domain":"digestive","section":"digestive","part":0,"scored":true,"choices":4,"answer":3,"case_id":""},{"question_hash":"3f1dabf5821a7d85cd898da2a5f56b2c9fa99406b46bb053be6744d13a4795fc","question_id":"digestive-004","domain":"digestive","section":"digestive","part":0,"scored":true,"choices":4,"answer":0,"case_id":""}]}');
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
    ;
INSERT INTO "session_question" VALUES(1,1,'a3fc1020d368e4b8430a4885584b6dd15850691cfb9b2c2149870ae82f1e0208','digestive-000','digestive','digestive',1,'A','A',1,1,0,0,'','','','',20.0,0.0,0,'2026-03-02T12:00:10.000+00:00');
INSERT INTO "session_question" VALUES(1,2,'3366f52aa39d598ba015f450928591c4ed1d1d6c65be778d50c9759705cb323b','digestive-001','digestive','digestive',1,'B','B',1,1,1,1,'','','','',40.0,0.0,0,'2026-03-02T12:00:40.000+00:00');
INSERT INTO "session_question" VALUES(1,3,'16fcdd6cb8331f03655626ea951ae33451fd6789a8e4785ad402e56e6cc63145','digestive-002','digestive','digestive',1,'C','A',0,1,0,0,'','was it open?','','',40.0,10.0,1,'2026-03-02T12:01:30.000+00:00');
INSERT INTO "session_question" VALUES(1,4,'65ff01727bb2ef523cc303cb9581605a1b436f13ab0707f25aa85d68cb040b87','digestive-003','digestive','digestive',1,'D',NULL,NULL,0,0,0,'','','','',0.0,0.0,0,NULL);
INSERT INTO "session_question" VALUES(2,1,'a3fc1020d368e4b8430a4885584b6dd15850691cfb9b2c2149870ae82f1e0208','digestive-000','digestive','digestive',1,'A','C',0,1,0,0,'','','guess','rule',20.0,0.0,0,'2026-03-02T13:02:10.000+00:00');
INSERT INTO "session_question" VALUES(2,2,'3366f52aa39d598ba015f450928591c4ed1d1d6c65be778d50c9759705cb323b','digestive-001','digestive','digestive',1,'B','B',1,1,0,0,'','','','',10.0,0.0,0,'2026-03-02T13:02:40.000+00:00');
INSERT INTO "session_question" VALUES(2,3,'16fcdd6cb8331f03655626ea951ae33451fd6789a8e4785ad402e56e6cc63145','digestive-002','digestive','digestive',1,'C',NULL,NULL,0,0,0,'','','','',0.0,0.0,0,NULL);
INSERT INTO "session_question" VALUES(3,1,'a3fc1020d368e4b8430a4885584b6dd15850691cfb9b2c2149870ae82f1e0208','digestive-000','digestive','digestive',1,'A','A',1,1,0,0,'','','','',20.0,0.0,0,'2026-03-02T14:03:00.000+00:00');
INSERT INTO "session_question" VALUES(3,2,'3366f52aa39d598ba015f450928591c4ed1d1d6c65be778d50c9759705cb323b','digestive-001','digestive','digestive',1,'B','B',1,1,0,0,'C','','','',30.0,0.0,0,'2026-03-02T14:03:30.000+00:00');
INSERT INTO "session_question" VALUES(3,3,'16fcdd6cb8331f03655626ea951ae33451fd6789a8e4785ad402e56e6cc63145','digestive-002','digestive','digestive',1,'C',NULL,NULL,0,0,0,'','','','',0.0,0.0,0,NULL);
INSERT INTO "session_question" VALUES(3,4,'65ff01727bb2ef523cc303cb9581605a1b436f13ab0707f25aa85d68cb040b87','digestive-003','digestive','digestive',1,'D',NULL,NULL,0,0,0,'','','','',0.0,0.0,0,NULL);
INSERT INTO "session_question" VALUES(3,5,'3f1dabf5821a7d85cd898da2a5f56b2c9fa99406b46bb053be6744d13a4795fc','digestive-004','digestive','digestive',1,'A',NULL,NULL,0,0,0,'','','','',0.0,0.0,0,NULL);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX session_started ON session(started_at);
CREATE INDEX session_question_by_question ON session_question(question_id, session_id);
CREATE INDEX session_question_by_domain ON session_question(session_id, domain, scored, correct);
CREATE INDEX session_unfinished ON session(id) WHERE finished_at IS NULL;
CREATE INDEX session_question_by_hash ON session_question(question_hash);
CREATE VIEW answers AS
SELECT session.id AS session, session.started_at, session.exam, session.mode, session.under_exam_conditions,
    place.number, place.question_id AS question, place.domain, place.section, place.scored, question.stem,
    place.choice, CAST(CASE WHEN session.finished_at IS NULL AND session.mode = 'exam' THEN NULL ELSE place.answer END AS TEXT) AS answer,
    CAST(CASE WHEN session.finished_at IS NULL AND session.mode = 'exam' THEN NULL ELSE ifnull(place.correct, 0) END AS INTEGER) AS correct,
    CAST(round(place.thinking_seconds + place.lookup_seconds, 1) AS REAL) AS seconds,
    CAST(round(place.lookup_seconds, 1) AS REAL) AS lookup_seconds, place.lookups, place.changes, place.flagged,
    place.confidence, place.miss_reason, place.note, place.shown, place.answered_at, place.question_hash
FROM session_question AS place JOIN session ON session.id = place.session_id
    JOIN question ON question.hash = place.question_hash;
CREATE VIEW results AS
SELECT session.id AS session, session.name, session.started_at, session.finished_at, session.exam, session.mode,
    session.status, session.questions, session.answered, session.scored,
    CAST(CASE WHEN session.finished_at IS NULL AND session.mode = 'exam' THEN NULL ELSE session.correct END AS INTEGER) AS correct,
    CAST(CASE WHEN session.finished_at IS NULL AND session.mode = 'exam' THEN NULL ELSE round(100.0 * session.correct / session.scored, 1) END AS REAL)
        AS percent,
    session.pass_percent, session.passed, CAST(round(session.seconds_used / 60, 1) AS REAL) AS minutes_used,
    CAST(round(session.seconds_allowed / 60, 1) AS REAL) AS minutes_allowed,
    CAST(round(session.seconds_used / nullif(session.answered, 0), 1) AS REAL) AS seconds_per_answer,
    session.under_exam_conditions, session.note
FROM session;
CREATE VIEW domain_results AS
    SELECT place.domain, CAST(count(*) AS INTEGER) AS asked,
        CAST(sum(place.choice IS NOT NULL) AS INTEGER) AS answered,
        CAST(sum(ifnull(place.correct, 0)) AS INTEGER) AS correct,
        CAST(round(100.0 * sum(ifnull(place.correct, 0)) / count(*), 1) AS REAL) AS percent,
        CAST(round(avg(CASE WHEN place.shown THEN place.thinking_seconds + place.lookup_seconds END), 1) AS REAL)
            AS seconds_per_question,
        CAST(max(place.answered_at) AS TEXT) AS last_answered_at
    FROM session_question AS place JOIN session ON session.id = place.session_id
    WHERE place.scored AND NOT (session.finished_at IS NULL AND session.mode = 'exam') GROUP BY place.domain;
CREATE VIEW drill_results AS
    SELECT uid AS drill, CAST(min(at) AS TEXT) AS started_at, CAST(count(*) AS INTEGER) AS codes,
        CAST(sum(found) AS INTEGER) AS found, CAST(sum(lookups) AS INTEGER) AS lookups,
        CAST(round(avg(CASE WHEN found THEN seconds END), 1) AS REAL) AS seconds_per_found
    FROM drill GROUP BY uid;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('session',3);
COMMIT;
