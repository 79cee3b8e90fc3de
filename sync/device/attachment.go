package device

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// MostBytes is how large an attachment may be, in bytes.
const MostBytes = 25 << 20

const longestName = 120 // characters of an attachment's name

// PutAttachment keeps a file: a picture scaled to MostSide, as JPEG and without its
// metadata, anything else as it is, also a picture that cannot be read. It is durable,
// sealed with the installation's key, when PutAttachment returns, and goes to the server
// once an operation names it. What cannot be kept comes back as an error with a problem
// (ProblemOf).
func (s *Store) PutAttachment(ctx context.Context, r io.Reader, name string) (form.Attachment, error) {
	return s.keep(ctx, r, name, false)
}

// PutPicture is PutAttachment where only a picture is of use: what is none, or cannot be
// read, is refused, as nobody could ever look at it.
func (s *Store) PutPicture(ctx context.Context, r io.Reader, name string) (form.Attachment, error) {
	return s.keep(ctx, r, name, true)
}

func (s *Store) keep(ctx context.Context, r io.Reader, name string, picture bool) (form.Attachment, error) {
	content, err := io.ReadAll(io.LimitReader(r, MostBytes+1))
	if err != nil {
		return form.Attachment{}, fmt.Errorf("read attachment %q: %w", name, err)
	}
	a, err := s.keepContent(ctx, content, cleanName(name), picture)
	if err != nil {
		return form.Attachment{}, fmt.Errorf("keep attachment %q: %w", name, err)
	}
	return a, nil
}

func (s *Store) keepContent(ctx context.Context, content []byte, name string, picture bool) (form.Attachment, error) {
	switch {
	case len(content) == 0:
		return form.Attachment{}, &problemError{Problem: form.Problem{Key: KeyEmptyFile}}
	case len(content) > MostBytes:
		return form.Attachment{}, &problemError{Problem: form.Problem{Key: KeyHugeFile, Args: map[string]any{"most": MostBytes >> 20}}}
	}
	mime := mimeOf(content)
	small, err := shrink(content)
	if err == nil {
		content, mime = small, "image/jpeg"
		name = strings.TrimSuffix(name, path.Ext(name)) + ".jpg"
	} else if picture {
		return form.Attachment{}, err
	}
	if err := s.mustHaveRoom(ctx, len(content)); err != nil {
		return form.Attachment{}, err
	}
	sum := sha256.Sum256(content)
	sha := hex.EncodeToString(sum[:])
	if err := s.keepBytes(ctx, sha, content); err != nil {
		return form.Attachment{}, err
	}
	a := form.Attachment{SHA256: sha, Mime: mime, Bytes: int64(len(content)), Name: name, At: s.Now(), By: s.Identity().Person}
	err = s.change(ctx, func(tx *tx) error {
		tx.changed.Attachments = true
		var mended int
		if err := table.One(tx.ctx, tx.db, "SELECT count(*) FROM blob WHERE sha256 = ? AND problem <> ''", []any{sum[:]}, &mended); err != nil {
			return err
		}
		tx.changed.Outbox = mended > 0
		return run(tx.ctx, tx.db, `INSERT INTO blob(sha256, bytes, mime, name, here, sent, url, offset, made) VALUES (?, ?, ?, ?, 1, 0, '', 0, ?)
			ON CONFLICT(sha256) DO UPDATE SET here = 1, problem = ''`, sum[:], a.Bytes, a.Mime, a.Name, tx.now.Format(table.TimeLayout))
	})
	return a, err
}

// mimeOf is the type of a file that is no picture, whatever its first bytes look like.
func mimeOf(content []byte) string {
	mime, _, _ := strings.Cut(http.DetectContentType(content), ";")
	if strings.HasPrefix(mime, "image/") {
		return untyped
	}
	return sendable(mime)
}

// untyped is the type of bytes that nobody opens by their type.
const untyped = "application/octet-stream"

// sendable is the type by which bytes go to the server: it takes nothing that a browser
// would run, such as a saved page, and as a picture only what it can read.
func sendable(mime string) string {
	switch {
	case strings.HasPrefix(mime, "text/html"), strings.Contains(mime, "script"):
		return untyped
	case !strings.HasPrefix(mime, "image/"), slices.Contains([]string{"image/jpeg", "image/png", "image/gif", "image/webp"}, mime):
		return mime
	}
	return untyped
}

