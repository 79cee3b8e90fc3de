package device

import (
	"context"
	"encoding/hex"
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/table"
)

// Upload is an attachment the server does not have yet.
type Upload struct {
	SHA256 string
	Bytes  int64
	Mime   string
	Name   string
	URL    string // of an upload under way
	Offset int64  // bytes the server has confirmed
	Ready  bool   // the operation that names it is answered: the server expects it
}

// Uploads returns the attachments that operations name and the server does not have,
// small ones first, so that signatures go before photos.
func (s *Store) Uploads(ctx context.Context) ([]Upload, error) {
	var all []Upload
	err := s.look(ctx, func(r *reader) error {
		upto := s.known.Load().number(metaUpto)
		return table.Each(r.ctx, r.db, "SELECT sha256, bytes, mime, name, url, offset, dseq <= ? FROM blob WHERE sent = 0 AND here = 1 AND dseq IS NOT NULL ORDER BY bytes, sha256",
			[]any{upto}, func(scan func(...any) error) error {
				var u Upload
				var name []byte
				if err := scan(&name, &u.Bytes, &u.Mime, &u.Name, &u.URL, &u.Offset, &u.Ready); err != nil {
					return err
				}
				u.SHA256 = hex.EncodeToString(name)
				all = append(all, u)
				return nil
			})
	})
	if err != nil {
		return nil, fmt.Errorf("list uploads: %w", err)
	}
	return all, nil
}

// UploadAt notes where an upload is and how far it has come.
func (s *Store) UploadAt(ctx context.Context, sha, url string, offset int64) error {
	return s.setBlob(ctx, sha, "url = ?, offset = ?", url, offset)
}

// Uploaded notes that the server has an attachment whole.
func (s *Store) Uploaded(ctx context.Context, sha string) error {
	return s.setBlob(ctx, sha, "sent = 1, url = '', offset = ?", 0)
}

func (s *Store) setBlob(ctx context.Context, sha, set string, args ...any) error {
	name, err := hex.DecodeString(sha)
	if err != nil {
		return fmt.Errorf("attachment %q: %w", sha, err)
	}
	err = s.change(ctx, func(tx *tx) error {
		tx.changed.Attachments = true
		res, err := tx.db.ExecContext(tx.ctx, "UPDATE blob SET "+set+" WHERE sha256 = ?", append(args, name)...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return ErrNotFound
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("upload of %s: %w", sha, err)
	}
	return nil
}

// Attachments tells of each attachment that a record's values name whether its bytes are
// here and whether the server has them.
func (s *Store) Attachments(ctx context.Context, values form.Values) (map[string]AttachmentState, error) {
	all := map[string]AttachmentState{}
	eachAttachment(values, func(sha string) { all[sha] = AttachmentState{Sent: true} })
	err := s.look(ctx, func(r *reader) error {
		for sha := range all {
			name, err := hex.DecodeString(sha)
			if err != nil {
				continue // no attachment of ours
			}
			var st AttachmentState
			err = table.One(r.ctx, r.db, "SELECT here, sent, offset FROM blob WHERE sha256 = ?", []any{name}, &st.Here, &st.Sent, &st.Offset)
			if err != nil && !isNoRow(err) {
				return err
			}
			if err == nil {
				all[sha] = st
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look up attachments: %w", err)
	}
	return all, nil
}

// AttachmentState is where an attachment's bytes are.
type AttachmentState struct {
	Here   bool
	Sent   bool
	Offset int64 // of an upload under way
}
