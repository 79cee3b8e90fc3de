-- +goose Up
-- A device's own clock when it was last found wrong, kept after it was put right; skew is
-- that of its last visit. The office has the case while it is wrong.
ALTER TABLE device ADD COLUMN wrong_by INTEGER;    -- milliseconds; it was behind where that is above 0
ALTER TABLE device ADD COLUMN wrong_at TEXT;
ALTER TABLE device ADD COLUMN clock_case BLOB;
