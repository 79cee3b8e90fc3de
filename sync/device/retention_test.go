package device_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"fieldline/sync/device"
)

const month = 36 * 24 * time.Hour

func (tb *tablet) holds(sha string) bool {
	tb.t.Helper()
	f, err := tb.Attachment(ctx, sha)
	if errors.Is(err, device.ErrNotFound) {
		return false
	}
	tb.must(err)
	tb.must(f.Close())
	return true
}

// end is the reply at the end of a pull.
func (tb *tablet) end(upto, through, safe int64) {
	tb.t.Helper()
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: upto, Cursor: "c", Through: through, SafeSeq: safe}))
}

func TestRetention_settledWorkStaysUntilABackupHasIt(t *testing.T) {
	tb := newTablet(t)
	tb.do(tb.findings("一"))
	tb.do(tb.findings("二"))
	a, err := tb.PutAttachment(ctx, bytes.NewReader([]byte("%PDF-1.7 plan")), "plan.pdf")
	tb.must(err)
	tb.must(tb.FetchedAttachment(ctx, a.SHA256, a.Mime, bytes.NewReader([]byte("%PDF-1.7 plan"))))
	tb.must(tb.Uploaded(ctx, a.SHA256))
	journal := func() int {
		t.Helper()
		n := 0
		for dseq := int64(1); dseq <= 2; dseq++ {
			if _, err := tb.HeadOf(ctx, dseq); err == nil {
				n++
			} else if !errors.Is(err, device.ErrNotFound) {
				t.Fatal(err)
			}
		}
		return n
	}
	tb.end(2, 70, 0)
	tb.end(2, 70, 0)

	tb.now = tb.now.Add(month)
	tb.end(2, 80, 60)
	if n := journal(); n != 2 || !tb.holds(a.SHA256) {
		t.Errorf("no backup has it, and %d operations are left", n)
	}
	tb.end(2, 80, 70)
	if n := journal(); n != 1 || !tb.holds(a.SHA256) {
		t.Errorf("the backup has the operations, not for certain the file: %d are left", n) // the last gives the next its place
	}
	if p, err := tb.Proof(ctx); err != nil || p.Standing == device.Altered {
		t.Errorf("what was pruned is taken for taken out: %s, %v", p.Standing, err)
	}
	tb.end(2, 80, 71)
	if tb.holds(a.SHA256) {
		t.Error("the file takes room for ever")
	}
	tb.must(tb.FetchedAttachment(ctx, a.SHA256, a.Mime, bytes.NewReader([]byte("%PDF-1.7 plan"))))
	if !tb.holds(a.SHA256) {
		t.Error("the file cannot be fetched again")
	}
}

// What was done under a clock that stood years back stays as long as all else.
func TestRetention_goesByTheAnswer(t *testing.T) {
	tb := newTablet(t)
	now := tb.now
	tb.now = now.Add(-50 * 365 * 24 * time.Hour)
	tb.do(tb.findings("一"))
	tb.do(tb.findings("二"))
	tb.now = now
	tb.end(2, 70, 0)
	tb.end(2, 70, 70)
	if _, err := tb.HeadOf(ctx, 1); err != nil {
		t.Errorf("the operation went with its answer: %v", err)
	}
	tb.now = now.Add(month)
	tb.end(2, 80, 70)
	if _, err := tb.HeadOf(ctx, 1); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("the operation stays for ever: %v", err)
	}
}

// A file stays as long, too, whether it was kept under a clock years back or years ahead,
// or fetched again under one.
func TestRetention_filesGoByWhenTheServerHadThem(t *testing.T) {
	for name, off := range map[string]time.Duration{"slow": -50 * 365 * 24 * time.Hour, "fast": 50 * 365 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			tb := newTablet(t)
			tb.do(tb.findings("一"))
			plan := []byte("%PDF-1.7 plan")
			now := tb.now
			tb.now = now.Add(off)
			a, err := tb.PutAttachment(ctx, bytes.NewReader(plan), "plan.pdf")
			tb.must(err)
			tb.must(tb.Uploaded(ctx, a.SHA256))
			tb.now = now
			stays := func(through int64) {
				t.Helper()
				tb.end(1, through, through)
				tb.end(1, through+1, through+1)
				if !tb.holds(a.SHA256) {
					t.Fatal("the file went with the next reply")
				}
				tb.now = tb.now.Add(month)
				tb.end(1, through+2, through+2)
				if tb.holds(a.SHA256) {
					t.Fatal("the file takes room for ever")
				}
			}

			stays(70)

			now = tb.now
			tb.now = now.Add(off)
			tb.must(tb.FetchedAttachment(ctx, a.SHA256, a.Mime, bytes.NewReader(plan)))
			tb.now = now
			stays(80)
		})
	}
}

func TestRetention_outboxStaysForEver(t *testing.T) {
	tb := newTablet(t)
	tb.do(tb.findings("一"))
	a, err := tb.PutAttachment(ctx, bytes.NewReader([]byte("%PDF-1.7 plan")), "plan.pdf")
	tb.must(err)
	tb.now = tb.now.Add(10 * month)

	tb.end(0, 500, 500)
	tb.end(0, 500, 500)

	if ops := tb.sendable(); len(ops) != 1 || !tb.holds(a.SHA256) {
		t.Errorf("%d operations are left", len(ops))
	}
}
