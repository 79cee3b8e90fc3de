package server_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// The floor of both benchmarks checks nothing: one packed request, one durable
// transaction, the same bytes in a plain table, or read out of one.

// floor is such a server.
type floor struct {
	db    *sql.DB
	codec *protocol.Codec
	web   *httptest.Server
}

func newFloor(b *testing.B) *floor {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "floor.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE doc (n INTEGER PRIMARY KEY, id TEXT UNIQUE, body TEXT)"); err != nil {
		b.Fatal(err)
	}
	codec, err := protocol.NewCodec(2, 64<<20)
	if err != nil {
		b.Fatal(err)
	}
	f := &floor{db: db, codec: codec}
	f.web = httptest.NewServer(f)
	b.Cleanup(func() {
		f.web.Close()
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	return f
}

func (f *floor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	packed, err := io.ReadAll(r.Body)
	if err == nil && r.Method == http.MethodPost {
		err = f.insert(packed)
	}
	var body []byte
	if err == nil && r.Method == http.MethodGet {
		body, err = f.all()
	}
	if err == nil {
		body, err = f.codec.Pack(r.Context(), body)
	}
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	if _, err := w.Write(body); err != nil {
		panic(err)
	}
}

func (f *floor) insert(packed []byte) (err error) {
	body, err := f.codec.Unpack(ctx, packed)
	if err != nil {
		return err
	}
	var docs []json.RawMessage
	if err := json.Unmarshal(body, &docs); err != nil {
		return err
	}
	tx, err := f.db.Begin()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	stmt, err := tx.Prepare("INSERT INTO doc(id, body) VALUES (?, ?)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	for _, d := range docs {
		var head struct{ ID string }
		if err := json.Unmarshal(d, &head); err != nil {
			return err
		}
		if _, err := stmt.Exec(head.ID, string(d)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (f *floor) all() (_ []byte, err error) {
	rows, err := f.db.Query("SELECT body FROM doc ORDER BY n")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	docs := []json.RawMessage{}
	for rows.Next() {
		var body string
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		docs = append(docs, json.RawMessage(body))
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return json.Marshal(docs)
}

func (f *floor) post(b *testing.B, docs []json.RawMessage) {
	b.Helper()
	body, err := json.Marshal(docs)
	if err != nil {
		b.Fatal(err)
	}
	if body, err = f.codec.Pack(ctx, body); err != nil {
		b.Fatal(err)
	}
	resp, err := http.Post(f.web.URL, "application/json", bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		b.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		b.Fatal(resp.Status)
	}
}

// plain is the office over HTTP without TLS, as the floor is.
func (o *office) plain() *httptest.Server {
	web := httptest.NewServer(o.Handler())
	o.t.Cleanup(web.Close)
	return web
}

func (o *office) benchTablet(web *httptest.Server, person form.ID) *tablet {
	secure := o.serve()
	tb := o.tablet(secure, person)
	tb.web, tb.url, tb.http = web, web.URL, http.DefaultClient
	return tb
}

func customerValues(i int) form.Values {
	return form.Values{"name": fmt.Sprintf("上海浦东第%d贸易有限公司", i), "phone": fmt.Sprintf("021-5%07d", i)}
}

func BenchmarkPush80(b *testing.B) {
	o := newOffice(b, func(cfg *server.Config) { cfg.Limits.Burst = 0 })
	f := newFloor(b)
	desk := o.benchTablet(o.plain(), o.assistant)
	desk.sync()
	var ours, floors time.Duration
	for b.Loop() {
		var ops []record.Operation
		for i := range 80 {
			ops = append(ops, desk.op(record.Part{Kind: record.Create, Form: "line", Values: form.Values{"name": customerValues(i)["name"]}}))
		}
		ask := desk.request(ops...)
		ask.PushOnly = true
		began := time.Now()
		if reply, p := desk.ask(ask); p != nil || reply.Upto != desk.dseq {
			b.Fatal(p, reply)
		}
		ours += time.Since(began)
		began = time.Now()
		f.post(b, ask.Ops)
		floors += time.Since(began)
		o.now = o.now.Add(time.Millisecond)
	}
	b.ReportMetric(float64(ours)/float64(floors), "x-floor")
	b.ReportMetric(float64(ours.Microseconds())/float64(b.N)/80, "us/op")
}

func BenchmarkPull5000(b *testing.B) {
	o := newOffice(b, func(cfg *server.Config) { cfg.Limits.Burst = 0 })
	f := newFloor(b)
	desk := o.benchTablet(o.plain(), o.assistant)
	const records = 5000
	var docs []json.RawMessage
	for i := range records {
		id := o.create(o.assistant, "customer", customerValues(i))
		rec := o.record("customer", id)
		doc, err := json.Marshal(map[string]any{"id": id, "rev": rec.Rev, "seq": rec.Seq, "number": rec.Number, "site": rec.Site, "created_at": rec.CreatedAt,
			"created_by": rec.CreatedBy, "updated_at": rec.UpdatedAt, "updated_by": rec.UpdatedBy, "name": rec.Values["name"], "phone": rec.Values["phone"]})
		if err != nil {
			b.Fatal(err)
		}
		docs = append(docs, doc)
	}
	f.post(b, docs)
	var ours, floors time.Duration
	for b.Loop() {
		desk.cursor = ""
		began := time.Now()
		got := 0
		for more := true; more; {
			reply, p := desk.ask(desk.request())
			if p != nil {
				b.Fatal(p)
			}
			for _, ch := range reply.Changes {
				got += len(ch.Rows)
			}
			desk.cursor, more = reply.Cursor, reply.More
		}
		ours += time.Since(began)
		if got < records {
			b.Fatal(got)
		}
		began = time.Now()
		resp, err := http.Get(f.web.URL)
		if err != nil {
			b.Fatal(err)
		}
		packed, err := io.ReadAll(resp.Body)
		if err := errors.Join(err, resp.Body.Close()); err != nil {
			b.Fatal(err)
		}
		body, err := f.codec.Unpack(ctx, packed)
		if err != nil {
			b.Fatal(err)
		}
		var all []json.RawMessage
		if err := json.Unmarshal(body, &all); err != nil || len(all) != records {
			b.Fatal(err, len(all))
		}
		floors += time.Since(began)
	}
	b.ReportMetric(float64(ours)/float64(floors), "x-floor")
	b.ReportMetric(float64(ours.Milliseconds())/float64(b.N), "ms/pull")
}
