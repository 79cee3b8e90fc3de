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
	waiting   []oneCase
	files     []device.Attached // records that lack attachments at the office
	delivered []device.Entry
}

// oneCase is something a person has to decide, or that is on its way.
type oneCase struct {
	id       form.ID
	entry    *device.Entry    // refused, kept as a report, or not answered yet
	conflict *device.Conflict // written by two
	file     *device.Stuck    // cannot be sent
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
	found := &items{}
	if found.files, err = s.deps.Store.Unattached(ctx); err != nil {
		return nil, err
	}
	if found.delivered, err = s.deps.Store.Delivered(ctx, startOfDay(s.deps.Now(), s.deps.Words.Zone()), deliveredMost); err != nil {
		return nil, err
	}
	for i := range conflicts {
		c := &conflicts[i]
		name, err := s.deps.Store.Called(ctx, form.Ref{Form: c.Form, ID: c.Record})
		if err != nil {
			return nil, err
		}
		found.cases = append(found.cases, oneCase{id: c.ID, conflict: c, name: name})
	}
	stuck, err := s.deps.Store.Stuck(ctx)
	if err != nil {
		return nil, err
	}
	for i := range stuck {
		f := &stuck[i]
		found.cases = append(found.cases, oneCase{id: idOf(f), file: f, name: f.Name})
	}
	for i := range entries {
		e := &entries[i]
		c := oneCase{id: e.Op, entry: e, name: e.Title.Name}
		if c.open() {
			found.cases = append(found.cases, c)
			continue
		}
		found.waiting = append(found.waiting, c)
	}
	return found, nil
}

// open tells whether a person has to decide.
func (c *oneCase) open() bool {
	return c.conflict != nil || c.file != nil || c.entry.State == device.Refused || c.entry.State == device.Parked
}

// about is the document.
func (c *oneCase) about() form.Ref {
	switch {
	case c.conflict != nil:
		return form.Ref{Form: c.conflict.Form, ID: c.conflict.Record}
	case c.file != nil && c.file.Form == "": // its record is long settled
		return form.Ref{ID: c.id}
	case c.file != nil:
		return form.Ref{Form: c.file.Form, ID: c.file.ID}
	}
	return form.Ref{Form: c.entry.Form, ID: c.entry.ID}
}

func startOfDay(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
}

// find returns what is chosen, else the first case.
func (s *Screen) find() *oneCase {
	for _, all := range [][]oneCase{s.items.cases, s.items.waiting} {
		for i := range all {
			if all[i].id == s.chosen {
				return &all[i]
			}
		}
	}
	if len(s.items.cases) > 0 {
		return &s.items.cases[0]
	}
	return nil
}
