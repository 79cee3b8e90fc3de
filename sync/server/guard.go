package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"fieldline/sync/protocol"
)

// policy says who may use an endpoint. Every endpoint has one; what has none is refused.
type policy string

// The policies.
const (
	forAnyone policy = "anyone" // enrolling, and getting a key back: limited by address
	forSigned policy = "signed" // by a device's key, which the endpoint looks at: see rated
	forDevice policy = "device" // any enrolled device that is not lost, drained ones too
	forActive policy = "active" // a device that may read
)

const (
	policyKey = "policy"
	bodyKey   = "body" // largest body as it comes over the wire
	loneKey   = "lone" // one at a time, and its body lies in a file
)

// passed is what the guard found out about a request.
type passed struct {
	device *device
	body   []byte
	seen   *watched // where it counts as under way
	file   *spooled // the body, where the endpoint is a lone one
	zstd   bool     // the sender takes packed replies
	app    string
	from   string      // the address it comes from
	same   string      // the mark of an exchange that is said again (see asked)
	head   http.Header // of the reply
}

type passedKey struct{}

func passedOf(ctx context.Context) *passed {
	p, _ := ctx.Value(passedKey{}).(*passed)
	if p == nil {
		return &passed{}
	}
	return p
}

// guard stands before every endpoint: protocol, rate, token and state first, so that no
// stranger's body is ever read; then the body, bounded before and after unpacking.
func (s *Server) guard(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	began := time.Now()
	p, err := s.admit(ctx.Operation(), r, w)
	if p != nil && p.seen != nil {
		defer s.underWay.leave(p.device.n, p.seen)
	}
	if err != nil {
		var broken *brokenOff
		if errors.As(err, &broken) && ctx.Operation().Path == protocol.PathSync {
			s.salvage(r, p, broken)
		}
		problem := s.problem(r, err)
		if problem.Status == http.StatusRequestEntityTooLarge || problem.Status == http.StatusUnauthorized {
			w.Header().Set("Connection", "close") // the rest of the body stays unread
		}
		s.writeProblem(w, problem)
		s.count(ctx.Operation().Path, problem.Status, began)
		return
	}
	if p.file != nil {
		defer func() {
			if err := p.file.Close(); err != nil {
				s.log.Error("drop a body", "path", ctx.Operation().Path, "error", err)
			}
		}()
		done, ok := take(r.Context(), s.lone)
		if !ok {
			return
		}
		defer done()
	}
	done, ok := take(r.Context(), s.slots)
	if !ok {
		return
	}
	defer done()
	if seen, ok := w.(*watched); ok {
		seen.begins = done // a slot is for work: how long the reply takes is not up to us
	}
	next(huma.WithValue(ctx, passedKey{}, p))
	s.count(ctx.Operation().Path, ctx.Status(), began)
}

// take waits for a place; done gives it back, once.
func take(ctx context.Context, places chan struct{}) (done func(), ok bool) {
	select {
	case places <- struct{}{}:
		return sync.OnceFunc(func() { <-places }), true
	case <-ctx.Done():
		return nil, false
	}
}

func (s *Server) count(path string, status int, began time.Time) {
	s.stats.requests.WithLabelValues(path, strconv.Itoa(status)).Inc()
	s.stats.latency.WithLabelValues(path).Observe(time.Since(began).Seconds())
}

func (s *Server) admit(op *huma.Operation, r *http.Request, w http.ResponseWriter) (_ *passed, err error) {
	w.Header().Set(protocol.HeaderVersion, strconv.Itoa(protocol.Version))
	if err := speaks(r); err != nil {
		return nil, err
	}
	p := &passed{app: r.Header.Get(protocol.HeaderApp), zstd: strings.Contains(r.Header.Get("Accept-Encoding"), protocol.Zstd), same: r.Header.Get(protocol.HeaderSame), head: w.Header()}
	if len(p.app) > 64 {
		return nil, protocol.NewProblem(protocol.Malformed, "the app's version is too long")
	}
	lim := &s.cfg.Limits
	rule, _ := op.Metadata[policyKey].(policy)
	if p.from, _, err = net.SplitHostPort(r.RemoteAddr); err != nil {
		p.from = r.RemoteAddr
	}
	switch rule {
	case forAnyone:
		if err := s.rated(p.from); err != nil {
			return nil, err
		}
	case forSigned:
	case forDevice, forActive:
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok {
			return nil, protocol.NewProblem(protocol.SignIn, "no token")
		}
		d, err := s.signedIn(r.Context(), token)
		if err != nil {
			return nil, err
		}
		if problem := d.refusal(); problem != nil {
			return nil, problem
		}
		if rule == forActive && d.state != DeviceActive {
			return nil, protocol.NewProblem(protocol.DeviceDrained, "")
		}
		if wait := s.limits.take(d.id.String(), time.Now(), rate{lim.Burst, lim.PerSecond}); wait > 0 {
			return nil, tooFast(wait)
		}
		p.device = d
		if seen, ok := w.(*watched); ok {
			gone, err := s.underWay.enter(d.n, seen)
			if gone != nil {
				s.log.Debug("a request that had to make room", "device", d.id, "error", gone)
			}
			if err != nil {
				return nil, err
			}
			p.seen = seen
		}
	default:
		return nil, protocol.NewProblem(protocol.Forbidden, "the endpoint has no policy")
	}
	most, _ := op.Metadata[bodyKey].(int64)
	if most == 0 {
		return p, nil
	}
	if lone, _ := op.Metadata[loneKey].(bool); lone {
		p.file, err = s.spool(r, w, most)
	} else {
		p.body, err = s.body(r, w, most)
	}
	return p, err
}