// keepBytes puts sealed bytes under their name, unless they are there and can be read.
func (s *Store) keepBytes(ctx context.Context, sha string, content []byte) error {
	if kept, err := s.Attachment(ctx, sha); err == nil {
		return kept.Close()
	}
	sealed, err := s.vault.Seal(sha, content)
	if err != nil {
		return err
	}
	return writeFile(s.files, sha, sealed)
}

// Attachment returns the bytes of an attachment, or ErrNotFound if they are not here.
func (s *Store) Attachment(_ context.Context, sha string) (io.ReadSeekCloser, error) {
	if !isSHA256(sha) {
		return nil, fmt.Errorf("attachment %q: %w", sha, ErrNotFound)
	}
	sealed, err := s.files.ReadFile(sha)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("attachment %s: %w", sha, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("read attachment %s: %w", sha, err)
	}
	content, err := s.vault.Unseal(sha, sealed)
	if err == nil && hexSum(content) != sha {
		err = errors.New("its bytes do not match its name")
	}
	if err != nil {
		return nil, &problemError{form.Problem{Key: KeyUnreadable}, fmt.Errorf("open attachment %s: %w", sha, err)}
	}
	return nopCloser{bytes.NewReader(content)}, nil
}

// FetchedAttachment keeps bytes that came from the server under the name they must have.
func (s *Store) FetchedAttachment(ctx context.Context, sha, mime string, r io.Reader) error {
	content, err := io.ReadAll(io.LimitReader(r, MostBytes+1))
	if err != nil {
		return fmt.Errorf("fetch attachment %s: %w", sha, err)
	}
	if got := hexSum(content); got != sha {
		return fmt.Errorf("fetch attachment %s: the bytes are those of %s", sha, got)
	}
	if err := s.mustHaveRoom(ctx, len(content)); err != nil {
		return fmt.Errorf("fetch attachment %s: %w", sha, err)
	}
	if err := s.keepBytes(ctx, sha, content); err != nil {
		return fmt.Errorf("fetch attachment %s: %w", sha, err)
	}
	name, err := hex.DecodeString(sha)
	if err != nil {
		return fmt.Errorf("fetch attachment %q: %w", sha, err)
	}
	return s.change(ctx, func(tx *tx) error {
		tx.changed.Attachments = true
		return run(tx.ctx, tx.db, `INSERT INTO blob(sha256, bytes, mime, name, here, sent, url, offset, made) VALUES (?, ?, ?, '', 1, 1, '', 0, ?)
			ON CONFLICT(sha256) DO UPDATE SET here = 1, bound = NULL`, name, len(content), mime, tx.now.Format(table.TimeLayout))
	})
}

// nameBlobs notes which attachments an operation names: those are sent to the server.
func (tx *tx) nameBlobs(op record.Operation) error {
	var failed error
	note := func(sha string) {
		name, err := hex.DecodeString(sha)
		if err != nil || failed != nil {
			return // no name of an attachment: the form's own check says so
		}
		failed = run(tx.ctx, tx.db, "UPDATE blob SET dseq = coalesce(dseq, ?) WHERE sha256 = ?", op.Dseq, name)
	}
	for _, p := range op.Parts {
		eachAttachment(p.Values, note)
		eachAttachment(p.Row.Values, note)
	}
	if failed != nil {
		return fmt.Errorf("name attachments: %w", failed)
	}
	return nil
}

// eachAttachment visits the names of all attachments among values.
func eachAttachment(values form.Values, visit func(sha string)) {
	for _, v := range values {
		switch x := v.(type) {
		case form.Attachment:
			visit(x.SHA256)
		case form.Signature:
			visit(x.SHA256)
		case []form.Row:
			for _, row := range x {
				eachAttachment(row.Values, visit)
			}
		}
	}
}

// cleanName keeps the last part of a file's name, without what a file system or a screen
// could stumble over.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`<>:"/\|?*`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.Trim(name, " .")
	if runes := []rune(name); len(runes) > longestName {
		name = string(runes[:longestName])
	}
	return name
}

func hexSum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func isSHA256(s string) bool {
	return len(s) == 2*sha256.Size && strings.Trim(s, "0123456789abcdef") == ""
}

type nopCloser struct{ *bytes.Reader }

func (nopCloser) Close() error { return nil }
