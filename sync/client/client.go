// Package client tells the server what was done on a device and brings back what others
// did: one loop over REST that wakes when something may be sent, when a person asks and by
// the clock. It keeps nothing of its own but the keys; records, journal and cursor are
// package device's. Begin with Enrol, New and Run.
package client

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// Config is what a client is given. The zero Config is ready.
type Config struct {
	App       string           // version of the app, told to the server
	Model     string           // of the device
	Now       func() time.Time // the device's own clock
	Named     []form.Named     // Go functions of the library
	Transport http.RoundTripper
	// Store is how Enrol opens the installation that it makes; Now and Named are this
	// Config's own. Its Random draws the installation's keys, too.
	Store device.Config
	// Network says whether the network may be used; nil is always. Switching it off
	// is offline for everything that follows.
	Network func() bool
	// Poll is how long the loop rests when nothing wakes it. The zero Poll is half a minute.
	Poll time.Duration
	// TooOld is how far back the last success may lie before data count as too old;
	// zero is three days.
	TooOld time.Duration
}

func (cfg Config) withDefaults() Config {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.Store.Now, cfg.Store.Named = cfg.Now, cfg.Named
	if cfg.Store.Random == nil {
		cfg.Store.Random = rand.Reader
	}
	if cfg.Poll == 0 {
		cfg.Poll = 30 * time.Second
	}
	if cfg.TooOld == 0 {
		cfg.TooOld = 3 * 24 * time.Hour
	}
	return cfg
}

// Client syncs one installation with its server.
type Client struct {
	store *device.Store
	cfg   Config
	wire  *wire
	past  past
	board board
	wake  chan struct{}

	// turn is held through a round: one at a time.
	turn    sync.Mutex
	keys    *access
	token   string
	expires time.Time
	way     way // what goes through at a time
	chunk   int // bytes of an attachment sent at a time
	push    bool
	newer   string        // the library in force that this program is too old to read; "": it can
	compare bool          // somebody asked for records to be compared
	jumped  bool          // the clock was set since the last round
	ahead   time.Duration // how far the server's clock was ahead when it last gave a token
}

// New returns the client of an enrolled installation, or ErrNotEnrolled.
func New(store *device.Store, cfg Config) (*Client, error) {
	keys, err := readAccess(store.Vault())
	if err != nil {
		return nil, err
	}
	return open(store, keys, cfg)
}

func open(store *device.Store, keys *access, cfg Config) (*Client, error) {
	cfg = cfg.withDefaults()
	ca, err := keys.authority()
	if err != nil {
		return nil, fmt.Errorf("read the server's authority: %w", err)
	}
	c := &Client{store: store, cfg: cfg, keys: keys, wake: make(chan struct{}, 1), way: newWay(), chunk: mostChunk}
	c.wire, err = newWire(cfg, store.Identity().Server, ca, func() time.Time {
		return protocol.TrustedTime(cfg.Now(), store.SyncState().Synced)
	})
	if err != nil {
		return nil, err
	}
	if err := leaveCard(store, keys); err != nil {
		return nil, err
	}
	if err := c.count(context.Background()); err != nil {
		return nil, err
	}
	return c, nil
}

// State returns what is known about syncing now.
func (c *Client) State() State { return c.board.get() }

// OnState calls f at every change of the state, on the goroutine that changed it.
func (c *Client) OnState(f func(State)) (stop func()) { return c.board.watch(f) }

// Wake starts a round at once: the network changed or a person asked.
func (c *Client) Wake() { signal(c.wake) }

// signal leaves word in a channel of one.
func signal(ch chan<- struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

// Run syncs until the context ends, and returns nil then.
func (c *Client) Run(ctx context.Context) error {
	saved := make(chan struct{}, 1)
	defer c.store.Watch(func(ch device.Change) {
		if ch.Outbox { // an attachment is sent once an operation names it
			signal(saved)
		}
	})()
	wait := newBackoff()
	for {
		next, least := c.cfg.Poll, gather
		held, err := c.sync(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			var p *protocol.Problem
			if errors.As(err, &p) {
				least = max(least, wait.asked(p.After))
			}
			next = wait.next(least)
		default:
			wait.reset()
			if !held.IsZero() {
				next = min(next, max(held.Sub(c.cfg.Now()), 0)+time.Millisecond)
			}
		}
		if c.rest(ctx, next, least, saved) {
			wait.reset()
		}
	}
}

// gather is how long what is saved right after a round waits for what is saved next, as
// scans are: no more than five requests a second, which no server refuses.
const gather = 200 * time.Millisecond

// rest waits until the next round: until its time, or, with true, at once when it is woken
// and when what was saved meanwhile may be sent, but for that at least so long. What may
// still be taken back asks for no round.
func (c *Client) rest(ctx context.Context, next, least time.Duration, saved <-chan struct{}) (early bool) {
	began := time.Now()
	timer := time.NewTimer(next)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-timer.C:
			return early
		case <-c.wake:
			return true
		case <-saved:
			due, err := c.due(ctx)
			if err != nil {
				return true // the round says what is wrong
			}
			passed := time.Since(began)
			if due = max(due, least-passed); due < next-passed {
				next, early = passed+due, true
				timer.Reset(due)
			}
		}
	}
}

