package outbox

import (
	"context"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/client"
	"fieldline/sync/device"
)

type stateNow = client.State

// items are what the outbox holds.
type items struct {
	cases     []oneCase
	waiting   []device.Entry
	delivered []device.Recent
}

// oneCase is something a person has to decide.
type oneCase struct {
	id       form.ID
	entry    *device.Entry    // refused or kept as a report
	conflict *device.Conflict // written by two
	name     string           // of the record
}

// deliveredMost is how many delivered records are listed.
const deliveredMost = 30

func (s *Screen) read(ctx context.Context) (*items, error) {
	entries, err := s.deps.Store.Outbox(ctx)
	if err != nil {
		return nil, err
	}
	conflicts, err := s.deps.Store.Conflicts(ctx, "", form.ID{})
	if err != nil {
		return nil, err
	}
	recent, err := s.deps.Store.Recent(ctx, 4*deliveredMost)
	if err != nil {
		return nil, err
	}
	found := &items{}
	for i := range conflicts {
		c := &conflicts[i]
		name, err := s.deps.Store.Name(ctx, form.Ref{Form: c.Form, ID: c.Record})
		if err != nil {
			return nil, err
		}
		found.cases = append(found.cases, oneCase{id: c.ID, conflict: c, name: name})
	}
	for i := range entries {
		e := &entries[i]
		if e.State == device.Refused || e.State == device.Parked {
			found.cases = append(found.cases, oneCase{id: e.Op, entry: e, name: e.Title.Name})
			continue
		}
		found.waiting = append(found.waiting, *e)
	}
	today := startOfDay(s.deps.Now(), s.deps.Words.Zone())
	for _, r := range recent {
		if r.Mine && !r.Pending && !r.NeedsYou && !r.At.Before(today) && len(found.delivered) < deliveredMost {
			found.delivered = append(found.delivered, r)
		}
	}
	return found, nil
}

func startOfDay(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
}

// find returns the case that is chosen, else the first.
func (s *Screen) find() *oneCase {
	for i := range s.items.cases {
		if s.items.cases[i].id == s.chosen {
			return &s.items.cases[i]
		}
	}
	if len(s.items.cases) > 0 {
		return &s.items.cases[0]
	}
	return nil
}
