package crash_test

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// badNetwork is a TCP proxy before the server that is slow, swallows, and cuts in the
// middle of what it carries, all by one seed.
type badNetwork struct {
	listener net.Listener
	to       string
	good     atomic.Bool // carries everything faithfully
	host     atomic.Int64

	mu   sync.Mutex
	rand *rand.Rand
	open map[net.Conn]bool
	wg   sync.WaitGroup
}

// weather is what one connection meets.
type weather struct {
	swallowed bool          // nothing is answered until the sender gives up or the machine dies
	cut       int64         // bytes from either side after which it breaks; 0: never
	delay     time.Duration // of each piece
}

// newBadNetwork listens on an address of this machine; port 0 takes a free one.
func newBadNetwork(t testing.TB, addr string, seed uint64) *badNetwork {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	n := &badNetwork{listener: l, rand: rand.New(rand.NewPCG(seed, 1)), open: map[net.Conn]bool{}}
	n.wg.Go(n.accept)
	t.Cleanup(n.close)
	return n
}

func (n *badNetwork) url() string { return "https://" + n.listener.Addr().String() }

func (n *badNetwork) close() {
	_ = n.listener.Close() // it ends accept
	n.hangUp()
	n.wg.Wait()
}

// hangUp cuts every connection there is.
func (n *badNetwork) hangUp() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for c := range n.open {
		_ = c.Close() // the other side finds out
	}
}

// forecast draws the weather of the next connection.
func (n *badNetwork) forecast() weather {
	n.mu.Lock()
	defer n.mu.Unlock()
	var w weather
	if n.good.Load() {
		return w
	}
	switch n.rand.IntN(10) {
	case 0:
		w.swallowed = true
	case 1, 2:
		w.cut = 1 + n.rand.Int64N(8<<10)
	case 3, 4:
		w.cut = 1 + n.rand.Int64N(256<<10)
	}
	w.delay = time.Duration(n.rand.Int64N(int64(8 * time.Millisecond)))
	return w
}

func (n *badNetwork) accept() {
	for {
		c, err := n.listener.Accept()
		if err != nil {
			return // closed
		}
		n.keep(c, true)
		n.wg.Go(func() {
			defer n.keep(c, false)
			n.carry(c, n.forecast())
		})
	}
}

func (n *badNetwork) keep(c net.Conn, open bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if open {
		n.open[c] = true
		return
	}
	delete(n.open, c)
	_ = c.Close() // it may be closed already
}

func (n *badNetwork) carry(c net.Conn, w weather) {
	if w.swallowed {
		_, _ = io.Copy(io.Discard, c) // until one of both is gone
		return
	}
	to, err := n.dial()
	if err != nil {
		return // the server is dead just now
	}
	n.keep(to, true)
	defer n.keep(to, false)
	left := &atomic.Int64{}
	left.Store(w.cut)
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{c, to}, {to, c}} {
		both.Go(func() {
			pass(way[0], way[1], w, left)
			_ = way[0].Close()
			_ = way[1].Close()
		})
	}
	both.Wait()
}

// dial comes from another address of this machine each time, where it has several: the
// server bounds how many strangers come from one.
func (n *badNetwork) dial() (net.Conn, error) {
	from := n.host.Add(1)
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 1, byte(from>>8), byte(from))}}
	c, err := d.Dial("tcp", n.to)
	var no *net.OpError
	if errors.As(err, &no) && no.Op == "dial" {
		return net.Dial("tcp", n.to)
	}
	return c, err
}

// pass carries one direction.
func pass(from, to net.Conn, w weather, left *atomic.Int64) {
	b := make([]byte, 4<<10)
	for {
		got, err := from.Read(b)
		if w.delay > 0 {
			time.Sleep(w.delay)
		}
		if w.cut > 0 && left.Add(-int64(got)) < 0 {
			_, _ = to.Write(b[:got/2]) // and the rest never comes
			return
		}
		if _, werr := to.Write(b[:got]); err != nil || werr != nil {
			return
		}
	}
}
