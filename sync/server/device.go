package server

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// DeviceState says what a device may do.
type DeviceState string

// The states of a device.
const (
	DeviceActive  DeviceState = "active"
	DeviceDrained DeviceState = "drained" // its person has left: it may send, not read
	DeviceLost    DeviceState = "lost"    // it is to destroy what it keeps
)

// drains tells whether what comes from a device is for the office to judge, however it comes.
// A lost device sends nothing; where the administrator adopts its work, he vouches for it.
func (s DeviceState) drains() bool { return s == DeviceDrained }

// Device is an installation for one person, as the office sees it.
type Device struct {
	ID       form.ID
	Number   int
	Person   form.ID
	State    DeviceState
	Model    string
	System   string
	App      string
	Enrolled time.Time
	Seen     time.Time
	LastDseq int64
	Skew     time.Duration // by which its own clock was off when it was seen; 0: it was right
	WrongBy  time.Duration // by which it was off when it was last found wrong, kept
	WrongAt  time.Time
}

// device is who speaks in a request.
type device struct {
	n           int64
	id          form.ID
	person      form.ID
	state       DeviceState
	incarnation string
	anew        int64 // sequence before which that incarnation has to begin to read
	key         []byte
}

// EnrolCode makes a code that enrols one device for a person within a time.
func (s *Server) EnrolCode(ctx context.Context, person form.ID, valid time.Duration) (protocol.Code, error) {
	code := protocol.Code{URL: s.cfg.URL, Pin: s.Pin()}
	if s.plain() {
		code.Pin = protocol.Pin{}
	}
	if _, err := io.ReadFull(s.cfg.Random, code.Secret[:]); err != nil {
		return code, fmt.Errorf("make enrolment code: %w", err)
	}
	err := s.do(ctx, func(t *turn) error {
		if _, err := t.world().Stored("person", person); err != nil {
			return fmt.Errorf("person %s: %w", person, err)
		}
		_, err := exec(t.db, "INSERT INTO enrolment(secret, person, made_at, expires_at) VALUES (?, ?, ?, ?)",
			hashOf(code.Secret[:]), blobID(person), stamp(t.now), stamp(t.now.Add(valid)))
		return err
	})
	if err != nil {
		return code, fmt.Errorf("make enrolment code: %w", err)
	}
	return code, nil
}

// enrol binds an installation to the person a code was made for. A code works once.
func (s *Server) enrol(ctx context.Context, ask *protocol.EnrolRequest) (*protocol.EnrolReply, error) {
	if len(ask.Key) != 32 || len(ask.BoxKey) != 0 && len(ask.BoxKey) != 32 || ask.Install == "" || len(ask.Install) > 64 ||
		len(ask.Model) > 200 || len(ask.System) > 200 || len(ask.App) > 64 {
		return nil, protocol.NewProblem(protocol.Malformed, "a key, the incarnation or a name is not as it should be")
	}
	reply := &protocol.EnrolReply{BoxKey: s.box.public[:]}
	err := s.do(ctx, func(t *turn) error {
		var who []byte
		var expires string
		var used *string
		err := one(t.db, "SELECT person, expires_at, used_at FROM enrolment WHERE secret = ?", []any{hashOf(ask.Secret)}, &who, &expires, &used)
		switch {
		case errors.Is(err, errNoRow):
			return &jobError{protocol.NewProblem(protocol.CodeWrong, "")}
		case err != nil:
			return err
		case used != nil:
			return &jobError{protocol.NewProblem(protocol.CodeUsed, "")}
		case expires <= stamp(t.now):
			return &jobError{protocol.NewProblem(protocol.CodeExpired, "")}
		}
		id := s.cfg.NewID()
		var n int64
		err = one(t.db, `INSERT INTO device(id, person, state, incarnation, last_dseq, key, box_key, model, system, app, enrolled_at, seen_at, skew, synced)
			VALUES (?, ?, 'active', ?, 0, ?, ?, ?, ?, ?, ?, ?, 0, 0) RETURNING n`,
			[]any{blobID(id), who, ask.Install, ask.Key, ask.BoxKey, ask.Model, ask.System, ask.App, stamp(t.now), stamp(t.now)}, &n)
		if err != nil {
			return err
		}
		if _, err := exec(t.db, "UPDATE enrolment SET used_at = ?, device = ? WHERE secret = ?", stamp(t.now), n, hashOf(ask.Secret)); err != nil {
			return err
		}
		rec, err := t.world().Stored("person", readID(who))
		if err != nil {
			return err
		}
		reply.Name, _ = rec.Values["name"].(string)
		err = one(t.db, "SELECT name FROM account WHERE person = ?", []any{who}, &reply.Account)
		if err != nil && !errors.Is(err, errNoRow) {
			return err
		}
		if reply.Tokens, err = t.issue(n, nil); err != nil {
			return err
		}
		reply.Device, reply.Number, reply.Person = id, int(n), readID(who)
		reply.Epoch, reply.Library, reply.Now = t.epoch, t.lib.SHA256, t.now
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.log.Info("device enrolled", "device", reply.Device, "number", reply.Number, "person", reply.Person)
	return reply, nil
}

// Devices lists the devices, those of one person where one is given.
func (s *Server) Devices(ctx context.Context, person form.ID) ([]Device, error) {
	var all []Device
	err := s.store.read(ctx, func(db *table.Session) error {
		return each(db, `SELECT n, id, person, state, model, system, app, enrolled_at, seen_at, last_dseq, skew, wrong_by, wrong_at FROM device
			WHERE ? IS NULL OR person = ? ORDER BY n`, []any{blobID(person), blobID(person)}, func(scan scanner) error {
			var d Device
			var id, who []byte
			var enrolled, seen string
			var skew int64
			var wrong wrongClock
			if err := scan(&d.Number, &id, &who, &d.State, &d.Model, &d.System, &d.App, &enrolled, &seen, &d.LastDseq, &skew, &wrong.by, &wrong.at); err != nil {
				return err
			}
			var err error
			if d.WrongBy, d.WrongAt, err = wrong.read(); err != nil {
				return err
			}
			d.ID, d.Person, d.Skew = readID(id), readID(who), time.Duration(skew)*time.Millisecond
			if d.Enrolled, err = time.Parse(protocol.TimeLayout, enrolled); err != nil {
				return err
			}
			if d.Seen, err = time.Parse(protocol.TimeLayout, seen); err != nil {
				return err
			}
			all = append(all, d)
			return nil
		})
	})
	return all, err
}

// SetDeviceState lets a device work, lets it only send, or has it destroy what it keeps.
// A lost one is refused from its next request on.
func (s *Server) SetDeviceState(ctx context.Context, id form.ID, state DeviceState) error {
	err := s.do(ctx, func(t *turn) error {
		n, err := exec(t.db, "UPDATE device SET state = ? WHERE id = ?", string(state), blobID(id))
		if err == nil && n == 0 {
			return &jobError{fmt.Errorf("no such device: %w", form.ErrNotHere)}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("set device %s to %s: %w", id, state, err)
	}
	s.log.Info("device state set", "device", id, "state", state)
	return nil
}

func readDevice(db table.DB, where string, args ...any) (*device, error) {
	d := &device{}
	var id, who []byte
	err := one(db, "SELECT n, id, person, state, incarnation, anew, key FROM device WHERE "+where, args, &d.n, &id, &who, &d.state, &d.incarnation, &d.anew, &d.key)
	d.id, d.person = readID(id), readID(who)
	return d, err
}

func hashOf(secret []byte) []byte {
	sum := sha256.Sum256(secret)
	return sum[:]
}
