package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
	"fieldline/sync/server"
)

type formsCommand struct {
	Check   formsCheckCommand   `cmd:"" help:"Check a folder of forms."`
	Publish formsPublishCommand `cmd:"" help:"Put a folder of forms in force; devices get it at their next sync."`
}

type formsCheckCommand struct {
	Forms string `arg:"" optional:"" help:"The folder; the embedded forms without one." type:"existingdir"`
}

// Run prints every fault and warning with its place.
func (c *formsCheckCommand) Run(m *Main) error {
	lib, err := readForms(c.Forms)
	var wrong *form.ParseError
	if errors.As(err, &wrong) {
		_, err := fmt.Fprintln(m.Out, wrong)
		return errors.Join(fmt.Errorf("%d faults in the forms", len(wrong.Problems)), err)
	}
	if err != nil {
		return err
	}
	if err := m.warn(lib.Warnings()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Out, "%d forms are sound, %d warnings. SHA-256 %s\n", len(lib.Forms), len(lib.Warnings()), lib.SHA256)
	return err
}

type formsPublishCommand struct {
	at
	Forms string `arg:"" optional:"" help:"The folder; the embedded forms without one." type:"existingdir"`
}

// Help says what is not published.
func (*formsPublishCommand) Help() string {
	return `Records and operations of every version live on. A folder that takes away what was published, narrows it, or
demands more of old records without saying since which version is refused, each place named. A form that has changed
while its version has not is reported and put in force.`
}

// Run publishes.
func (c *formsPublishCommand) Run(ctx context.Context, m *Main) error {
	lib, err := readForms(c.Forms)
	if err != nil {
		return stay(err)
	}
	return c.with(ctx, "", func(s *server.Server) error {
		if c.Forms != "" {
			if err := m.mayFollow(lib, s.Library()); err != nil {
				return stay(err)
			}
		}
		if err := s.Publish(ctx, lib); err != nil {
			return stay(err)
		}
		_, err := fmt.Fprintf(m.Out, "%d forms are in force. SHA-256 %s\n", len(lib.Forms), lib.SHA256)
		return err
	})
}

// stay says what is in force after forms were refused.
func stay(err error) error {
	return fmt.Errorf("%w\nNothing was published: the forms in force stay in force", err)
}

// notStarted says how a server is started whose forms were refused.
func notStarted(err error) error {
	return fmt.Errorf("%w; the server was not started: mend the folder, or start it with the forms it was started with before", stay(err))
}

// readForms reads a folder of forms, the embedded ones where none is given.
func readForms(dir string) (*form.Library, error) {
	if dir == "" {
		return library.Open(named()...)
	}
	return form.Parse(os.DirFS(dir), named()...)
}

// named are the Go functions that forms may call (forms/README.md 3).
func named() []form.Named { return append(library.Functions(), program.Functions()...) }

// mayFollow refuses a library that may not be published after another, and prints which
// versions have not grown as they should.
func (m *Main) mayFollow(lib, published *form.Library) error {
	var versions, forbidden []form.Fault
	for _, f := range lib.Against(published) {
		if aboutVersion(lib, f) {
			versions = append(versions, f)
		} else {
			forbidden = append(forbidden, f)
		}
	}
	if err := m.warn(versions); err != nil {
		return err
	}
	if len(forbidden) == 0 {
		return nil
	}
	return fmt.Errorf("the forms may not follow those in force:\n%w", &form.ParseError{Problems: forbidden})
}

// aboutVersion tells whether a fault says that a form has changed, or has not, while its
// version says otherwise.
func aboutVersion(lib *form.Library, f form.Fault) bool {
	name, rest, found := strings.Cut(strings.TrimPrefix(f.Text, "form "), " has ")
	return found && lib.Form(name) != nil && strings.Contains(rest, "changed since version")
}

func (m *Main) warn(faults []form.Fault) error {
	var page strings.Builder
	for _, f := range faults {
		fmt.Fprintln(&page, "warning:", f)
	}
	_, err := fmt.Fprint(m.Out, page.String())
	return err
}
