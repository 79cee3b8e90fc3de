package device

import (
	"context"
	"encoding/hex"
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/table"
)

// Stuck is an attachment that cannot be sent until a person does something about it.
type Stuck struct {
	SHA256  string
	File    string // what it is called
	Form    string // of the record it was put on; "" where that is long settled
	ID      form.ID
	Name    string // of the record
	Problem string // key of the text that says why
}

// stuck are attachments that cannot be sent, with the operations that name them.
const stuck = " FROM blob LEFT JOIN op AS n ON n.dseq = blob.dseq WHERE blob.problem <> '' AND blob.sent = 0 AND blob.here = 1 AND blob.dseq IS NOT NULL"

// Stuck lists the attachments that cannot be sent. Nothing else waits for them.
func (s *Store) Stuck(ctx context.Context) ([]Stuck, error) {
	var all []Stuck
	err := s.read(ctx, func(r *reader) error {
		err := table.Each(r.ctx, r.db, "SELECT lower(hex(blob.sha256)), blob.name, blob.problem, coalesce(n.form, ''), coalesce(n.rec, x'')"+stuck+" ORDER BY blob.made, blob.sha256", nil, func(scan func(...any) error) error {
			var one Stuck
			var id []byte
			err := scan(&one.SHA256, &one.File, &one.Problem, &one.Form, &id)
			copy(one.ID[:], id)
			all = append(all, one)
			return err
		})
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].Form == "" {
				continue
			}
			if all[i].Name, err = r.calledIfHere(all[i].Form, all[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list attachments that cannot be sent: %w", err)
	}
	return all, nil
}

// Unsendable notes why an attachment cannot be sent, by the key of a text: it is not tried
// again until somebody asks for it or puts the same file anew.
func (s *Store) Unsendable(ctx context.Context, sha, problem string) error {
	return s.settleBlob(ctx, sha, "problem = ?, url = '', offset = 0", problem)
}

// SendAgain has an attachment tried again that could not be sent.
func (s *Store) SendAgain(ctx context.Context, sha string) error {
	return s.settleBlob(ctx, sha, "problem = ?", "")
}

// LeaveOut gives an attachment up that cannot be sent: its bytes go from this device.
func (s *Store) LeaveOut(ctx context.Context, sha string) error {
	err := s.settleBlob(ctx, sha, "here = ?, problem = ''", 0)
	if err != nil {
		return err
	}
	return s.evict([]string{sha})
}

// settleBlob changes an attachment that the server does not have, and with it what needs a
// person.
func (s *Store) settleBlob(ctx context.Context, sha, set string, arg any) error {
	name, err := hex.DecodeString(sha)
	if err != nil {
		return fmt.Errorf("attachment %q: %w", sha, err)
	}
	err = s.change(ctx, func(tx *tx) error {
		tx.changed.Attachments, tx.changed.Outbox = true, true
		return run(tx.ctx, tx.db, "UPDATE blob SET "+set+" WHERE sha256 = ? AND sent = 0", arg, name)
	})
	if err != nil {
		return fmt.Errorf("settle attachment %s: %w", sha, err)
	}
	return nil
}
