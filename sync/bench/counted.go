package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// counted is a way to one address, whatever address is asked for, on which everything is
// counted: connections, requests and every byte of HTTP, or of TLS around it.
type counted struct {
	*http.Transport
	addr                            string
	up, down, requests, connections atomic.Int64
}

// newCounted returns the way to an address, over TLS where secure says how.
func newCounted(addr string, secure *tls.Config) *counted {
	c := &counted{addr: addr}
	c.Transport = &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			conn, err := d.DialContext(ctx, "tcp", addr)
			if err != nil {
				return nil, err
			}
			c.connections.Add(1)
			if conn = (&countedConn{conn, c}); secure == nil {
				return conn, nil
			}
			over := tls.Client(conn, secure)
			if err := over.HandshakeContext(ctx); err != nil {
				return nil, errors.Join(err, conn.Close())
			}
			return over, nil
		},
		IdleConnTimeout: 30 * time.Second,
	}
	return c
}

// RoundTrip counts a request and sends it.
func (c *counted) RoundTrip(r *http.Request) (*http.Response, error) {
	c.requests.Add(1)
	return c.Transport.RoundTrip(r)
}

func (c *counted) seen() wire {
	return wire{c.up.Load(), c.down.Load(), c.requests.Load(), c.connections.Load()}
}

type countedConn struct {
	net.Conn
	of *counted
}

func (c *countedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.of.down.Add(int64(n))
	return n, err
}

func (c *countedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.of.up.Add(int64(n))
	return n, err
}
