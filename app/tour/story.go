package main

import (
	"context"
	"time"
)

// syncTime is how long a round of syncing may take on loopback.
const syncTime = 60 * time.Second

// day is one day of work, seen on the assistant's desktop and the engineer's tablet.
type day struct {
	*theatre
	office *office
}

func (d *day) play(ctx context.Context) error { return ctx.Err() }
