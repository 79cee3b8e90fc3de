package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// steadyTime is by how much a clock moves that is left as it is.
const steadyTime = 2 * time.Second

// moved tells whether a round trip shows that the clock is off by more than it was known
// to be, and than is to be left: the server read its own somewhere between the beginning
// and the end, and by that much, either way, the round trip says nothing.
func moved(by, took, left time.Duration) bool {
	return took >= 0 && by.Abs() > max(left, took/2)
}

// rounds goes one round trip after the other until both sides have everything. It
// returns when the next operation may be sent that may still be taken back.
func (c *Client) rounds(ctx context.Context) (held time.Time, err error) {
	c.push = false // a drained device may have been taken back
	c.way.begin()
	mended := 0
	for {
		was := c.store.SyncState()
		more, h, err := c.round(ctx)
		held = h
		if now := c.store.SyncState(); err == nil && (now.Incarnation != was.Incarnation || more && now.Upto == was.Upto && now.Cursor == was.Cursor) {
			// The server keeps another journal under this device's name, or asks again for
			// what it was just sent.
			if mended++; mended > maxMends {
				return held, protocol.NewProblem(protocol.DeviceRewound, "the journals differ however often this one begins anew")
			}
		}
		if err != nil {
			again, mendErr := c.mend(ctx, err, &mended)
			if mendErr != nil {
				return held, mendErr
			}
			if again {
				continue
			}
			return held, err
		}
		if !more {
			return held, nil
		}
	}
}

// round is one request and its reply.
func (c *Client) round(ctx context.Context) (more bool, held time.Time, err error) {
	if _, err := c.access(ctx, false); err != nil { // a new token tells the time
		return false, time.Time{}, err
	}
	batch, err := c.store.Pending(ctx, protocol.DefaultLimits().Ops, c.way.bytes)
	if err != nil {
		return false, time.Time{}, err
	}
	waits, err := c.waits(ctx)
	if err != nil {
		return false, time.Time{}, err
	}
	known := c.store.SyncState()
	resume := c.way.ask && known.Again == 0 && len(batch.Ops) > 0
	if waits || resume {
		batch.Ops = nil
	}
	asked, err := c.store.Waiting(ctx, protocol.DefaultLimits().Have)
	if err != nil {
		return false, time.Time{}, err
	}
	unconfirmed, err := c.store.Unconfirmed(ctx)
	if err != nil {
		return false, time.Time{}, err
	}
	tell, err := c.store.Tell(ctx)
	if err != nil {
		return false, time.Time{}, err
	}
	req := protocol.SyncRequest{
		Epoch: known.Epoch, Incarnation: known.Incarnation, Library: known.Library, Acked: known.Upto, Again: known.Again, Waits: asked, Cursor: known.Cursor, Own: unconfirmed,
		Offset: known.Offset.Milliseconds(), PushOnly: c.push || c.newer != "", Resume: resume, Rows: c.way.rows, Clock: c.cfg.Now().UTC().Truncate(time.Millisecond),
	}
	told, err := c.store.Told(ctx, batch)
	if err != nil {
		return false, batch.Held, err
	}
	for _, was := range told {
		req.Told = append(req.Told, protocol.Told{Op: was.Op, Fate: string(was.Fate), Problems: was.Problems})
	}
	c.tell(tell, &req)
	for _, op := range batch.Ops {
		req.Ops = append(req.Ops, op.Body)
	}
	if len(req.Ops) > 0 {
		c.progress(0, batch.Total)
	}
	left := c.cfg.Now()
	wired, sent, err := c.send(ctx, &req)
	switch {
	case neverLeft(err):
		err = errors.Join(err, c.store.NotSent(ctx, batch))
	case errors.Is(err, ErrOffline):
		c.way.lost(len(batch.Ops) > 0, sent)
	}
	if err != nil {
		return false, batch.Held, err
	}
	took := c.cfg.Now().Sub(left)
	c.board.set(func(s *State) { s.Online = true })
	readable, err := c.follow(ctx, wired, known)
	if errors.As(err, new(*form.ParseError)) {
		c.newer = wired.Library
		return true, batch.Held, nil // as if the reply was lost: it is asked again, only to send
	}
	if err != nil {
		return false, batch.Held, err
	}
	reply, err := c.reply(wired)
	if err != nil {
		return false, batch.Held, err
	}
	offset := wired.Now.Sub(left.Add(took / 2))
	if moved(offset-known.Offset, took, steadyTime) {
		reply.Offset, reply.Timed = offset, true
	}
	if len(tell.Alarms) > 0 {
		reply.AlarmTold = tell.Alarms[0].N
	}
	if err := errors.Join(c.store.ApplyReply(ctx, reply), c.store.Vault().Contacted()); err != nil {
		return false, batch.Held, err
	}
	if req.Digest && wired.Digest != nil {
		c.compare = false
	}
	now := c.store.SyncState()
	anew := now.Incarnation != known.Incarnation || now.Cursor == "" && wired.Cursor != ""
	c.way.got(resume, now.Upto > known.Upto || now.Cursor != known.Cursor, now.Upto > known.Upto)
	done := len(batch.Ops)
	if resume {
		done = int(now.Upto - known.Upto)
	}
	c.progress(done+len(reply.Records), wired.Left+batch.Total-done)
	c.jumped = false
	unsent := batch.Total > len(batch.Ops) && (batch.Held.IsZero() || waits || resume)
	return wired.More || wired.Resend > 0 || unsent || anew || readable, batch.Held, nil
}

