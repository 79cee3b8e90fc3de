package world

import (
	"fmt"
	"os"
	"path/filepath"
)

// copyTablet keeps a copy of a tablet's disk, puts an older copy back, or lets one come
// to life beside the tablet.
func (w *World) copyTablet(d dice, tb *tablet) error {
	if tb.life == gone || tb.disk().dead {
		return nil
	}
	if tb.image == "" || d.in(3) {
		tb.image = filepath.Join(tb.dir, "image")
		w.note("the disk of tablet %d is copied", tb.n)
		_, err := w.rack.copyOf(tb.image, tb.disk())
		return err
	}
	w.faults++
	if d.in(2) || len(w.tablets) > 8 {
		w.note("tablet %d gets an older copy of its disk", tb.n)
		return w.rewind(tb)
	}
	w.note("a copy of tablet %d comes to life", tb.n)
	return w.clone(tb)
}

// rewind puts a tablet's disk back to its image. What was done since is known to the
// office, or to nobody.
func (w *World) rewind(tb *tablet) error {
	if err := tb.store.Close(); err != nil && !tb.disk().dead {
		return err
	}
	if _, err := w.rack.copyOf(filepath.Join(tb.dir, databaseFile), w.rack.disks[tb.image]); err != nil {
		return err
	}
	if err := tb.start(); err != nil {
		return err
	}
	w.forget(tb)
	return nil
}

// forget frees a tablet of what its disk does not know.
func (w *World) forget(tb *tablet) {
	for _, s := range w.saved {
		if s.tb == tb && w.number(tb.disk(), "SELECT count(*) FROM op WHERE op_id = ?", s.op[:]) == 0 {
			s.forgotten = true
		}
	}
	drafts := w.text(tb.disk(), "SELECT coalesce(group_concat(vals), '') FROM draft")
	kept := w.typed[:0]
	for _, t := range w.typed {
		if t.tb != tb || contains(drafts, t.word) {
			kept = append(kept, t)
		}
	}
	w.typed = kept
}

// clone lets an older copy of a tablet live beside it, with its keys.
func (w *World) clone(tb *tablet) error {
	twin := &tablet{w: w, n: len(w.tablets), dir: filepath.Join(w.dir, fmt.Sprintf("twin-%d", len(w.tablets))),
		role: tb.role, person: tb.person, account: tb.account, skew: tb.skew, life: tb.life}
	if err := os.CopyFS(twin.dir, os.DirFS(tb.dir)); err != nil {
		return err
	}
	if _, err := w.rack.copyOf(filepath.Join(twin.dir, databaseFile), w.rack.disks[tb.image]); err != nil {
		return err
	}
	w.tablets = append(w.tablets, twin)
	return twin.start()
}
