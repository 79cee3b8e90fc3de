-- What the fields of a draft held when typing began, so that what others write meanwhile
-- shows as a conflict also after the app was closed.
ALTER TABLE draft ADD COLUMN was TEXT NOT NULL DEFAULT '{}'
