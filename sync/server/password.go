package server

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Passwords are hashed by Argon2id (RFC 9106) with 64 MiB, three passes: twice a good
// second of a thief's work per guess, a tenth of one of ours.
const (
	argonMemory  = 64 << 10 // KiB
	argonPasses  = 3
	argonThreads = 1
	argonSalt    = 16
	argonKey     = 32
)

// nobody is the hash that an unknown name is compared with.
const nobody = "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// hash is what is kept of a password; written as a PHC string.
type hash struct {
	memory, passes uint32 // memory in KiB
	threads        uint8
	salt, key      []byte
}

func (s *Server) newHash(password string) (hash, error) {
	h := hash{memory: s.cfg.HashMemory, passes: argonPasses, threads: argonThreads, salt: make([]byte, argonSalt)}
	if _, err := io.ReadFull(s.cfg.Random, h.salt); err != nil {
		return hash{}, fmt.Errorf("hash password: %w", err)
	}
	h.key = h.keyOf(password, argonKey)
	return h, nil
}

func parseHash(phc string) (h hash, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("read password hash: %w", err)
		}
	}()
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return hash{}, errors.New("it is no Argon2id")
	}
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return hash{}, fmt.Errorf("version %q", parts[2])
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.threads); err != nil {
		return hash{}, err
	}
	if h.passes < 1 || h.threads < 1 {
		return hash{}, fmt.Errorf("parameters %q", parts[3])
	}
	if h.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return hash{}, err
	}
	h.key, err = base64.RawStdEncoding.DecodeString(parts[5])
	return h, err
}

func (h hash) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.passes, h.threads, b64.EncodeToString(h.salt), b64.EncodeToString(h.key))
}

func (h hash) keyOf(password string, size int) []byte {
	return argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.threads, uint32(size))
}

// of tells whether it is a password's hash.
func (h hash) of(password string) bool {
	return len(password) <= mostPassword && subtle.ConstantTimeCompare(h.keyOf(password, len(h.key)), h.key) == 1
}

// weak tells whether it costs a thief less than those made today, with so much memory.
func (h hash) weak(memory uint32) bool {
	return h.memory < memory || h.passes < argonPasses || len(h.salt) < argonSalt || len(h.key) < argonKey
}

// hashing waits for the room to make a hash: only a few are made at a time, as each
// takes much memory. The caller gives it back.
func (s *Server) hashing(ctx context.Context) (free func(), err error) {
	select {
	case s.hashes <- struct{}{}:
		return func() { <-s.hashes }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
