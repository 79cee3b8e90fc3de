package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"fieldline/sync/protocol"
	"fieldline/sync/server"
)

type rescueCommand struct {
	at
	File  string `arg:"" help:"The rescue file, as the app saved it." type:"existingfile"`
	Adopt bool   `help:"Also of a device that was reported lost, or that is not known because a backup from before its enrolment was restored."`
}

// Help says where the file comes from.
func (*rescueCommand) Help() string {
	return `A device that can no longer sync saves what it could not send into one file (Settings, save unsent work). Anybody
hands it in from the settings of another device, or it is taken in here, which also takes files that are larger than 64
MiB or hold more than 96. It opens on this server alone, and must be signed by the device. Taking it in twice does no harm, nor does the
device when it comes back. What was typed and never saved is printed: it becomes no operation. A server may run
meanwhile.`
}

// Run takes the file in.
func (c *rescueCommand) Run(ctx context.Context, m *Main) (err error) {
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("open rescue file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return c.with(ctx, "", func(s *server.Server) error {
		r, err := s.Rescue(ctx, f, c.Adopt)
		if err != nil {
			var p *protocol.Problem
			if errors.As(err, &p) && p.Slug() == protocol.RescueUnknown {
				return fmt.Errorf("%w: say --adopt if you know it", err)
			}
			return err
		}
		return m.print(rescueText(r))
	})
}

func rescueText(r *server.Rescued) string {
	var page strings.Builder
	fmt.Fprintf(&page, "T%02d %s: %d operations, %d of them new, %d attachments.\n", r.Number, r.Name, r.Operations, r.New, r.Files)
	if r.Refused+r.Parked > 0 {
		fmt.Fprintf(&page, "%d were refused and %d are parked: the office finds them like those of any device.\n", r.Refused, r.Parked)
	}
	if r.Waits > 0 {
		fmt.Fprintf(&page, "%d wait until other devices have sent again what they need.\n", r.Waits)
	}
	for _, d := range r.Typed {
		fmt.Fprintf(&page, "typed and not saved, %s: %s %s: %s %s\n", d.Updated.Local().Format(time.DateTime), d.Form, d.ID, d.Values, d.Raw)
	}
	return page.String()
}
