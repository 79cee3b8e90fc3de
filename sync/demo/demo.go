// Package demo makes a believable company in an empty server: half a year of orders,
// cards, dialers and entries up to the evening before a day, all of them operations of
// invented people at times in the past. The same seed and day make the same company.
// Begin with Fill; story.go holds the thread, branch.go who and what there is.
package demo

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/server"
	"fieldline/sync/table"
)

// ErrNotEmpty says that a server holds records already: a demo is not mixed with them.
var ErrNotEmpty = errors.New("the database is not empty")

// Config says which company to make.
type Config struct {
	Seed uint64
	// Day is the company's today: nothing happens after 23:00 of the day before it.
	Day form.Date
	// Scale is the size, 1 if zero: 10 000 orders, 400 customers, 600 dialers.
	Scale float64
	// Now is what the server's clock shows afterwards; nil: time.Now.
	Now func() time.Time
	// Progress is told of each day that is done; it may be nil.
	Progress func(Progress)
}

// Progress is how far a company has come.
type Progress struct {
	Day        form.Date
	Days, Of   int
	Operations int
}

// Company is who works there.
type Company struct {
	Day        form.Date
	Sites      []Site
	People     []Person // in the order they were entered
	Operations int
}

// Site is a branch.
type Site struct {
	ID         form.ID
	Code, Name string
}

// Person holds one post, at a site or, where Site is zero, at all of them.
type Person struct {
	ID   form.ID
	Name string
	Role string
	Site form.ID
}

// Holder returns the first person with a role; at a site, if one is given.
func (c *Company) Holder(role string, site form.ID) (Person, bool) {
	for _, p := range c.People {
		if p.Role == role && (site == (form.ID{}) || p.Site == (form.ID{}) || p.Site == site) {
			return p, true
		}
	}
	return Person{}, false
}

// Fill makes the company in a server that holds no record and publishes the library of
// package library. The server's clock is turned to each act; nobody else may use the
// server meanwhile.
func Fill(ctx context.Context, srv *server.Server, cfg Config) (Company, error) {
	if !cfg.Day.Valid() {
		return Company{}, fmt.Errorf("make a demo: %q is no day", cfg.Day)
	}
	if cfg.Scale == 0 {
		cfg.Scale = 1
	}
	if cfg.Scale < 0 || cfg.Scale > 1 {
		return Company{}, fmt.Errorf("make a demo: a scale of %g is not between 0 and 1", cfg.Scale)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if err := empty(ctx, srv); err != nil {
		return Company{}, fmt.Errorf("make a demo: %w", err)
	}
	// What is judged is garbage at once, and little else is kept: collecting it rarely
	// saves a quarter of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	s := newStory(ctx, srv, cfg)
	srv.TurnClock(s.clock.now)
	defer srv.TurnClock(cfg.Now)
	if err := s.tell(); err != nil {
		return Company{}, fmt.Errorf("make a demo: %w", err)
	}
	return s.company, nil
}

// empty refuses a server with records, or with another library.
func empty(ctx context.Context, srv *server.Server) error {
	lib := srv.Library()
	if lib == nil || lib.Form(library.ServiceOrder) == nil {
		return errors.New("the server has not published the department's forms")
	}
	for _, f := range lib.Forms {
		page, err := srv.Select(ctx, table.Query{Form: f.Name, Limit: 1})
		if err != nil {
			return err
		}
		if len(page.Records) > 0 {
			return fmt.Errorf("%w: it has a %s", ErrNotEmpty, f.Name)
		}
	}
	return nil
}
