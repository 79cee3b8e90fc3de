package device

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What is put aside comes back as it was, also of a size at which it begins to be packed.
func TestPacked_comesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{0, 100, packFrom - 1, packFrom, packFrom + 1, 5 * packFrom}).Draw(t, "size")
		text := rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(t, "text")
		body := append([]byte{'{'}, bytes.Repeat(text, size/len(text)+1)[:size]...)
		put, err := packed(body)
		if err != nil {
			t.Fatal(err)
		}
		back, err := unpacked(put)
		if err != nil || !bytes.Equal(back, body) {
			t.Errorf("%d bytes came back as %d, %v", len(body), len(back), err)
		}
	})
}

// A count of ten thousand dialers takes less than a quarter of its room; one that was damaged is no record.
func TestPacked_isSmall(t *testing.T) {
	var rows strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&rows, `{"id":"01a205ea-d4b2-717b-9dcd-%012x","expected":true,"serial":"D4-26%06d"},`, i*7919, i)
	}
	body := []byte(`{"values":{"lines":[` + rows.String() + `{}]}}`)
	put, err := packed(body)
	if err != nil || len(put) > len(body)/4 {
		t.Fatalf("%d bytes are packed into %d, %v", len(body), len(put), err)
	}
	put[len(put)/2] ^= 1
	if back, err := unpacked(put); err == nil {
		t.Errorf("a damaged one is read as %.40s", back)
	}
}
