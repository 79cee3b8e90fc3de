package world

import (
	"fmt"
	"time"

	"fieldline/sync/device"
)

// restRounds is how often everybody may sync until all is quiet (I10).
const restRounds = 8

// longestWait is more than an operation that was sent again waits for what it was made on.
const longestWait = 80 * time.Hour

// rest heals everything and lets everybody sync until nothing changes any more, then
// holds what is there against the promises.
func (w *World) rest() error {
	w.healed = true
	w.office.disk().fuse = 0
	for _, tb := range w.tablets {
		tb.disk().fuse, tb.offline = 0, false
	}
	for len(w.held) > 0 {
		if err := w.deliverHeld(w.dice); err != nil {
			return err
		}
	}
	quiet := false
	for round := 0; round < restRounds && !quiet && w.failure == nil; round++ {
		w.now = w.now.Add(device.UndoWindow + time.Second)
		if round == restRounds/2 && w.number(w.office.disk(), "SELECT count(*) FROM waiting") > 0 {
			w.now = w.now.Add(longestWait)
		}
		if err := w.office.srv.Tick(ctx); err != nil {
			return err
		}
		var err error
		if quiet, err = w.everybodySyncs(round); err != nil {
			return err
		}
		quiet = quiet && w.number(w.office.disk(), "SELECT count(*) FROM waiting") == 0
	}
	if w.failure != nil {
		return nil
	}
	w.audit()
	for _, check := range []func() error{w.lookAtWords, w.lookAtEffects, w.lookAtMoves, w.lookAtFiles, w.lookAtViews} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// everybodySyncs answers whether nothing was left to do.
func (w *World) everybodySyncs(round int) (quiet bool, err error) {
	before := w.number(w.office.disk(), "SELECT max(coalesce((SELECT max(seq) FROM op), 0), coalesce((SELECT max(seq) FROM feed), 0))")
	quiet = true
	stuck := ""
	for _, tb := range w.tablets {
		if tb.life == gone {
			continue
		}
		whole, err := tb.sync()
		w.note("at rest, round %d: tablet %d syncs: whole %t, %v", round, tb.n, whole, err)
		if tb.life == gone {
			continue
		}
		left := w.number(tb.disk(), "SELECT count(*) FROM op WHERE dseq > ?", tb.store.SyncState().Upto)
		if !whole || left > 0 {
			quiet = false
			stuck = fmt.Sprintf("tablet %d has %d operations left: %v", tb.n, left, err)
		}
		if whole {
			w.lookAfterSync(tb)
		}
		w.lookAtTablet(tb)
	}
	after := w.number(w.office.disk(), "SELECT max(coalesce((SELECT max(seq) FROM op), 0), coalesce((SELECT max(seq) FROM feed), 0))")
	if !quiet && round == restRounds-1 {
		w.fail("I10", "%s", stuck)
	}
	return quiet && before == after, nil
}