// due returns in how long something may be sent, by its default a poll away, and shows what waits.
func (c *Client) due(ctx context.Context) (time.Duration, error) {
	if err := c.count(ctx); err != nil {
		return 0, err
	}
	at, err := c.store.Due(ctx)
	if err != nil || at.IsZero() {
		return c.cfg.Poll, err
	}
	return max(at.Sub(c.cfg.Now()), 0) + time.Millisecond, nil
}

// Sync goes rounds until everything that may be sent is sent and everything for this
// person is here. Being offline is ErrOffline; a refusal of the whole installation is a
// *protocol.Problem, also shown in the state. Work that may still be taken back stays.
func (c *Client) Sync(ctx context.Context) error {
	_, err := c.sync(ctx)
	return err
}

func (c *Client) sync(ctx context.Context) (held time.Time, err error) {
	c.turn.Lock()
	defer c.turn.Unlock()
	c.board.set(func(s *State) { s.Running, s.Done, s.Total = true, 0, 0 })
	held, err = c.rounds(ctx)
	if err == nil {
		err = c.files(ctx)
	}
	err = errors.Join(err, c.sweepCarried(ctx))
	counted := c.count(ctx)
	c.board.set(func(s *State) {
		s.Running, s.Done, s.Total = false, 0, 0
		s.Online = err == nil || !errors.Is(err, ErrOffline) && s.Online
		s.Problem = lasting(s.Problem, stopping(err))
		if s.Problem == nil && c.push {
			s.Problem = protocol.NewProblem(protocol.DeviceDrained, "") // it goes on sending
		}
		if s.Problem == nil && c.newer != "" {
			s.Problem = &protocol.Problem{Key: KeyOutdated, Title: "the forms are newer than this program"}
		}
	})
	return held, errors.Join(err, counted)
}

// stopping returns the problem of an error that no later try will mend by itself, or only
// once somebody has made room on a disk.
func stopping(err error) *protocol.Problem {
	var p *protocol.Problem
	switch {
	case errors.Is(err, protocol.ErrNotPinned):
		return &protocol.Problem{Key: KeyNotPinned, Title: protocol.ErrNotPinned.Error()}
	case errors.As(err, &p) && (!p.Retry || p.Slug() == protocol.StorageFull):
		return p
	case errors.Is(err, device.ErrFull):
		return &protocol.Problem{Key: device.KeyFull, Title: device.ErrFull.Error()}
	}
	return nil
}

// lasting returns what is told of two problems on end: that a token was used twice, until
// somebody signs in, for after that the server only says that there is no sign-in.
func lasting(was, now *protocol.Problem) *protocol.Problem {
	if was != nil && now != nil && was.Slug() == protocol.RefreshReused && now.Slug() == protocol.SignIn {
		return was
	}
	return now
}

// KeyOutdated names the text for forms that this program is too old to read: it goes on
// sending.
const KeyOutdated = "problem.outdated"

// KeyNotPinned names the text for a server that shows another certificate.
const KeyNotPinned = "problem.not-pinned"

// count brings what waits into the state.
func (c *Client) count(ctx context.Context) error {
	pending, needYou, err := c.store.Counts(ctx)
	if err != nil {
		return fmt.Errorf("count what waits: %w", err)
	}
	uploads, err := c.store.Uploads(ctx)
	if err != nil {
		return fmt.Errorf("count attachments that wait: %w", err)
	}
	waiting := 0
	for _, u := range uploads {
		if !u.Stuck {
			waiting++
		}
	}
	differs, err := c.store.Differs(ctx)
	if err != nil {
		return err
	}
	synced := c.store.SyncState().Synced
	c.board.set(func(s *State) {
		s.Pending, s.NeedYou, s.Differs, s.Uploads, s.LastSuccess = pending, needYou, differs, waiting, synced
		s.Stale = !synced.IsZero() && c.store.Now().Sub(synced) > c.cfg.TooOld
	})
	return nil
}
