-- How far the server had come when it had the attachment: a backup beyond that holds it.
ALTER TABLE blob ADD COLUMN bound INTEGER
