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
	Stuck  bool   // it cannot be sent until a person does something about it
}

// needed tells of an attachment whether its record was acted on since: the office waits
// for it before the record can go on.
const needed = `EXISTS (SELECT 1 FROM op AS n JOIN op AS a ON a.form = n.form AND a.rec = n.rec
	WHERE n.dseq = blob.dseq AND a.dseq >= n.dseq AND a.act = 1 AND a.withdrawn = 0)`

// Uploads returns the attachments that operations name and the server does not have: those
// that a record needs to go on first, among them small ones first, so that signatures go
// before photos.
func (s *Store) Uploads(ctx context.Context) ([]Upload, error) {
	var all []Upload
	err := s.look(ctx, func(r *reader) error {
		upto := s.known.Load().number(metaUpto)
		return table.Each(r.ctx, r.db, "SELECT sha256, bytes, mime, name, url, offset, dseq <= ?, problem <> '' FROM blob WHERE sent = 0 AND here = 1 AND dseq IS NOT NULL ORDER BY "+needed+" DESC, bytes, sha256",
			[]any{upto}, func(scan func(...any) error) error {
				var u Upload
				var name []byte
				if err := scan(&name, &u.Bytes, &u.Mime, &u.Name, &u.URL, &u.Offset, &u.Ready, &u.Stuck); err != nil {
					return err
				}
				u.SHA256, u.Mime = hex.EncodeToString(name), sendable(u.Mime)
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

// Attached is how many of a record's attachments, of those that this device made and that
// were not given up, the server has.
type Attached struct {
	Form string
	ID   form.ID
	Name string
	All  int
	Sent int
	Left int64 // bytes that the server lacks
}

// Whole tells whether the server has them all.
func (a Attached) Whole() bool { return a.Sent == a.All }

const attached = `SELECT n.form, n.rec, count(*), sum(blob.sent), sum(CASE blob.sent WHEN 0 THEN blob.bytes - blob.offset ELSE 0 END)
	FROM blob JOIN op AS n ON n.dseq = blob.dseq WHERE n.withdrawn = 0 AND (blob.sent = 1 OR blob.here = 1)`

// Attached counts the attachments of one record.
func (s *Store) Attached(ctx context.Context, formName string, id form.ID) (Attached, error) {
	all, err := s.attached(ctx, attached+" AND n.form = ? AND n.rec = ? GROUP BY n.form, n.rec", formName, id[:])
	if err != nil || len(all) == 0 {
		return Attached{Form: formName, ID: id}, err
	}
	return all[0], nil
}

// Unattached lists the records of which the server lacks attachments, in the order in
// which they are sent.
func (s *Store) Unattached(ctx context.Context) ([]Attached, error) {
	return s.attached(ctx, attached+" GROUP BY n.form, n.rec HAVING sum(blob.sent) < count(*) ORDER BY max("+needed+") DESC, min(CASE blob.sent WHEN 0 THEN blob.bytes END)")
}

func (s *Store) attached(ctx context.Context, query string, args ...any) ([]Attached, error) {
	var all []Attached
	err := s.read(ctx, func(r *reader) error {
		err := table.Each(r.ctx, r.db, query, args, func(scan func(...any) error) error {
			var a Attached
			var id []byte
			err := scan(&a.Form, &id, &a.All, &a.Sent, &a.Left)
			copy(a.ID[:], id)
			all = append(all, a)
			return err
		})
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].Name, err = r.calledIfHere(all[i].Form, all[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count attachments: %w", err)
	}
	return all, nil
}
