package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Nightly says where the server backs itself up, when, and how many sets it keeps.
type Nightly struct {
	Dir  string        // each set is a folder in it, named by its time
	At   time.Duration // since the start of the day, in the library's zone
	Keep int           // sets; older ones are removed once a newer one is whole
}

const (
	setLayout  = "2006-01-02T150405Z"
	retryAfter = time.Hour // a backup that failed is not tried again at once
)

// RunNightly backs up every night until the context ends. A night on which the server
// stood still is made up for when it starts.
func (s *Server) RunNightly(ctx context.Context, n Nightly) error {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	var failed time.Time
	for {
		if time.Since(failed) >= retryAfter { // whatever the server's clock shows
			if err := s.BackUpIfDue(ctx, n); err != nil && ctx.Err() == nil {
				failed = time.Now()
				s.log.Error("the backup failed; it is tried again in an hour", "to", n.Dir, "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// BackUpIfDue makes a backup unless there is one since the last night's hour, and removes
// sets beyond those that are kept. A last backup dated after now counts for nothing: the
// clock was ahead, and how old it is nobody knows.
func (s *Server) BackUpIfDue(ctx context.Context, n Nightly) error {
	now, earlier := s.now(), ""
	sets, err := setsIn(n.Dir, now)
	if err != nil {
		return err
	}
	if len(sets) > 0 {
		last := sets[len(sets)-1]
		if !last.ahead && !last.made.Before(s.lastHour(n, now)) && !s.shown.Load().backedUp.After(now) {
			return nil
		}
		earlier = last.path
	}
	for _, made := range sets {
		if made.ahead {
			s.log.Warn("a backup is dated after now: the clock was ahead when it was made", "set", made.path)
		}
	}
	if err := os.MkdirAll(n.Dir, 0o700); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	r, err := s.backup(ctx, filepath.Join(n.Dir, now.Format(setLayout)), earlier)
	if err != nil {
		return err
	}
	s.log.Info("backed up", "to", n.Dir, "operations", r.Operations, "attachments", r.Files, "head", r.Head)
	return prune(n, now)
}

// lastHour is when a backup was last due.
func (s *Server) lastHour(n Nightly, now time.Time) time.Time {
	calendar := s.Library().Calendar
	due := calendar.Start(calendar.Day(now)).Add(n.At)
	if due.After(now) {
		due = calendar.Start(calendar.Day(now.Add(-24 * time.Hour))).Add(n.At)
	}
	return due
}

// prune removes the oldest sets beyond those that are kept, and what a fall left half made.
func prune(n Nightly, now time.Time) error {
	sets, err := setsIn(n.Dir, now)
	if err != nil {
		return err
	}
	var errs []error
	for _, old := range sets[:max(len(sets)-max(n.Keep, 1), 0)] {
		errs = append(errs, os.RemoveAll(old.path))
	}
	half, err := filepath.Glob(filepath.Join(n.Dir, "*"+partial))
	errs = append(errs, err)
	for _, path := range half {
		errs = append(errs, os.RemoveAll(path))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("remove old backups: %w", err)
	}
	return nil
}
