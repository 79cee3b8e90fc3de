package protocol_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"fieldline/sync/protocol"
)

// However little of a push arrives, what is salvaged of it is the request with the first
// so many operations, byte for byte, and never more than arrived.
func TestSalvage_isTheRequestWithFewerOperations(t *testing.T) {
	req := protocol.SyncRequest{Epoch: "e", Incarnation: "i", Told: []protocol.Told{{Fate: "refused"}}}
	for i := range 200 {
		req.Ops = append(req.Ops, json.RawMessage(fmt.Sprintf(`{"n":%d,"text":"%s\"]}"}`, i, strings.Repeat("现场 ", i%7))))
	}
	whole, err := req.Encode()
	if err != nil {
		t.Fatal(err)
	}
	most := 0
	for cut := range len(whole) {
		saved := protocol.Salvage(whole[:cut])
		if saved == nil {
			continue
		}
		got, err := protocol.DecodeSyncRequest(saved, protocol.DefaultLimits())
		if err != nil {
			t.Fatalf("of the first %d bytes: %v", cut, err)
		}
		if got.Epoch != "e" || len(got.Ops) < most || len(got.Ops) > len(req.Ops) || len(saved) > cut+2 {
			t.Fatalf("of the first %d bytes: %d operations after %d", cut, len(got.Ops), most)
		}
		most = len(got.Ops)
		for i, op := range got.Ops {
			if string(op) != string(req.Ops[i]) {
				t.Fatalf("of the first %d bytes operation %d is %s", cut, i, op)
			}
		}
	}
	if most != len(req.Ops) {
		t.Errorf("all but the last two bytes give %d operations", most)
	}
}

// What is packed in pieces can be unpacked as far as it arrived.
func TestPackIn_isOfUseWhereItsEndIsMissing(t *testing.T) {
	codec, err := protocol.NewCodec(1, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&text, "%d ", i*i)
	}
	body := []byte(text.String())
	packed, err := codec.PackIn(context.Background(), body, 8<<10)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := codec.Unpack(context.Background(), packed); err != nil || string(again) != string(body) {
		t.Fatalf("unpacks to %d bytes of %d: %v", len(again), len(body), err)
	}
	half, err := protocol.UnpackPart(packed[:len(packed)/2], 1<<20)
	if err != nil || len(half) < len(body)/3 || !strings.HasPrefix(string(body), string(half)) {
		t.Errorf("half of it unpacks to %d bytes of %d: %v", len(half), len(body), err)
	}
	if part, err := protocol.UnpackPart(packed, 1000); err == nil && len(part) > 1000 {
		t.Errorf("%d bytes came where 1000 are allowed", len(part))
	}
}
