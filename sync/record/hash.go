package record

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"slices"

	"fieldline/forms/form"
)

// Hash is the SHA-256 of an operation's body as it is sent.
func Hash(body []byte) []byte {
	sum := sha256.Sum256(body)
	return sum[:]
}

// Chain links an operation to the one before. It goes over the body's hash, so that a
// body that must be erased leaves the chain whole.
func Chain(prev, bodyHash []byte) []byte {
	h := sha256.New()
	h.Write(prev)
	h.Write(bodyHash)
	return h.Sum(nil)
}

// linkBytes is how much of the chain before it an operation names on the wire: all of it,
// as a server that has no head of a new incarnation goes on from there.
const linkBytes = 32

// leastLink is how much journals of before named.
const leastLink = 8

// Follows tells whether an operation that names prev is the next one of a journal with
// that chain.
func Follows(prev, chain []byte) bool {
	if len(prev) == 0 {
		return len(chain) == 0
	}
	return len(prev) >= leastLink && bytes.HasPrefix(chain, prev)
}

// ExpectHash is 8 bytes over the values and the next revisions of an outcome's records:
// where a device's and the server's agree, nothing need be sent back.
func ExpectHash(lib *form.Library, out Outcome) []byte {
	changes := slices.Clone(out.Changes)
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.After.Form, b.After.Form), slices.Compare(a.After.ID[:], b.After.ID[:]))
	})
	h := sha256.New()
	put := func(b []byte) {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(b))))
		h.Write(b)
	}
	for _, c := range changes {
		put([]byte(c.After.Form))
		put(c.After.ID[:])
		rev := int64(1)
		if c.Before != nil {
			rev = c.Before.Rev + 1
		}
		put(binary.BigEndian.AppendUint64(nil, uint64(rev)))
		put([]byte(c.After.State))
		put(c.After.Site[:])
		f := lib.Form(c.After.Form)
		for _, name := range sortedNames(c.After.Values) {
			if column := f.Column(name); column != nil {
				put([]byte(name))
				put(column.Encode(c.After.Values[name]))
			}
		}
	}
	return h.Sum(nil)[:8]
}

// Digest sums up which records in which revisions somebody has: their number and the
// sum, modulo 2^128, of SHA-256 over form, id and revision (sync/README.md, R8). Two sides that
// hold the same have the same, in whatever order they got it.
type Digest struct {
	Count int64
	Sum   [16]byte
}

// Add counts a record in.
func (d *Digest) Add(ref form.Ref, rev int64) {
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
