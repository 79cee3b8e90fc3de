package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"fieldline/sync/server"
)

type verifyCommand struct {
	at
	Backup string `help:"Check this backup instead of the data folder." type:"existingdir"`
	Heads  string `help:"Check the log against this file of signed heads, too, that was kept elsewhere." type:"existingfile"`
}

// Help says what is checked.
func (*verifyCommand) Help() string {
	return `Checked are the pages of the database, the chain of the log and its signed heads, that each record is where the log left it and its
revisions go back without a hole, that who reads it is what its form says, that what rows name is there, and that every
attachment's bytes fit its name. Each fault is named, and the command fails where there is one. A server may run
meanwhile. A backup is checked against its digests first, and is not changed.`
}

// Run checks everything and fails where something is wrong.
func (c *verifyCommand) Run(ctx context.Context, m *Main) error {
	if c.Backup != "" {
		r, err := server.VerifyBackup(ctx, c.Backup, server.Config{Named: named()})
		if err != nil {
			return err
		}
		return m.report(r)
	}
	return c.with(ctx, "", func(s *server.Server) error {
		r, err := s.Verify(ctx)
		if err != nil {
			return err
		}
		if c.Heads == "" {
			return m.report(r)
		}
		f, err := os.Open(c.Heads)
		if err != nil {
			return err
		}
		kept, err := s.VerifyHeads(ctx, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		r.Faults = append(r.Faults, kept.Faults...)
		return m.report(r)
	})
}

type headsCommand struct {
	at
	Out string `help:"The file to write; else it is printed." type:"path"`
}

// Help says what they are for.
func (*headsCommand) Help() string {
	return `Once a day the server signs where its log ends, with the key of its authority (ca.key). Whoever can write into
the database can change the log and make its chain anew, but not these signatures; whoever has the key, too, can make
them anew, but not those you keep elsewhere. Keep the file on another machine, and compare from time to time:
fieldserver verify --heads FILE.`
}

// Run writes them.
func (c *headsCommand) Run(ctx context.Context, m *Main) error {
	return c.with(ctx, "", func(s *server.Server) (err error) {
		to := m.Out
		if c.Out != "" {
			f, err := os.Create(c.Out)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, f.Close()) }()
			to = f
		}
		n, err := s.WriteHeads(ctx, to)
		if err == nil && c.Out != "" {
			_, err = fmt.Fprintf(m.Out, "%d signed heads are in %s. Keep it on another machine.\n", n, c.Out)
		}
		return err
	})
}

func (m *Main) report(r server.Report) error {
	found := ""
	for _, f := range r.Faults {
		found += f + "\n"
	}
	if r.Orphans > 0 {
		found += fmt.Sprintf("%d attachments are here that the database does not know; they go when they are old\n", r.Orphans)
	}
	if _, err := fmt.Fprintf(m.Out, "%s%d operations up to %d, %d records, %d attachments; the chain ends in %.16s; %d days are signed\n", found, r.Operations, r.Head, r.Records, r.Files, r.Hash, r.Signed); err != nil {
		return err
	}
	if len(r.Faults) > 0 {
		return fmt.Errorf("%d faults", len(r.Faults))
	}
	return nil
}

type backupCommand struct {
	at
	Out string `help:"The folder to make; it must not be there yet." required:"" type:"path"`
}

// Help says what a backup holds and how it is put back.
func (*backupCommand) Help() string {
	return `The folder holds all that is needed to go on: the database as it is at one moment, every attachment, the
authority that devices trust (ca.pem, ca.key), the key that opens secrets (box.key), and a page with their digests
(backup.json). The copy is checked, and devices learn up to where their work is safe. The server goes on serving; by
itself it makes such a folder every night (serve --backups). Who has it can read everything in it and pass for this
server: keep it as safe as the server itself, on another machine.

To put it back: fieldserver restore.`
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

type restoreCommand struct {
	at
	From string `help:"The backup: a folder made by backup or by the nightly run." required:"" type:"existingdir"`
}

// Help says what happens to devices.
func (*restoreCommand) Help() string {
	return `A new data folder is made (--dir; one with anything in it is refused): the backup is checked against its
digests, copied, checked as verify does, and gets a new epoch. Then start the server on it, under the address it had.
Devices find out by themselves: each sends again what came after the backup, photos too, and reads everything anew;
numbers go on 1 000 beyond those of the backup, so that none is given twice. Nobody has to sign in again.

What only the server knew since the backup has to be said again: devices reported lost or drained, passwords, codes
that were not used yet. A device that was enrolled since is unknown: let it save its unsent work (Settings), take
the file in with "fieldserver rescue --adopt", and it goes on.`
}

// Run restores; nothing may run on the folder.
func (c *restoreCommand) Run(ctx context.Context, m *Main) error {
	r, epoch, err := server.Restore(ctx, c.From, server.Config{Dir: c.Dir, Named: named()})
	if err != nil {
		return err
	}
	if err := m.report(r); err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Out, "Restored into %s. The epoch is %s. Start the server on it: devices send again what came after the backup.\n", c.Dir, epoch)
	return err
}

type epochCommand struct{ at }

// Help says when it is needed.
func (*epochCommand) Help() string {
	return `For a data folder that was put back by hand; fieldserver restore does it by itself. Stop the server first.`
}

// Run begins a new epoch; the server must not be running.
func (c *epochCommand) Run(ctx context.Context, m *Main) error {
	epoch, err := server.NewEpoch(ctx, server.Config{Dir: c.Dir, Named: named()})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Out, "The epoch is %s. Devices will send again what this server lacks.\n", epoch)
	return err
}
