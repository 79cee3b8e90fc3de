package server_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"fieldline/sync/protocol"
	"fieldline/sync/server"
)

// listen serves on a port of this machine, without TLS.
func (o *office) listen() string {
	o.t.Helper()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		o.t.Fatal(err)
	}
	web := o.HTTP()
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(l) }()
	o.t.Cleanup(func() {
		if err := errors.Join(web.Close(), ignore(<-ended, http.ErrServerClosed)); err != nil {
			o.t.Error(err)
		}
	})
	return l.Addr().String()
}

func ignore(err, what error) error {
	if errors.Is(err, what) {
		return nil
	}
	return err
}

// drip sends a beginning and then a byte now and again, and returns how long the server
// put up with it and what it answered.
func drip(t *testing.T, addr, beginning string) (time.Duration, string) {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the server has closed it before
	began := time.Now()
	if err := conn.SetDeadline(began.Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, beginning); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				if _, err := conn.Write([]byte{'x'}); err != nil {
					return
				}
			}
		}
	}()
	answer, err := io.ReadAll(bufio.NewReader(conn))
	close(stop)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		t.Error("after ten seconds the connection is still open")
	}
	return time.Since(began), string(answer)
}

// Who only holds a connection open by dripping loses it: in the head, in a body that is
// read, and in one that nobody reads.
func TestPace_drippingIsCutOff(t *testing.T) {
	const patience = 300 * time.Millisecond
	o := newOffice(t, func(cfg *server.Config) { cfg.Pace = server.Pace{Header: patience, Patience: patience, Least: 4000} })
	tb := o.tablet(o.serve(), o.zhou)
	addr := o.listen()
	post := "POST " + protocol.PathSync + " HTTP/1.1\r\nHost: office\r\nContent-Length: 1000000\r\n"
	for name, beginning := range map[string]string{
		"head":            "GET /healthz HTTP/1.1\r\nHost: office\r\nX-Long: ",
		"body":            post + "Authorization: Bearer " + tb.tokens.Access + "\r\n\r\n",
		"stranger's body": "POST " + protocol.PathEnrol + " HTTP/1.1\r\nHost: office\r\nContent-Length: 60000\r\n\r\n",
		"unread body":     "POST " + protocol.PathSync + " HTTP/1.1\r\nHost: office\r\nContent-Length: 60000\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if took, answer := drip(t, addr, beginning); took < patience-50*time.Millisecond && name != "unread body" || took > 3*time.Second {
				t.Errorf("it was put up with for %v, and answered %.60q", took, answer)
			}
		})
	}
}

// pipe hands out connections that carry so many bytes a second.
type pipe struct {
	conns chan net.Conn
	rate  int
	done  chan struct{}
}

func (p *pipe) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipe) Close() error {
	close(p.done)
	return nil
}

func (p *pipe) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func (p *pipe) dial() (net.Conn, error) {
	near, far := net.Pipe()
	p.conns <- slow{far, p.rate}
	return slow{near, p.rate}, nil
}

// slow is a connection over a weak link.
type slow struct {
	net.Conn
	rate int
}

func (s slow) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

func (s slow) Write(b []byte) (sent int, err error) {
	const packet = 500
	for sent < len(b) && err == nil {
		part := b[sent:min(len(b), sent+packet)]
		time.Sleep(time.Duration(len(part)) * time.Second / time.Duration(s.rate))
		var n int
		n, err = s.Conn.Write(part)
		sent += n
	}
	return sent, err
}

// A tablet on GPRS sends its photo and reads it back, however long that takes. Time is the
// test's own.
func TestPace_honestSlowLinksPass(t *testing.T) {
	overLink(t, protocol.SlowestLink, func(t *testing.T, tb *tablet) {
		content := bytes.Repeat([]byte("photo "), 300<<10/6)
		name := protocol.NameOf(content)
		began := time.Now()

		if _, p := tb.put(content, name, "text/plain", 256<<10); p != nil {
			t.Fatalf("after %v it is answered %v", time.Since(began), p)
		}
		if took := time.Since(began); took < 5*time.Minute {
			t.Errorf("it took %v", took)
		}

		got, _, p := tb.send(http.MethodGet, protocol.PathBlobs+name, tb.tokens.Access, nil, nil)
		if p != nil || !bytes.Equal(got, content) {
			t.Errorf("read back %d bytes, %v", len(got), p)
		}
		if took := time.Since(began); took < 10*time.Minute {
			t.Errorf("both ways took %v", took)
		}
	})
}

// At a tenth of that speed a photo is cut off: it is told so, or finds the connection
// closed while it still writes.
func TestPace_crawlingIsCutOff(t *testing.T) {
	overLink(t, protocol.SlowestLink/10, func(t *testing.T, tb *tablet) {
		content := bytes.Repeat([]byte("photo "), 256<<10/6)
		place, p := tb.announce(content, protocol.NameOf(content), "text/plain")
		if p != nil {
			t.Fatal(p)
		}
		began := time.Now()

		_, head, p, err := tb.try(http.MethodPatch, place, tb.tokens.Access, partHead(0, protocol.ChecksumOf(content)), content)

		if p == nil && err == nil {
			t.Errorf("after %v it passes: %v", time.Since(began), head)
		}
		if took := time.Since(began); took > 2*time.Minute {
			t.Errorf("it took %v until %v %v", took, p, err)
		}
	})
}

// overLink plays a tablet's part over a link that carries so many bytes a second.
func overLink(t *testing.T, rate int, play func(*testing.T, *tablet)) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		p := &pipe{conns: make(chan net.Conn), rate: rate, done: make(chan struct{})}
		web := o.HTTP()
		ended := make(chan error, 1)
		go func() { ended <- web.Serve(p) }()
		defer func() {
			if err := errors.Join(web.Close(), ignore(<-ended, http.ErrServerClosed)); err != nil {
				t.Error(err)
			}
		}()
		tb := o.strangerOver("http://office.test", &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return p.dial() }})
		code, err := o.EnrolCode(ctx, o.zhou, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if p := tb.enrol(code); p != nil {
			t.Fatal(p)
		}
		play(t, tb)
	})
}
