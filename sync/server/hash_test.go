package server

import (
	"context"

	"fieldline/sync/table"
)

// IsHashOf tells whether a PHC string is a password's hash.
func IsHashOf(phc, password string) (bool, error) {
	h, err := parseHash(phc)
	return err == nil && h.of(password), err
}

// HashOf returns what is kept of an account's password.
func (s *Server) HashOf(ctx context.Context, name string) (hash string, err error) {
	err = s.store.read(ctx, func(db *table.Session) error {
		return one(db, "SELECT hash FROM account WHERE name = ?", []any{name}, &hash)
	})
	return hash, err
}

// PutHash replaces what is kept of an account's password.
func (s *Server) PutHash(ctx context.Context, name, hash string) error {
	return s.do(ctx, func(t *turn) error {
		_, err := exec(t.db, "UPDATE account SET hash = ? WHERE name = ?", hash, name)
		return err
	})
}

// How much is done at a time, and of one device.
const (
	Slots        = slots
	MostOfDevice = mostOfDevice
)
