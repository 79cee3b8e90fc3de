package client

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/go-resty/resty/v2"

	"fieldline/sync/protocol"
)

// ErrOffline says that the server could not be reached; nothing was decided.
var ErrOffline = errors.New("the server cannot be reached")

const (
	connectTimeout = 10 * time.Second
	idleTimeout    = 30 * time.Second // dead paths of mobile networks are not kept longer
	answerTimeout  = 20 * time.Second // besides the time the bytes themselves need
	maxReply       = 32 << 20         // bytes a reply may unpack to
	codecs         = 2
)

// wire is the way to one server: addresses, trust, compression and problems.
type wire struct {
	rest  *resty.Client
	codec *protocol.Codec
}

// newWire returns the way to the server at base. ca is the authority the device was
// enrolled with, nil for plain HTTP on loopback; now is the time certificates are judged by.
func newWire(cfg Config, base string, ca *x509.Certificate, now func() time.Time) (*wire, error) {
	codec, err := protocol.NewCodec(codecs, maxReply)
	if err != nil {
		return nil, err
	}
	transport := cfg.Transport
	if transport == nil {
		t := &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: connectTimeout}).DialContext,
			TLSHandshakeTimeout: connectTimeout,
			IdleConnTimeout:     idleTimeout,
			ForceAttemptHTTP2:   true,
		}
		if ca != nil {
			t.TLSClientConfig = protocol.ClientTLS(ca, now)
		}
		transport = t
	}
	if cfg.Network != nil {
		transport = gate{transport, cfg.Network}
	}
	rest := resty.NewWithClient(&http.Client{Transport: transport}).
		SetBaseURL(base).
		SetHeader(protocol.HeaderVersion, strconv.Itoa(protocol.Version)).
		SetHeader(protocol.HeaderApp, cfg.App).
		SetDoNotParseResponse(true).
		SetPreRequestHook(func(_ *resty.Client, r *http.Request) error {
			r.Header.Set("User-Agent", "") // the app's version stands in a header of its own
			return nil
		}).
		SetRedirectPolicy(resty.NoRedirectPolicy())
	return &wire{rest: rest, codec: codec}, nil
}

// gate keeps requests from a network that a person or a test has switched off.
type gate struct {
	next http.RoundTripper
	open func() bool
}

func (g gate) RoundTrip(r *http.Request) (*http.Response, error) {
	if !g.open() {
		return nil, errSwitchedOff
	}
	return g.next.RoundTrip(r)
}

var errSwitchedOff = errors.New("the network is switched off")

// neverLeft tells whether a request certainly did not leave the device: there was no way
// to the server at all. A reply that was lost looks different.
func neverLeft(err error) bool {
	var op *net.OpError
	return errors.Is(err, errSwitchedOff) || errors.As(err, &op) && op.Op == "dial"
}

// patience bounds a request: its bytes have as long as they need on the slowest link that
// still works, and an answer that has begun goes on coming.
type patience struct {
	timer *time.Timer
	end   context.CancelFunc
}

// errStalled is why a request was given up.
var errStalled = errors.New("nothing came any more")

// patiently begins a request that sends so many bytes; its end must be called.
func patiently(ctx context.Context, bytes int) (context.Context, *patience) {
	ctx, cancel := context.WithCancelCause(ctx)
	p := &patience{timer: time.AfterFunc(answerTimeout+time.Duration(bytes)*time.Second/protocol.SlowestLink, func() { cancel(errStalled) })}
	p.end = func() {
		p.timer.Stop()
		cancel(context.Canceled)
	}
	return ctx, p
}

// comes is an answer's body while it comes.
type comes struct {
	io.Reader
	*patience
}

func (c comes) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if n > 0 {
		c.timer.Reset(answerTimeout)
	}
	return n, err
}

// call sends one request and returns the unpacked body of its answer. Answers that are
// no success are *protocol.Problem; no answer is ErrOffline or protocol.ErrNotPinned. A
// piece is how many bytes of the body can be unpacked without what follows; 0 is all.
func (w *wire) call(ctx context.Context, method, path, token string, body []byte, piece int) ([]byte, http.Header, error) {
	ctx, patience := patiently(ctx, len(body))
	defer patience.end()
	req := w.rest.R().SetContext(ctx).SetHeader("Accept-Encoding", protocol.Zstd)
	if body != nil {
		if len(body) >= protocol.PackFrom {
			packed, err := w.codec.PackIn(ctx, body, piece)
			if err != nil {
				return nil, nil, err
			}
			req.SetHeader("Content-Encoding", protocol.Zstd)
			body = packed
		}
		req.SetHeader("Content-Type", "application/json").SetBody(body)
	}
	if token != "" {
		req.SetAuthToken(token)
	}
	return w.answer(ctx, patience, method, path, req)
}

// answer runs a request that is ready.
func (w *wire) answer(ctx context.Context, patience *patience, method, path string, req *resty.Request) (body []byte, head http.Header, err error) {
	res, err := req.Execute(method, path)
	if err != nil {
		return nil, nil, unreachable(ctx, err)
	}
	raw := res.RawBody()
	defer func() { err = errors.Join(err, raw.Close()) }()
	if res.IsError() {
		p := protocol.ReadProblem(res.StatusCode(), raw)
		if after, err := strconv.Atoi(res.Header().Get("Retry-After")); err == nil && p.After == 0 {
			p.After = after // of a proxy on the way
		}
		return nil, res.Header(), p
	}
	body, err = io.ReadAll(io.LimitReader(comes{raw, patience}, maxReply+1))
	switch {
	case err != nil:
		return nil, nil, unreachable(ctx, err)
	case len(body) > maxReply:
		return nil, nil, protocol.NewProblem(protocol.TooLarge, "the reply is larger than allowed")
	}
	if res.Header().Get("Content-Encoding") == protocol.Zstd {
		body, err = w.codec.Unpack(ctx, body)
	}
	return body, res.Header(), err
}

// unreachable tells a server that is not the pinned one, which a person must know of,
// from a network that is away, which is a state.
func unreachable(ctx context.Context, err error) error {
	var untrusted *x509.UnknownAuthorityError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.Is(err, protocol.ErrNotPinned), errors.As(err, &untrusted), errors.As(err, &unknown):
		return fmt.Errorf("%w: %w", protocol.ErrNotPinned, err)
	case errors.Is(context.Cause(ctx), context.Canceled):
		return ctx.Err()
	}
	return fmt.Errorf("%w: %w", ErrOffline, err)
}
