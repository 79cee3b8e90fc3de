package device

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"

	"fieldline/forms/form"
	"fieldline/sync/table"
)

// Digest sums up which records in which revisions this device has confirmed: their number
// and the sum, modulo 2^128, of SHA-256 over form, id and revision (sync.md R8). Two sides
// that hold the same have the same, in whatever order they got it.
type Digest struct {
	Count int64
	Sum   [16]byte
}

// Digest reckons over what the server has confirmed; pending work and records that left
// the scope do not count. It reads every record's revision, so it is for a check now and
// then.
func (s *Store) Digest(ctx context.Context) (Digest, error) {
	var d Digest
	err := s.read(ctx, func(r *reader) error {
		before := map[form.Ref]int64{} // confirmed revision of what pending work changed; 0: none
		all, err := r.kept("true ORDER BY dseq")
		if err != nil {
			return err
		}
		for _, k := range all {
			if _, ok := before[k.ref]; ok {
				continue
			}
			before[k.ref] = 0
			if k.body != nil {
				rec, err := r.tables.Unmarshal(k.body)
				if err != nil {
					return err
				}
				before[k.ref] = rec.Rev
			}
		}
		pinned, err := r.refs("SELECT form, id FROM pinned")
		if err != nil {
			return err
		}
		for _, ref := range pinned {
			before[ref] = 0
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
				if confirmed, ok := before[ref]; ok {
					rev = confirmed
				}
				if rev > 0 {
					d.add(ref, rev)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Digest{}, fmt.Errorf("reckon the digest: %w", err)
	}
	return d, nil
}

func (d *Digest) add(ref form.Ref, rev int64) {
	h := sha256.New()
	h.Write([]byte(ref.Form))
	h.Write([]byte{0})
	h.Write(ref.ID[:])
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(rev)))
	sum := h.Sum(nil)
	low, carry := bits.Add64(binary.BigEndian.Uint64(d.Sum[8:]), binary.BigEndian.Uint64(sum[8:]), 0)
	high, _ := bits.Add64(binary.BigEndian.Uint64(d.Sum[:]), binary.BigEndian.Uint64(sum), carry)
	binary.BigEndian.PutUint64(d.Sum[:], high)
	binary.BigEndian.PutUint64(d.Sum[8:], low)
	d.Count++
}
