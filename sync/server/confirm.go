package server

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// confirmations are the second sign-ins that still count, by device. They are kept in
// memory alone: after a restart one is asked again.
type confirmations struct {
	mu    sync.Mutex
	until map[int64]time.Time
}

func newConfirmations() *confirmations { return &confirmations{until: map[int64]time.Time{}} }

func (c *confirmations) put(device int64, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until[device] = until
}

func (c *confirmations) holds(device int64, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	until, ok := c.until[device]
	if ok && !now.Before(until) {
		delete(c.until, device)
	}
	return now.Before(until)
}

// confirm is the second sign-in that what is sensitive asks for: the person's password,
// guessed at no faster than at the first.
func (s *Server) confirm(ctx context.Context, d *device, ask *protocol.ConfirmRequest) (*protocol.ConfirmReply, error) {
	var name string
	err := s.store.read(ctx, func(db *table.Session) error {
		return one(db, "SELECT name FROM account WHERE person = ?", []any{blobID(d.person)}, &name)
	})
	if errors.Is(err, errNoRow) {
		return nil, protocol.NewProblem(protocol.WrongPassword, "the person has no password")
	}
	if err != nil {
		return nil, err
	}
	if err := s.tryPassword(ctx, guess{person: d.person, account: name, password: ask.Password}); err != nil {
		return nil, err
	}
	var counts time.Duration
	err = s.store.read(ctx, func(db *table.Session) (err error) {
		counts, err = s.shown.Load().minutes(db, settingConfirm, form.ID{}, s.now(), 5*time.Minute)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.confirmed.put(d.n, s.now().Add(counts))
	return &protocol.ConfirmReply{Seconds: int(counts / time.Second)}, nil
}

// The settings by which secrets are read; a library without them is served by defaults.
const (
	settingSecrets = "SET-48"       // how many one person reads a day
	settingConfirm = "SET-49"       // how long a second sign-in counts
	settingAlong   = "SET-49.along" // how long a device keeps what was taken along
)

// minutes is a setting that is a length of the clock.
func (sc *scene) minutes(db table.DB, id string, site form.ID, at time.Time, otherwise time.Duration) (time.Duration, error) {
	v, err := sc.setting(db, id, site, at)
	if err != nil {
		return 0, err
	}
	l, ok := v.(form.Length)
	if !ok {
		return otherwise, nil
	}
	return time.Duration(l.Minutes(sc.lib.Calendar.DayHours())) * time.Minute, nil
}

// setting is nil where the library has no such setting.
func (sc *scene) setting(db table.DB, id string, site form.ID, at time.Time) (any, error) {
	name, _, _ := strings.Cut(id, ".")
	if sc.lib.Setting(name) == nil {
		return nil, nil
	}
	v, err := sc.world(db).Setting(id, site, at)
	if errors.Is(err, form.ErrNotHere) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", id, err)
	}
	return v, nil
}
