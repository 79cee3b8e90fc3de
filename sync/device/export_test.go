package device

import (
	"context"
	"strconv"

	"fieldline/sync/table"
)

// LimitPages lets the database grow to so many pages at most, as a disk does; 0 is what
// it has now.
func LimitPages(s *Store, pages int) error {
	return s.writing(context.Background(), func() error {
		var n int
		if pages == 0 {
			if err := table.One(context.Background(), s.write, "PRAGMA page_count", nil, &pages); err != nil {
				return err
			}
		}
		return table.One(context.Background(), s.write, "PRAGMA max_page_count = "+strconv.Itoa(pages), nil, &n)
	})
}
