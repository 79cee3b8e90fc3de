package server

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// cursor is how far a device has read; opaque to it, and sealed for it. It has everything of the audiences
// in Sure up to Seq and may have more, at most what is in Had. Where its person comes to
// listen to others, it first hands back what it may no longer keep (Leaving), then gets
// what is new to it (Entering), page by page, and goes on from Seq.
type cursor struct {
	Epoch string `json:"e"`
	Seq   int64  `json:"s"`
	Born  int64  `json:"b"`           // what left before it began was never here
	Own   int64  `json:"o"`           // up to here the device's own changes are sent, too
	Sure  int64  `json:"a"`           // a set of audiences (table listening)
	Had   int64  `json:"h,omitempty"` // 0: the same
	To    int64  `json:"t,omitempty"` // the set that is being turned to
	Phase int    `json:"p,omitempty"`
	At    int64  `json:"q,omitempty"` // sequence reached in the phase
	Tell  int64  `json:"n,omitempty"`
	Sees  string `json:"f,omitempty"` // which fields that only some get its person got, as a digest
	Head  []byte `json:"x,omitempty"` // begins the hash of the log's chain at Seq
}

// The phases of a cursor.
const (
	reading = iota
	leaving
	entering
)

// sealCursor writes a cursor for one device. The seal keeps it from naming sets of
// audiences that were never its person's: what leaves them would be told to it.
func (s *Server) sealCursor(c cursor, device form.ID) (string, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("write a cursor: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b) + "." + base64.RawURLEncoding.EncodeToString(s.cursorMark(b, device)), nil
}

// markBytes of a cursor are too many to be guessed at one request after the other.
const markBytes = 8

func (s *Server) cursorMark(cursor []byte, device form.ID) []byte {
	h := hmac.New(sha256.New, s.cursorKey)
	h.Write(device[:])
	h.Write(cursor)
	return h.Sum(nil)[:markBytes]
}

// openCursor reads a cursor, and tells whether it was written for that device.
func (s *Server) openCursor(text string, device form.ID) (request, error) {
	var r request
	if len(text) > 512 {
		return r, protocol.NewProblem(protocol.Malformed, "the cursor is too long")
	}
	text, mark, _ := strings.Cut(text, ".")
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(b, &r.cursor)
	}
	if err != nil || r.Seq < 0 || r.At < 0 || r.Phase < reading || r.Phase > entering {
		return r, protocol.NewProblem(protocol.Malformed, "the cursor cannot be read")
	}
	if given, err := base64.RawURLEncoding.DecodeString(mark); err == nil {
		r.sealed = hmac.Equal(given, s.cursorMark(b, device))
	}
	return r, nil
}

// settleCursors makes the key of cursors at the first start. It lies in the database, so
// that a restored server understands the cursors it gave.
func (s *Server) settleCursors() error {
	fresh := make([]byte, 32)
	var kept string
	err := one(s.store.write, "SELECT value FROM meta WHERE key = 'cursors'", nil, &kept)
	if errors.Is(err, errNoRow) {
		if _, err := io.ReadFull(s.cfg.Random, fresh); err != nil {
			return fmt.Errorf("make the key of cursors: %w", err)
		}
		// A command beside this server may have made it meanwhile.
		err = one(s.store.write, "INSERT INTO meta(key, value) VALUES ('cursors', ?) ON CONFLICT(key) DO UPDATE SET value = value RETURNING value", []any{hex.EncodeToString(fresh)}, &kept)
	}
	if err == nil {
		s.cursorKey, err = hex.DecodeString(kept)
	}
	if err != nil {
		return fmt.Errorf("read the key of cursors: %w", err)
	}
	return nil
}

// request is a cursor as a request brings it.
type request struct {
	cursor
	sealed bool // for this device; one of an earlier program is not
	first  bool // no cursor: everything is to come
	anew   bool // a restored database may lack what it once had
}

