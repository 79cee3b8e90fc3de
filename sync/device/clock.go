package device

import (
	"context"
	"fmt"
	"time"

	"fieldline/sync/table"
)

// TimedRightly tells whether the times of all work that waits lie between the last sync
// and now, give or take slack; ahead is how far the server's clock is found to be ahead
// of the device's. Then the clock was set after the work was done; else it was wrong
// while it was done, and the server has to correct its times.
func (s *Store) TimedRightly(ctx context.Context, ahead, slack time.Duration) (bool, error) {
	known := s.known.Load()
	synced, _ := time.Parse(table.TimeLayout, known.get(metaSynced)) // never: any time may be
	since, until := synced.Add(-slack), s.cfg.Now().Add(ahead+slack).UTC()
	var wrong int
	err := s.look(ctx, func(r *reader) error {
		return table.One(r.ctx, r.db, "SELECT count(*) FROM op WHERE dseq > ? AND (at < ? OR at > ?)",
			[]any{known.number(metaUpto), since.Format(table.TimeLayout), until.Format(table.TimeLayout)}, &wrong)
	})
	if err != nil {
		return false, fmt.Errorf("look at the times of what waits: %w", err)
	}
	return wrong == 0, nil
}
