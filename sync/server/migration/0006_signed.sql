-- +goose Up
-- The head of the log's chain, once a day, signed with the key of the server's authority:
-- who can write here can make a chain anew, but no signature.
CREATE TABLE signed (
  day  TEXT PRIMARY KEY,
  seq  INTEGER NOT NULL,
  hash BLOB NOT NULL,
  at   TEXT NOT NULL,
  sig  BLOB NOT NULL
) STRICT, WITHOUT ROWID;
