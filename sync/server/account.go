package server

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// The rules for passwords and wrong ones.
const (
	leastPassword = 10 // characters
	mostPassword  = 256
	freeTries     = 5
	longestLock   = time.Hour

	hashesAtOnce = 2
)

// SetPassword gives a person a name and password to sign in with.
func (s *Server) SetPassword(ctx context.Context, person form.ID, name, password string) error {
	if err := fitPassword(name, password); err != nil {
		return err
	}
	free, err := s.hashing(ctx)
	if err != nil {
		return err
	}
	hash, err := s.newHash(password)
	free()
	if err != nil {
		return err
	}
	err = s.do(ctx, func(t *turn) error {
		if _, err := t.world().Stored("person", person); err != nil {
			return &jobError{fmt.Errorf("person %s: %w", person, err)}
		}
		var other []byte
		err := one(t.db, "SELECT person FROM account WHERE name = ?", []any{name}, &other)
		if err == nil && readID(other) != person {
			return &jobError{protocol.NewProblem(protocol.WeakPassword, "the name is taken")}
		}
		if err != nil && !errors.Is(err, errNoRow) {
			return err
		}
		_, err = exec(t.db, `INSERT INTO account(person, name, hash, changed_at, wrong) VALUES (?, ?, ?, ?, 0)
			ON CONFLICT(person) DO UPDATE SET name = excluded.name, hash = excluded.hash, changed_at = excluded.changed_at, wrong = 0, locked_until = NULL`,
			blobID(person), name, hash.String(), stamp(t.now))
		return err
	})
	if err != nil {
		return fmt.Errorf("set password of %s: %w", person, err)
	}
	return nil
}

func fitPassword(name, password string) error {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > 64 {
		return protocol.NewProblem(protocol.Malformed, "a name is missing")
	}
	if n := utf8.RuneCountInString(password); n < leastPassword || len(password) > mostPassword || tooCommon(name, password) {
		p := protocol.NewProblem(protocol.WeakPassword, fmt.Sprintf("%d characters", n))
		p.Args = map[string]any{"least": leastPassword}
		return p
	}
	return nil
}

// tooCommon finds what is tried first: one character or a row of keys over and over, the
// name itself, and the passwords every list begins with.
func tooCommon(name, password string) bool {
	p := strings.ToLower(password)
	if strings.Contains(p, strings.ToLower(name)) && len(p) < len(name)+6 {
		return true
	}
	seen := map[rune]bool{}
	for _, r := range p {
		seen[r] = true
	}
	if len(seen) < 5 {
		return true
	}
	for _, common := range []string{"1234567890", "0123456789", "qwertyuiop", "1qaz2wsx3edc", "password", "fieldline", "woaini1314", "5201314", "a123456789", "abcdefghij", "iloveyou"} {
		if strings.Contains(p, common) && len(p) < len(common)+4 {
			return true
		}
	}
	return false
}

// changePassword sets the password of the person who is signed in.
func (s *Server) changePassword(ctx context.Context, d *device, ask *protocol.PasswordRequest) (*protocol.PasswordReply, error) {
	var name, hash string
	err := s.store.read(ctx, func(db *table.Session) error {
		return one(db, "SELECT name, hash FROM account WHERE person = ?", []any{blobID(d.person)}, &name, &hash)
	})
	switch {
	case errors.Is(err, errNoRow):
	case err != nil:
		return nil, err
	default:
		if err := s.tryPassword(ctx, guess{person: d.person, account: name, password: ask.Old}); err != nil {
			return nil, err
		}
	}
	if ask.Account != "" {
		name = ask.Account
	}
	if err := s.SetPassword(ctx, d.person, name, ask.New); err != nil {
		return nil, err
	}
	return &protocol.PasswordReply{Account: name}, nil
}

// signIn gives a device new tokens for its person's name and password.
func (s *Server) signIn(ctx context.Context, d *device, ask *protocol.TokenRequest) (*protocol.TokenReply, error) {
	if err := s.tryPassword(ctx, guess{person: d.person, account: ask.Account, password: ask.Password}); err != nil {
		return nil, err
	}
	reply := &protocol.TokenReply{}
	err := s.do(ctx, func(t *turn) error {
		if err := t.revoke(d.n); err != nil {
			return err
		}
		var err error
		reply.Now = t.now
		reply.Tokens, err = t.issue(d.n, nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	return reply, nil
}

// guess is a password that somebody says is that of an account.
type guess struct {
	person   form.ID // whose device it comes from: an account of anybody else is none
	account  string
	password string
	unproven bool // nothing but the password shows who it is: a wrong one is not counted against the account
}

// tryPassword compares a password. After a few wrong ones an account answers nobody for
// a while, doubling. The account of another person is as good as an unknown name, so that
// nobody locks or learns what is not his; it takes as long as a wrong password. The account
// is read once it is this guess's turn, so that guesses sent at once count like any others.
func (s *Server) tryPassword(ctx context.Context, g guess) error {
	free, err := s.hashing(ctx)
	if err != nil {
		return err
	}
	defer free()
	var hash string
	var wrong int64
	var locked *string
	err = s.store.read(ctx, func(db *table.Session) error {
		return one(db, "SELECT hash, wrong, locked_until FROM account WHERE name = ? AND person = ?", []any{g.account, blobID(g.person)}, &hash, &wrong, &locked)
	})
	known := !errors.Is(err, errNoRow)
	if known && err != nil {
		return err
	}
	now := s.now()
	if locked != nil {
		until, err := time.Parse(protocol.TimeLayout, *locked)
		if err == nil && now.Before(until) {
			p := protocol.NewProblem(protocol.TooManyTries, "")
			p.After = int(until.Sub(now)/time.Second) + 1
			return p
		}
	}
	if !known {
		hash = nobody
	}
	h, err := parseHash(hash)
	if err != nil {
		return err
	}
	right := h.of(g.password) && known
	if known && !g.unproven && (!right || wrong > 0) {
		if err := s.countTry(ctx, g.account, right); err != nil {
			return err
		}
	}
	if !right {
		return protocol.NewProblem(protocol.WrongPassword, "")
	}
	if h.weak(s.cfg.HashMemory) {
		return s.rehash(ctx, g.account, hash, g.password)
	}
	return nil
}

// rehash replaces a hash that is weaker than today's.
func (s *Server) rehash(ctx context.Context, name, old, password string) error {
	fresh, err := s.newHash(password)
	if err != nil {
		return err
	}
	return s.do(ctx, func(t *turn) error {
		_, err := exec(t.db, "UPDATE account SET hash = ? WHERE name = ? AND hash = ?", fresh.String(), name, old)
		return err
	})
}

func (s *Server) countTry(ctx context.Context, name string, right bool) error {
	return s.do(ctx, func(t *turn) error {
		if right {
			_, err := exec(t.db, "UPDATE account SET wrong = 0, locked_until = NULL WHERE name = ?", name)
			return err
		}
		var wrong int64
		if err := one(t.db, "UPDATE account SET wrong = wrong + 1 WHERE name = ? RETURNING wrong", []any{name}, &wrong); err != nil {
			return err
		}
		if wrong < freeTries {
			return nil
		}
		wait := min(time.Second<<min(wrong-freeTries, 20), longestLock)
		_, err := exec(t.db, "UPDATE account SET locked_until = ? WHERE name = ?", stamp(t.now.Add(wait)), name)
		return err
	})
}
