-- What a device keeps beside the tables of the forms.

CREATE TABLE meta (
	k TEXT PRIMARY KEY,
	v TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The libraries that something here still names, and the one in force.
CREATE TABLE library (
	sha256 TEXT PRIMARY KEY,
	body   BLOB NOT NULL, -- canonical JSON
	at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The journal: every operation in order, as it is sent.
CREATE TABLE op (
	dseq      INTEGER PRIMARY KEY,
	op_id     BLOB NOT NULL UNIQUE,
	form      TEXT NOT NULL,   -- of its first part
	rec       BLOB NOT NULL,
	at        TEXT NOT NULL,   -- corrected time
	made      INTEGER NOT NULL, -- milliseconds of the device's own clock
	act       INTEGER NOT NULL, -- 1: it waits a while before it is sent
	withdrawn INTEGER NOT NULL,
	await     INTEGER,         -- answered: stays in the view until changes up to this sequence are here
	bound     INTEGER,         -- answered: the server's sequence of it is not above this
	library   TEXT NOT NULL,
	hash      BLOB NOT NULL,
	chain     BLOB NOT NULL,   -- over all bodies up to this one
	body      BLOB NOT NULL
) STRICT;
CREATE INDEX op_rec ON op (form, rec);
CREATE INDEX op_await ON op (await) WHERE await IS NOT NULL;

-- A record as it was before a pending operation touched it; of the first such operation
-- it is the confirmed one. No body: it was not here.
CREATE TABLE base (
	dseq INTEGER NOT NULL,
	form TEXT NOT NULL,
	id   BLOB NOT NULL,
	body BLOB,
	PRIMARY KEY (dseq, form, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX base_rec ON base (form, id, dseq);

-- Operations that came out otherwise and wait for a person.
CREATE TABLE answer (
	dseq     INTEGER PRIMARY KEY,
	op_id    BLOB NOT NULL UNIQUE,
	form     TEXT NOT NULL,
	rec      BLOB NOT NULL,
	fate     TEXT NOT NULL,
	problems TEXT NOT NULL,
	at       TEXT NOT NULL,
	resolved TEXT            -- sent again, discarded, noted
) STRICT;
CREATE INDEX answer_open ON answer (form, rec) WHERE resolved IS NULL;

-- Fields that two people wrote; canonical JSON values.
CREATE TABLE conflict (
	id       BLOB PRIMARY KEY,
	op_id    BLOB NOT NULL,
	form     TEXT NOT NULL,
	rec      BLOB NOT NULL,
	field    TEXT NOT NULL,
	row      TEXT NOT NULL,
	cell     TEXT NOT NULL,
	base     TEXT,
	mine     TEXT,
	theirs   TEXT,
	by       BLOB,
	mined    INTEGER NOT NULL,
	at       TEXT NOT NULL,
	resolved TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX conflict_open ON conflict (form, rec) WHERE resolved IS NULL;

-- Typed, not yet saved.
CREATE TABLE draft (
	form    TEXT NOT NULL,
	id      BLOB NOT NULL,
	vals    TEXT NOT NULL, -- canonical JSON
	raw     TEXT NOT NULL, -- JSON: texts that are no value yet
	focus   TEXT NOT NULL,
	base    INTEGER NOT NULL,
	library TEXT NOT NULL,
	started TEXT NOT NULL,
	updated TEXT NOT NULL,
	PRIMARY KEY (form, id)
) STRICT, WITHOUT ROWID;

-- Sentences for this person.
CREATE TABLE tell (
	id   BLOB PRIMARY KEY,
	form TEXT NOT NULL,
	rec  BLOB NOT NULL,
	zh   TEXT NOT NULL,
	en   TEXT NOT NULL,
	step TEXT NOT NULL,
	at   TEXT NOT NULL,
	seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tell_at ON tell (at);

-- Attachments by the SHA-256 of their bytes; the bytes lie in blobs/, sealed.
CREATE TABLE blob (
	sha256  BLOB PRIMARY KEY,
	bytes   INTEGER NOT NULL,
	mime    TEXT NOT NULL,
	name    TEXT NOT NULL,
	here    INTEGER NOT NULL,
	sent    INTEGER NOT NULL, -- 1: the server has it
	dseq    INTEGER,          -- the operation that names it, if it came from here
	url     TEXT NOT NULL,    -- of an upload under way
	offset  INTEGER NOT NULL,
	made    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_unsent ON blob (dseq) WHERE sent = 0;

-- What changed last, for the home screen.
CREATE TABLE recent (
	n    INTEGER PRIMARY KEY,
	form TEXT NOT NULL,
	id   BLOB NOT NULL,
	at   TEXT NOT NULL,
	by   BLOB,
	mine INTEGER NOT NULL,
	UNIQUE (form, id)
) STRICT;

-- Records that left this person's scope while work on them is unsettled.
CREATE TABLE pinned (
	form TEXT NOT NULL,
	id   BLOB NOT NULL,
	PRIMARY KEY (form, id)
) STRICT, WITHOUT ROWID;

-- Records of before a new beginning that the server has not confirmed again.
CREATE TABLE stale (
	form TEXT NOT NULL,
	id   BLOB NOT NULL,
	PRIMARY KEY (form, id)
) STRICT, WITHOUT ROWID