// waits tells whether work has to wait for a round that only sets the clock right: the
// server moves the times of work by how far the clock is off that it is sent with, which
// would move work that was done before the clock was set.
func (c *Client) waits(ctx context.Context) (bool, error) {
	if !c.jumped {
		return false, nil
	}
	return c.store.TimedRightly(ctx, c.ahead, protocol.DefaultLimits().Skew)
}

// progress counts what a person can see moving: what is done, and what is left.
func (c *Client) progress(done, left int) {
	c.board.set(func(s *State) {
		s.Done += done
		s.Total = s.Done + left
	})
}

// reply decodes the rows of a reply by the forms they are of.
func (c *Client) reply(w *protocol.SyncReply) (device.Reply, error) {
	r := device.Reply{
		Epoch: w.Epoch, Upto: w.Upto, Resend: w.Resend, Cursor: w.Cursor, Through: w.Through,
		More: w.More, SafeSeq: w.SafeSeq, BackedUp: w.BackedUp, Head: w.HeadHash, Receipt: receiptOf(w.Receipt),
	}
	if w.Witness != nil {
		r.Witness = &device.Witness{Seq: w.Witness.Seq, Head: w.Witness.Head}
	}
	if d := w.Digest; d != nil && len(d.Sum) == 16 {
		r.Digest = &record.Digest{Count: d.Count, Sum: [16]byte(d.Sum)}
	}
	lib := c.store.Library()
	for _, ch := range w.Changes {
		for _, l := range ch.Leave {
			r.Leaves = append(r.Leaves, form.Ref{Form: ch.Form, ID: l.ID})
		}
		f := lib.Form(ch.Form)
		if f == nil && len(ch.Rows) > 0 {
			return r, fmt.Errorf("read the server's reply: its library has no form %q", ch.Form)
		}
		for _, raw := range ch.Rows {
			rec, err := protocol.ReadRow(f, ch.Columns, raw)
			if err != nil {
				return r, err
			}
			r.Records = append(r.Records, rec)
		}
	}
	for _, res := range w.Results {
		out := device.Result{Op: res.Op, Dseq: res.Dseq, Fate: record.Fate(res.Fate), Seq: res.Seq, Problems: res.Problems}
		for _, con := range res.Conflicts {
			out.Conflicts = append(out.Conflicts, device.Conflict{
				Form: con.Form, Record: con.ID, Column: con.Column, Row: con.Row, Cell: con.Cell,
				Base: con.Base, Mine: con.Mine, Theirs: con.Theirs, By: con.By, Written: con.At, Where: con.Device, Mined: con.Mined,
			})
		}
		r.Results = append(r.Results, out)
	}
	for _, t := range w.Tells {
		r.Tells = append(r.Tells, device.Notice{Key: t.Key, Form: t.Form, ID: t.ID, Text: t.Text, Step: t.Step, At: t.At})
	}
	return r, nil
}

// follow brings the library that a reply names, and tells whether it is readable again. One
// that this program is too old for is a form.ParseError: it goes on sending, and nothing is
// read until there is a newer program, or the library is one that it can read.
func (c *Client) follow(ctx context.Context, wired *protocol.SyncReply, known device.SyncState) (readable bool, err error) {
	// A drained device gets no library, and no rows that it would need one for.
	if c.push || wired.Library == "" || wired.Library == c.newer {
		return false, nil
	}
	if wired.Library != known.Library {
		err = c.fetchLibrary(ctx, wired.Library)
	}
	if err == nil && c.newer != "" {
		c.newer, readable = "", true
	}
	return readable, err
}

// fetchLibrary brings the library in force; the tables follow it in one transaction.
func (c *Client) fetchLibrary(ctx context.Context, sha string) error {
	raw, err := c.authorized(ctx, http.MethodGet, protocol.PathLibrary+sha, nil)
	if err != nil {
		return err
	}
	lib, err := form.FromJSON(raw, c.cfg.Named...)
	if err != nil {
		return fmt.Errorf("read library %.12s: %w", sha, err)
	}
	if lib.SHA256 != sha {
		return fmt.Errorf("read library %.12s: it came as %.12s", sha, lib.SHA256)
	}
	return c.store.SetLibrary(ctx, lib)
}

// maxMends bounds how often one sync begins anew.
const maxMends = 4

// mend does what a refused round asks for, so that it may be tried again at once.
func (c *Client) mend(ctx context.Context, err error, mended *int) (again bool, _ error) {
	if errors.Is(err, device.ErrOtherServer) {
		return false, protocol.NewProblem(protocol.EpochChanged, err.Error())
	}
	var p *protocol.Problem
	if !errors.As(err, &p) {
		// A link that breaks while it gets something through is tried again at once.
		return errors.Is(err, ErrOffline) && !neverLeft(err) && ctx.Err() == nil && c.way.again(), nil
	}
	if *mended++; *mended > maxMends {
		return false, nil
	}
	switch p.Slug() {
	case protocol.CursorExpired:
		return true, c.store.Restart(ctx)
	case protocol.EpochChanged, protocol.ServerBehind:
		next, known := p.Args["next"].(float64)
		since, same := p.Args["since"].(float64)
		if !known || !same {
			return false, nil
		}
		if p.Slug() == protocol.ServerBehind {
			if err := c.store.Alarm(ctx, device.AlarmBehind, p.Detail); err != nil {
				return false, err
			}
		}
		return true, c.store.Restored(ctx, p.Epoch, int64(next), int64(since))
	case protocol.DeviceRewound:
		next, ok := p.Args["next"].(float64)
		if !ok {
			return false, nil
		}
		return true, c.store.Renumber(ctx, int64(next))
	case protocol.DeviceDrained:
		if c.push {
			return false, nil
		}
		c.push = true
		return true, nil
	case protocol.TooLarge:
		return c.way.smaller(), nil
	}
	return false, nil
}
