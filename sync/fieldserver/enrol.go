package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/server"
)

type enrolCommand struct {
	at
	Person string        `help:"Whom the device is for: id, name or sign-in name." xor:"who" required:""`
	Role   string        `help:"Or: the first person who holds this role." xor:"who" required:""`
	Addr   string        `help:"Address and port that the code names; else as the server was started."`
	URL    string        `name:"url" help:"Or: the whole address that the code names."`
	Valid  time.Duration `help:"How long the code works." default:"10m"`
}

// Run prints the code and nothing else, so that it can be piped.
func (c *enrolCommand) Run(ctx context.Context, m *Main) error {
	url := c.URL
	if url == "" && c.Addr != "" {
		url = "https://" + c.Addr
	}
	return c.with(ctx, url, func(s *server.Server) error {
		person, err := findPerson(ctx, s, c.Person, c.Role)
		if err != nil {
			return err
		}
		code, err := s.EnrolCode(ctx, person.ID, c.Valid)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(m.Out, code)
		return err
	})
}

// findPerson finds one person by id, name or sign-in name, or the first with a role.
func findPerson(ctx context.Context, s *server.Server, who, role string) (server.Person, error) {
	people, err := s.People(ctx, role)
	if err != nil {
		return server.Person{}, err
	}
	if role != "" {
		if len(people) == 0 {
			return server.Person{}, fmt.Errorf("nobody holds the role %s today", role)
		}
		return people[0], nil
	}
	var found []server.Person
	for _, p := range people {
		if p.ID.String() == who || p.Name == who || p.Account != "" && strings.EqualFold(p.Account, who) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return server.Person{}, fmt.Errorf("there is nobody called %q", who)
	case 1:
		return found[0], nil
	}
	return server.Person{}, fmt.Errorf("%d people are called %q: use the id, see fieldserver user list", len(found), who)
}

type userCommand struct {
	List     userListCommand     `cmd:"" help:"List people with their roles."`
	Password userPasswordCommand `cmd:"" help:"Give a person a name and password; the password is read from the input."`
}

type userListCommand struct {
	at
	Role string `help:"Only those who hold this role."`
}

// Run lists the people.
func (c *userListCommand) Run(ctx context.Context, m *Main) error {
	return c.with(ctx, "", func(s *server.Server) error {
		people, err := s.People(ctx, c.Role)
		if err != nil {
			return err
		}
		var page strings.Builder
		for _, p := range people {
			fmt.Fprintf(&page, "%s\t%s\t%s\t%s\n", p.ID, p.Name, strings.Join(p.Roles, ","), p.Account)
		}
		return m.print(page.String())
	})
}

type userPasswordCommand struct {
	at
	Person string `help:"Whose: id, name or sign-in name." required:""`
	Name   string `help:"The name to sign in with." required:""`
}

// Run sets the password.
func (c *userPasswordCommand) Run(ctx context.Context, m *Main) error {
	line, err := bufio.NewReader(m.In).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if err != nil && password == "" {
		return errors.New("the password is read from the input: there was none")
	}
	return c.with(ctx, "", func(s *server.Server) error {
		p, err := findPerson(ctx, s, c.Person, "")
		if err != nil {
			return err
		}
		if err := s.SetPassword(ctx, p.ID, c.Name, password); err != nil {
			return err
		}
		_, err = fmt.Fprintf(m.Out, "%s signs in as %s.\n", p.Name, c.Name)
		return err
	})
}

type deviceCommand struct {
	List deviceListCommand  `cmd:"" help:"List devices."`
	Set  deviceStateCommand `cmd:"" help:"Set what a device may do."`
}

type deviceListCommand struct {
	at
	Person string `help:"Only those of a person: id, name or sign-in name."`
}

// Run lists the devices.
func (c *deviceListCommand) Run(ctx context.Context, m *Main) error {
	return c.with(ctx, "", func(s *server.Server) error {
		var of form.ID
		if c.Person != "" {
			p, err := findPerson(ctx, s, c.Person, "")
			if err != nil {
				return err
			}
			of = p.ID
		}
		devices, err := s.Devices(ctx, of)
		if err != nil {
			return err
		}
		people, err := s.People(ctx, "")
		if err != nil {
			return err
		}
		names := map[form.ID]string{}
		for _, p := range people {
			names[p.ID] = p.Name
		}
		var page strings.Builder
		for _, d := range devices {
			fmt.Fprintf(&page, "T%02d\t%s\t%s\t%s\t%s\t%s\tseen %s\t%s\n", d.Number, d.ID, names[d.Person], d.State, d.Model, d.App, d.Seen.Local().Format(time.DateTime), clockOf(d))
		}
		return m.print(page.String())
	})
}

// clockOf says how the device's own clock was, and when it was last found wrong.
func clockOf(d server.Device) string {
	off := func(by time.Duration) string {
		if by > 0 {
			return by.Abs().Round(time.Minute).String() + " slow"
		}
		return by.Abs().Round(time.Minute).String() + " fast"
	}
	switch {
	case d.Skew != 0:
		return "clock " + off(d.Skew)
	case !d.WrongAt.IsZero():
		return "clock right, was " + off(d.WrongBy) + " on " + d.WrongAt.Local().Format(time.DateTime)
	}
	return "clock right"
}

type deviceStateCommand struct {
	at
	ID    string `arg:"" help:"The device's id."`
	State string `arg:"" help:"active, drained (may send, not read) or lost (destroys what it keeps)." enum:"active,drained,lost"`
}

// Run sets the state.
func (c *deviceStateCommand) Run(ctx context.Context, m *Main) error {
	var id form.ID
	if err := id.UnmarshalText([]byte(c.ID)); err != nil {
		return fmt.Errorf("%q is no id of a device", c.ID)
	}
	return c.with(ctx, "", func(s *server.Server) error {
		if err := s.SetDeviceState(ctx, id, server.DeviceState(c.State)); err != nil {
			return err
		}
		_, err := fmt.Fprintf(m.Out, "%s is %s.\n", id, c.State)
		return err
	})
}
