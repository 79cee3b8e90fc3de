-- What the office answered about work that was not carried out.
ALTER TABLE answer ADD COLUMN reply TEXT NOT NULL DEFAULT ''
