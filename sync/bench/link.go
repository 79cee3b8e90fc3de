package main

import (
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// link is a slow way to a server, as mobile networks are: every byte waits for its turn,
// travels half a round trip, and connections may be cut. It takes from a sender only what
// it carries, so that what it counts is what was really sent.
type link struct {
	roundTrip time.Duration
	up, down  *lane
	cut       func() time.Duration // after which a connection is reset; nil: never
	to        string
	listener  net.Listener
	cuts      atomic.Int64
	wg        sync.WaitGroup
}

// lane is one direction, shared by all connections.
type lane struct {
	perSecond float64 // bytes
	carried   atomic.Int64
	mu        sync.Mutex
	free      time.Time
}

// pass waits until the lane has taken n bytes.
func (l *lane) pass(n int, gone <-chan struct{}) bool {
	l.mu.Lock()
	now := time.Now()
	if l.free.Before(now) {
		l.free = now
	}
	l.free = l.free.Add(time.Duration(float64(n) / l.perSecond * float64(time.Second)))
	wait := l.free.Sub(now)
	l.mu.Unlock()
	select {
	case <-time.After(wait):
		l.carried.Add(int64(n))
		return true
	case <-gone:
		return false
	}
}

// The link of the goals: 300 ms there and back, 256 kbit/s up, 1 Mbit/s down.
const (
	linkRoundTrip = 300 * time.Millisecond
	linkUp        = 256_000 / 8
	linkDown      = 1_000_000 / 8
	segment       = 1400 // bytes that travel together
)

// between are cuts at random moments, the same ones by the same seed.
func between(least, most time.Duration, seed uint64) func() time.Duration {
	r := rand.New(rand.NewPCG(seed, 11))
	var mu sync.Mutex
	return func() time.Duration {
		mu.Lock()
		defer mu.Unlock()
		return least + time.Duration(r.Int64N(int64(most-least)))
	}
}

func newLink(to string, cut func() time.Duration) (*link, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &link{roundTrip: linkRoundTrip, up: &lane{perSecond: linkUp}, down: &lane{perSecond: linkDown}, cut: cut, to: to, listener: listener}
	l.wg.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return // closed
			}
			l.wg.Go(func() { l.carry(c) })
		}
	})
	return l, nil
}

func (l *link) addr() string { return l.listener.Addr().String() }

func (l *link) close() error {
	err := l.listener.Close()
	l.wg.Wait()
	return err
}

// carry joins a connection with the server until one of both ends it or it is cut.
func (l *link) carry(near net.Conn) {
	far, err := net.Dial("tcp", l.to)
	if err != nil {
		_ = near.Close() // the server is gone
		return
	}
	gone := make(chan struct{})
	var once sync.Once
	reset := func() {
		once.Do(func() {
			close(gone)
			for _, c := range []net.Conn{near, far} {
				if t, ok := c.(*net.TCPConn); ok {
					_ = t.SetLinger(0) // a reset, not an end
				}
				_ = c.Close()
			}
		})
	}
	if l.cut != nil {
		timer := time.AfterFunc(l.cut(), func() {
			l.cuts.Add(1)
			reset()
		})
		defer timer.Stop()
	}
	var both sync.WaitGroup
	both.Go(func() { l.direction(near, far, l.up, l.roundTrip, gone, reset) }) // the handshake comes first
	both.Go(func() { l.direction(far, near, l.down, 0, gone, reset) })
	both.Wait()
	reset()
}

// direction carries one direction.
func (l *link) direction(from, to net.Conn, on *lane, first time.Duration, gone chan struct{}, reset func()) {
	type piece struct {
		bytes []byte
		at    time.Time
	}
	way := make(chan piece, 1<<14)
	var arrive sync.WaitGroup
	arrive.Go(func() {
		for p := range way {
			select {
			case <-time.After(time.Until(p.at)):
			case <-gone:
				continue // what is on its way is lost
			}
			if _, err := to.Write(p.bytes); err != nil {
				reset()
			}
		}
	})
	defer arrive.Wait()
	defer close(way)
	opened := time.Now().Add(first)
	for {
		b := make([]byte, segment)
		n, err := from.Read(b)
		if wait := time.Until(opened); n > 0 && wait > 0 {
			select {
			case <-time.After(wait):
			case <-gone:
				return
			}
		}
		if n > 0 && !on.pass(n, gone) {
			return
		}
		if n > 0 {
			way <- piece{b[:n], time.Now().Add(l.roundTrip / 2)}
		}
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				way <- piece{nil, time.Now().Add(l.roundTrip / 2)}
				time.AfterFunc(l.roundTrip/2+10*time.Millisecond, reset)
			}
			return
		}
	}
}
