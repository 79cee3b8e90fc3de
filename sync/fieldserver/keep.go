package main

import (
	"context"
	"fmt"

	"fieldline/sync/server"
)

type verifyCommand struct{ at }

// Run checks everything and fails where something is wrong.
func (c *verifyCommand) Run(ctx context.Context, m *Main) error {
	return c.with(ctx, "", func(s *server.Server) error {
		r, err := s.Verify(ctx)
		if err != nil {
			return err
		}
		return m.report(r)
	})
}

func (m *Main) report(r server.Report) error {
	faults := ""
	for _, f := range r.Faults {
		faults += f + "\n"
	}
	if _, err := fmt.Fprintf(m.Out, "%s%d operations up to %d, %d records, %d attachments; the chain ends in %.16s\n", faults, r.Operations, r.Head, r.Records, r.Files, r.Hash); err != nil {
		return err
	}
	if len(r.Faults) > 0 {
		return fmt.Errorf("%d faults", len(r.Faults))
	}
	return nil
}

type backupCommand struct {
	at
	Out string `help:"The folder to make." required:"" type:"path"`
}

// Help says what a backup holds and how it is put back.
func (*backupCommand) Help() string {
	return `The folder holds all that is needed to go on: the database as it is at one moment, every attachment, the
authority that devices trust (ca.pem, ca.key) and the key that opens secrets (box.key). The copy is checked, and
devices learn up to where their work is safe. Who has the folder can read everything in it and pass for this
server: keep it as safe as the server itself, on another machine.

To put it back, stop the server, put the folder in the place of the data folder, run "fieldserver epoch" on it once,
and start the server: devices send again what came after the backup.`
}

// Run backs everything up.
func (c *backupCommand) Run(ctx context.Context, m *Main) error {
	return c.with(ctx, "", func(s *server.Server) error {
		r, err := s.Backup(ctx, c.Out)
		if err != nil {
			return err
		}
		return m.report(r)
	})
}

type epochCommand struct{ at }

// Run begins a new epoch; the server must not be running.
func (c *epochCommand) Run(ctx context.Context, m *Main) error {
	epoch, err := server.NewEpoch(ctx, server.Config{Dir: c.Dir})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Out, "The epoch is %s. Devices will send again what this server lacks.\n", epoch)
	return err
}
