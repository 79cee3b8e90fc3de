-- The server's chain as it was told, one a day and the newest, so that another history
-- shows.
CREATE TABLE witness (
	seq  INTEGER PRIMARY KEY,
	head BLOB NOT NULL,
	at   TEXT NOT NULL
) STRICT;

-- What must not be: the two sides differ. Kept here, and told to the office.
CREATE TABLE alarm (
	n      INTEGER PRIMARY KEY,
	kind   TEXT NOT NULL,
	at     TEXT NOT NULL,
	detail TEXT NOT NULL,
	told   INTEGER NOT NULL,
	UNIQUE (kind, detail)
) STRICT
