-- +goose Up
-- What a device says of its own journal, so that the office sees what it lacks.
ALTER TABLE device ADD COLUMN written INTEGER NOT NULL DEFAULT 0;  -- dseq of its last operation
ALTER TABLE device ADD COLUMN agreed INTEGER NOT NULL DEFAULT 0;   -- dseq up to which both last had the same chain
ALTER TABLE device ADD COLUMN arrived TEXT;                        -- when last_dseq moved

-- Up to where an incarnation came: the next one's chain begins behind it.
ALTER TABLE incarnation ADD COLUMN upto INTEGER NOT NULL DEFAULT 0;

-- Operations that came again under another place in a journal: known by their id, they
-- have no second row in the log, and are counted here.
CREATE TABLE again (
  device    INTEGER NOT NULL,
  dseq      INTEGER NOT NULL,
  body_hash BLOB NOT NULL,
  PRIMARY KEY (device, dseq)
) STRICT, WITHOUT ROWID;

-- The log of one device in its own order, for a proof.
CREATE INDEX op_device ON op (device, dseq) WHERE op_id IS NOT NULL AND device > 0;

-- What must not be: a device found that two sides differ.
CREATE TABLE alarm (
  n        INTEGER PRIMARY KEY,
  device   INTEGER NOT NULL,
  kind     TEXT NOT NULL,
  at       TEXT NOT NULL,                -- when it was found
  received TEXT NOT NULL,
  detail   TEXT NOT NULL,
  UNIQUE (device, kind, detail)
) STRICT;
