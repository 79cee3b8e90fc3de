package server

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"fieldline/sync/protocol"
)

const (
	mostShown  = 200 // looks in one report
	longReason = 500 // characters
)

// noteShown keeps who looked at what had been taken along, when and why, once a device has
// a network again. What it never took along it cannot have looked at, and is passed over.
func (s *Server) noteShown(ctx context.Context, d *device, ask *protocol.ShownRequest) (*protocol.ShownReply, error) {
	if len(ask.Shown) > mostShown {
		return nil, protocol.NewProblem(protocol.TooLarge, "too many looks at once")
	}
	for _, look := range ask.Shown {
		if strings.TrimSpace(look.Reason) == "" || utf8.RuneCountInString(look.Reason) > longReason || look.At.IsZero() {
			return nil, protocol.NewProblem(protocol.Malformed, "a look has no reason, a long one, or no time")
		}
	}
	var kept int
	err := s.do(ctx, func(t *turn) error {
		kept = 0
		for _, look := range ask.Shown {
			n, err := t.noteLook(d, &look)
			if err != nil {
				return err
			}
			kept += n
		}
		return nil
	})
	return &protocol.ShownReply{Kept: kept}, err
}

func (t *turn) noteLook(d *device, look *protocol.Shown) (kept int, err error) {
	for _, field := range look.Fields {
		var ref string
		err := one(t.db, `SELECT r.ref FROM reveal AS r JOIN secret AS s ON s.ref = r.ref
			WHERE r.device = ? AND r.until IS NOT NULL AND s.rec = ? AND s.field = ? ORDER BY r.n DESC LIMIT 1`, []any{d.n, blobID(look.ID), field}, &ref)
		if errors.Is(err, errNoRow) {
			t.s.log.Warn("device reports a look at what it did not take along", "device", d.id, "form", look.Form, "record", look.ID, "field", field)
			continue
		}
		if err != nil {
			return kept, err
		}
		n, err := exec(t.db, "INSERT INTO reveal(ref, person, device, reason, at, shown, report) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(report, ref) WHERE report IS NOT NULL DO NOTHING",
			ref, blobID(d.person), d.n, look.Reason, stamp(t.now), stamp(look.At), blobID(look.Report))
		if err != nil {
			return kept, err
		}
		kept += int(n)
	}
	return kept, nil
}
