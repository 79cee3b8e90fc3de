package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"

	"fieldline/sync/protocol"
	"fieldline/sync/server"
)

// sip asks for bytes and reads no more than the beginning of the reply.
func (tb *tablet) sip(addr, sha string) {
	tb.o.t.Helper()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		tb.o.t.Fatal(err)
	}
	tb.o.t.Cleanup(func() { conn.Close() }) //nolint:errcheck,gosec // the server may have closed it
	if err := conn.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
		tb.o.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(conn, "GET %s%s HTTP/1.1\r\nHost: office\r\nAuthorization: Bearer %s\r\n\r\n", protocol.PathBlobs, sha, tb.tokens.Access); err != nil {
		tb.o.t.Fatal(err)
	}
	status, err := bufio.NewReaderSize(conn, 4<<10).ReadString('\n')
	if err != nil || !strings.Contains(status, " 200 ") {
		tb.o.t.Fatal(status, err)
	}
}

// Who reads a reply as slowly as he can holds up nobody: work goes on for all others.
func TestUnderWay_slowReadersHoldNobodyUp(t *testing.T) {
	o := newOffice(t)
	web, addr := o.serve(), o.listen()
	content := make([]byte, 8<<20)
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // bytes that do not pack
	for i := range content {
		content[i] = byte(r.Uint32())
	}
	for i := range server.Slots/server.MostOfDevice + 1 {
		thief := o.tablet(web, o.zhou)
		content[0], content[1], content[2] = 0, 1, byte(i) // each has its own
		sha := protocol.NameOf(content)
		if _, p := thief.put(content, sha, "application/octet-stream", 2<<20); p != nil {
			t.Fatal(p)
		}
		for range server.MostOfDevice {
			thief.sip(addr, sha)
		}
	}
	desk := o.tablet(web, o.assistant)
	late, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()

	done := make(chan struct{})
	go func() { desk.sync(); close(done) }()
	select {
	case <-done:
	case <-late.Done():
		t.Fatal("the desk waits for them")
	}
}

// Where a link breaks without a word a tablet's requests stay open at the server: the oldest
// makes room for what it asks for next.
func TestUnderWay_theOldestMakesRoom(t *testing.T) {
	o := newOffice(t, func(cfg *server.Config) { cfg.Limits = unbounded() })
	tb := o.tablet(o.serve(), o.zhou)
	addr := o.listen()
	late, cancel := context.WithTimeout(ctx, 20*time.Second) // sooner than a broken body is given up
	defer cancel()
	ended := make(chan error, server.MostOfDevice)
	for range server.MostOfDevice {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close() //nolint:errcheck // the server has closed one of them
		if _, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: office\r\nContent-Length: 100000\r\nAuthorization: Bearer %s\r\n\r\nthe beginning", protocol.PathSync, tb.tokens.Access); err != nil {
			t.Fatal(err)
		}
		go func() {
			_, err := io.Copy(io.Discard, conn)
			ended <- err
		}()
	}
	for len(ended) == 0 && late.Err() == nil {
		tb.sync()
	}
	if len(ended) == 0 {
		t.Error("all of them are still open")
	}
}
