package server

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"time"

	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// Attachments lie in files named by the SHA-256 of their bytes; parts that are still
// coming lie beside them by the upload's id. No name of a sender ever becomes a path.
const (
	filesDir = "files"
	partsDir = "parts"
)

func blobPath(sha string) string { return sha[:2] + "/" + sha }
func partPath(id string) string  { return partsDir + "/" + id }

// held is an attachment that is here whole.
type held struct {
	sha  string
	size int64
	mime string
	at   time.Time
}

// mayRead returns an attachment that the device has sent itself or whose record its
// person sees; nil where there is none for him.
func (s *Server) mayRead(ctx context.Context, d *device, sha string) (*held, error) {
	if !protocol.IsSHA256(sha) {
		return nil, nil
	}
	raw, err := hex.DecodeString(sha)
	if err != nil {
		return nil, nil
	}
	sc := s.shown.Load()
	h := &held{sha: sha}
	var own int64
	sees := false
	err = s.store.read(ctx, func(db *table.Session) error {
		var at string
		if err := one(db, "SELECT bytes, mime, device, at FROM blob WHERE sha = ?", []any{raw}, &h.size, &h.mime, &own, &at); err != nil {
			return err
		}
		var err error
		if h.at, err = time.Parse(protocol.TimeLayout, at); err != nil {
			return err
		}
		if sees = own == d.n; sees {
			return nil
		}
		sees, err = sc.seesBlob(db, raw, d, s.now())
		return err
	})
	if errors.Is(err, errNoRow) || err == nil && !sees {
		return nil, nil
	}
	return h, err
}

// seesBlob tells whether some record that names an attachment is the person's to see.
func (sc *scene) seesBlob(db table.DB, sha []byte, d *device, at time.Time) (bool, error) {
	listens, err := sc.listens(db, d.person, at)
	if err != nil {
		return false, err
	}
	var n int64
	err = one(db, `SELECT count(*) FROM blob_ref AS b JOIN feed AS f ON f.form = b.form AND f.k = b.k AND f.kind <> 3
		WHERE b.sha = ? AND f.aud IN (SELECT value FROM json_each(?))`, []any{sha, list(listens)}, &n)
	return n > 0, err
}

// openBlob opens the bytes of an attachment for reading.
func (s *Server) openBlob(ctx context.Context, d *device, sha string) (*held, *os.File, error) {
	h, err := s.mayRead(ctx, d, sha)
	if err != nil {
		return nil, nil, err
	}
	if h == nil {
		return nil, nil, protocol.NewProblem(protocol.NotFound, "no such attachment")
	}
	f, err := s.files.Open(blobPath(sha))
	if err != nil {
		return nil, nil, fmt.Errorf("open attachment %s: %w", sha, err)
	}
	return h, f, nil
}

// have tells which of some attachments are here whole for the device.
func (s *Server) have(ctx context.Context, d *device, ask *protocol.HaveRequest) (*protocol.HaveReply, error) {
	if len(ask.SHA256) > s.cfg.Limits.Have {
		return nil, protocol.NewProblem(protocol.TooLarge, fmt.Sprintf("%d hashes", len(ask.SHA256)))
	}
	reply := &protocol.HaveReply{Have: []string{}}
	for _, sha := range ask.SHA256 {
		h, err := s.mayRead(ctx, d, sha)
		if err != nil {
			return nil, err
		}
		if h != nil {
			reply.Have = append(reply.Have, sha)
		}
	}
	return reply, nil
}

// PutBlob keeps an attachment of the server's own process: the demo's photos.
func (s *Server) PutBlob(ctx context.Context, content []byte, mime string) (string, error) {
	sha := protocol.NameOf(content)
	up := &upload{id: s.cfg.NewID().String(), sha: sha, mime: mime, length: int64(len(content))}
	if err := s.writePart(up, bytes.Clone(content)); err != nil {
		return "", err
	}
	if err := s.finish(ctx, &device{}, up); err != nil {
		return "", err
	}
	return sha, nil
}
