package crash_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3/driver"
	_ "github.com/ncruces/go-sqlite3/embed" // the engine
	"github.com/ncruces/go-sqlite3/vfs"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// envCuts says how often the power is cut.
const envCuts = "FIELDLINE_CUTS"

const (
	cutsInATest = 200
	cutsOfADisk = 20  // then an empty disk is begun with
	mostSteps   = 300 // writes and syncs between two cuts
)

// With the pragmas that are shipped no acknowledged commit is lost in a power cut. The
// same cuts do lose some where SQLite does not wait for the disk: they are real ones.
func TestCuts_loseNothingThatIsAcknowledged(t *testing.T) {
	cuts := cutsInATest
	if text := os.Getenv(envCuts); text != "" {
		var err error
		if cuts, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	shipped := table.Durable()
	careless := slices.Clone(shipped)
	careless[slices.Index(careless, "synchronous(FULL)")] = "synchronous(NORMAL)"
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)

	safe := cutPower(t, seed, cuts, shipped)
	t.Logf("%d cuts, %d commits acknowledged: %d lost, %d databases damaged", cuts, safe.acknowledged, safe.lost, safe.damaged)
	if safe.lost > 0 || safe.damaged > 0 {
		t.Errorf("at %s: %+v", shipped, safe)
	}
	unsafe := cutPower(t, seed, min(cuts, cutsInATest), careless)
	if unsafe.lost == 0 || unsafe.damaged > 0 {
		t.Errorf("at synchronous(NORMAL) commits are lost and nothing else: these are no power cuts, %+v", unsafe)
	}
	t.Logf("at synchronous(NORMAL) %d of %d are lost", unsafe.lost, unsafe.acknowledged)
}

// toll is what the cuts have cost.
type toll struct{ acknowledged, lost, damaged int }

func cutPower(t *testing.T, seed uint64, cuts int, pragmas []string) toll {
	t.Helper()
	lib := formtest.Workshop(t)
	tables, err := table.New(lib, table.Options{Lists: true, Search: true})
	if err != nil {
		t.Fatal(err)
	}
	schema := deviceSchema(t)
	r := rand.New(rand.NewPCG(seed, 0))
	var sum toll
	var w *workshop
	for n := range cuts {
		if n%cutsOfADisk == 0 {
			w = &workshop{t: t, tables: tables, schema: schema, pragmas: pragmas, disk: newDisk(r)}
			vfs.Register("cut", w.disk)
		}
		w.disk.powerUp(1 + r.IntN(mostSteps))
		before := w.saved
		err := w.work()
		var damage *damaged
		if errors.As(err, &damage) {
			t.Logf("cut %d: %v", n, damage)
			sum.damaged++
			w.saved = 0
			clear(w.disk.files)
			continue
		}
		sum.lost += w.lost
		sum.acknowledged += w.saved - before + w.lost
		w.lost = 0
	}
	return sum
}

// workshop saves on a disk until the power is cut.
type workshop struct {
	t       *testing.T
	tables  *table.Tables
	schema  string
	pragmas []string
	disk    *disk

	saved int // commits acknowledged that must be there
	lost  int
}

// damaged is a database that does not hold together.
type damaged struct{ error }

// work opens the database, sees that everything acknowledged is there, and saves until
// the power goes; its error is of no account then.
func (w *workshop) work() (err error) {
	// One connection holds the database, so that SQLite needs no memory shared between
	// processes; a small log brings checkpoints about.
	pragmas := slices.Concat([]string{"locking_mode(EXCLUSIVE)"}, w.pragmas, []string{"wal_autocheckpoint(60)"})
	pool, err := driver.Open("file:/fieldline.db?" + url.Values{"vfs": {"cut"}, "_pragma": pragmas}.Encode())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	db := table.NewSession(conn)
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := w.migrate(db); err != nil {
		return err
	}
	if err := w.check(db); err != nil {
		return err
	}
	for {
		if err := w.save(db, w.saved+1); err != nil {
			return err
		}
		w.saved++
	}
}

// migrate makes the tables as a device does: each step is whole or not at all.
func (w *workshop) migrate(db *table.Session) error {
	var version int
	if err := table.One(ctx, db, "PRAGMA user_version", nil, &version); err != nil || version == 1 {
		return err
	}
	return transact(db, func() error {
		if err := db.Run(ctx, w.schema+";\nPRAGMA user_version = 1"); err != nil {
			return err
		}
		return w.tables.Migrate(ctx, db)
	})
}

