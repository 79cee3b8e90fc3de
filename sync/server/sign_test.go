package server_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
)

// Each day the head of the log is signed, so that nobody who can write into the database
// rewrites the past, however well he knows the chain.
func TestSigned_findsARewrittenLog(t *testing.T) {
	o := newOffice(t)
	order := o.order(o.customer("中科大厦"), o.zhou)
	o.set(o.zhou, order, form.Values{"notes": "原样"})
	tick := func() {
		t.Helper()
		if err := o.Tick(ctx); err != nil {
			t.Fatal(err)
		}
	}
	tick()
	tick() // once a day
	o.now = o.now.Add(24 * time.Hour)
	o.set(o.zhou, order, form.Values{"notes": "第二天"})
	tick()
	o.now = o.now.Add(24 * time.Hour)
	tick() // nothing was done since
	var kept bytes.Buffer
	if n, err := o.WriteHeads(ctx, &kept); err != nil || n != 2 {
		t.Fatalf("%d heads, %v: %s", n, err, kept.String())
	}
	o.verify()

	const rewrite = "UPDATE op SET body = CAST(replace(CAST(body AS TEXT), '原样', '改过') AS BLOB)"
	for name, c := range map[string]struct{ statement, finds string }{
		"rewritten": {rewrite, "the log was written anew"},
		"shortened": {"DELETE FROM op WHERE seq = (SELECT max(seq) FROM op)", "the log has no"},
		"signed by others": {rewrite + "; UPDATE signed SET sig = (SELECT sig FROM signed ORDER BY day DESC LIMIT 1), hash = (SELECT hash FROM op WHERE op.seq = signed.seq)",
			"is not signed by this server"},
	} {
		r, err := o.Forged(ctx, t.TempDir(), c.statement)
		if said := strings.Join(r.Faults, "\n"); err != nil || !strings.Contains(said, c.finds) || strings.Contains(said, "chain is broken") {
			t.Errorf("%s: %s %v", name, said, err)
		}
	}

	// Heads that were kept elsewhere find a server that was put back or whose heads are gone.
	if r, err := o.VerifyHeads(ctx, bytes.NewReader(kept.Bytes())); err != nil || len(r.Faults) > 0 {
		t.Errorf("%v %v", r.Faults, err)
	}
	other := newOffice(t)
	other.customer("别处")
	if r, err := other.VerifyHeads(ctx, bytes.NewReader(kept.Bytes())); err != nil || len(r.Faults) != 2 {
		t.Errorf("another server's: %v %v", r.Faults, err)
	}
	later := strings.Replace(kept.String(), `"seq":`, `"seq":1`, 1)
	if r, err := o.VerifyHeads(ctx, strings.NewReader(later)); err != nil || len(r.Faults) != 1 {
		t.Errorf("an altered line: %v %v", r.Faults, err)
	}
}
