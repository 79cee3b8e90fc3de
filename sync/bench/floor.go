package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/klauspost/compress/zstd"
	_ "modernc.org/sqlite" // the driver
)

// The floor moves the same records and checks nothing: one request packed with zstd per
// sync, one durable transaction on each side, a plain table of JSON.

// doc is a record as the floor carries it.
type doc struct {
	ID   string          `json:"id"`
	Body json.RawMessage `json:"body"`
}

// floorAsk and floorReply are the floor's protocol.
type (
	floorAsk struct {
		Who   string `json:"who"`
		Since int64  `json:"since"`
		Docs  []doc  `json:"docs,omitempty"`
	}
	floorReply struct {
		Seq  int64 `json:"seq"`
		Docs []doc `json:"docs,omitempty"`
	}
)

// floorSide is a database and what packs.
type floorSide struct {
	db  *sql.DB
	enc *zstd.Encoder
	dec *zstd.Decoder
}

// who is whom a record is for.
const floorTable = `CREATE TABLE IF NOT EXISTS doc (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, who TEXT NOT NULL, sent INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS doc_who ON doc (who, seq);
CREATE TABLE IF NOT EXISTS peer (who TEXT PRIMARY KEY, seq INTEGER NOT NULL)`

func openFloor(path string) (*floorSide, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	f := &floorSide{db: db}
	if _, err = db.Exec(floorTable); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if f.enc, err = zstd.NewWriter(nil); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if f.dec, err = zstd.NewReader(nil); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return f, nil
}

func (f *floorSide) pack(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return f.enc.EncodeAll(raw, nil), nil
}

func (f *floorSide) unpack(packed []byte, v any) error {
	raw, err := f.dec.DecodeAll(packed, nil)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, v)
}

// within runs f in one transaction.
func (f *floorSide) within(do func(tx *sql.Tx) error) error {
	tx, err := f.db.Begin()
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func put(tx *sql.Tx, who string, sent bool, docs []doc) (err error) {
	stmt, err := tx.Prepare("INSERT OR REPLACE INTO doc(id, who, sent, body) VALUES (?, ?, ?, ?)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	for _, d := range docs {
		if _, err := stmt.Exec(d.ID, who, sent, string(d.Body)); err != nil {
			return err
		}
	}
	return nil
}

func take(tx *sql.Tx, where string, args ...any) (docs []doc, err error) {
	rows, err := tx.Query("SELECT id, body FROM doc WHERE "+where+" ORDER BY seq", args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var d doc
		var body string
		if err := rows.Scan(&d.ID, &body); err != nil {
			return nil, err
		}
		d.Body = json.RawMessage(body)
		docs = append(docs, d)
	}
	return docs, rows.Err()
}

// ServeHTTP is the floor's server.
func (f *floorSide) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	packed, err := io.ReadAll(r.Body)
	var ask floorAsk
	if err == nil {
		err = f.unpack(packed, &ask)
	}
	var reply floorReply
	if err == nil {
		err = f.within(func(tx *sql.Tx) error {
			if err := put(tx, "", true, ask.Docs); err != nil {
				return err
			}
			if err := tx.QueryRow("SELECT coalesce(max(seq), 0) FROM doc").Scan(&reply.Seq); err != nil {
				return err
			}
			var err error
			if reply.Docs, err = take(tx, "who = ? AND seq > ?", ask.Who, ask.Since); err != nil {
				return err
			}
			_, err = tx.Exec("INSERT OR REPLACE INTO peer(who, seq) VALUES (?, ?)", ask.Who, ask.Since)
			return err
		})
	}
	if err == nil {
		packed, err = f.pack(reply)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(packed) // whoever is gone misses it
}

// serveFloor is the process of the floor's server.
func serveFloor(dir string) error {
	f, err := openFloor(filepath.Join(dir, "floor.db"))
	if err != nil {
		return err
	}
	addr, err := listen(f, nil)
	if err != nil {
		return err
	}
	err = obey(func(string, []string) (answer, error) { return answer{Addr: addr}, nil })
	return errors.Join(err, f.db.Close())
}

// listen serves on a free port of this machine until the process ends, over TLS where
// secure says how.
func listen(h http.Handler, secure *tls.Config) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	if secure != nil {
		l = tls.NewListener(l, secure)
	}
	go func() {
		if err := http.Serve(l, h); err != nil {
			fmt.Fprintln(os.Stderr, "serve:", err)
		}
	}()
	return l.Addr().String(), nil
}

