package device

import (
	"context"
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/table"
)

// roomForWork is what new attachments leave free, in bytes, so that operations and drafts
// can be saved long after photos cannot: years of typing.
const roomForWork = 32 << 20

// mustHaveRoom refuses a new attachment where it would take the room of what is typed.
func (s *Store) mustHaveRoom(ctx context.Context, bytes int) error {
	room, err := s.room(ctx)
	if err != nil {
		return fmt.Errorf("look how much room is left: %w", err)
	}
	if room-int64(bytes) < roomForWork {
		return &problemError{form.Problem{Key: KeyNoRoom}, ErrFull}
	}
	return nil
}

// room is how many bytes are free: on the disk, and in what the database may grow to.
func (s *Store) room(ctx context.Context) (int64, error) {
	var most, used, free, size int64
	err := s.writing(ctx, func() error {
		for pragma, to := range map[string]*int64{"max_page_count": &most, "page_count": &used, "freelist_count": &free, "page_size": &size} {
			if err := table.One(context.WithoutCancel(ctx), s.write, "PRAGMA "+pragma, nil, to); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	disk, err := diskRoom(s.dir)
	if err != nil {
		return 0, err
	}
	return min((most-used+free)*size, disk), nil
}
