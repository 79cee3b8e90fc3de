package server

import (
	"context"
	"errors"
	"sync"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// inFlight lets each device have one sync at a time.
type inFlight struct {
	mu sync.Mutex
	of map[int64]chan struct{} // closed when it ends
}

// enter begins a sync of a device, unless another is under way for longer than it waits.
func (f *inFlight) enter(ctx context.Context, device int64, wait time.Duration) bool {
	late := time.NewTimer(wait)
	defer late.Stop()
	for {
		f.mu.Lock()
		other := f.of[device]
		if other == nil {
			if f.of == nil {
				f.of = map[int64]chan struct{}{}
			}
			f.of[device] = make(chan struct{})
		}
		f.mu.Unlock()
		if other == nil {
			return true
		}
		select {
		case <-other:
		case <-late.C:
			return false
		case <-ctx.Done():
			return false
		}
	}
}

func (f *inFlight) leave(device int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.of[device])
	delete(f.of, device)
}

// resumeWait is how long a device that asks what came of a lost request waits for the end
// of the work on that one.
const resumeWait = 5 * time.Second

// sync does one round trip: it judges what the device sends, in its order, and answers
// with what concerns its person since the cursor.
func (s *Server) sync(ctx context.Context, d *device, ask *protocol.SyncRequest, app string) (*protocol.SyncReply, error) {
	wait := time.Duration(0)
	if ask.Resume {
		wait = resumeWait
	}
	if !s.busy.enter(ctx, d.n, wait) {
		p := protocol.NewProblem(protocol.SyncBusy, "")
		p.After = 2
		return nil, p
	}
	defer s.busy.leave(d.n)
	sc := s.shown.Load()
	if ask.Epoch != "" && ask.Epoch != sc.epoch {
		return nil, s.restored(ctx, d, ask.Epoch, protocol.NewProblem(protocol.EpochChanged, ""))
	}
	reply := &protocol.SyncReply{Epoch: sc.epoch, Library: sc.lib.SHA256, MinApp: s.cfg.MinApp, Cursor: ask.Cursor, SafeSeq: sc.safe, BackedUp: sc.lastBackup(s.now())}
	if d.state != DeviceActive && !ask.PushOnly {
		return nil, protocol.NewProblem(protocol.DeviceDrained, "")
	}
	read, err := s.readUpTo(sc, d, ask.Cursor)
	if err == nil {
		err = s.sameLog(ctx, read)
	}
	var p *protocol.Problem
	if errors.As(err, &p) && (p.Slug() == protocol.EpochChanged || p.Slug() == protocol.ServerBehind) {
		return nil, s.restored(ctx, d, "", p) // how long both were the same nobody knows
	}
	if err != nil {
		return nil, err
	}
	read.renewed(d.anew)
	m, err := s.meet(d, ask, app, &read)
	if err != nil {
		return nil, err
	}
	in, err := receive(sc.lib, ask.Ops, m.correct)
	if err != nil {
		return nil, err
	}
	defer in.end()
	if ask.Incarnation != d.incarnation {
		if err := s.do(ctx, m.renew); err != nil {
			return nil, err
		}
		s.log.Warn("device begins a new incarnation", "device", d.id)
		read.anew = true
	}
	if err := s.push(ctx, m, in, reply); err != nil {
		return nil, err
	}
	if len(ask.Waits) > 0 {
		err := s.do(ctx, func(t *turn) error {
			settled, err := t.settled(m, ask.Waits)
			reply.Results = append(reply.Results, settled...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if ask.Acked > reply.Upto {
		reply.Resend = reply.Upto + 1 // lost here in a restore
	}
	reply.Now = s.now()
	if !m.reads {
		return reply, nil
	}
	most := s.cfg.Limits.ReplyRows
	if ask.Rows > 0 {
		most = min(most, ask.Rows)
	}
	if err := s.pull(ctx, m, read, most, reply); err != nil {
		return nil, err
	}
	return reply, s.compareWitness(ctx, d, ask.Witness, reply)
}

// meeting is a device that has come, with what is noted of it.
type meeting struct {
	*device
	ask         *protocol.SyncRequest
	incarnation string // that speaks
	app         string
	synced      int64  // sequence it has read up to
	cursor      int64  // sequence that its cursor names, also where all is read anew
	reads       bool   // what changed is part of the answer
	late        []span // work that is answered with its records (late.go)
	behind      int64  // sequence up to which it has its own changes only as far as it has read
	told        map[form.ID]protocol.Told
	raw         time.Duration // by which its own clock is off
	off         time.Duration // by which it is off with what the device adds to it
	latest      time.Time     // nothing is done after it
	now         time.Time
}

// meet works out how far a device's clock is off.
func (s *Server) meet(d *device, ask *protocol.SyncRequest, app string, read *request) (*meeting, error) {
	if ask.Incarnation == "" || len(ask.Incarnation) > 64 || len(app) > 64 {
		return nil, protocol.NewProblem(protocol.Malformed, "the incarnation is missing")
	}
	told := map[form.ID]protocol.Told{}
	for _, was := range ask.Told {
		if was.Fate != string(record.Refused) && was.Fate != string(record.Parked) {
			return nil, protocol.NewProblem(protocol.Malformed, "only what was refused or parked is told")
		}
		told[was.Op] = was
	}
	if err := checkAlarms(ask.Alarms); err != nil {
		return nil, err
	}
	now := s.now()
	raw := now.Sub(ask.Clock)
	off := now.Sub(ask.Clock.Add(time.Duration(ask.Offset) * time.Millisecond))
	if off.Abs() <= s.cfg.Limits.Skew {
		off = 0
	} else {
		s.log.Warn("device's clock is off", "device", d.id, "off", off)
		s.stats.skewed.Inc()
	}
	return &meeting{device: d, ask: ask, incarnation: ask.Incarnation, app: app, synced: read.synced(), behind: read.behind(), told: told, cursor: read.Seq, reads: !ask.PushOnly && !older(app, s.cfg.MinApp), raw: raw, off: off, latest: now.Add(s.cfg.Limits.Skew), now: now}, nil
}

// correct puts the time of an act right by the device's clock.
func (m *meeting) correct(a *arrival) {
	at := a.at.Add(m.off)
	if at.After(m.latest) {
		at = m.now // nothing is done in the future
	}
	if skew := at.Sub(a.at); skew != 0 {
		a.at, a.skew = at.Truncate(time.Millisecond), skew
	}
}

// renew settles which incarnation speaks: a new one goes on counting with a chain of its
// own, one that was left behind is a clone or a restored backup.
func (m *meeting) renew(t *turn) error {
	var last, left int64
	if err := one(t.db, "SELECT last_dseq FROM device WHERE n = ?", []any{m.n}, &last); err != nil {
		return err
	}
	if err := one(t.db, "SELECT count(*) FROM incarnation WHERE name = ?", []any{m.incarnation}, &left); err != nil {
		return err
	}
	if left > 0 {
		return &jobError{rewound(last, "the incarnation was left behind")}
	}
	if _, err := exec(t.db, "INSERT INTO incarnation(name, device, left_at, upto) VALUES (?, ?, ?, ?)", m.device.incarnation, m.n, stamp(t.now), last); err != nil {
		return err
	}
	_, err := exec(t.db, "UPDATE device SET incarnation = ?1, head = NULL, anew = (SELECT coalesce(max(seq), 0) FROM op WHERE device = ?2) WHERE n = ?2", m.incarnation, m.n)
	return err
}

// How many bytes of operations of a push share a transaction: turnBytes where others wait
// for the writer, which a long push does not hold up, and mostBytes where nobody does,
// since each commit waits for the disk.
const (
	turnBytes = 64 << 10
	mostBytes = 512 << 10
)

// push lets the writer judge a device's operations and says which did not come out as
// the device expected. Operations before a gap are done; the rest is asked for again.
func (s *Server) push(ctx context.Context, m *meeting, in *incoming, reply *protocol.SyncReply) error {
	rest := in.arrivals
	for first := true; first || len(rest) > 0; first = false {
		var part []*arrival
		gap := false
		var last int64
		j := &job{size: turnSize(rest), done: make(chan error, 1), run: func(t *turn) error {
			part, gap = nil, false
			if first {
				if err := errors.Join(m.noteClock(t), m.agree(t)); err != nil {
					return err
				}
			}
			from := &source{device: m.n, number: int(m.n), id: m.id, person: m.person, synced: m.synced, forms: m.ask.Library, behind: m.behind, again: m.ask.Again, told: m.told, drains: m.state.drains()}
			if err := one(t.db, "SELECT last_dseq, head FROM device WHERE n = ?", []any{m.n}, &from.dseq, &from.head); err != nil {
				return err
			}
			if first && from.dseq > m.ask.Acked {
				if err := m.reckonedAnew(t); err != nil {
					return err
				}
			}
			began, done := from.dseq, len(in.arrivals)-len(rest)
			for i, bytes := 0, 0; i < len(rest) && bytes < mostBytes && (bytes < turnBytes || t.alone()); i++ {
				err := t.take(from, in.at(done+i))
				if errors.Is(err, errGap) {
					gap = true
					break
				}
				if err != nil {
					return err
				}
				part = rest[:i+1]
				bytes += len(rest[i].raw)
			}
			last = from.dseq
			if from.dseq > began {
				if _, err := exec(t.db, "UPDATE device SET last_dseq = ?, head = ?, arrived = ? WHERE n = ?", from.dseq, from.head, stamp(t.now), m.n); err != nil {
					return err
				}
			}
			var err error
			if reply.Receipt, err = receipt(t.db, m.n); err != nil || from.dseq == began {
				return err
			}
			return t.tryWaiting()
		}}
		if err := s.enqueue(ctx, j); err != nil {
			return err
		}
		if first {
			// What was taken before and is not asked about now is answered when it is sent
			// again: only then the reply has what did not come out as expected.
			reply.Upto = min(last, m.ask.Acked)
			if m.ask.Resume && len(part) == 0 && last > m.ask.Acked {
				if err := s.do(ctx, func(t *turn) error { return t.resume(m, last, reply) }); err != nil {
					return err
				}
			}
		}
		if gap {
			reply.Resend = last + 1
		}
		for _, a := range part {
			if a.answer.fate == "" {
				break
			}
			s.stats.ops.WithLabelValues(string(a.answer.fate)).Inc()
			reply.Upto = max(reply.Upto, a.sent.Dseq)
			// What is sent again lies in the device's view already, which tells it nothing of
			// whether a row has it in it or not.
			switch {
			case a.answer.expected && m.readPast(a):
				reply.Results = append(reply.Results, m.lateResult(a))
			case !a.answer.expected || a.sent.Dseq <= m.ask.Again:
				reply.Results = append(reply.Results, resultOf(a))
			}
		}
		forget(part)
		rest = rest[len(part):]
		if gap {
			return nil
		}
	}
	return nil
}

// turnSize is how many operations make turnBytes.
func turnSize(all []*arrival) int {
	bytes := 0
	for i, a := range all {
		if bytes += len(a.raw); bytes >= turnBytes {
			return i + 1
		}
	}
	return len(all)
}

// seqFor is the sequence a device has to have read before its own view of an operation
// gives way to the server's; nothing is to be read of one that was not done.
func seqFor(a *arrival) int64 {
	if a.answer.fate == record.Applied || a.answer.fate == record.Merged {
		return a.answer.last
	}
	return 0
}