// floorTablet is the floor's device.
type floorTablet struct {
	*floorSide
	who   string
	way   *counted
	url   string
	since int64
}

// tabletOfFloor is the process of a floor's device.
func tabletOfFloor(dir, addr string) error {
	f, err := openFloor(filepath.Join(dir, "tablet.db"))
	if err != nil {
		return err
	}
	t := &floorTablet{floorSide: f, who: filepath.Base(dir), way: newCounted(addr, nil), url: "http://" + addr}
	if err := f.db.QueryRow("SELECT coalesce(max(seq), 0) FROM peer").Scan(&t.since); err != nil {
		return err
	}
	err = obey(func(command string, _ []string) (answer, error) {
		switch command {
		case "warm": // statements and schema are read once
			return answer{}, f.within(func(tx *sql.Tx) error {
				_, err := take(tx, "sent = 0 AND seq < 0")
				return err
			})
		case "sync", "run":
			return t.measured(func() error { return t.sync(command == "run") })
		}
		return answer{}, nil
	})
	return errors.Join(err, f.db.Close())
}

func (t *floorTablet) measured(do func() error) (answer, error) {
	t.way.CloseIdleConnections()
	return measured(t.way, do)
}

// measured runs something and says what it took.
func measured(way *counted, do func() error) (answer, error) {
	if err := resetPeak(); err != nil {
		return answer{}, err
	}
	before, cpu, began := way.seen(), cpuTime(), time.Now()
	err := do()
	a := answer{Took: time.Since(began), CPU: cpuTime() - cpu, wire: way.seen().minus(before)}
	if err != nil {
		return a, err
	}
	a.Peak, err = peakMemory()
	return a, err
}

// sync sends everything that was not sent in one request and puts what came in one
// transaction; insist says to go on until it got through.
func (t *floorTablet) sync(insist bool) error {
	var docs []doc
	err := t.within(func(tx *sql.Tx) error {
		var err error
		docs, err = take(tx, "sent = 0")
		return err
	})
	if err != nil {
		return err
	}
	packed, err := t.pack(floorAsk{Who: t.who, Since: t.since, Docs: docs})
	if err != nil {
		return err
	}
	body, err := t.post(packed)
	for ; err != nil && insist; body, err = t.post(packed) {
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil {
		return err
	}
	var reply floorReply
	if err := t.unpack(body, &reply); err != nil {
		return err
	}
	t.since = reply.Seq
	return t.within(func(tx *sql.Tx) error {
		if len(docs) > 0 {
			if _, err := tx.Exec("UPDATE doc SET sent = 1 WHERE sent = 0"); err != nil {
				return err
			}
		}
		if err := put(tx, "", true, reply.Docs); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT OR REPLACE INTO peer(who, seq) VALUES ('server', ?)", reply.Seq)
		return err
	})
}

func (t *floorTablet) post(packed []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, t.url, bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	res, err := t.way.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", res.Status, body)
	}
	return body, nil
}

// fillFloor lays records into a floor's database; sent says whether they have been sent.
func fillFloor(path, who string, sent bool, docs []doc) error {
	f, err := openFloor(path)
	if err != nil {
		return err
	}
	err = f.within(func(tx *sql.Tx) error { return put(tx, who, sent, docs) })
	return errors.Join(err, f.db.Close())
}
