package server

import (
	"context"
	"errors"

	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// key opens the box in which an installation left its key with us, for the person it
// belongs to. Whoever has the box has the installation's folder: a lost device is told to
// wipe itself before anything is asked.
func (s *Server) key(ctx context.Context, ask *protocol.KeyRequest) (*protocol.KeyReply, error) {
	key, err := protocol.OpenKey(s.box.public, s.box.private, ask.Device, ask.Box)
	if err != nil {
		return nil, protocol.NewProblem(protocol.WrongProof, err.Error())
	}
	var d *device
	err = s.store.read(ctx, func(db *table.Session) (err error) {
		d, err = readDevice(db, "id = ?", blobID(ask.Device))
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
	if err := s.tryPassword(ctx, ask.Account, ask.Password); err != nil {
		return nil, err
	}
	var who []byte
	err = s.store.read(ctx, func(db *table.Session) error {
		return one(db, "SELECT person FROM account WHERE name = ?", []any{ask.Account}, &who)
	})
	if err != nil {
		return nil, err
	}
	if readID(who) != d.person {
		return nil, protocol.NewProblem(protocol.WrongPassword, "the device is another person's")
	}
	s.log.Warn("the key of a device was given back for a password", "device", d.id, "account", ask.Account)
	return &protocol.KeyReply{Key: key}, nil
}
