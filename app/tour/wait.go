package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/device"
)

// until waits until a record of this machine is as it should be.
func (s *stage) until(ctx context.Context, formName string, id form.ID, holds func(*form.Record) bool) error {
	var last form.Record
	if s.loop.Until(func() bool {
		rec, err := s.app.Store().Record(ctx, formName, id)
		last = rec.Record
		return err == nil && holds(&rec.Record)
	}, patience) {
		return nil
	}
	return fmt.Errorf("%s %s stays %s with %v; on the screen: %s", formName, id, last.State, last.Values, s.Summary())
}

// untilRelated waits until the record of a form that points to another is as it should be.
func (s *stage) untilRelated(ctx context.Context, formName, via string, to form.ID, holds func(*form.Record) bool) error {
	recs, err := s.app.Store().Related(ctx, formName, via, to)
	if err != nil || len(recs) == 0 {
		return fmt.Errorf("no %s of %s: %w", formName, to, errors.Join(err, device.ErrNotFound))
	}
	return s.until(ctx, formName, recs[0].ID, holds)
}

const patience = 20 * time.Second

// gone waits until a record of a form points to another.
func (s *stage) gone(ctx context.Context, formName, via string, to form.ID) error {
	if s.loop.Until(func() bool {
		recs, err := s.app.Store().Related(ctx, formName, via, to)
		return err == nil && len(recs) > 0
	}, patience) {
		return nil
	}
	return fmt.Errorf("no %s came; on the screen: %s", formName, s.Summary())
}

// confirm taps the button of the dialog that lies on top: the last of its name.
func (s *stage) confirm(label string) error {
	found := false
	var button = s.Look()[0]
	for _, seen := range s.Look() {
		if seen.Text == label {
			button, found = seen, true
		}
	}
	if !found {
		return fmt.Errorf("no button %q; on the screen: %s", label, s.Summary())
	}
	return s.TapSeen(button)
}

// downloaded waits for the words at the end of a download, for as long as something of it
// arrives: how long all of it takes is up to the machine.
func (s *stage) downloaded(words string) error {
	shown := ""
	for !s.loop.Until(func() bool { return s.Sees(words) }, syncTime) {
		now := s.Summary()
		if now == shown {
			return fmt.Errorf("the download stands still: %s", now)
		}
		shown = now
	}
	return nil
}

// send waits until what was done can no longer be taken back, and syncs.
func (s *stage) send(ctx context.Context) error {
	sent := func() bool {
		batch, err := s.app.Store().Pending(ctx, 1, 1)
		return err == nil && batch.Total == 0
	}
	if s.loop.Until(sent, device.UndoWindow+patience) {
		return s.sync(ctx)
	}
	return errors.Join(errors.New("what was done is not sent"), s.sync(ctx))
}
