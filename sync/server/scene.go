package server

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// scene is what the writer keeps in memory between transactions and readers see as of
// the last commit. It is never changed once shown: a transaction changes its own copy.
type scene struct {
	lib       *form.Library // in force, with what people have changed of it
	libN      int64
	libs      map[int64]string // SHA-256 of every published one
	tables    *table.Tables
	reads     *reads
	formN     map[string]int64
	formNames map[int64]string
	audiences *audiences
	register  *table.Register // people, settings and library as of this scene
	heard     *heard          // by these audiences and people
	crowd     *crowd          // by these people

	epoch    string
	opens    int64     // how often the database was opened
	head     int64     // the highest sequence
	safe     int64     // covered by a verified backup
	backedUp time.Time // when that was made; zero: never
	hash     []byte    // of the chain at its last operation
}

// load reads the scene from the database.
func (s *Server) load(db *table.Session, lib *form.Library) (*scene, error) {
	sc := &scene{lib: lib, libs: map[int64]string{}, formN: map[string]int64{}, formNames: map[int64]string{}, register: &table.Register{}, heard: &heard{}, crowd: &crowd{}}
	err := each(db, "SELECT n, sha FROM library", nil, func(scan scanner) error {
		var n int64
		var sha string
		if err := scan(&n, &sha); err != nil {
			return err
		}
		sc.libs[n] = sha
		if lib != nil && sha == lib.SHA256 {
			sc.libN = n
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = each(db, "SELECT n, name FROM form_number", nil, func(scan scanner) error {
		var n int64
		var name string
		if err := scan(&n, &name); err != nil {
			return err
		}
		sc.formN[name], sc.formNames[n] = n, name
		return nil
	})
	if err != nil {
		return nil, err
	}
	if sc.audiences, err = loadAudiences(db); err != nil {
		return nil, err
	}
	if lib != nil {
		if sc.tables, err = newTables(lib); err != nil {
			return nil, err
		}
		sc.reads = newReads(lib)
		if sc.lib, err = sc.world(db).Library(); err != nil {
			return nil, err
		}
	}
	var ops, feeds sql.NullInt64
	if err := one(db, "SELECT max(seq) FROM op", nil, &ops); err != nil {
		return nil, err
	}
	if err := one(db, "SELECT max(seq) FROM feed", nil, &feeds); err != nil {
		return nil, err
	}
	sc.head = max(ops.Int64, feeds.Int64)
	if err := one(db, "SELECT hash FROM op WHERE seq = ?", []any{ops.Int64}, &sc.hash); err != nil && !errors.Is(err, errNoRow) {
		return nil, err
	}
	if err := one(db, "SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM meta WHERE key = 'safe_seq'", nil, &sc.safe); err != nil {
		return nil, err
	}
	if err := one(db, "SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM meta WHERE key = 'opens'", nil, &sc.opens); err != nil {
		return nil, err
	}
	var backedUp string
	if err := one(db, "SELECT coalesce(max(value), '') FROM meta WHERE key = 'backed_up'", nil, &backedUp); err != nil {
		return nil, err
	}
	if backedUp != "" {
		if sc.backedUp, err = time.Parse(protocol.TimeLayout, backedUp); err != nil {
			return nil, fmt.Errorf("read when the last backup was made: %w", err)
		}
	}
	if err := one(db, "SELECT value FROM meta WHERE key = 'epoch'", nil, &sc.epoch); err != nil && !errors.Is(err, errNoRow) {
		return nil, err
	}
	return sc, nil
}

// lastBackup is when the last backup was made. One dated after now says nothing of how old
// it is, so that it counts as none.
func (sc *scene) lastBackup(now time.Time) time.Time {
	if sc.backedUp.After(now) {
		return time.Time{}
	}
	return sc.backedUp
}

func newTables(lib *form.Library) (*table.Tables, error) {
	tables, err := table.New(lib, table.Options{Unique: true})
	if err != nil {
		return nil, fmt.Errorf("lay out the tables: %w", err)
	}
	return tables, nil
}

// list writes integers as a JSON array, for json_each and for comparing.
func list(ns []int64) string {
	b := append(make([]byte, 0, 2+8*len(ns)), '[')
	for i, n := range ns {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return string(append(b, ']'))
}
