package server

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// newToken returns 256 random bits as text. Only their hash is kept.
func (s *Server) newToken() (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(s.cfg.Random, b[:]); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// issue makes a pair of tokens for a device; the refresh token takes the place of an
// earlier one, if one is given.
func (t *turn) issue(device int64, instead []byte) (protocol.Tokens, error) {
	lim := t.s.cfg.Limits
	access, err := t.s.newToken()
	if err != nil {
		return protocol.Tokens{}, err
	}
	refresh, err := t.s.newToken()
	if err != nil {
		return protocol.Tokens{}, err
	}
	hash := hashOf([]byte(refresh))
	if _, err := exec(t.db, "INSERT INTO refresh(hash, device, expires, used) VALUES (?, ?, ?, 0)", hash, device, stamp(t.now.Add(lim.Refresh))); err != nil {
		return protocol.Tokens{}, err
	}
	if _, err := exec(t.db, "INSERT INTO access(hash, device, refresh, expires) VALUES (?, ?, ?, ?)", hashOf([]byte(access)), device, hash, stamp(t.now.Add(lim.Access))); err != nil {
		return protocol.Tokens{}, err
	}
	if instead != nil {
		if _, err := exec(t.db, "UPDATE refresh SET next = ? WHERE hash = ?", hash, instead); err != nil {
			return protocol.Tokens{}, err
		}
	}
	if _, err := exec(t.db, "DELETE FROM access WHERE device = ? AND expires <= ?", device, stamp(t.now)); err != nil {
		return protocol.Tokens{}, err
	}
	return protocol.Tokens{Access: access, Refresh: refresh, Expires: int(lim.Access / time.Second)}, nil
}

// revoke takes all tokens of a device away.
func (t *turn) revoke(device int64) error {
	if _, err := exec(t.db, "DELETE FROM access WHERE device = ?", device); err != nil {
		return err
	}
	_, err := exec(t.db, "DELETE FROM refresh WHERE device = ?", device)
	return err
}

// token answers a request for new tokens. Until the device's key has signed it, it is a
// stranger's, who is counted by the address it comes from.
func (s *Server) token(ctx context.Context, from string, ask *protocol.TokenRequest) (*protocol.TokenReply, error) {
	var d *device
	err := s.store.read(ctx, func(db *table.Session) (err error) {
		d, err = readDevice(db, "id = ?", blobID(ask.Device))
		return err
	})
	var unproven *protocol.Problem
	switch {
	case errors.Is(err, errNoRow):
		unproven = protocol.NewProblem(protocol.SignIn, "no such device")
	case err != nil:
		return nil, err
	case !ed25519.Verify(d.key, ask.ProofOf(), ask.Proof):
		unproven = protocol.NewProblem(protocol.WrongProof, "")
	}
	if unproven != nil {
		if err := s.rated(from); err != nil {
			return nil, err
		}
		return nil, unproven
	}
	if err := s.rated("tokens of " + d.id.String()); err != nil {
		return nil, err
	}
	if p := d.refusal(); p != nil && p.Wipe {
		return nil, p
	}
	if ask.Refresh != "" {
		return s.refresh(ctx, d, ask.Refresh)
	}
	return s.signIn(ctx, d, ask)
}

// refresh changes a refresh token for a new pair. A token that was changed before comes
// back when the reply was lost: as long as its successor was never used it is changed
// again. Afterwards it is a copy, and all tokens of the device are taken away.
func (s *Server) refresh(ctx context.Context, d *device, token string) (*protocol.TokenReply, error) {
	reply := &protocol.TokenReply{}
	stolen := false
	err := s.do(ctx, func(t *turn) error {
		stolen = false
		hash := hashOf([]byte(token))
		var owner int64
		var expires string
		var next []byte
		read := func() error {
			return one(t.db, "SELECT device, expires, next FROM refresh WHERE hash = ?", []any{hash}, &owner, &expires, &next)
		}
		err := read()
		if errors.Is(err, errNoRow) {
			hash = welcomeOf(d.id)
			err = read()
		}
		if errors.Is(err, errNoRow) || err == nil && owner != d.n {
			return &jobError{protocol.NewProblem(protocol.SignIn, "the refresh token is unknown")}
		}
		if err != nil {
			return err
		}
		if expires <= stamp(t.now) {
			return &jobError{protocol.NewProblem(protocol.SignIn, "the refresh token has expired")}
		}
		if next != nil {
			var used int64
			var further []byte
			err := one(t.db, "SELECT used, next FROM refresh WHERE hash = ?", []any{next}, &used, &further)
			if err != nil && !errors.Is(err, errNoRow) {
				return err
			}
			if used != 0 || further != nil || err != nil {
				stolen = true
				return t.revoke(d.n)
			}
			for _, statement := range []string{"DELETE FROM access WHERE refresh = ?", "DELETE FROM refresh WHERE hash = ?"} {
				if _, err := exec(t.db, statement, next); err != nil {
					return err
				}
			}
		}
		reply.Now = t.now
		reply.Tokens, err = t.issue(d.n, hash)
		return err
	})
	if err != nil {
		return nil, err
	}
	if stolen {
		s.log.Warn("refresh token used twice: tokens of the device revoked", "device", d.id)
		return nil, protocol.NewProblem(protocol.RefreshReused, "")
	}
	return reply, nil
}

// welcomeBack lets each device in once with whatever token it holds, proven by its key: a
// restored server knows only tokens that were changed since.
func welcomeBack(db table.DB, now time.Time) error {
	for _, statement := range []string{"DELETE FROM access", "DELETE FROM refresh"} {
		if _, err := exec(db, statement); err != nil {
			return err
		}
	}
	expires := stamp(now.Add(protocol.DefaultLimits().Refresh))
	return each(db, "SELECT n, id FROM device", nil, func(scan scanner) error {
		var n int64
		var id []byte
		if err := scan(&n, &id); err != nil {
			return err
		}
		_, err := exec(db, "INSERT INTO refresh(hash, device, expires, used) VALUES (?, ?, ?, 0)", welcomeOf(readID(id)), n, expires)
		return err
	})
}

// welcomeOf stands for the hash of the token that a restored server does not know. No
// token has it.
func welcomeOf(device form.ID) []byte { return []byte("welcome " + device.String()) }

// signedIn returns whose access token it is.
func (s *Server) signedIn(ctx context.Context, token string) (*device, error) {
	if token == "" {
		return nil, protocol.NewProblem(protocol.SignIn, "no token")
	}
	hash := hashOf([]byte(token))
	var d *device
	var refresh []byte
	var used int64
	err := s.store.read(ctx, func(db *table.Session) error {
		var n int64
		var expires string
		if err := one(db, "SELECT a.device, a.expires, a.refresh, coalesce(r.used, 1) FROM access AS a LEFT JOIN refresh AS r ON r.hash = a.refresh WHERE a.hash = ?",
			[]any{hash}, &n, &expires, &refresh, &used); err != nil {
			return err
		}
		if expires <= stamp(s.now()) {
			return errNoRow
		}
		var err error
		d, err = readDevice(db, "n = ?", n)
		return err
	})
	if errors.Is(err, errNoRow) {
		return nil, protocol.NewProblem(protocol.SignIn, "the token is unknown or expired")
	}
	if err != nil {
		return nil, err
	}
	if used == 0 {
		// The pair has arrived: the token before it is now worth nothing.
		err := s.do(ctx, func(t *turn) error {
			if _, err := exec(t.db, "UPDATE refresh SET used = 1 WHERE hash = ?", refresh); err != nil {
				return err
			}
			_, err := exec(t.db, "DELETE FROM refresh WHERE device = ? AND next IS NOT NULL AND next <> ?", d.n, refresh)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return d, nil
}

// refusal is why a device is not answered at all, nil if it is.
func (d *device) refusal() *protocol.Problem {
	if d.state == DeviceLost {
		p := protocol.NewProblem(protocol.DeviceLost, "")
		p.Wipe = true
		return p
	}
	return nil
}
