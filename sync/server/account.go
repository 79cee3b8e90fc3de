package server

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// Passwords are hashed by Argon2id (RFC 9106) with 64 MiB, three passes: twice a good
// second of a thief's work per guess, a tenth of one of ours.
const (
	argonMemory  = 64 << 10 // KiB
	argonPasses  = 3
	argonThreads = 1
	argonSalt    = 16
	argonKey     = 32

	hashesAtOnce = 2
)

// The rules for passwords and wrong ones.
const (
	leastPassword = 10 // characters
	mostPassword  = 256
	freeTries     = 5
	longestLock   = time.Hour
)

var errWrongPassword = errors.New("wrong password")

// SetPassword gives a person a name and password to sign in with.
func (s *Server) SetPassword(ctx context.Context, person form.ID, name, password string) error {
	if err := fitPassword(name, password); err != nil {
		return err
	}
	hash, err := s.hashPassword(ctx, password)
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
			blobID(person), name, hash, stamp(t.now))
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
		if err := s.tryPassword(ctx, name, ask.Old); err != nil {
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
	if err := s.tryPassword(ctx, ask.Account, ask.Password); err != nil {
		return nil, err
	}
	reply := &protocol.TokenReply{}
	err := s.do(ctx, func(t *turn) error {
		var who []byte
		if err := one(t.db, "SELECT person FROM account WHERE name = ?", []any{ask.Account}, &who); err != nil {
			return err
		}
		if readID(who) != d.person {
			return &jobError{protocol.NewProblem(protocol.WrongPassword, "the device is another person's")}
		}
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

// tryPassword compares a password. After a few wrong ones an account answers nobody for
// a while, doubling; an unknown name takes as long as a wrong password.
func (s *Server) tryPassword(ctx context.Context, name, password string) error {
	var hash string
	var wrong int64
	var locked *string
	err := s.store.read(ctx, func(db *table.Session) error {
		return one(db, "SELECT hash, wrong, locked_until FROM account WHERE name = ?", []any{name}, &hash, &wrong, &locked)
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
	err = s.checkPassword(ctx, hash, password)
	if err != nil && !errors.Is(err, errWrongPassword) {
		return err
	}
	if known && (err != nil || wrong > 0) {
		if err := s.countTry(ctx, name, err == nil); err != nil {
			return err
		}
	}
	if err != nil || !known {
		return protocol.NewProblem(protocol.WrongPassword, "")
	}
	return nil
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

// nobody is the hash that an unknown name is compared with.
const nobody = "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// hashPassword writes the hash as a PHC string. Only a few are made at a time, as each
// takes much memory.
func (s *Server) hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, argonSalt)
	if _, err := io.ReadFull(s.cfg.Random, salt); err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	key, err := s.argon(ctx, password, salt, argonPasses, s.cfg.HashMemory, argonThreads, argonKey)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, s.cfg.HashMemory, argonPasses, argonThreads, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

func (s *Server) argon(ctx context.Context, password string, salt []byte, passes, memory uint32, threads uint8, size uint32) ([]byte, error) {
	select {
	case s.hashes <- struct{}{}:
		defer func() { <-s.hashes }()
		return argon2.IDKey([]byte(password), salt, passes, memory, threads, size), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *Server) checkPassword(ctx context.Context, phc, password string) error {
	parts := strings.Split(phc, "$")
	var version int
	var memory, passes uint32
	var threads uint8
	if len(parts) != 6 || parts[1] != "argon2id" {
		return errors.New("read password hash: it is no Argon2id")
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return fmt.Errorf("read password hash: version %q", parts[2])
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads); err != nil {
		return fmt.Errorf("read password hash: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return fmt.Errorf("read password hash: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return fmt.Errorf("read password hash: %w", err)
	}
	if len(password) > mostPassword {
		return errWrongPassword
	}
	got, err := s.argon(ctx, password, salt, passes, memory, threads, uint32(len(want)))
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(got, want) != 1 {
		return errWrongPassword
	}
	return nil
}
