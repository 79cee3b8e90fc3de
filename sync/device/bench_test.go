package device_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"fieldline/forms/form"
	real "fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// laid is how many service orders lie on the benchmark's device.
const laid = 100_000

// BenchmarkDevice measures what a person waits for on a device with a hundred thousand
// service orders. The save is measured beside a bare commit of one row of the same size,
// in the same run: compare save_a_card with bare_commit.
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
	saves := 0
	size := 0
	b.Run("save_a_card", func(b *testing.B) {
		for b.Loop() {
			saves++
			out, err := tb.Do(ctx, record.Part{Kind: record.Set, Form: "feedback_card", ID: cards[saves%len(cards)].ID, Values: form.Values{
				"access_method": fmt.Sprint("模拟外线 ", saves), "device_model": "DX93", "site_conditions": "弱电间通风良好，接地可靠", "difficult": saves%2 == 0,
				"arrived_at": morning.Add(time.Duration(saves) * time.Second), "finished_at": morning.Add(time.Duration(saves)*time.Second + time.Hour)}})
			tb.must(err)
			if out.Fate != record.Applied {
				b.Fatalf("%s: %v", out.Fate, out.Problems)
			}
		}
		batch, err := tb.Pending(ctx, 1, 1<<20)
		tb.must(err)
		size = len(batch.Ops[0].Body)
	})
	b.Run("bare_commit", func(b *testing.B) { bareCommits(b, size) })
}

// bareCommits commits rows of one text, durable as the store's are and nothing more.
func bareCommits(b *testing.B, size int) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+
		"?_pragma=page_size(8192)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE row (k INTEGER PRIMARY KEY, body BLOB) STRICT"); err != nil {
		b.Fatal(err)
	}
	insert, err := db.Prepare("INSERT INTO row(body) VALUES (?)")
	if err != nil {
		b.Fatal(err)
	}
	body := make([]byte, size)
	for b.Loop() {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := tx.StmtContext(context.Background(), insert).Exec(body); err != nil {
			b.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
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
