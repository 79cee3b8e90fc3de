package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/demo"
	"fieldline/sync/server"
)

type demoCommand struct {
	at
	Addr  string        `help:"Address and port that the codes name." default:"127.0.0.1:8787"`
	URL   string        `name:"url" help:"Or: the whole address that the codes name."`
	Seed  uint64        `help:"Another seed is another company." default:"1"`
	Day   string        `help:"The company's today, as 2026-11-23; else the real one."`
	Scale float64       `help:"Size of the company: 1 is half a year of 20 engineers." default:"1"`
	Valid time.Duration `help:"How long the codes work." default:"24h"`
}

// fillGC is by how many percent memory may grow between two collections while a demo is
// filled: some 350 MB at full size.
const fillGC = 300

// Run fills an empty data folder and prints an enrolment code per post. A folder that
// holds anything is refused; one that could not be filled is gone again.
func (c *demoCommand) Run(ctx context.Context, m *Main, log *slog.Logger) (err error) {
	lib, err := library.Open(named()...)
	if err != nil {
		return err
	}
	day := form.Date(c.Day)
	if day == "" {
		day = lib.Calendar.Day(time.Now())
	}
	url := c.URL
	if url == "" {
		url = "https://" + c.Addr
	}
	_, statErr := os.Stat(c.Dir)
	made := errors.Is(statErr, os.ErrNotExist)
	s, err := server.Open(ctx, server.Config{Dir: c.Dir, Library: lib, Named: named(), URL: url, Careless: true})
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, s.Close())
		if err != nil && made {
			err = errors.Join(err, os.RemoveAll(c.Dir))
		}
	}()
	// The collector would take a fifth of the time for memory that is there anyway.
	defer debug.SetGCPercent(debug.SetGCPercent(fillGC))
	began := time.Now()
	company, err := demo.Fill(ctx, s, demo.Config{Seed: c.Seed, Day: day, Scale: c.Scale, Progress: func(p demo.Progress) {
		if p.Days%30 == 0 || p.Days == p.Of {
			log.Info("filling", "day", p.Day, "done", p.Days, "of", p.Of, "operations", p.Operations)
		}
	}})
	if errors.Is(err, demo.ErrNotEmpty) {
		return fmt.Errorf("%w: nothing was changed; name another folder with --dir", err)
	}
	if err != nil {
		return err
	}
	log.Info("filled", "operations", company.Operations, "took", time.Since(began).Round(time.Second).String())
	return c.printCodes(ctx, m, s, company)
}

// printCodes prints one code for the first person of every post.
func (c *demoCommand) printCodes(ctx context.Context, m *Main, s *server.Server, company demo.Company) error {
	var page strings.Builder
	for _, r := range s.Library().Roles {
		p, held := company.Holder(r.Word, form.ID{})
		if !held {
			continue
		}
		code, err := s.EnrolCode(ctx, p.ID, c.Valid)
		if err != nil {
			return err
		}
		fmt.Fprintf(&page, "%s\t%s\t%s\t%s\n", r.Word, r.Label.Zh, p.Name, code)
	}
	return m.print(page.String())
}