// readUpTo reads the cursor of a request and holds it against the server.
func (s *Server) readUpTo(sc *scene, d *device, text string) (request, error) {
	if text == "" {
		return request{first: true}, nil
	}
	r, err := s.openCursor(text, d.id)
	if err != nil {
		return request{}, err
	}
	if r.Epoch != sc.epoch {
		return request{}, protocol.NewProblem(protocol.EpochChanged, "the cursor is of another epoch")
	}
	if r.Seq > sc.head {
		return request{}, protocol.NewProblem(protocol.ServerBehind, fmt.Sprintf("the cursor is at %d, the server at %d", r.Seq, sc.head))
	}
	return r, nil
}

// headBytes of the chain's hash tell one log from another that was begun at the same backup.
const headBytes = 8

// sameLog sees that the log is still the one a cursor was read from. After a folder was
// put back, its copy of the epoch included, sequences are given a second time: the head
// alone does not tell.
func (s *Server) sameLog(ctx context.Context, read request) error {
	if read.first || len(read.Head) == 0 {
		return nil
	}
	return s.store.read(ctx, func(db *table.Session) error {
		hash, err := hashAt(db, read.Seq)
		if err == nil && !bytes.HasPrefix(hash, read.Head) {
			err = protocol.NewProblem(protocol.ServerBehind, fmt.Sprintf("the log has another operation at %d than the device has read", read.Seq))
		}
		return err
	})
}

// hashAt returns the hash of the log's chain at a sequence, nothing where it is empty.
func hashAt(db table.DB, seq int64) ([]byte, error) {
	var hash []byte
	err := one(db, "SELECT hash FROM op WHERE seq <= ? ORDER BY seq DESC LIMIT 1", []any{seq}, &hash)
	if errors.Is(err, errNoRow) {
		return nil, nil
	}
	return hash, err
}

// renewed has a device read anew whose incarnation began after a sequence, as long as its
// cursor is of before: it may have lost the reply with which it was to begin.
func (r *request) renewed(seq int64) {
	if !r.first && r.Own < seq {
		r.anew, r.Own = true, seq
	}
}

// synced is the sequence up to which the device has everything.
func (r *request) synced() int64 {
	if r.first || r.anew || r.Seq < r.Own {
		return 0
	}
	return r.Seq
}

// behind is the sequence up to which the device is sent its own changes, too: it does not
// have those that it has not read.
func (r *request) behind() int64 {
	if r.first {
		return math.MaxInt64
	}
	return r.Own
}

// listening returns a set of audiences by its number.
func listening(db table.DB, n int64) ([]int64, error) {
	var text string
	if err := one(db, "SELECT list FROM listening WHERE n = ?", []any{n}, &text); err != nil {
		if errors.Is(err, errNoRow) {
			return nil, protocol.NewProblem(protocol.CursorExpired, "the cursor names a set that is not known")
		}
		return nil, err
	}
	var auds []int64
	if err := json.Unmarshal([]byte(text), &auds); err != nil {
		return nil, fmt.Errorf("read set %d of audiences: %w", n, err)
	}
	return auds, nil
}

// knownSet returns the number of a set of audiences, 0 where it was never met.
func knownSet(db table.DB, auds []int64) (int64, error) {
	var n int64
	err := one(db, "SELECT n FROM listening WHERE list = ?", []any{list(auds)}, &n)
	if errors.Is(err, errNoRow) {
		return 0, nil
	}
	return n, err
}

func (t *turn) internSet(auds []int64) error {
	_, err := exec(t.db, "INSERT INTO listening(list) VALUES (?) ON CONFLICT(list) DO NOTHING", list(auds))
	return err
}

func union(a, b []int64) []int64 {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

func common(a, b []int64) []int64 {
	all := []int64{}
	for _, n := range a {
		if _, ok := slices.BinarySearch(b, n); ok {
			all = append(all, n)
		}
	}
	return all
}

func without(a, b []int64) []int64 {
	all := []int64{}
	for _, n := range a {
		if _, ok := slices.BinarySearch(b, n); !ok {
			all = append(all, n)
		}
	}
	return all
}
