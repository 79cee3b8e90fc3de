package device_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"fieldline/forms/form"
	real "fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// laid is how many service orders lie on the benchmark's device, and undated says that
// each so-many-th of them has no date.
const (
	laid    = 100_000
	undated = 4
)

// BenchmarkDevice measures what a person waits for on a device with a hundred thousand
// service orders. x-bare is how many bare commits of one row of the same size, in the
// same run, a save costs.
func BenchmarkDevice(b *testing.B) {
	tb, cards := newLadenTablet(b)
	first := device.Query{Form: "service_order", List: "mine"}
	page, err := tb.List(ctx, first)
	tb.must(err)
	next := first
	next.After = page.Next

	b.Run("open_a_list", func(b *testing.B) {
		for b.Loop() {
			page, err := tb.List(ctx, first)
			tb.must(err)
			if len(page.Rows) != 50 {
				b.Fatalf("%d rows", len(page.Rows))
			}
		}
	})
	b.Run("next_page", func(b *testing.B) {
		for b.Loop() {
			_, err := tb.List(ctx, next)
			tb.must(err)
		}
	})
	b.Run("page_1000", func(b *testing.B) {
		q := first
		q.Limit = 49_000
		page, err := tb.List(ctx, q)
		tb.must(err)
		q.Limit, q.After = 50, page.Next
		for b.Loop() {
			_, err := tb.List(ctx, q)
			tb.must(err)
		}
	})
	b.Run("page_without_a_date", func(b *testing.B) {
		q := first
		q.Limit = laid - laid/undated + 1000
		page, err := tb.List(ctx, q)
		tb.must(err)
		q.Limit, q.After = 50, page.Next
		for b.Loop() {
			page, err := tb.List(ctx, q)
			tb.must(err)
			if len(page.Rows) != 50 || page.Rows[0].Record.Get("planned_start") != nil {
				b.Fatalf("%d rows, planned for %v", len(page.Rows), page.Rows[0].Record.Get("planned_start"))
			}
		}
	})
	b.Run("count_a_list", func(b *testing.B) {
		for b.Loop() {
			_, err := tb.Count(ctx, first)
			tb.must(err)
		}
	})
	b.Run("open_a_record", func(b *testing.B) {
		i := 0
		for b.Loop() {
			_, err := tb.Record(ctx, "feedback_card", cards[i%len(cards)].ID)
			tb.must(err)
			i++
		}
	})
	b.Run("search_initials", func(b *testing.B) {
		q := first
		q.Search = "hnwl"
		for b.Loop() {
			_, err := tb.List(ctx, q)
			tb.must(err)
		}
	})
	b.Run("search_digits", func(b *testing.B) {
		q := first
		q.Search = "54321"
		for b.Loop() {
			_, err := tb.List(ctx, q)
			tb.must(err)
		}
	})
	b.Run("save_a_card", func(b *testing.B) { benchmarkSave(b, tb, cards) })
}

// benchmarkSave saves a card and then commits one bare row of the same size, in turns, so
// that what else the machine does falls on both.
func benchmarkSave(b *testing.B, tb *tablet, cards []record.Record) {
	bare, size := newBare(b), 0
	var saving, committing time.Duration
	for i := range b.N {
		start := time.Now()
		out, err := tb.Do(ctx, record.Part{Kind: record.Set, Form: "feedback_card", ID: cards[i%len(cards)].ID, Values: form.Values{
			"access_method": fmt.Sprint("模拟外线 ", start.UnixNano()), "device_model": "DX93", "site_conditions": "弱电间通风良好，接地可靠",
			"arrived_at": start.UTC().Truncate(time.Millisecond), "finished_at": start.UTC().Truncate(time.Millisecond).Add(time.Hour)}})
		saving += time.Since(start)
		tb.must(err)
		if out.Fate != record.Applied {
			b.Fatalf("%s: %v", out.Fate, out.Problems)
		}
		if size == 0 {
			size = len(tb.sendable()[0].Body)
		}
		start = time.Now()
		tb.must(bare.Begin(ctx, true))
		_, err = bare.ExecContext(ctx, "INSERT INTO row(body) VALUES (?)", make([]byte, size))
		tb.must(err)
		tb.must(bare.Commit(ctx))
		committing += time.Since(start)
	}
	b.ReportMetric(float64(saving.Microseconds())/float64(b.N), "save-µs")
	b.ReportMetric(float64(committing.Microseconds())/float64(b.N), "bare-µs")
	b.ReportMetric(float64(saving)/float64(committing), "x-bare")
}

// newBare is a database that is as durable as the store's and does nothing else.
func newBare(b *testing.B) *table.Session {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+
		"?_pragma=page_size(8192)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		b.Fatal(err)
	}
	bare := table.NewSession(conn)
	b.Cleanup(func() {
		if err := errors.Join(bare.Close(), db.Close()); err != nil {
			b.Error(err)
		}
	})
	if err := bare.Run(ctx, "CREATE TABLE row (k INTEGER PRIMARY KEY, body BLOB) STRICT"); err != nil {
		b.Fatal(err)
	}
	return bare
}

// newLadenTablet lays orders, customers and cards straight into the tables, by the pull
// path.
func newLadenTablet(b *testing.B) (*tablet, []record.Record) {
	lib, err := real.Open()
	if err != nil {
		b.Fatal(err)
	}
	tb := newTabletIn(b, b.TempDir(), lib)
	names := []string{"海宁网络科技", "东方印染", "华盛国际贸易", "宏达纺织", "长安物流", "瑞丰电子", "绿地置业", "嘉兴第一医院"}
	var recs []record.Record
	flush := func() {
		tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Records: recs, Cursor: "c", Through: tb.seq, More: true}))
		recs = recs[:0]
	}
	var customers []form.ID
	for i := range 2000 {
		rec := tb.record("customer", "active", form.Values{"name": fmt.Sprintf("%s有限公司%d", names[i%len(names)], i), "phone": fmt.Sprintf("138%08d", i), "address": "海宁市长安镇工业路"})
		rec.Number = fmt.Sprintf("CU%06d", i)
		customers = append(customers, rec.ID)
		recs = append(recs, rec)
	}
	var cards []record.Record
	start := time.Now()
	for i := range laid {
		order := tb.record("service_order", "accepted", form.Values{"kind": "repair", "engineer": tb.engineer,
			"customer": form.Ref{Form: "customer", ID: customers[i%len(customers)]}, "planned_start": morning.Add(time.Duration(i) * time.Minute),
			"address": "海宁市长安镇工业路", "contact": "王先生", "phone": fmt.Sprintf("139%08d", i)})
		order.Number = fmt.Sprintf("SO%06d-%05d", 261123, i)
		if i%10 == 0 {
			order.State = "assigned"
		}
		if i%undated == 1 {
			delete(order.Values, "planned_start")
		}
		recs = append(recs, order)
		if i%1000 == 0 {
			card := tb.record("feedback_card", "blank", form.Values{"order": form.Ref{Form: "service_order", ID: order.ID}, "customer": order.Values["customer"],
				"kind": "repair", "engineer": tb.engineer, "taken_at": morning.Add(-time.Hour)})
			card.Number = fmt.Sprintf("FC261123-%04d", i/1000)
			cards = append(cards, card)
			recs = append(recs, card)
		}
		if len(recs) >= 2000 {
			flush()
		}
	}
	flush()
	b.Logf("laid %d orders in %v", laid, time.Since(start).Round(time.Millisecond))
	return tb, cards
}
