package protocol_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"

	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// journalOf makes operations that follow one another.
func journalOf(n int, before []byte) []json.RawMessage {
	var ops []json.RawMessage
	for i := range n {
		prev := ""
		if before != nil {
			prev = fmt.Sprintf(`,"prev":"%x"`, before)
		}
		op := fmt.Appendf(nil, `{"id":"00000000-0000-7000-8000-%012d","n":%d,"why":"\"prev\":\"-\""%s,"note":true}`, i+1, i+1, prev)
		before = record.Chain(before, record.Hash(op))
		ops = append(ops, op)
	}
	return ops
}

func TestRequest_carriesTheChainOnce(t *testing.T) {
	for name, ops := range map[string][]json.RawMessage{
		"from the beginning":   journalOf(20, nil),
		"from the middle":      journalOf(20, record.Hash(nil)),
		"two journals":         append(journalOf(3, nil), journalOf(3, record.Hash([]byte("x")))...),
		"a chain of before":    {json.RawMessage(`{"id":1,"prev":"0011223344556677"}`), json.RawMessage(`{"id":2,"prev":"8899aabbccddeeff"}`)},
		"no operation between": {journalOf(2, nil)[0], json.RawMessage(`1`), journalOf(2, nil)[1]},
		"none":                 {json.RawMessage(`{"id":1}`), json.RawMessage(`{"id":2}`)},
	} {
		ask := protocol.SyncRequest{Incarnation: "i", Ops: ops}
		body, err := ask.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := protocol.DecodeSyncRequest(body, protocol.DefaultLimits())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(got.Ops) != len(ops) {
			t.Fatalf("%s: %d operations of %d came", name, len(got.Ops), len(ops))
		}
		for i, op := range got.Ops {
			if !bytes.Equal(op, ops[i]) {
				t.Errorf("%s: operation %d came as %s, not %s", name, i, op, ops[i])
			}
		}
		if name == "from the middle" {
			links := 0
			for _, op := range ops {
				if link := op[bytes.Index(op, []byte(`,"prev":"`))+9:]; bytes.Contains(body, link[:64]) {
					links++
				}
			}
			if links != 1 {
				t.Errorf("%d of %d chains travelled", links, len(ops))
			}
		}
	}
}

func TestRequest_markWithoutAnOperationBefore(t *testing.T) {
	for _, ops := range []string{`{"id":1,"prev":"-"}`, `1,{"id":1,"prev":"-"}`, `{"id":1,"prev":"xx"},{"id":2,"prev":"-"}`,
		`{"id":1},1,{"id":2,"prev":"-"}`, `{"id":1},{"id":2,"prev":"xx"},{"id":3,"prev":"-"}`} {
		if _, err := protocol.DecodeSyncRequest([]byte(`{"incarnation":"i","ops":[`+ops+`]}`), protocol.DefaultLimits()); err == nil {
			t.Errorf("took %s", ops)
		}
	}
}

// What is changed on the way does not become another chain that fits: the one that the
// server reckons is not the device's.
func TestRequest_changedOperationHasAnotherChain(t *testing.T) {
	ask := protocol.SyncRequest{Incarnation: "i", Ops: journalOf(3, nil)}
	body, err := ask.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := protocol.DecodeSyncRequest(bytes.Replace(body, []byte(`"n":1`), []byte(`"n":9`), 1), protocol.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	want := hex.EncodeToString(record.Hash(ask.Ops[2]))
	if hex.EncodeToString(record.Hash(got.Ops[2])) == want {
		t.Error("the last operation is the same")
	}
}
