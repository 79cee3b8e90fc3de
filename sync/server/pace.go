package server

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"fieldline/sync/protocol"
)

// Pace is what tells an honest slow link from a sender who only holds a connection open.
// The slowest link that people work on, GPRS at 8 kbit/s, is twice as fast
// as the zero Pace asks.
type Pace struct {
	Header   time.Duration // for a request's head, from its first byte
	Patience time.Duration // before a body's bytes are counted, and for each part of a reply
	Least    int           // bytes a second that a body has come at since, on the average
}

const (
	idleTimeout  = 60 * time.Second // a connection that nobody uses
	writeTimeout = 10 * time.Minute // of what no Pace is kept for
	mostHeader   = 16 << 10         // bytes
)

// HTTP returns what serves devices on a listener.
func (s *Server) HTTP() *http.Server {
	return &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: s.cfg.Pace.Header,
		IdleTimeout:       idleTimeout,
		WriteTimeout:      writeTimeout,
		MaxHeaderBytes:    mostHeader,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

func (p Pace) withDefaults() Pace {
	if p.Header == 0 {
		p.Header = 10 * time.Second
	}
	if p.Patience == 0 {
		p.Patience = 30 * time.Second
	}
	if p.Least == 0 {
		p.Least = protocol.SlowestLink / 2
	}
	return p
}

// allows is how long so many bytes may take.
func (p Pace) allows(bytes int64) time.Duration {
	return p.Patience + time.Duration(bytes)*time.Second/time.Duration(p.Least)
}

// paceStep is how often a pace is looked at, in bytes.
const paceStep = 4 << 10

// begin bounds how long a body may come that nobody reads: the connection is not waited
// for behind the reply.
func (p Pace) begin(w http.ResponseWriter, r *http.Request) error {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	return readUntil(w, time.Now().Add(p.Patience))
}

// readUntil sets a deadline where there is a connection to set it for.
func readUntil(w http.ResponseWriter, at time.Time) error {
	if err := http.NewResponseController(w).SetReadDeadline(at); !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}

func writeUntil(w http.ResponseWriter, at time.Time) error {
	if err := http.NewResponseController(w).SetWriteDeadline(at); !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}

// of returns a body whose sender has to keep the pace.
func (p Pace) of(w http.ResponseWriter, body io.Reader) *paced {
	return &paced{pace: p, w: w, body: body, began: time.Now()}
}

type paced struct {
	pace  Pace
	w     http.ResponseWriter
	body  io.Reader
	began time.Time
	came  int64
}

// Read reads a step at most.
func (p *paced) Read(b []byte) (int, error) {
	if err := readUntil(p.w, p.began.Add(p.pace.allows(p.came))); err != nil {
		return 0, err
	}
	if w, ok := p.w.(*watched); ok && w.dropped.Load() { // looked at once the deadline is set: see drop
		return 0, errDropped
	}
	n, err := p.body.Read(b[:min(len(b), paceStep)])
	p.came += int64(n)
	if errors.Is(err, io.EOF) {
		// Nothing more is to come: the deadline would end the work on it.
		if err := readUntil(p.w, time.Time{}); err != nil {
			return n, err
		}
		return n, io.EOF
	}
	return n, err
}

// read reads a body to its end.
func (p Pace) read(w http.ResponseWriter, body io.Reader) (all []byte, err error) {
	from := p.of(w, body)
	for {
		if cap(all)-len(all) < paceStep {
			all = append(make([]byte, 0, 2*cap(all)+paceStep), all...)
		}
		n, err := from.Read(all[len(all) : len(all)+paceStep])
		all = all[:len(all)+n]
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
	}
}

// write writes part of a reply: who only sips at it is left alone.
func (p Pace) write(w *watched, b []byte) (sent int, err error) {
	for {
		part := b[sent:min(len(b), sent+8*paceStep)]
		if err := writeUntil(w.ResponseWriter, time.Now().Add(p.allows(int64(len(part))))); err != nil {
			return sent, err
		}
		if w.dropped.Load() {
			return sent, errDropped
		}
		n, err := w.ResponseWriter.Write(part)
		sent += n
		if err != nil || sent == len(b) {
			return sent, err
		}
	}
}
