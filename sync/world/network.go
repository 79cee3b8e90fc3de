package world

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
)

// The ways in which a message can fail.
const (
	arrives       = iota
	lostOnTheWay  // the request does not arrive
	cutOnTheWay   // half of its body arrives
	held          // it arrives later, when nobody waits for it any more
	doubled       // it arrives twice
	answerLost    // the answer does not arrive
	answerCut     // half of its body arrives
	answerSpoiled // something between answers 502 in its place
	diesSending   // the tablet's power fails before it sends
	diesWaiting   // the tablet's power fails before the answer comes
	ways
)

// errNetwork is the network's word for every one of them.
var errNetwork = errors.New("the connection broke")

// message is a request on its way to the office.
type message struct {
	from   int
	method string
	path   string
	header http.Header
	body   []byte
}

// radio is a tablet's way to the office: what its client sends goes through here, and is
// answered before RoundTrip returns.
type radio struct{ tb *tablet }

func (r radio) RoundTrip(req *http.Request) (*http.Response, error) {
	tb, w := r.tb, r.tb.w
	m := &message{from: tb.n, method: req.Method, path: req.URL.RequestURI(), header: req.Header}
	// What is packed costs time and hides nothing that matters here.
	m.header.Del("Accept-Encoding")
	if req.Body != nil {
		var err error
		if m.body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	if tb.disk().dead || w.office.srv == nil || tb.offline {
		return nil, errNetwork
	}
	way := w.way(tb)
	w.mark("message", uint64(way), uint64(len(m.path)))
	switch way {
	case lostOnTheWay:
		return nil, errNetwork
	case cutOnTheWay:
		if len(m.body) > 1 {
			w.deliver(m, w.dice.IntN(len(m.body)))
		}
		return nil, errNetwork
	case held:
		w.held = append(w.held, m)
		return nil, errNetwork
	case diesSending:
		tb.disk().dead = true
		return nil, errNetwork
	case doubled:
		w.deliver(m, len(m.body))
	}
	a := w.deliver(m, len(m.body))
	switch way {
	case answerLost:
		return nil, errNetwork
	case diesWaiting:
		tb.disk().dead = true
		return nil, errNetwork
	case answerSpoiled:
		a = &answer{status: http.StatusBadGateway, header: http.Header{"Content-Type": {"text/html"}}}
		a.body.WriteString("<html>Bad Gateway</html>")
	}
	if a.status == 0 {
		return nil, errNetwork // the office died over it
	}
	var body io.Reader = &a.body
	if way == answerCut && a.body.Len() > 0 {
		body = io.MultiReader(io.LimitReader(&a.body, int64(w.dice.IntN(a.body.Len()))), broken{})
	}
	return &http.Response{
		Status: http.StatusText(a.status), StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, Body: io.NopCloser(body), ContentLength: -1, Request: req,
	}, nil
}

// broken is a body that ends too soon.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// deliver lets the office answer a message of which so many bytes arrive.
func (w *World) deliver(m *message, arrive int) *answer {
	a := &answer{header: http.Header{}}
	if w.office.srv == nil {
		return a
	}
	w.messages++
	var body io.Reader = bytes.NewReader(m.body[:arrive])
	if arrive < len(m.body) {
		body = io.MultiReader(body, broken{})
	}
	req, err := http.NewRequestWithContext(context.Background(), m.method, address+m.path, body)
	if err != nil {
		w.fail("I10", "a request cannot be made: %v", err)
		return a
	}
	req.Header, req.RemoteAddr, req.ContentLength, req.RequestURI = m.header, "10.0.0.1:1", int64(len(m.body)), m.path
	w.office.handler.ServeHTTP(a, req)
	w.mark("answer", uint64(a.status), uint64(a.body.Len()))
	if w.office.disk().dead {
		return &answer{header: http.Header{}}
	}
	w.scan(m.from, a.body.Bytes())
	return a
}

// answer is what the office's handler writes.
type answer struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// scan looks for secrets in what the office sends (I17).
func (w *World) scan(to int, body []byte) {
	for _, s := range w.secrets {
		if !s.sealed && w.tablets[to].role == "keeper" {
			continue
		}
		if strings.Contains(string(body), s.text) {
			w.fail("I17", "tablet %d gets the secret %s", to, s.text)
		}
	}
}
