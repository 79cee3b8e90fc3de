package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// pull reads what a device has not seen yet: one page of the feed of what its person
// listens to, and the records behind it as they are now.
func (s *Server) pull(ctx context.Context, m *meeting, read request, most int, reply *protocol.SyncReply) error {
	bare := *reply
	var again *needSets
	for range 8 {
		*reply = bare
		p := &puller{s: s, sc: s.shown.Load(), device: m.device, ask: m.ask, late: m.late, most: most, reply: reply}
		err := s.store.read(ctx, func(db *table.Session) error { return p.page(db, read) })
		switch {
		case errors.As(err, &again):
		case err != nil:
			return err
		case p.size > 2*s.cfg.Limits.ReplyBytes && most > 16:
			most /= 4 // large records: a smaller page
			continue
		default:
			return nil
		}
		// Sets are interned by the writer; then the page is read again.
		if err := s.do(ctx, func(t *turn) error {
			for _, set := range again.sets {
				if err := t.internSet(set); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return fmt.Errorf("read the feed of device %s: %w", m.id, again)
}

// needSets says that a cursor would name sets of audiences that have no number yet.
type needSets struct{ sets [][]int64 }

func (n *needSets) Error() string { return fmt.Sprintf("%d sets of audiences are new", len(n.sets)) }

// puller reads one page.
type puller struct {
	s      *Server
	sc     *scene
	device *device
	ask    *protocol.SyncRequest
	late   []span
	most   int
	reply  *protocol.SyncReply

	db      *table.Session
	listens []int64 // now
	person  *person
	missing [][]int64
	out     []entry
	full    bool
	size    int // bytes of the records packed
}

// entry is a feed row that is sent: a record, or that one left.
type entry struct {
	form, k, seq int64
	leave        bool
}

func (p *puller) page(db *table.Session, read request) (err error) {
	p.db = db
	now := p.s.now()
	if p.listens, err = p.sc.listens(db, p.device.person, now); err != nil {
		return err
	}
	if p.person, err = p.sc.personOf(db, p.device.person, now); err != nil {
		return err
	}
	c, err := p.begin(read)
	if err != nil {
		return err
	}
	for !p.full && c.Phase != reading {
		if err := p.turnTo(&c); err != nil {
			return err
		}
	}
	more := p.full
	if !p.full {
		if more, err = p.read(&c); err != nil {
			return err
		}
	}
	if len(p.missing) > 0 {
		return &needSets{p.missing}
	}
	if err := p.sendLate(); err != nil {
		return err
	}
	if err := p.tells(&c); err != nil {
		return err
	}
	if p.reply.HeadHash, err = hashAt(db, c.Seq); err != nil {
		return err
	}
	c.Head = p.reply.HeadHash[:min(headBytes, len(p.reply.HeadHash))]
	p.reply.Through = c.Seq
	if p.reply.Cursor, err = p.s.sealCursor(c, p.device.id); err != nil {
		return err
	}
	p.reply.More = more || c.Phase != reading || len(p.reply.Tells) == mostTells
	if more {
		if err := p.left(c.Seq); err != nil {
			return err
		}
	}
	if err := p.prove(); err != nil {
		return err
	}
	return p.fill()
}

// left counts what lies behind the page. A record that several audiences bring is counted
// for each: it is only for a bar that moves.
func (p *puller) left(seq int64) error {
	listens, err := json.Marshal(p.listens)
	if err != nil {
		return err
	}
	return one(p.db, "SELECT count(*) FROM feed WHERE aud IN (SELECT value FROM json_each(?)) AND seq > ?", []any{string(listens), seq}, &p.reply.Left)
}

// set returns the number of a set of audiences; a new one is noted for the writer.
func (p *puller) set(auds []int64) (int64, error) {
	n, err := knownSet(p.db, auds)
	if err == nil && n == 0 {
		p.missing = append(p.missing, auds)
	}
	return n, err
}

// begin turns the cursor towards what the person listens to now.
func (p *puller) begin(read request) (cursor, error) {
	is, err := p.set(p.listens)
	if err != nil {
		return cursor{}, err
	}
	sees := p.sc.reads.seeing(p.person)
	if read.first {
		c := cursor{Epoch: p.sc.epoch, Born: p.sc.head, Own: p.sc.head, Sure: is, Sees: sees}
		if err := one(p.db, "SELECT coalesce(max(n), 0) FROM tell", nil, &c.Tell); err != nil {
			return c, err
		}
		return c, nil
	}
	c := read.cursor
	// Who may see more or less of the same records gets them again.
	if read.anew || c.Sees != sees {
		c.Seq, c.Born, c.Own, c.Sees = 0, 0, p.sc.head, sees
	}
	switch {
	case c.Phase == reading && c.Sure == is, read.sealed && c.Phase != reading && c.To == is:
		return c, nil
	case !read.sealed:
		// Only the set that is read now may be taken on trust: nothing comes of it but what
		// its person sees.
		return c, protocol.NewProblem(protocol.CursorExpired, "the cursor was not given to this device")
	case c.Phase == reading:
		c.Had, c.To = c.Sure, is
	default:
		// It changed again on the way: the device may have some of both, all of neither.
		if err := p.mix(&c); err != nil {
			return c, err
		}
		c.To = is
	}
	c.Phase, c.At = leaving, 0
	return c, nil
}

func (p *puller) mix(c *cursor) error {
	sure, err := listening(p.db, c.Sure)
	if err != nil {
		return err
	}
	had, err := listening(p.db, c.Had)
	if err != nil {
		return err
	}
	to, err := listening(p.db, c.To)
	if err != nil {
		return err
	}
	if c.Had, err = p.set(union(had, to)); err != nil {
		return err
	}
	c.Sure, err = p.set(common(sure, to))
	return err
}

// turnTo does a page of a phase: what is to be handed back, then what is new.
func (p *puller) turnTo(c *cursor) error {
	if len(p.missing) > 0 {
		p.full = true // nothing is sent before the sets have numbers
		return nil
	}
	from := c.Had
	if c.Phase == entering {
		from = c.Sure
	}
	base, err := listening(p.db, from)
	if err != nil {
		return err
	}
	auds, upto := without(base, p.listens), always
	if c.Phase == entering {
		auds, upto = without(p.listens, base), c.Seq
	}
	rows, err := p.feed(auds, c.At, upto, upto) // whose it is does not matter
	if err != nil {
		return err
	}
	for _, r := range rows {
		c.At = r.seq
		switch {
		case c.Phase == entering && r.kind != kindLeave:
			p.out = append(p.out, entry{r.form, r.k, r.seq, false})
		case c.Phase == leaving:
			held, err := p.held(r.form, r.k)
			if err != nil {
				return err
			}
			if !held {
				p.out = append(p.out, entry{r.form, r.k, r.seq, true})
			}
		}
	}
	if len(rows) >= p.most {
		p.full = true
		return nil
	}
	c.At = 0
	if c.Phase == leaving {
		c.Phase = entering
		return nil
	}
	c.Phase, c.Sure, c.Had, c.To = reading, c.To, 0, 0
	return nil
}

// read reads on from the cursor's sequence.
func (p *puller) read(c *cursor) (more bool, err error) {
	own := c.Own
	if p.ask.Own {
		own = always
	}
	rows, err := p.feed(p.listens, c.Seq, p.sc.head, own)
	if err != nil {
		return false, err
	}
	for _, r := range rows {
		c.Seq = r.seq
		if r.kind == kindLeave {
			if r.seq <= c.Born {
				continue
			}
			held, err := p.held(r.form, r.k)
			if err != nil {
				return false, err
			}
			if !held {
				p.out = append(p.out, entry{r.form, r.k, r.seq, true})
			}
			continue
		}
		if !r.own {
			p.out = append(p.out, entry{r.form, r.k, r.seq, false})
		}
	}
	if len(rows) >= p.most {
		return true, nil
	}
	c.Seq = max(c.Seq, p.sc.head)
	return false, nil
}

// always is a sequence that is never reached.
const always = int64(1) << 62

// feedRow is a row of the feed; own where the change is the device's own and came out as
// it expected.
type feedRow struct {
	form, k, seq, kind int64
	own                bool
}

// feed reads rows of some audiences in the order of their sequence; a record that is in
// several of them comes once. At most p.most rows come, but never part of a sequence.
// The device's own are looked for behind a sequence.
func (p *puller) feed(auds []int64, after, upto, own int64) ([]feedRow, error) {
	if len(auds) == 0 {
		return nil, nil
	}
	var all []feedRow
	names := list(auds)
	// In growing windows, so that a page of a long feed does not sort all that follows.
	for window := int64(4 * p.most); len(all) < p.most && after < upto; window *= 4 {
		end := min(after+window, upto)
		if end >= p.sc.head {
			end = upto // what was committed since is read, too
		}
		err := each(p.db, `SELECT f.form, f.k, f.seq, min(f.kind), coalesce(max(op.device = ? AND op.expected = 1), 0)
			FROM json_each(?) AS a CROSS JOIN feed AS f ON f.aud = a.value AND f.seq > ? AND f.seq <= ?
			LEFT JOIN op ON op.seq = CASE WHEN f.seq > ? THEN f.seq END
			GROUP BY f.seq ORDER BY f.seq LIMIT ?`, []any{p.device.n, names, after, end, own, p.most - len(all)}, func(scan scanner) error {
			var r feedRow
			if err := scan(&r.form, &r.k, &r.seq, &r.kind, &r.own); err != nil {
				return err
			}
			all = append(all, r)
			return nil
		})
		if err != nil {
			return nil, err
		}
		after = end
	}
	return all, nil
}

// held tells whether the person still has a record by another audience.
func (p *puller) held(formN, k int64) (bool, error) {
	seen, err := sees(p.db, spot{formN, k}, p.listens)
	return seen == now, err
}
