package device_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"fieldline/forms/form"
	real "fieldline/forms/library"
)

// What is brought ahead is asked for as long as it is not here, and stays as long as its
// record is in force, however old it is and whatever a backup has.
func TestAhead_staysWhileItIsInForce(t *testing.T) {
	lib, err := real.Open()
	if err != nil {
		t.Fatal(err)
	}
	tb := newTabletIn(t, t.TempDir(), lib)
	content := []byte("1350280,755\n")
	sha := sumOf(content)
	rec := tb.record(real.SegmentTable, real.SegmentTableInForce, form.Values{
		real.SegmentTableEdition: "2026-11", real.SegmentTableTable: form.Attachment{SHA256: sha, Mime: "application/gzip", Bytes: int64(len(content)), At: morning, By: tb.assistant},
	})
	rec.Site = form.ID{}
	tb.pull(rec)
	wants := func(want ...string) {
		t.Helper()
		if have, err := tb.Ahead(ctx); err != nil || len(have) != len(want) || len(want) > 0 && have[0] != want[0] {
			t.Errorf("wants %v, %v", have, err)
		}
	}
	wants(sha)
	tb.must(tb.FetchedAttachment(ctx, sha, "application/gzip", bytes.NewReader(content)))
	wants()

	tb.end(0, 70, 0)
	tb.now = tb.now.Add(month)
	tb.end(0, 80, 90)
	if !tb.holds(sha) {
		t.Fatal("the table in force is gone")
	}
	rec.State, rec.Rev, rec.Seq = real.SegmentTableReplaced, 2, 81
	tb.pull(rec)
	tb.end(0, 81, 90)
	if tb.holds(sha) {
		t.Error("a table that was replaced takes room for ever")
	}
	wants()
}

func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
