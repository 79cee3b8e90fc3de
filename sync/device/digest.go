package device

import (
	"context"
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// Digest reckons over what the server has confirmed; pending work and records that left
// the scope do not count. It reads every record's revision, so it is for a check now and
// then.
func (s *Store) Digest(ctx context.Context) (record.Digest, error) {
	var d record.Digest
	err := s.read(ctx, func(r *reader) (err error) {
		d, err = r.digest()
		return err
	})
	return d, err
}

func (r *reader) digest() (record.Digest, error) {
	var d record.Digest
	confirmed, err := r.confirmed()
	if err != nil {
		return d, fmt.Errorf("reckon the digest: %w", err)
	}
	for _, t := range r.tables.All() {
		err := table.Each(r.ctx, r.db, "SELECT "+t.Builtin("id")+", "+t.Builtin("rev")+" FROM "+t.Name(), nil, func(scan func(...any) error) error {
			ref := form.Ref{Form: t.Form.Name}
			var id []byte
			var rev int64
			if err := scan(&id, &rev); err != nil {
				return err
			}
			copy(ref.ID[:], id)
			if before, ok := confirmed[ref]; ok {
				rev = before
			}
			if rev > 0 {
				d.Add(ref, rev)
			}
			return nil
		})
		if err != nil {
			return record.Digest{}, fmt.Errorf("reckon the digest of %s: %w", t.Form.Name, err)
		}
	}
	return d, nil
}

// confirmed returns the confirmed revisions of records that are not here as they were
// confirmed; 0: there is none, or it is no longer for this person.
func (r *reader) confirmed() (map[form.Ref]int64, error) {
	revs := map[form.Ref]int64{}
	all, err := r.overlays("true ORDER BY dseq")
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		if _, ok := revs[o.ref]; !ok { // of several operations the first one's is the confirmed row
			revs[o.ref] = o.rev
		}
	}
	pinned, err := r.refs("SELECT form, id FROM pinned")
	if err != nil {
		return nil, err
	}
	for _, ref := range pinned {
		revs[ref] = 0
	}
	return revs, nil
}
