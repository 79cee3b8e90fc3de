package server

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// alarm keeps an alarm for the office, once.
func (t *turn) alarm(device int64, a protocol.Alarm) error {
	n, err := exec(t.db, "INSERT INTO alarm(device, kind, at, received, detail) VALUES (?, ?, ?, ?, ?) ON CONFLICT(device, kind, detail) DO NOTHING",
		device, a.Kind, stamp(a.At), stamp(t.now), a.Detail)
	if n > 0 {
		t.s.log.Error("alarm", "device", device, "kind", a.Kind, "detail", a.Detail)
	}
	return err
}

// checkAlarms bounds what a device may tell.
func checkAlarms(all []protocol.Alarm) error {
	for _, a := range all {
		if a.Kind == "" || len(a.Kind) > 32 || len(a.Detail) > 500 {
			return protocol.NewProblem(protocol.Malformed, "an alarm is not as it should be")
		}
	}
	if len(all) > protocol.MostWitnesses {
		return protocol.NewProblem(protocol.TooLarge, fmt.Sprintf("%d alarms", len(all)))
	}
	return nil
}

// devicesFor lists the devices somebody answers for: his own, those of the people below
// him by their posts, all for the administrator.
func (s *Server) devicesFor(ctx context.Context, d *device) (*protocol.DevicesReply, error) {
	reply := &protocol.DevicesReply{Now: s.now(), Devices: []protocol.DeviceSeen{}}
	sc := s.shown.Load()
	err := s.store.read(ctx, func(db *table.Session) error {
		me, err := sc.personOf(db, d.person, s.now())
		if err != nil {
			return err
		}
		if err := each(db, `SELECT n, id, person, state, app, model, system, seen_at, skew, written, last_dseq, agreed, arrived, wrong_by, wrong_at FROM device ORDER BY n`, nil, func(scan scanner) error {
			var seen protocol.DeviceSeen
			var id, who []byte
			var at string
			var arrived sql.NullString
			var wrong wrongClock
			if err := scan(&seen.Number, &id, &who, &seen.State, &seen.App, &seen.Model, &seen.System, &at, &seen.Skew, &seen.Written, &seen.Received, &seen.Agreed, &arrived, &wrong.by, &wrong.at); err != nil {
				return err
			}
			seen.Device, seen.Person = readID(id), readID(who)
			if seen.Seen, err = time.Parse(protocol.TimeLayout, at); err != nil {
				return err
			}
			by, when, err := wrong.read()
			if err != nil {
				return err
			}
			seen.WrongBy, seen.WrongAt = by.Milliseconds(), when
			if arrived.Valid {
				if seen.Arrived, err = time.Parse(protocol.TimeLayout, arrived.String); err != nil {
					return err
				}
			}
			reply.Devices = append(reply.Devices, seen)
			return nil
		}); err != nil {
			return err
		}
		kept := reply.Devices[:0]
		for _, seen := range reply.Devices {
			his, err := sc.personOf(db, seen.Person, s.now())
			if err != nil {
				return err
			}
			if seen.Person != d.person && !sc.above(me, his) {
				continue
			}
			if seen.Alarms, err = alarmsOf(db, int64(seen.Number)); err != nil {
				return err
			}
			kept = append(kept, seen)
		}
		reply.Devices = kept
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list devices for %s: %w", d.person, err)
	}
	return reply, nil
}

// above tells whether somebody stands above another by one of the other's posts.
func (sc *scene) above(me, his *person) bool {
	if me.holds(FirstRole, form.ID{}) {
		return true
	}
	for _, post := range his.posts {
		role := sc.lib.Role(post.Role)
		for range sc.lib.Roles { // as high as it can go
			if role == nil || role.Superior == "" {
				break
			}
			if me.holds(role.Superior, post.Site) {
				return true
			}
			role = sc.lib.Role(role.Superior)
		}
	}
	return false
}

// mostAlarms is how many alarms of one device are shown.
const mostAlarms = 20

func alarmsOf(db table.DB, device int64) ([]protocol.Alarm, error) {
	var all []protocol.Alarm
	err := each(db, "SELECT kind, at, detail FROM alarm WHERE device = ? ORDER BY n DESC LIMIT ?", []any{device, mostAlarms}, func(scan scanner) error {
		var a protocol.Alarm
		var at string
		if err := scan(&a.Kind, &at, &a.Detail); err != nil {
			return err
		}
		var err error
		if a.At, err = time.Parse(protocol.TimeLayout, at); err != nil {
			return err
		}
		all = append(all, a)
		return nil
	})
	return all, err
}
