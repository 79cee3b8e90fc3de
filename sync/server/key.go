package server

import (
	"context"
	"errors"
	"time"

	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// key opens the box in which an installation left its key with us, for the person it
// belongs to. A lost device is told to wipe itself before anything is asked.
//
// Anybody can shut a box: the server's key is no secret. So who names no incarnation of the
// device has only a password to show. It is tried, since an older card says no more, but
// seldom, and a wrong one closes this way alone and not the person's account.
func (s *Server) key(ctx context.Context, ask *protocol.KeyRequest) (*protocol.KeyReply, error) {
	key, err := protocol.OpenKey(s.box.public, s.box.private, ask.Device, ask.Box)
	if err != nil {
		return nil, protocol.NewProblem(protocol.WrongProof, err.Error())
	}
	var d *device
	var its bool
	err = s.store.read(ctx, func(db *table.Session) (err error) {
		if d, err = readDevice(db, "id = ?", blobID(ask.Device)); err != nil {
			return err
		}
		its, err = d.bore(db, ask.Install)
		return err
	})
	if errors.Is(err, errNoRow) {
		return nil, protocol.NewProblem(protocol.SignIn, "no such device")
	}
	if err != nil {
		return nil, err
	}
	if p := d.refusal(); p != nil {
		return nil, p
	}
	if !its {
		lim := &s.cfg.Limits
		if wait := s.recoveries.take(d.id.String(), time.Now(), rate{lim.KeysBurst, lim.KeysPerSecond}); wait > 0 {
			p := protocol.NewProblem(protocol.TooManyTries, "")
			p.After = int(wait/time.Second) + 1
			return nil, p
		}
	}
	if err := s.tryPassword(ctx, guess{person: d.person, account: ask.Account, password: ask.Password, unproven: !its}); err != nil {
		return nil, err
	}
	s.log.Warn("the key of a device was given back for a password", "device", d.id, "account", ask.Account)
	return &protocol.KeyReply{Key: key}, nil
}

// bore tells whether a device's database has or had an incarnation: only who has its folder
// knows.
func (d *device) bore(db table.DB, incarnation string) (bool, error) {
	if incarnation == d.incarnation {
		return true, nil
	}
	var n int
	err := one(db, "SELECT count(*) FROM incarnation WHERE device = ? AND name = ?", []any{d.n, incarnation}, &n)
	return n > 0, err
}
