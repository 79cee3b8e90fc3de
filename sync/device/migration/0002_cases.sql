-- When the server's word on an operation came, for what was delivered today.
ALTER TABLE op ADD COLUMN answered TEXT;
CREATE INDEX op_answered ON op (answered) WHERE answered IS NOT NULL;

-- When and on which device the other side of a conflict was written, and the operation
-- by which it was settled, so that it is open again when that is taken back.
ALTER TABLE conflict ADD COLUMN written TEXT;
ALTER TABLE conflict ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE conflict ADD COLUMN settled BLOB
