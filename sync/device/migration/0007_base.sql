-- The revision of a record as it was before an operation; 0: it was not here. The record
-- itself is then read only where it is put back.
ALTER TABLE base ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
UPDATE base SET rev = json_extract(CAST(body AS TEXT), '$.rev') WHERE body IS NOT NULL