// rated counts what a stranger asks for by his address, and what a device signs by the
// device: many of them have one address, and one who sends rubbish from there must not
// keep the others out.
func (s *Server) rated(who string) error {
	lim := &s.cfg.Limits
	if wait := s.limits.take(who, time.Now(), rate{lim.StrangersBurst, lim.StrangersPerSecond}); wait > 0 {
		return tooFast(wait)
	}
	return nil
}

func tooFast(wait time.Duration) *protocol.Problem {
	p := protocol.NewProblem(protocol.TooManyRequests, "")
	p.After = int(wait/time.Second) + 1
	return p
}

// speaks refuses a protocol that is not served.
func speaks(r *http.Request) error {
	text := r.Header.Get(protocol.HeaderVersion)
	if text == "" {
		return nil
	}
	v, err := strconv.Atoi(text)
	if err != nil || v < protocol.MinVersion || v > protocol.Version {
		return protocol.NewProblem(protocol.WrongProtocol, "version "+strconv.Quote(text))
	}
	return nil
}

// body reads a request's body. One that says it is too large is refused unread; one that
// lies is cut off where the bound is, and one that only drips as soon as it falls behind.
func (s *Server) body(r *http.Request, w http.ResponseWriter, most int64) ([]byte, error) {
	if r.ContentLength > most {
		return nil, protocol.NewProblem(protocol.TooLarge, strconv.FormatInt(r.ContentLength, 10)+" bytes")
	}
	raw, err := s.cfg.Pace.read(w, http.MaxBytesReader(w, r.Body, most))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, protocol.NewProblem(protocol.TooLarge, "more than "+strconv.FormatInt(most, 10)+" bytes")
	}
	if err != nil {
		s.log.Debug("a body broke off", "path", r.URL.Path, "bytes", len(raw), "error", err)
		return nil, &brokenOff{protocol.NewProblem(protocol.Malformed, "the body broke off"), raw}
	}
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "", "identity":
		return raw, nil
	case protocol.Zstd:
		return s.codec.Unpack(r.Context(), raw)
	default:
		return nil, protocol.NewProblem(protocol.WrongEncoding, "content encoding "+strconv.Quote(encoding))
	}
}

// problem turns an error into what is answered; one that is no Problem is logged, since
// nobody else will tell of it.
func (s *Server) problem(r *http.Request, err error) *protocol.Problem {
	var p *protocol.Problem
	switch {
	case errors.As(err, &p):
		if p.Status >= http.StatusInternalServerError {
			s.log.Error("request failed", "method", r.Method, "path", r.URL.Path, "error", err)
		}
		return p
	case r.Context().Err() != nil:
		return protocol.NewProblem(protocol.Busy, "the sender went away")
	case errors.Is(err, ErrClosed):
		p := protocol.NewProblem(protocol.Busy, "the server stops")
		p.After = 5
		return p
	}
	s.log.Error("request failed", "method", r.Method, "path", r.URL.Path, "error", err)
	return protocol.NewProblem(protocol.Internal, "")
}

// outer is around everything: a panic is an answer, not a closed connection, and what is
// no endpoint is a problem like any other.
func (s *Server) outer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		seen := &watched{ResponseWriter: w, pace: s.cfg.Pace}
		defer func() {
			if v := recover(); v != nil && v != http.ErrAbortHandler { //nolint:errorlint // the value itself is meant
				s.log.Error("panic while answering", "path", r.URL.Path, "panic", v, "stack", string(debug.Stack()))
				if seen.status == 0 {
					s.writeProblem(seen, protocol.NewProblem(protocol.Internal, ""))
				}
			}
			s.log.Info("request", "method", r.Method, "path", r.URL.Path, "status", seen.status, "bytes", seen.bytes, "took", time.Since(began))
		}()
		if err := s.cfg.Pace.begin(w, r); err != nil {
			s.log.Debug("the connection broke", "error", err)
			return
		}
		next.ServeHTTP(seen, r)
	})
}

// watched notes what was answered, for the log.
type watched struct {
	http.ResponseWriter
	pace    Pace
	status  int
	bytes   int64
	begins  func()      // called when the reply begins
	dropped atomic.Bool // see drop
}

func (w *watched) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
		if w.begins != nil {
			w.begins()
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	n, err := w.pace.write(w, b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }
