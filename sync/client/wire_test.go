package client

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"fieldline/sync/protocol"
)

// link is a way to a server that lets so many bytes through each second and gives up its
// answer in parts; in the end it may fall silent.
type link struct {
	rate    int
	answer  int           // bytes of it
	pause   time.Duration // between two parts of the answer
	silence bool          // the answer never ends
}

func (l link) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		for {
			n, err := r.Body.Read(make([]byte, 1000))
			if wait(r.Context(), time.Duration(n)*time.Second/time.Duration(l.rate)) != nil {
				return nil, r.Context().Err()
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: &parts{link: l, ctx: r.Context()}, Request: r}, nil
}

type parts struct {
	link
	ctx context.Context
}

func (p *parts) Read(b []byte) (int, error) {
	if p.answer == 0 && !p.silence {
		return 0, io.EOF
	}
	pause := p.pause
	if p.answer == 0 {
		pause = time.Hour
	}
	if err := wait(p.ctx, pause); err != nil {
		return 0, err
	}
	n := min(len(b), p.answer, 1000)
	p.answer -= n
	return n, nil
}

func (p *parts) Close() error { return nil }

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// A request waits as long as bytes move on the slowest link that counts, and no longer.
func TestWire_waitsWhileBytesMove(t *testing.T) {
	for _, c := range []struct {
		name    string
		link    link
		offline bool
		least   time.Duration
		most    time.Duration
	}{
		{"a chunk at 8 kbit/s", link{rate: protocol.SlowestLink, answer: 10}, false, 4 * time.Minute, 5 * time.Minute},
		{"an answer of a quarter of an hour", link{rate: 1e6, answer: 900_000, pause: time.Second}, false, 15 * time.Minute, 16 * time.Minute},
		{"an answer that stops", link{rate: 1e6, answer: 5000, pause: time.Second, silence: true}, true, answerTimeout, time.Minute},
		{"nothing gets through", link{rate: 1}, true, answerTimeout, 5 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, err := newWire(Config{Transport: c.link}, "http://127.0.0.1:9", nil, time.Now)
				if err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				ctx, patience := patiently(t.Context(), mostChunk)
				defer patience.end()
				req := w.rest.R().SetContext(ctx).SetBody(bytes.NewReader(make([]byte, mostChunk)))

				body, _, err := w.answer(ctx, patience, http.MethodPatch, "/", req)

				if offline := errors.Is(err, ErrOffline); offline != c.offline || err == nil && len(body) != c.link.answer {
					t.Errorf("%d bytes, %v", len(body), err)
				}
				if took := time.Since(began); took < c.least || took > c.most {
					t.Errorf("after %v", took)
				}
			})
		})
	}
}
