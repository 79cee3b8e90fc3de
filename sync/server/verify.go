package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"fieldline/sync/table"
)

// Report is what a check of the data found.
type Report struct {
	Operations int64    // rows of the log
	Head       int64    // the highest sequence
	Hash       string   // of the chain there
	Records    int64    // in the tables of the forms
	Files      int64    // attachments
	Orphans    int64    // attachments that the database does not know; a fall leaves them, and they go when they are old
	Signed     int      // days whose head is signed
	Faults     []string // empty: all is well
}

// Verify checks what the server keeps: the database itself, the chain of the log and its
// signed heads, that each record is where and as the log left it and that its sequences go back without a hole,
// that what was noted as taken from each device is there,
// that who reads it and what it carries is what its form says, that the feed agrees, that
// what rows name is there, and that every attachment's bytes fit its name.
func (s *Server) Verify(ctx context.Context) (Report, error) {
	var r Report
	sc := s.shown.Load()
	err := s.store.read(ctx, func(db *table.Session) error {
		return errors.Join(s.verifyTables(sc, db, &r), s.verifyReach(sc, db, &r), s.verifyFiles(db, &r))
	})
	if err == nil {
		err = s.countOrphans(ctx, &r)
	}
	if err != nil {
		return r, fmt.Errorf("verify: %w", err)
	}
	return r, nil
}

// verifyTables checks what a database says of itself, served or copied.
func (s *Server) verifyTables(sc *scene, db table.DB, r *Report) error {
	return errors.Join(verifyPages(db, r), verifyChain(db, r), verifySigned(db, s.ca.cert, r), verifyReceipts(db, r), sc.verifyRecords(db, r), verifyFeed(db, r), sc.verifyLinks(db, r))
}

// err is nil where nothing was found, else ErrDamaged with what was.
func (r *Report) err() error {
	if len(r.Faults) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrDamaged, strings.Join(r.Faults, "; "))
}

func (r *Report) fault(format string, args ...any) {
	const most = 100
	if len(r.Faults) < most {
		r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
	}
}

func verifyPages(db table.DB, r *Report) error {
	return each(db, "PRAGMA integrity_check(20)", nil, func(scan scanner) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		if text != "ok" {
			r.fault("database: %s", text)
		}
		return nil
	})
}

func verifyChain(db table.DB, r *Report) error {
	var prev []byte
	err := each(db, "SELECT seq, op_id, cause, device, actor, at, fate, body_hash, hash, body, was, imprint FROM op ORDER BY seq", nil, func(scan scanner) error {
		var c chained
		var opID, actor, hash, body, left []byte
		var cause *int64
		var was *string
		if err := scan(&c.seq, &opID, &cause, &c.device, &actor, &c.at, &c.fate, &c.bodyHash, &hash, &body, &was, &left); err != nil {
			return err
		}
		c.opID, c.actor, c.effect = readID(opID), readID(actor), cause != nil
		r.Operations++
		r.Head = c.seq
		if body != nil {
			if sum := sha256.Sum256(body); !bytes.Equal(sum[:], c.bodyHash) {
				r.fault("log %d: the body does not fit its hash", c.seq)
			}
		}
		if !fitsWas(left, was) {
			r.fault("log %d: the values that were replaced are not those it was written with", c.seq)
		}
		if !bytes.Equal(c.link(prev), hash) {
			r.fault("log %d: the chain is broken", c.seq)
		}
		prev = append(prev[:0], hash...)
		return nil
	})
	r.Hash = hex.EncodeToString(prev)
	return err
}

// verifyReceipts counts what the log has of each device against what was noted as taken,
// which is what the devices are told.
func verifyReceipts(db table.DB, r *Report) error {
	var all []int64
	err := each(db, "SELECT n FROM device WHERE n > 0", nil, func(scan scanner) error {
		var n int64
		err := scan(&n)
		all = append(all, n)
		return err
	})
	if err != nil {
		return err
	}
	for _, n := range all {
		told, err := receipt(db, n)
		if err != nil {
			return err
		}
		counted, err := countedReceipt(db, n)
		if err != nil {
			return err
		}
		if counted.Count != told.Count || told.Count > 0 && !bytes.Equal(counted.Head, told.Head) {
			r.fault("device %s: the log has %d of %d operations that were taken, or others", told.Device, counted.Count, told.Count)
		}
	}
	return nil
}

