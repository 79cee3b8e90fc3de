package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // the kinds of picture whose size is looked at
	_ "image/jpeg"
	_ "image/png"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	_ "golang.org/x/image/webp"

	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// upload is an attachment on its way in (tus 1.0).
type upload struct {
	id      string
	sha     string
	mime    string
	length  int64
	offset  int64
	expires time.Time
}

// leases keep two requests from writing one upload at a time.
type leases struct {
	mu sync.Mutex
	of map[string]bool
}

func (l *leases) take(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of == nil {
		l.of = map[string]bool{}
	}
	if l.of[id] {
		return false
	}
	l.of[id] = true
	return true
}

func (l *leases) drop(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.of, id)
}

// beginUpload makes an upload, goes on with an earlier one of the same device, or finds
// that the bytes are here.
func (s *Server) beginUpload(ctx context.Context, d *device, length int64, meta protocol.Metadata) (*upload, error) {
	lim := s.cfg.Limits
	switch {
	case length < 1:
		return nil, protocol.NewProblem(protocol.Malformed, "the length of the upload is missing")
	case length > lim.BlobBytes:
		return nil, protocol.NewProblem(protocol.TooLarge, fmt.Sprintf("an attachment of %d bytes", length))
	case len(meta.Mime) > 100:
		return nil, protocol.NewProblem(protocol.Malformed, "the type is too long")
	}
	whole, err := s.mayRead(ctx, d, meta.SHA256)
	if err != nil {
		return nil, err
	}
	if whole != nil {
		return &upload{id: meta.SHA256, sha: meta.SHA256, length: whole.size, offset: whole.size, expires: s.now().Add(lim.Upload)}, nil
	}
	up := &upload{id: s.cfg.NewID().String(), sha: meta.SHA256, mime: meta.Mime, length: length}
	raw, err := hex.DecodeString(meta.SHA256)
	if err != nil {
		return nil, protocol.NewProblem(protocol.Malformed, err.Error())
	}
	fresh := up.id
	err = s.do(ctx, func(t *turn) error {
		up.id, up.expires = fresh, t.now.Add(lim.Upload)
		err := one(t.db, "SELECT id FROM upload WHERE device = ? AND sha = ? AND length = ?", []any{d.n, raw, length}, &up.id)
		if err == nil {
			_, err = exec(t.db, "UPDATE upload SET expires = ? WHERE id = ?", stamp(up.expires), up.id)
			return err
		}
		if !errors.Is(err, errNoRow) {
			return err
		}
		day := stamp(t.now.Add(-24 * time.Hour))
		var used int64
		if err := one(t.db, "SELECT (SELECT coalesce(sum(length), 0) FROM upload WHERE device = ? AND begun > ?) + (SELECT coalesce(sum(bytes), 0) FROM blob WHERE device = ? AND at > ?)",
			[]any{d.n, day, d.n, day}, &used); err != nil {
			return err
		}
		if used+length > lim.DayBytes {
			return &jobError{protocol.NewProblem(protocol.UploadQuota, fmt.Sprintf("%d bytes within a day", used))}
		}
		_, err = exec(t.db, "INSERT INTO upload(id, device, sha, mime, length, begun, expires) VALUES (?, ?, ?, ?, ?, ?, ?)",
			up.id, d.n, raw, meta.Mime, length, stamp(t.now), stamp(up.expires))
		return err
	})
	if err != nil {
		return nil, err
	}
	up.offset, err = s.partSize(up.id)
	return up, err
}

// uploadOf returns an upload of the device, or NotFound.
func (s *Server) uploadOf(ctx context.Context, d *device, id string) (*upload, error) {
	if protocol.IsSHA256(id) {
		whole, err := s.mayRead(ctx, d, id)
		if err != nil {
			return nil, err
		}
		if whole == nil {
			return nil, protocol.NewProblem(protocol.NotFound, "no such upload")
		}
		return &upload{id: id, sha: id, length: whole.size, offset: whole.size, expires: s.now().Add(s.cfg.Limits.Upload)}, nil
	}
	up := &upload{id: id}
	err := s.store.read(ctx, func(db *table.Session) error {
		var sha []byte
		var expires string
		if err := one(db, "SELECT sha, mime, length, expires FROM upload WHERE id = ? AND device = ?", []any{id, d.n}, &sha, &up.mime, &up.length, &expires); err != nil {
			return err
		}
		up.sha = hex.EncodeToString(sha)
		var err error
		up.expires, err = time.Parse(protocol.TimeLayout, expires)
		return err
	})
	if errors.Is(err, errNoRow) {
		return nil, protocol.NewProblem(protocol.NotFound, "no such upload")
	}
	if err != nil {
		return nil, err
	}
	up.offset, err = s.partSize(id)
	return up, err
}

func (s *Server) partSize(id string) (int64, error) {
	st, err := s.files.Stat(partPath(id))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look at upload %s: %w", id, err)
	}
	return st.Size(), nil
}

