package device

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// ErrOtherServer says that a reply came from another server, or from one that was
// restored: Restart comes first.
var ErrOtherServer = errors.New("the reply is of another epoch")

// Reply is what the server answered, decoded.
type Reply struct {
	Epoch   string
	Offset  time.Duration // how far the server's clock is ahead of the device's
	Timed   bool          // Offset was measured
	Upto    int64         // operations up to this dseq are answered, as expected but for Results
	Resend  int64         // dseq from which the server lacks operations; 0: none
	Results []Result
	Records []record.Record // as they are now
	Leaves  []form.Ref      // no longer in this person's scope
	Tells   []Notice
	Cursor  string
	Through int64 // sequence up to which changes were delivered; 0: none were read
	More    bool
	SafeSeq int64 // what a verified backup of the server covers
	// BackedUp is when that backup was made; zero: there is none.
	BackedUp time.Time
	Head     []byte // of the server's chain at Through

	Receipt   Receipt
	Witness   *Witness       // the server's chain now, where this device was told it
	Digest    *record.Digest // of what this person has at Through; nil: not told
	AlarmTold int64          // up to which alarm the office has them
}

// Waits is the fate of an operation that was sent again and made on what other devices
// have still to send again, after the server was put back. It stays in the view, and the
// client asks what became of it.
const Waits record.Fate = "waits"

// untilAsked is the sequence that an operation which waits is awaited by: none has it.
const untilAsked = 1 << 62

// Result is an operation that did not come out as predicted.
type Result struct {
	Op        form.ID
	Dseq      int64
	Fate      record.Fate
	Seq       int64
	Problems  []form.Problem
	Conflicts []Conflict
}

// ApplyReply takes a reply in: it settles operations, puts confirmed rows in place, plays
// what is still pending on top and moves the cursor, all in one transaction.
func (s *Store) ApplyReply(ctx context.Context, reply Reply) error {
	var evicted []string
	err := s.change(ctx, func(tx *tx) error {
		m := tx.meta
		if tx.tables == nil {
			return ErrNoLibrary
		}
		if known := m.get(metaEpoch); known != "" && reply.Epoch != known {
			return ErrOtherServer
		}
		m.set(metaEpoch, reply.Epoch)
		if reply.More {
			m.set(metaPulling, "yes")
		}
		if reply.Timed {
			m.setNumber(metaOffset, reply.Offset.Milliseconds())
			tx.now = tx.made.Add(m.offset()).UTC().Truncate(time.Millisecond) // it is known better now
		}
		if m.number(metaAgain) > 0 && max(reply.Upto, m.number(metaUpto)) >= m.number(metaAgain) {
			m.setNumber(metaAgain, 0) // all that was sent again is answered
		}
		if err := tx.takeReceipt(reply.Receipt); err != nil {
			return err
		}
		if err := tx.told(reply.AlarmTold); err != nil {
			return err
		}
		st := &settling{tx: tx, reply: reply, before: m.number(metaUpto), dropped: map[int64]bool{}, results: map[int64]bool{}}
		if err := st.settle(); err != nil {
			return err
		}
		for _, n := range reply.Tells {
			if err := tx.notice(n); err != nil {
				return err
			}
		}
		if reply.Resend > 0 {
			if err := tx.resend(reply.Resend); err != nil {
				return err
			}
		}
		if reply.Through == 0 && reply.Cursor == m.get(metaCursor) {
			return nil // the server only took operations; nothing was read
		}
		m.set(metaCursor, reply.Cursor)
		m.setNumber(metaThrough, reply.Through)
		if reply.More {
			return nil
		}
		m.set(metaPulling, "")
		m.set(metaSynced, tx.now.Format(table.TimeLayout))
		if m.get(metaMet) == "" {
			m.set(metaMet, m.get(metaSynced))
			tx.changed.Met = true
		}
		m.set(metaBackedUp, reply.BackedUp.UTC().Format(table.TimeLayout))
		answered := min(st.before, m.number(metaUpto)) // not what is to be sent again
		if err := tx.atTheEnd(reply, answered); err != nil {
			return err
		}
		evicted = tx.evicted
		return tx.compare(reply)
	})
	if err == nil {
		err = s.evict(evicted)
	}
	if err != nil {
		return fmt.Errorf("take the server's reply in: %w", err)
	}
	return nil
}

// compare holds both sides against each other at the end of a pull. Where they differ
// everything is read again, unless it just was.
func (tx *tx) compare(reply Reply) error {
	fresh := tx.meta.get(metaFresh) != ""
	tx.meta.set(metaFresh, "")
	again := false
	if reply.Witness != nil {
		same, err := tx.compareWitness(*reply.Witness)
		if err != nil {
			return err
		}
		again = !same && !fresh
	}
	if err := tx.witness(reply.Through, reply.Head); err != nil {
		return err
	}
	if !again && reply.Digest != nil {
		same, err := tx.compareRecords(*reply.Digest, fresh)
		if err != nil {
			return err
		}
		again = !same && !fresh
	}
	if again {
		return tx.startOver()
	}
	return nil
}
