-- +goose Up
-- Operations that a device sends again after this server was put back, made on what other
-- devices have still to send again. They are judged as soon as that is here.
CREATE TABLE waiting (
  op_id    BLOB PRIMARY KEY,
  device   INTEGER NOT NULL,
  dseq     INTEGER NOT NULL,
  at       TEXT NOT NULL,             -- corrected time of the act
  skew     INTEGER NOT NULL,          -- milliseconds by which it was corrected here
  received TEXT NOT NULL,
  body     BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_order ON waiting (device, dseq);