func (sc *scene) verifyRecords(db table.DB, r *Report) error {
	for _, f := range sc.lib.Forms {
		tab := sc.tables.Table(f.Name)
		err := each(db, "SELECT f."+tab.Builtin("k")+", f."+tab.Builtin("rev")+", f."+tab.Builtin("seq")+", o.rev, o.form, o.rec FROM "+tab.Name()+
			" AS f LEFT JOIN op AS o ON o.seq = f."+tab.Builtin("seq"), nil, func(scan scanner) error {
			var k, rev, seq int64
			var logRev, logForm, logRec sql.NullInt64
			if err := scan(&k, &rev, &seq, &logRev, &logForm, &logRec); err != nil {
				return err
			}
			r.Records++
			if !logRev.Valid || logRev.Int64 != rev || logForm.Int64 != sc.formN[f.Name] || logRec.Int64 != k {
				r.fault("%s %d: revision %d at %d is not what the log has there", f.Name, k, rev, seq)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return each(db, `SELECT a.seq FROM op AS a LEFT JOIN op AS b ON b.seq = a.prev
		WHERE a.prev IS NOT NULL AND (b.seq IS NULL OR b.form <> a.form OR b.rec <> a.rec OR b.rev <> a.rev - 1) LIMIT 50`, nil, func(scan scanner) error {
		var seq int64
		if err := scan(&seq); err != nil {
			return err
		}
		r.fault("log %d: the revision before it is missing", seq)
		return nil
	})
}

// verifyFeed compares how many reasons each membership has with what records reach, and
// sees that no two records are at one place of an audience's order.
func verifyFeed(db table.DB, r *Report) error {
	err := each(db, "SELECT aud, seq FROM feed GROUP BY aud, seq HAVING count(*) > 1 LIMIT 50", nil, func(scan scanner) error {
		var aud, seq int64
		if err := scan(&aud, &seq); err != nil {
			return err
		}
		r.fault("feed: audience %d has several records at %d", aud, seq)
		return nil
	})
	if err != nil {
		return err
	}
	return each(db, `WITH given AS (
			SELECT reach.form, reach.k, a.value AS aud FROM reach, json_each(reach.audiences) AS a
			UNION ALL
			SELECT c.value, d.value, a.value FROM reach, json_each(reach.audiences) AS a, json_each(reach.carried) AS c
			JOIN json_each(reach.carried) AS d ON d.key = c.key + 1 WHERE c.key % 2 = 0),
		want AS (SELECT form, k, aud, count(*) AS reasons FROM given GROUP BY form, k, aud),
		have AS (SELECT form, k, aud, reasons FROM feed WHERE kind <> 3)
		SELECT form, k, aud FROM (SELECT * FROM want EXCEPT SELECT * FROM have)
		UNION SELECT form, k, aud FROM (SELECT * FROM have EXCEPT SELECT * FROM want) LIMIT 50`, nil, func(scan scanner) error {
		var formN, k, aud int64
		if err := scan(&formN, &k, &aud); err != nil {
			return err
		}
		r.fault("feed: record %d of form %d is not in audience %d as it should be", k, formN, aud)
		return nil
	})
}

func (s *Server) verifyFiles(db table.DB, r *Report) error {
	return each(db, "SELECT sha, bytes FROM blob", nil, func(scan scanner) error {
		var sha []byte
		var size int64
		if err := scan(&sha, &size); err != nil {
			return err
		}
		r.Files++
		name := hex.EncodeToString(sha)
		f, err := s.files.Open(blobPath(name))
		if errors.Is(err, os.ErrNotExist) {
			r.fault("attachment %s is missing", name)
			return nil
		}
		if err != nil {
			return err
		}
		h := sha256.New()
		n, err := io.Copy(h, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		if n != size || !bytes.Equal(h.Sum(nil), sha) {
			r.fault("attachment %s is damaged", name)
		}
		return nil
	})
}
