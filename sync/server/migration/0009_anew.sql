-- +goose Up
-- Sequence of the last operation that another incarnation of the device had sent when the
-- one that speaks began: until its cursor tells that it has begun to read anew since, it does
-- so, however often the reply that said so was lost.
ALTER TABLE device ADD COLUMN anew INTEGER NOT NULL DEFAULT 0;
