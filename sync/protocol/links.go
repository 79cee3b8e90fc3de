package protocol

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"fieldline/sync/record"
	"fieldline/sync/strict"
)

// Each operation names the chain over all before it, 32 bytes that no compression makes
// smaller. Where that is what comes of the operation before it in the same request, only
// a mark travels, and the receiver puts the chain back before anybody reads or hashes it.

// mark stands in place of the chain that follows from the operation before.
const mark = `"-"`

// chain follows the operations of a request.
type chain struct {
	link []byte // the chain after the last one, as it is written; nil where it is not known
}

// pass goes past an operation as it is hashed, with the text of the chain it names.
func (c *chain) pass(op []byte, prev json.RawMessage) {
	before, err := hex.DecodeString(string(bytes.Trim(prev, `"`)))
	if err != nil {
		c.link = nil // it will be refused
		return
	}
	after := record.Chain(before, record.Hash(op))
	c.link = append(hex.AppendEncode([]byte{'"'}, after), '"')
}

// prevOf finds the chain that an operation names, an empty one where it names none.
func prevOf(op []byte) (strict.Member, error) {
	members, err := strict.Members(op)
	for _, m := range members {
		if m.Name == "prev" {
			return m, err
		}
	}
	return strict.Member{}, err
}

// unlinked returns operations with marks for chains that follow.
func unlinked(ops []json.RawMessage) []json.RawMessage {
	out := make([]json.RawMessage, len(ops))
	var c chain
	for i, op := range ops {
		out[i] = op
		prev, err := prevOf(op)
		if err != nil {
			c.link = nil
			continue
		}
		if c.link != nil && bytes.Equal(prev.Raw, c.link) {
			out[i] = replaced(op, prev, []byte(mark))
		}
		c.pass(op, prev.Raw)
	}
	return out
}

// linked puts the chains back in the place of marks. The operations passed strict.Check.
func linked(ops []json.RawMessage) ([]json.RawMessage, error) {
	var c chain
	for i, op := range ops {
		prev, err := prevOf(op)
		if err != nil {
			c.link = nil // no operation at all, which is for others to say
			continue
		}
		if string(prev.Raw) == mark {
			if c.link == nil {
				return nil, fmt.Errorf("operation %d follows none", i)
			}
			op = replaced(op, prev, c.link)
			ops[i], prev.Raw = op, c.link
		}
		c.pass(op, prev.Raw)
	}
	return ops, nil
}

// replaced returns an operation with another value of a member.
func replaced(op []byte, m strict.Member, with []byte) []byte {
	out := make([]byte, 0, len(op)-len(m.Raw)+len(with))
	out = append(append(out, op[:m.At]...), with...)
	return append(out, op[m.At+len(m.Raw):]...)
}
