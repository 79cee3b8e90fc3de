package server

import (
	"bufio"
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"fieldline/sync/table"
)

// SignedHead is the head of the log's chain as it was once a day, signed with the key of
// the server's authority (sync.md S17). A line of a file of heads is one of them.
type SignedHead struct {
	Day  string `json:"day"`
	Seq  int64  `json:"seq"`
	Hash []byte `json:"hash"`
	At   string `json:"at"`
	Sig  []byte `json:"sig"`
}

// text is what is signed.
func (h *SignedHead) text() []byte {
	return fmt.Appendf(nil, "fieldline head 1\n%s\n%d\n%x\n%s\n", h.Day, h.Seq, h.Hash, h.At)
}

func (h *SignedHead) sign(by crypto.Signer) (err error) {
	sum := sha256.Sum256(h.text())
	h.Sig, err = by.Sign(rand.Reader, sum[:], crypto.SHA256)
	return err
}

func (h *SignedHead) isSignedBy(cert *x509.Certificate) bool {
	return cert.CheckSignature(x509.ECDSAWithSHA256, h.text(), h.Sig) == nil
}

// signHead signs where the log ends, once in each day on which it has grown. A head of a
// later day stands for that day alone: the clock was ahead when it was signed.
func (s *Server) signHead(ctx context.Context) error {
	calendar := s.Library().Calendar
	h := SignedHead{Day: string(calendar.Day(s.now()))}
	// The writer looks, so that a careless one need not commit for it at every tick.
	grown := false
	err := s.do(ctx, func(t *turn) error {
		grown = false
		var done, last int64
		if err := one(t.db, "SELECT count(*) FROM signed WHERE day = ?", []any{h.Day}, &done); err != nil || done > 0 {
			return err
		}
		if err := one(t.db, "SELECT coalesce(max(seq), 0) FROM signed", nil, &last); err != nil {
			return err
		}
		err := one(t.db, "SELECT seq, hash FROM op WHERE seq > ? ORDER BY seq DESC LIMIT 1", []any{last}, &h.Seq, &h.Hash)
		if errors.Is(err, errNoRow) {
			return nil
		}
		grown = err == nil
		return err
	})
	if err != nil {
		return fmt.Errorf("sign the head of the log: %w", err)
	}
	if !grown {
		return nil
	}
	h.At = stamp(s.now())
	if err := h.sign(s.ca.key); err != nil {
		return fmt.Errorf("sign the head of the log: %w", err)
	}
	return s.do(ctx, func(t *turn) error {
		_, err := exec(t.db, "INSERT INTO signed(day, seq, hash, at, sig) VALUES (?, ?, ?, ?, ?) ON CONFLICT(day) DO NOTHING", h.Day, h.Seq, h.Hash, h.At, h.Sig)
		return err
	})
}

// Heads returns the signed heads, the oldest first.
func (s *Server) Heads(ctx context.Context) ([]SignedHead, error) {
	var all []SignedHead
	err := s.store.read(ctx, func(db *table.Session) (err error) {
		all, err = headsIn(db)
		return err
	})
	return all, err
}

func headsIn(db table.DB) ([]SignedHead, error) {
	var all []SignedHead
	err := each(db, "SELECT day, seq, hash, at, sig FROM signed ORDER BY seq", nil, func(scan scanner) error {
		var h SignedHead
		err := scan(&h.Day, &h.Seq, &h.Hash, &h.At, &h.Sig)
		h.Hash, h.Sig = bytes.Clone(h.Hash), bytes.Clone(h.Sig)
		all = append(all, h)
		return err
	})
	return all, err
}

// WriteHeads writes the signed heads, a line each, to be kept where this server is not.
func (s *Server) WriteHeads(ctx context.Context, w io.Writer) (int, error) {
	all, err := s.Heads(ctx)
	if err != nil {
		return 0, err
	}
	out := json.NewEncoder(w)
	for i := range all {
		if err := out.Encode(&all[i]); err != nil {
			return i, fmt.Errorf("write heads: %w", err)
		}
	}
	return len(all), nil
}

// VerifyHeads compares the log with heads that were kept elsewhere: each must be signed by
// this server, and the log must have the same there.
func (s *Server) VerifyHeads(ctx context.Context, kept io.Reader) (Report, error) {
	var r Report
	var heads []SignedHead
	for lines := bufio.NewScanner(kept); ; {
		if !lines.Scan() {
			if err := lines.Err(); err != nil {
				return r, fmt.Errorf("read heads: %w", err)
			}
			break
		}
		var h SignedHead
		if err := json.Unmarshal(lines.Bytes(), &h); err != nil {
			return r, fmt.Errorf("read heads: line %d: %w", len(heads)+1, err)
		}
		heads = append(heads, h)
	}
	err := s.store.read(ctx, func(db *table.Session) error { return verifyHeads(db, s.ca.cert, heads, &r) })
	if err != nil {
		return r, fmt.Errorf("verify heads: %w", err)
	}
	return r, nil
}

// verifySigned checks the heads that the database keeps itself.
func verifySigned(db table.DB, cert *x509.Certificate, r *Report) error {
	heads, err := headsIn(db)
	if err != nil {
		return err
	}
	r.Signed = len(heads)
	return verifyHeads(db, cert, heads, r)
}

func verifyHeads(db table.DB, cert *x509.Certificate, heads []SignedHead, r *Report) error {
	for i := range heads {
		h := &heads[i]
		if !h.isSignedBy(cert) {
			r.fault("head of %s: it is not signed by this server", h.Day)
			continue
		}
		var hash []byte
		err := one(db, "SELECT hash FROM op WHERE seq = ?", []any{h.Seq}, &hash)
		switch {
		case errors.Is(err, errNoRow):
			r.fault("head of %s: the log has no %d any more", h.Day, h.Seq)
		case err != nil:
			return err
		case !bytes.Equal(hash, h.Hash):
			r.fault("head of %s: the log was written anew up to %d", h.Day, h.Seq)
		}
	}
	return nil
}
