package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// ErrRestored says that the database is not the one that was served last: it was put back
// from a backup. Serving it as it is would give numbers and sequences a second time; a
// new epoch must be begun first.
var ErrRestored = errors.New("the database is older than what was served last: begin a new epoch")

// epochFile is the copy of the epoch outside the database.
const epochFile = "epoch.json"

type epochCopy struct {
	Epoch string `json:"epoch"`
	Seq   int64  `json:"seq"`
	Opens int64  `json:"opens"` // how often the database was opened: what was lost need not have a sequence
}

// counterJump is by how much the numbers of open periods go on after a restore, beyond
// those that devices may have seen of the lost time.
const counterJump = 1000

// keptEpoch reads the copy of the epoch; where there is none it names none. It is read
// before the database, which a server that is running meanwhile writes first.
func (s *Server) keptEpoch() (kept epochCopy, err error) {
	raw, err := os.ReadFile(filepath.Join(s.cfg.Dir, epochFile))
	if errors.Is(err, os.ErrNotExist) {
		return kept, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &kept)
	}
	if err != nil {
		return kept, fmt.Errorf("read copy of the epoch: %w", err)
	}
	return kept, nil
}

// settleEpoch compares the epoch with its copy, or makes it at the first start. An opening
// counts once it is allowed: one that is refused changes nothing, so that the next is
// refused as well.
func (s *Server) settleEpoch(sc *scene, kept epochCopy) error {
	switch {
	case sc.epoch != "" && kept.Epoch == "":
		return fmt.Errorf("%w (its copy %s is gone)", ErrRestored, epochFile)
	case kept.Epoch != sc.epoch || kept.Seq > sc.head || kept.Opens > sc.opens:
		return fmt.Errorf("%w (served up to %d, here up to %d)", ErrRestored, kept.Seq, sc.head)
	}
	if err := one(s.store.write, `INSERT INTO meta(key, value) VALUES ('opens', '1')
		ON CONFLICT(key) DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING CAST(value AS INTEGER)`, nil, &sc.opens); err != nil {
		return err
	}
	if sc.epoch == "" {
		sc.epoch = s.cfg.NewID().String()
		if err := beginEpoch(s.store.write, sc.epoch); err != nil {
			return err
		}
	}
	return s.writeEpoch(epochCopy{sc.epoch, sc.head, sc.opens})
}

// keepEpoch brings the copy up to date.
func (s *Server) keepEpoch() error {
	sc := s.shown.Load()
	return s.writeEpoch(epochCopy{sc.epoch, sc.head, sc.opens})
}

func (s *Server) writeEpoch(c epochCopy) error {
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := replaceFile(filepath.Join(s.cfg.Dir, epochFile), b); err != nil {
		return fmt.Errorf("keep epoch: %w", err)
	}
	return nil
}

// replaceFile writes a file in one step: whoever reads it finds the old or the new one.
func replaceFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), path)
}

// NewEpoch makes a restored data folder fit to be served: devices will find another
// server and send again what it lacks, and numbers go on well beyond those they may have
// seen. It opens the folder of a server's Config by itself; no server may run on it.
func NewEpoch(ctx context.Context, cfg Config) (string, error) {
	cfg = cfg.withDefaults()
	st, err := openStore(ctx, cfg)
	if err != nil {
		return "", err
	}
	epoch := cfg.NewID().String()
	err = st.write.Begin(ctx, true)
	if err == nil {
		err = func() error {
			if err := beginEpoch(st.write, epoch); err != nil {
				return err
			}
			if _, err := exec(st.write, "DELETE FROM meta WHERE key IN ('safe_seq', 'backed_up')"); err != nil {
				return err
			}
			if err := welcomeBack(st.write, cfg.Now()); err != nil {
				return err
			}
			if _, err := exec(st.write, "UPDATE counter SET n = n + ?", counterJump); err != nil {
				return err
			}
			return st.write.Commit(ctx)
		}()
		if err != nil {
			err = errors.Join(err, st.write.Rollback(ctx))
		}
	}
	if err := errors.Join(err, st.close()); err != nil {
		return "", fmt.Errorf("begin a new epoch: %w", err)
	}
	s := &Server{cfg: cfg}
	return epoch, s.writeEpoch(epochCopy{Epoch: epoch})
}

// beginEpoch puts an epoch in force and notes where it began.
func beginEpoch(db table.DB, epoch string) error {
	if _, err := exec(db, "INSERT INTO meta(key, value) VALUES ('epoch', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", epoch); err != nil {
		return err
	}
	_, err := exec(db, `INSERT INTO epoch(name, began) VALUES (?,
		max(coalesce((SELECT max(seq) FROM op), 0), coalesce((SELECT max(seq) FROM feed), 0)))`, epoch)
	return err
}

// sameUpTo is the sequence up to which an earlier epoch and this database are the same; 0
// where it is not known.
func sameUpTo(db table.DB, epoch string) (int64, error) {
	var n, began int64
	err := one(db, "SELECT n FROM epoch WHERE name = ?", []any{epoch}, &n)
	if errors.Is(err, errNoRow) {
		return 0, nil
	}
	if err == nil {
		err = one(db, "SELECT coalesce(min(began), 0) FROM epoch WHERE n > ?", []any{n}, &began)
	}
	return began, err
}

// restored tells a device with a problem of this server's past how to go on: from which
// place in its journal on it sends again all that it was answered behind the sequence up
// to which both are the same. Which of it is here is known by the operations' ids alone:
// of several copies of a device the places say nothing.
func (s *Server) restored(ctx context.Context, d *device, epoch string, p *protocol.Problem) error {
	var last, since int64
	err := s.store.read(ctx, func(db *table.Session) (err error) {
		if err := one(db, "SELECT last_dseq FROM device WHERE n = ?", []any{d.n}, &last); err != nil {
			return err
		}
		since, err = sameUpTo(db, epoch)
		return err
	})
	if err != nil {
		return err
	}
	p.Epoch = s.shown.Load().epoch
	p.Args = map[string]any{"next": last + 1, "since": since}
	return p
}
