package server_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

func TestWriter_manyAtOnceAreAnsweredEachAndNumberedWithoutGap(t *testing.T) {
	o := newOffice(t)
	const writers, each = 16, 10
	ops := make([][]record.Operation, writers)
	for w := range ops {
		for i := range each {
			values := form.Values{"name": fmt.Sprintf("客户 %d-%d", w, i)}
			if i%4 == 3 {
				values = form.Values{} // refused: it takes no number
			}
			ops[w] = append(ops[w], record.Operation{ID: o.newID(), At: o.now, Actor: o.assistant,
				Parts: []record.Part{{Kind: record.Create, Form: "customer", Version: 1, Values: values}}})
		}
	}
	results := make([][]server.Result, writers)
	var wg sync.WaitGroup
	for w := range ops {
		wg.Go(func() {
			for _, op := range ops[w] {
				res, err := o.Submit(ctx, op)
				if err != nil {
					t.Error(err)
				}
				results[w] = append(results[w], res)
			}
		})
	}
	wg.Wait()

	seen, applied := map[int64]bool{}, 0
	numbers := map[string]bool{}
	for w := range results {
		for i, res := range results[w] {
			want := record.Applied
			if i%4 == 3 {
				want = record.Refused
			}
			if res.Fate != want || seen[res.Seq] {
				t.Errorf("%d-%d: %s at %d", w, i, res.Fate, res.Seq)
			}
			seen[res.Seq] = true
			if res.Fate == record.Applied {
				applied++
				numbers[o.record("customer", ops[w][i].ID).Number] = true
			}
		}
	}
	for n := 1; n <= applied; n++ {
		if number := fmt.Sprintf("CU%06d", n); !numbers[number] {
			t.Errorf("nobody got %s", number)
		}
	}
	o.verify()
}

// A long push shares few commits while nobody waits, and lets others in when they do.
func TestWriter_aLongPushHoldsNobodyUp(t *testing.T) {
	o := newOffice(t)
	tb := o.tablet(o.serve(), o.assistant)
	commits := func() (n int) {
		raw, _, p := tb.send(http.MethodGet, protocol.PathMetrics, "", nil, nil)
		if p != nil {
			t.Fatal(p)
		}
		_, text, _ := strings.Cut(string(raw), "\nfieldline_commits_total ")
		if _, err := fmt.Sscan(text, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	long := func() (ops []record.Operation) { // a little over a megabyte
		for range 160 {
			ops = append(ops, tb.op(record.Part{Kind: record.Create, Form: "service_order", ID: o.newID(), Site: o.north, Values: form.Values{"notes": strings.Repeat("明", 2200)}}))
		}
		return ops
	}
	before := commits()
	tb.sync(long()...)
	if n := commits() - before; n > 6 {
		t.Errorf("alone, it took %d commits", n)
	}

	ops := long()
	end := o.Insist(tb.reply.Device)
	tb.sync(ops...)
	after, err := end()
	if err != nil || len(after) < 16 {
		t.Errorf("another that waited had its turn after operations %v only (%v)", after, err)
	}
	o.verify()
}

func TestWriter_oneThatPanicsIsParkedAlone(t *testing.T) {
	files := fstest.MapFS{}
	folder := os.DirFS("testdata/library")
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(folder, name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "line.yaml" {
			raw = append(raw, "check: [{that: 'boom(name)', zh: 坏, en: Broken}]\n"...)
		}
		files[name] = &fstest.MapFile{Data: raw}
	}
	boom := form.Named{Name: "boom", Params: []form.FieldType{form.Text}, Result: form.YesNo, Call: func(_ *form.Env, args []any) (any, error) {
		if args[0] == "poison" {
			panic("poisoned")
		}
		return true, nil
	}}
	lib, err := form.Parse(files, boom)
	if err != nil {
		t.Fatal(err)
	}
	o := newOffice(t, func(cfg *server.Config) { cfg.Library, cfg.Named = lib, []form.Named{boom} })

	_, res := o.submit(o.assistant, record.Part{Kind: record.Create, Form: "line", Version: 1, Values: form.Values{"name": "poison"}})
	if res.Fate != record.Parked || res.Problems[0].Key != "problem.op-internal" {
		t.Errorf("answered %+v", res)
	}
	o.create(o.assistant, "line", form.Values{"name": "照常"})
	o.verify()
}

func TestWriter_whatIsTakenBackIsForgotten(t *testing.T) {
	o := newOffice(t)
	order := o.order(o.customer("中科大厦"), o.zhou)
	o.set(o.zhou, order, form.Values{"notes": "原样"})
	changed := o.record("service_order", order)
	changed.Rev, changed.Values = changed.Rev+1, form.Clone(changed.Values)
	changed.Values["notes"] = "改过"

	if err := o.TakeBack(ctx, changed); err != nil {
		t.Fatal(err)
	}
	o.act(o.zhou, "service_order", order, "start", nil)

	if got := o.record("service_order", order); got.Values["notes"] != "原样" || got.Rev != changed.Rev {
		t.Errorf("revision %d says %v", got.Rev, got.Values["notes"])
	}
	o.verify()
}

func TestWriter_seesWhatACommandBesideItWrote(t *testing.T) {
	dir := t.TempDir()
	o := newOffice(t, func(cfg *server.Config) { cfg.Dir = dir })
	order := o.order(o.customer("中科大厦"), o.zhou)
	o.set(o.zhou, order, form.Values{"notes": "一"})
	beside, err := server.Open(ctx, server.Config{Dir: dir, Now: func() time.Time { return o.now }, NewID: o.newID})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := beside.Close(); err != nil {
			t.Error(err)
		}
	}()

	for n, s := range []*server.Server{beside, o.Server, beside} {
		res, err := s.Do(ctx, o.zhou, record.Part{Kind: record.Set, Form: "service_order", ID: order, Values: form.Values{"notes": fmt.Sprint(n)}})
		if err != nil || res.Fate != record.Applied {
			t.Fatalf("%s %v %v", res.Fate, res.Problems, err)
		}
	}
	o.verify()
}

func TestCode_survivesPasting(t *testing.T) {
	o := newOffice(t)
	code, err := o.EnrolCode(ctx, o.zhou, 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := protocol.ParseCode(" " + code.String()[:20] + "\n  " + code.String()[20:] + "\r\n")
	if err != nil || got != code {
		t.Errorf("%+v %v", got, err)
	}
}
