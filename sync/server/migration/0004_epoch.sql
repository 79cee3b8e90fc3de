-- +goose Up
-- The epochs of this database in their order, each with the highest sequence when it
-- began: up to there it has what the one before it had.
CREATE TABLE epoch (
  n     INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE,
  began INTEGER NOT NULL
) STRICT;
INSERT INTO epoch (name, began) SELECT value, 0 FROM meta WHERE key = 'epoch';
