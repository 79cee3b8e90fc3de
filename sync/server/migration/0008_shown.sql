-- +goose Up
-- When a secret that had been taken along was looked at, as its device says, and the report
-- by which that came.
ALTER TABLE reveal ADD COLUMN shown TEXT;
ALTER TABLE reveal ADD COLUMN report BLOB;
CREATE UNIQUE INDEX reveal_report ON reveal (report, ref) WHERE report IS NOT NULL;