// save writes what saving on a device writes: the operation, the record with its indexes
// and words, how far things are, and that the draft is gone.
func (w *workshop) save(db *table.Session, n int) error {
	id := form.ID(uuid.NewSHA1(uuid.NameSpaceOID, []byte(strconv.Itoa(n/3)))) // each record is written three times
	at := time.Date(2026, 11, 23, 1, 0, n, 0, time.UTC)
	rec := record.Record{Record: form.Record{Form: "card", ID: id, State: "blank", CreatedAt: at, UpdatedAt: at, Values: form.Values{
		"findings": fmt.Sprintf("save %d %s", n, strings.Repeat("现场检查 ", n%40)),
	}}, Version: 1, Rev: int64(n)}
	body, err := w.tables.Marshal(&rec)
	if err != nil {
		return err
	}
	return transact(db, func() error {
		if _, err := w.tables.Put(ctx, db, &rec); err != nil {
			return err
		}
		hash, op := record.Hash(body), uuid.NewSHA1(uuid.NameSpaceURL, []byte(strconv.Itoa(n)))
		for _, s := range []struct {
			query string
			args  []any
		}{
			{"INSERT INTO op(dseq, op_id, form, rec, at, made, act, withdrawn, library, hash, chain, body) VALUES (?, ?, 'card', ?, ?, ?, 0, 0, '', ?, ?, ?)",
				[]any{n, op[:], id[:], at.Format(table.TimeLayout), n, hash, record.Chain(nil, hash), body}},
			{"INSERT INTO base(dseq, form, id, body) VALUES (?, 'card', ?, ?)", []any{n, id[:], body}},
			{"DELETE FROM base WHERE dseq < ?", []any{n - 5}},
			{"DELETE FROM draft WHERE form = 'card' AND id = ?", []any{id[:]}},
			{"INSERT INTO meta(k, v) VALUES ('upto', ?) ON CONFLICT(k) DO UPDATE SET v = excluded.v", []any{strconv.Itoa(n)}},
		} {
			if _, err := db.ExecContext(ctx, s.query, s.args...); err != nil {
				return err
			}
		}
		return nil
	})
}

func transact(db *table.Session, f func() error) error {
	if err := db.Begin(ctx, true); err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	return db.Commit(ctx)
}

// check sees that the database holds together, and what of it is there.
func (w *workshop) check(db *table.Session) error {
	var found string
	if err := table.One(ctx, db, "PRAGMA integrity_check", nil, &found); err != nil {
		return w.unlessOff(err)
	}
	if found != "ok" {
		return &damaged{errors.New(found)}
	}
	var ops, last int
	var upto sql.NullInt64
	if err := table.One(ctx, db, "SELECT count(*), coalesce(max(dseq), 0), (SELECT CAST(v AS INTEGER) FROM meta WHERE k = 'upto') FROM op", nil, &ops, &last, &upto); err != nil {
		return w.unlessOff(err)
	}
	var newest int
	if err := table.One(ctx, db, "SELECT coalesce(max("+w.tables.Table("card").Builtin("rev")+"), 0) FROM "+w.tables.Table("card").Name(), nil, &newest); err != nil {
		return w.unlessOff(err)
	}
	if ops != last || int64(last) != upto.Int64 || newest != last {
		return &damaged{fmt.Errorf("half a transaction: %d operations up to %d, noted up to %d, records up to %d", ops, last, upto.Int64, newest)}
	}
	if last < w.saved {
		w.lost += w.saved - last
	}
	w.saved = last // what was under way at the cut may be there, too
	return nil
}

// unlessOff tells a database that cannot be read from one whose power was cut meanwhile.
func (w *workshop) unlessOff(err error) error {
	if w.disk.off {
		return err
	}
	return &damaged{err}
}

// deviceSchema is what a device keeps beside the tables of the forms.
func deviceSchema(t *testing.T) string {
	t.Helper()
	names, err := filepath.Glob("../device/migration/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	var all []string
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(raw))
	}
	return strings.Join(all, ";\n")
}
