package server

import (
	"context"
	"net/http"
	"time"

	"fieldline/sync/protocol"
)

// brokenOff is a body whose sender went away in the middle of it.
type brokenOff struct {
	*protocol.Problem
	came []byte // as it came over the wire
}

// Unwrap lets it be answered as any other problem.
func (b *brokenOff) Unwrap() error { return b.Problem }

// salvageTime bounds the work on what a lost connection left.
const salvageTime = 30 * time.Second

// salvage takes the operations of a push that had arrived when its connection broke: each
// is complete in itself and judged as if fewer had been sent. On a link that holds for
// seconds only, work gets through however much there is. The device asks what came of it
// when it is back (Resume); nobody hears the reply to this.
func (s *Server) salvage(r *http.Request, p *passed, broken *brokenOff) {
	if r.TLS == nil {
		return // only a record of TLS is known to be what was sent: the checksum of a body stands at its end
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), salvageTime)
	defer cancel()
	body := broken.came
	if r.Header.Get("Content-Encoding") == protocol.Zstd {
		var err error
		if body, err = protocol.UnpackPart(body, s.cfg.Limits.BodyBytes); err != nil {
			return
		}
	}
	if body = protocol.Salvage(body); body == nil {
		return
	}
	ask, err := protocol.DecodeSyncRequest(body, s.cfg.Limits)
	if err != nil {
		s.log.Debug("what arrived of a push cannot be read", "device", p.device.id, "error", err)
		return
	}
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return
	}
	ask.PushOnly = true
	reply, err := s.sync(ctx, p.device, ask, p.app)
	if err != nil {
		s.log.Debug("what arrived of a push was not taken", "device", p.device.id, "error", err)
		return
	}
	s.log.Debug("took what arrived of a push", "device", p.device.id, "operations", len(ask.Ops), "upto", reply.Receipt.Upto)
}

// resume answers what was taken of a device's operations without its hearing of it: all
// that came out otherwise than it expects. Where any of them is not simply in the log
// under its place, or the device has read past it, nothing is answered, and the device
// sends them again.
func (t *turn) resume(m *meeting, last int64, reply *protocol.SyncReply) error {
	type row struct {
		dseq     int64
		expected int64
		body     []byte
	}
	var otherwise []row
	count := int64(0)
	err := each(t.db, "SELECT dseq, expected, CASE expected WHEN 0 THEN body END FROM op WHERE device = ? AND device > 0 AND op_id IS NOT NULL AND dseq > ? AND dseq <= ? AND NOT (expected = 1 AND seq <= ?) ORDER BY dseq",
		[]any{m.n, m.ask.Acked, last, m.cursor}, func(scan scanner) error {
			var r row
			if err := scan(&r.dseq, &r.expected, &r.body); err != nil {
				return err
			}
			count++
			if r.expected == 0 {
				otherwise = append(otherwise, r)
			}
			return nil
		})
	if err != nil || count != last-m.ask.Acked {
		return err
	}
	var results []protocol.Result
	for _, r := range otherwise {
		a, err := arrive(t.lib, r.body)
		if err != nil || a.sent.Dseq != r.dseq {
			return nil // erased, or renumbered since
		}
		a.read(t.lib)
		a.op = a.sent
		known, err := t.answeredBefore(a)
		if err != nil || !known {
			return err
		}
		results = append(results, resultOf(a))
	}
	reply.Upto, reply.Results = last, results
	return nil
}