// append takes one chunk of an upload. The chunk is on the disk before it is
// acknowledged; the last one makes the attachment, if the bytes fit its name.
func (s *Server) append(ctx context.Context, d *device, id string, offset int64, chunk []byte, checksum string) (*upload, error) {
	if !s.leases.take(id) {
		return nil, protocol.NewProblem(protocol.UploadBusy, "")
	}
	defer s.leases.drop(id)
	up, err := s.uploadOf(ctx, d, id)
	if err != nil {
		return nil, err
	}
	switch {
	case offset != up.offset:
		p := protocol.NewProblem(protocol.OffsetMismatch, fmt.Sprintf("offset %d, here %d", offset, up.offset))
		p.Offset = up.offset
		return nil, p
	case int64(len(chunk)) > up.length-offset:
		return nil, protocol.NewProblem(protocol.TooLarge, "more bytes than the upload has")
	case checksum != "" && checksum != protocol.ChecksumOf(chunk):
		return nil, protocol.NewProblem(protocol.ChecksumMismatch, "the chunk does not fit its checksum")
	}
	if len(chunk) == 0 {
		return up, nil
	}
	if err := s.writePart(up, chunk); err != nil {
		if errors.Is(err, syscall.ENOSPC) {
			return nil, errors.Join(protocol.NewProblem(protocol.StorageFull, ""), err)
		}
		return nil, err
	}
	up.offset += int64(len(chunk))
	if up.offset == up.length {
		return up, s.finish(ctx, d, up)
	}
	return up, nil
}

func (s *Server) writePart(up *upload, chunk []byte) (err error) {
	if err := s.files.MkdirAll(partsDir, 0o700); err != nil {
		return fmt.Errorf("keep part of upload %s: %w", up.id, err)
	}
	f, err := s.files.OpenFile(partPath(up.id), os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("keep part of upload %s: %w", up.id, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.WriteAt(chunk, up.offset); err != nil {
		// What was written of it must not count as received.
		return errors.Join(fmt.Errorf("keep part of upload %s: %w", up.id, err), f.Truncate(up.offset))
	}
	return f.Sync()
}

// finish makes the attachment of a whole upload: its bytes must have the hash it is named
// by and be of the type it claims.
func (s *Server) finish(ctx context.Context, d *device, up *upload) error {
	if err := s.fits(up); err != nil {
		var p *protocol.Problem
		if errors.As(err, &p) {
			dropped := s.do(ctx, func(t *turn) error {
				_, err := exec(t.db, "DELETE FROM upload WHERE id = ?", up.id)
				return err
			})
			return errors.Join(err, dropped, s.dropPart(up.id))
		}
		return err
	}
	if err := s.files.MkdirAll(up.sha[:2], 0o700); err != nil {
		return fmt.Errorf("keep attachment %s: %w", up.sha, err)
	}
	if err := s.files.Rename(partPath(up.id), blobPath(up.sha)); err != nil {
		return fmt.Errorf("keep attachment %s: %w", up.sha, err)
	}
	if err := s.syncDir(up.sha[:2]); err != nil {
		return fmt.Errorf("keep attachment %s: %w", up.sha, err)
	}
	raw, err := hex.DecodeString(up.sha)
	if err != nil {
		return err
	}
	err = s.do(ctx, func(t *turn) error {
		if _, err := exec(t.db, "INSERT INTO blob(sha, bytes, mime, device, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT(sha) DO NOTHING", raw, up.length, up.mime, d.n, stamp(t.now)); err != nil {
			return err
		}
		_, err := exec(t.db, "DELETE FROM upload WHERE id = ?", up.id)
		return err
	})
	if err != nil {
		return err
	}
	s.stats.blobs.Inc()
	return nil
}

// syncDir makes a new name durable. Where folders cannot be synced the file system does
// it by itself.
func (s *Server) syncDir(name string) (err error) {
	dir, err := s.files.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.Close()) }()
	if err := dir.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, os.ErrPermission) {
		return err
	}
	return nil
}

// mostPixels bounds pictures before anybody unpacks them.
const mostPixels = 50_000_000

func (s *Server) fits(up *upload) (err error) {
	f, err := s.files.Open(partPath(up.id))
	if err != nil {
		return fmt.Errorf("check upload %s: %w", up.id, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return fmt.Errorf("check upload %s: %w", up.id, err)
	}
	if hex.EncodeToString(h.Sum(nil)) != up.sha {
		return protocol.NewProblem(protocol.ChecksumMismatch, "the bytes do not fit the attachment's name")
	}
	head := make([]byte, 512)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("check upload %s: %w", up.id, err)
	}
	is := http.DetectContentType(head[:n])
	if !strings.HasPrefix(up.mime, "image/") {
		if strings.HasPrefix(up.mime, "text/html") || strings.Contains(up.mime, "script") {
			return protocol.NewProblem(protocol.WrongType, up.mime)
		}
		return nil
	}
	if is != up.mime {
		return protocol.NewProblem(protocol.WrongType, fmt.Sprintf("%s is %s", up.mime, is))
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("check upload %s: %w", up.id, err)
	}
	size, _, err := image.DecodeConfig(f)
	if err != nil {
		return protocol.NewProblem(protocol.WrongType, err.Error())
	}
	if size.Width < 1 || size.Height < 1 || size.Width > mostPixels/size.Height {
		return protocol.NewProblem(protocol.TooLarge, fmt.Sprintf("a picture of %d x %d", size.Width, size.Height))
	}
	return nil
}

func (s *Server) dropPart(id string) error {
	if err := s.files.Remove(partPath(id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("drop upload %s: %w", id, err)
	}
	return nil
}
