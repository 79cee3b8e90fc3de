-- +goose Up
-- The server's own tables; those of the forms are made by package table. Integers are the
-- keys inside, ids of 16 bytes only name records, persons, devices and operations.

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every published library, so that an older operation is still understood.
CREATE TABLE library (
  n            INTEGER PRIMARY KEY,
  sha          TEXT NOT NULL UNIQUE,
  json         BLOB NOT NULL,
  published_at TEXT NOT NULL
) STRICT;

-- The integers that stand for forms in op, feed, reach and timer.
CREATE TABLE form_number (
  n    INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE device (
  n           INTEGER PRIMARY KEY,
  id          BLOB NOT NULL UNIQUE,
  person      BLOB NOT NULL,
  state       TEXT NOT NULL,           -- active, drained, lost
  incarnation TEXT NOT NULL,
  last_dseq   INTEGER NOT NULL,        -- of the incarnation
  head        BLOB,                    -- of the device's chain at last_dseq
  key         BLOB NOT NULL,           -- Ed25519
  box_key     BLOB,                    -- X25519
  model       TEXT NOT NULL,
  system      TEXT NOT NULL,
  app         TEXT NOT NULL,
  enrolled_at TEXT NOT NULL,
  seen_at     TEXT NOT NULL,
  skew        INTEGER NOT NULL,        -- milliseconds its corrected clock is off
  synced      INTEGER NOT NULL         -- sequence it has read up to
) STRICT;
CREATE INDEX device_person ON device (person);

-- Incarnations that a device has left behind: who speaks with one was cloned or restored.
CREATE TABLE incarnation (
  name   TEXT PRIMARY KEY,
  device INTEGER NOT NULL,
  left_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment (
  secret     BLOB PRIMARY KEY,         -- SHA-256 of the code's secret
  person     BLOB NOT NULL,
  made_at    TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  used_at    TEXT,
  device     INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
  person       BLOB PRIMARY KEY,
  name         TEXT NOT NULL UNIQUE COLLATE NOCASE,
  hash         TEXT NOT NULL,          -- Argon2id as a PHC string
  changed_at   TEXT NOT NULL,
  wrong        INTEGER NOT NULL,       -- tries since the last right one
  locked_until TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE access (
  hash    BLOB PRIMARY KEY,            -- SHA-256 of the token
  device  INTEGER NOT NULL,
  refresh BLOB NOT NULL,               -- of the refresh token it came with
  expires TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX access_device ON access (device);

CREATE TABLE refresh (
  hash    BLOB PRIMARY KEY,            -- SHA-256 of the token
  device  INTEGER NOT NULL,
  expires TEXT NOT NULL,
  next    BLOB,                        -- the token that replaced it
  used    INTEGER NOT NULL             -- 1: an access token that came with it was used
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_device ON refresh (device);

-- Log, history, audit and answer at once; written once. The first row of an operation is
-- the operation as received; each further record it touched has an effect row.
CREATE TABLE op (
  seq       INTEGER PRIMARY KEY,       -- the server's order of everything
  op_id     BLOB,                      -- NULL in an effect row
  cause     INTEGER,                   -- of an effect row: the seq of its operation
  device    INTEGER NOT NULL,          -- 0: the server itself
  dseq      INTEGER NOT NULL,
  actor     BLOB,                      -- NULL: the system
  form      INTEGER NOT NULL,
  rec       INTEGER NOT NULL,          -- 0: no record was touched
  rev       INTEGER NOT NULL,          -- that the record has since
  prev      INTEGER,                   -- the record's seq before
  at        TEXT NOT NULL,             -- corrected time of the act
  received  TEXT NOT NULL,
  skew      INTEGER,                   -- milliseconds by which the time was corrected here
  fate      INTEGER NOT NULL,
  expected  INTEGER NOT NULL,          -- 1: the device has the record as it is now
  library   INTEGER NOT NULL,
  body_hash BLOB NOT NULL,
  hash      BLOB NOT NULL,             -- links over body_hash
  body      BLOB,                      -- as received; NULL once erased
  was       TEXT,                      -- the values that were replaced
  answer    TEXT                       -- problems and conflicts
) STRICT;
CREATE UNIQUE INDEX op_id ON op (op_id) WHERE op_id IS NOT NULL;

-- The readers of records: a set of roles at a site, a person, or anyone.
CREATE TABLE audience (
  n   INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE             -- canonical JSON
) STRICT;

-- Sets of audiences that devices listen to, so that a cursor can name one.
CREATE TABLE listening (
  n    INTEGER PRIMARY KEY,
  list TEXT NOT NULL UNIQUE            -- JSON array of audiences in order
) STRICT;

-- Membership and change log in one: one row per audience and record, which gets a new
-- place in its audience's order with every change. The index alone answers what has
-- changed; no place in it is taken twice.
CREATE TABLE feed (
  aud     INTEGER NOT NULL,
  seq     INTEGER NOT NULL,
  form    INTEGER NOT NULL,
  k       INTEGER NOT NULL,
  kind    INTEGER NOT NULL,            -- 1 enter, 2 update, 3 leave
  reasons INTEGER NOT NULL,            -- how many records bring it, itself included
  PRIMARY KEY (form, k, aud)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_order ON feed (aud, seq, kind);

-- What a record gives to the feed: its audiences, and the records it carries to them.
CREATE TABLE reach (
  form      INTEGER NOT NULL,
  k         INTEGER NOT NULL,
  audiences TEXT NOT NULL,             -- JSON array of audiences
  carried   TEXT NOT NULL,             -- JSON array of form, k, form, k ...
  PRIMARY KEY (form, k)
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
  form   INTEGER NOT NULL,
  period TEXT NOT NULL,
  n      INTEGER NOT NULL,
  PRIMARY KEY (form, period)
) STRICT, WITHOUT ROWID;

-- Attachments that have arrived whole; the bytes lie in files.
CREATE TABLE blob (
  sha    BLOB PRIMARY KEY,
  bytes  INTEGER NOT NULL,
  mime   TEXT NOT NULL,
  device INTEGER NOT NULL,
  at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE blob_ref (
  sha  BLOB NOT NULL,
  form INTEGER NOT NULL,
  k    INTEGER NOT NULL,
  PRIMARY KEY (sha, form, k)
) STRICT, WITHOUT ROWID;

CREATE TABLE upload (
  id       TEXT PRIMARY KEY,
  device   INTEGER NOT NULL,
  sha      BLOB NOT NULL,
  mime     TEXT NOT NULL,
  length   INTEGER NOT NULL,
  begun    TEXT NOT NULL,
  expires  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_device ON upload (device, sha);

CREATE TABLE tell (
  n      INTEGER PRIMARY KEY,
  key    BLOB NOT NULL,                -- of the reminder or operation that tells
  person BLOB NOT NULL,
  form   TEXT NOT NULL,
  rec    BLOB NOT NULL,
  at     TEXT NOT NULL,
  zh     TEXT NOT NULL,
  en     TEXT NOT NULL,
  step   TEXT NOT NULL
) STRICT;
CREATE INDEX tell_person ON tell (person, n);

-- The steps of deadlines that are still to come.
CREATE TABLE timer (
  form     INTEGER NOT NULL,
  k        INTEGER NOT NULL,
  deadline TEXT NOT NULL,
  step     INTEGER NOT NULL,
  due      TEXT NOT NULL,
  at       TEXT NOT NULL,
  PRIMARY KEY (form, k, deadline, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX timer_at ON timer (at);

-- Secrets as the boxes they came in; records hold the reference.
CREATE TABLE secret (
  ref   TEXT PRIMARY KEY,
  box   TEXT NOT NULL,
  form  INTEGER NOT NULL,
  rec   BLOB NOT NULL,
  field TEXT NOT NULL,
  by    BLOB,
  at    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reveal (
  n      INTEGER PRIMARY KEY,
  ref    TEXT NOT NULL,
  person BLOB NOT NULL,
  device INTEGER NOT NULL,
  reason TEXT NOT NULL,
  at     TEXT NOT NULL
) STRICT;
