-- Why an attachment cannot be sent: the key of a text, "" while nothing stands against it.
ALTER TABLE blob ADD COLUMN problem TEXT NOT NULL DEFAULT ''
