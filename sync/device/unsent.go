package device

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
	"fieldline/sync/vault"
)

// Unsent is what an installation's folder holds that its server may lack.
type Unsent struct {
	Identity    Identity
	Incarnation string
	Epoch       string
	Upto        int64      // operations up to this dseq are answered
	Ops         []Sendable // the journal, with what is answered: a server that was put back lacks that, too
	Told        []Told     // what of the answered was refused or parked
	Files       []Upload   // attachments that operations name and the server does not have
	Drafts      []RawDraft

	dir   string
	vault *vault.Vault
}

// RawDraft is a draft as it lies in the database, for a person to read.
type RawDraft struct {
	Form    string
	ID      form.ID
	Values  string // JSON
	Raw     string // JSON
	Updated time.Time
}

// Empty tells whether everything that was saved is answered and sent. Drafts do not count:
// nobody has saved them.
func (u *Unsent) Empty() bool {
	return (len(u.Ops) == 0 || u.Ops[len(u.Ops)-1].Dseq <= u.Upto) && len(u.Files) == 0
}

// Waits counts the operations that are not answered.
func (u *Unsent) Waits() int {
	n := 0
	for _, op := range u.Ops {
		if op.Dseq > u.Upto {
			n++
		}
	}
	return n
}

// ReadUnsent reads a folder as it lies on the disk, without opening it as a Store does:
// for one that this program cannot open, and beside one that is open. v holds its key. It
// changes nothing.
func ReadUnsent(ctx context.Context, dir string, v *vault.Vault) (_ *Unsent, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("read what was not sent from %s: %w", dir, err)
		}
	}()
	u := &Unsent{dir: dir, vault: v}
	if err := v.Key(); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, databaseName)
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	query := url.Values{"_pragma": {"busy_timeout(5000)", "query_only(1)"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?"+query.Encode())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() {
		if undo := tx.Rollback(); !errors.Is(undo, sql.ErrTxDone) {
			err = errors.Join(err, undo)
		}
	}()
	m, err := readMeta(ctx, tx)
	if err != nil {
		return nil, err
	}
	u.Identity, u.Incarnation, u.Epoch, u.Upto = m.identity(), m.get(metaIncarnation), m.get(metaEpoch), m.number(metaUpto)
	for _, read := range []func(context.Context, table.DB) error{u.readOps, u.readTold, u.readFiles, u.readDrafts} {
		if err := read(ctx, tx); err != nil {
			return nil, err
		}
	}
	return u, nil
}

func (u *Unsent) readOps(ctx context.Context, db table.DB) error {
	return table.Each(ctx, db, "SELECT dseq, op_id, body FROM op ORDER BY dseq", nil, func(scan func(...any) error) error {
		var op Sendable
		var id []byte
		err := scan(&op.Dseq, &id, &op.Body)
		copy(op.ID[:], id)
		u.Ops = append(u.Ops, op)
		return err
	})
}

func (u *Unsent) readTold(ctx context.Context, db table.DB) error {
	return table.Each(ctx, db, "SELECT op_id, fate, problems FROM answer ORDER BY dseq", nil, func(scan func(...any) error) error {
		var id []byte
		var fate, problems string
		if err := scan(&id, &fate, &problems); err != nil {
			return err
		}
		told := Told{Fate: record.Fate(fate)}
		copy(told.Op[:], id)
		err := json.Unmarshal([]byte(problems), &told.Problems)
		u.Told = append(u.Told, told)
		return err
	})
}

func (u *Unsent) readFiles(ctx context.Context, db table.DB) error {
	return table.Each(ctx, db, "SELECT sha256, bytes, mime FROM blob WHERE sent = 0 AND here = 1 AND dseq IS NOT NULL ORDER BY bytes, sha256", nil, func(scan func(...any) error) error {
		var f Upload
		var sha []byte
		err := scan(&sha, &f.Bytes, &f.Mime)
		f.SHA256, f.Mime = hex.EncodeToString(sha), sendable(f.Mime)
		u.Files = append(u.Files, f)
		return err
	})
}

func (u *Unsent) readDrafts(ctx context.Context, db table.DB) error {
	return table.Each(ctx, db, "SELECT form, id, vals, raw, updated FROM draft ORDER BY updated, id", nil, func(scan func(...any) error) error {
		var d RawDraft
		var id []byte
		var updated string
		if err := scan(&d.Form, &id, &d.Values, &d.Raw, &updated); err != nil {
			return err
		}
		copy(d.ID[:], id)
		var err error
		d.Updated, err = time.Parse(table.TimeLayout, updated)
		u.Drafts = append(u.Drafts, d)
		return err
	})
}

// Content returns the bytes of an attachment.
func (u *Unsent) Content(sha string) ([]byte, error) {
	if !isSHA256(sha) {
		return nil, fmt.Errorf("attachment %q: %w", sha, ErrNotFound)
	}
	sealed, err := os.ReadFile(filepath.Join(u.dir, blobsName, sha))
	if err != nil {
		return nil, fmt.Errorf("read attachment %s: %w", sha, err)
	}
	content, err := u.vault.Unseal(sha, sealed)
	if err == nil && hexSum(content) != sha {
		err = errors.New("its bytes do not match its name")
	}
	if err != nil {
		return nil, fmt.Errorf("open attachment %s: %w", sha, err)
	}
	return content, nil
}
