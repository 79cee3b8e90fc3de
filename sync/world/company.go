package world

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"testing/fstest"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/client"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

//go:embed library newer
var libraries embed.FS

// morning is when every history begins: Monday 2026-11-23, 09:00 in Shanghai.
func morning() time.Time { return time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) }

// password of everybody's account.
const password = "three blue ladders"

// seat is a person with a tablet.
type seat struct {
	role    string
	person  form.ID
	account string
	dir     string
}

// Company is what every history begins with: a server with a few people and records, and
// a tablet for each that is enrolled and has read everything. Its disks are copied for
// each history. A Company serves one history at a time.
type Company struct {
	dir          string
	store        *store
	rack         *rack
	lib, newer   *form.Library
	seats        []seat
	north, south form.ID
	admin        form.ID
	office       string // folder
}

// NewCompany makes a company in a folder below dir.
func NewCompany(dir string) (_ *Company, err error) {
	c := &Company{}
	if c.dir, err = os.MkdirTemp(dir, "world-"); err != nil {
		return nil, fmt.Errorf("make the company: %w", err)
	}
	c.store = newStore(c.dir)
	c.rack = newRack(c.store)
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("make the company: %w", err), c.Close())
		}
	}()
	if c.lib, err = readLibrary("library"); err != nil {
		return nil, err
	}
	if c.newer, err = readLibrary("library", "newer"); err != nil {
		return nil, err
	}
	if err := c.found(); err != nil {
		return nil, err
	}
	c.store.office = c.rack.disks[filepath.Join(c.office, databaseFile)]
	return c, nil
}

// Close throws the company away.
func (c *Company) Close() error {
	return errors.Join(c.rack.close(), c.store.close(), os.RemoveAll(c.dir))
}

// readLibrary reads the forms of a folder; later folders lie over earlier ones.
func readLibrary(folders ...string) (*form.Library, error) {
	files := fstest.MapFS{}
	for _, folder := range folders {
		entries, err := fs.ReadDir(libraries, folder)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			content, err := fs.ReadFile(libraries, path.Join(folder, e.Name()))
			if err != nil {
				return nil, err
			}
			files[e.Name()] = &fstest.MapFile{Data: content}
		}
	}
	return form.Parse(files)
}

// found fills the company's server by real operations and enrols its tablets.
func (c *Company) found() (err error) {
	w := &World{company: c, dir: c.dir, rack: c.rack, now: morning().Add(-24 * time.Hour), chaos: calm()}
	w.roll(0)
	w.office = &office{w: w, dir: filepath.Join(c.dir, "office"), lib: c.lib}
	c.office = w.office.dir
	if err := w.office.open(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.office.close()) }()
	srv := w.office.srv
	if c.admin, _, err = srv.FirstPerson(ctx, "admin"); err != nil {
		return err
	}
	made := func(actor form.ID, formName string, values form.Values) (id form.ID) {
		if err != nil {
			return id
		}
		id, err = create(srv, actor, formName, values)
		return id
	}
	c.north = made(c.admin, "site", form.Values{"name": "north"})
	c.south = made(c.admin, "site", form.Values{"name": "south"})
	for n, s := range []struct {
		role string
		site form.ID
	}{
		{"assistant", c.north}, {"engineer", c.north}, {"engineer", c.north}, {"keeper", c.north},
		{"assistant", c.south}, {"engineer", c.south}, {"engineer", c.north}, {"assistant", form.ID{}},
	} {
		seat := seat{role: s.role, account: "p" + strconv.Itoa(n), dir: filepath.Join(c.dir, "tablet-"+strconv.Itoa(n))}
		if n == 6 {
			seat.person, seat.account = c.seats[1].person, c.seats[1].account // a second tablet of the same person
		} else {
			seat.person = made(c.admin, "person", form.Values{"name": seat.account, "posts": posts(s.role, s.site)})
		}
		c.seats = append(c.seats, seat)
		if err != nil {
			return err
		}
		if err := srv.SetPassword(ctx, seat.person, seat.account, password); err != nil {
			return err
		}
	}
	customer := made(c.seats[0].person, "customer", form.Values{"name": "first"})
	made(c.seats[3].person, "unit", form.Values{"serial": "A1"})
	made(c.seats[3].person, "unit", form.Values{"serial": "A2"})
	job := form.Values{"customer": form.Ref{Form: "customer", ID: customer}, "engineer": c.seats[1].person, "fault": "first"}
	made(c.seats[0].person, "job", job)
	made(c.seats[0].person, "job", job)
	if err != nil {
		return err
	}
	for n := range c.seats {
		if err := c.enrol(w, n); err != nil {
			return err
		}
	}
	return nil
}

func (c *Company) enrol(w *World, n int) (err error) {
	s := &c.seats[n]
	w.tablets = append(w.tablets, &tablet{w: w, n: n, dir: s.dir})
	tb := w.tablets[n]
	code, err := w.office.srv.EnrolCode(ctx, s.person, time.Hour)
	if err != nil {
		return err
	}
	cfg := tb.clientConfig()
	tb.store, err = client.Enrol(ctx, s.dir, code.String(), cfg)
	if err != nil {
		return fmt.Errorf("enrol tablet %d: %w", n, err)
	}
	defer func() { err = errors.Join(err, tb.store.Close()) }()
	cl, err := client.New(tb.store, cfg)
	if err != nil {
		return err
	}
	return cl.Sync(ctx)
}

func create(srv *server.Server, actor form.ID, formName string, values form.Values) (form.ID, error) {
	res, err := srv.Do(ctx, actor, record.Part{Kind: record.Create, Form: formName, Values: values})
	if err == nil && res.Fate != record.Applied {
		err = fmt.Errorf("%s %v", res.Fate, res.Problems)
	}
	if err != nil {
		return form.ID{}, fmt.Errorf("make a %s: %w", formName, err)
	}
	return res.Op, nil
}

// posts is a person's table of posts with one post; no site is all sites.
func posts(role string, site form.ID) []form.Row {
	values := form.Values{"role": role}
	if site != (form.ID{}) {
		values["site"] = form.Ref{Form: "site", ID: site}
	}
	return []form.Row{{ID: "post", Values: values}}
}

// begin gives a world copies of the company's folders and disks.
func (c *Company) begin(w *World) error {
	var err error
	if w.dir, err = os.MkdirTemp(c.dir, "history-"); err != nil {
		return err
	}
	w.rack = newRack(c.store)
	w.office = &office{w: w, dir: filepath.Join(w.dir, "office"), lib: c.lib}
	if err := w.copyFolder(c.rack, c.office, w.office.dir); err != nil {
		return err
	}
	if err := w.office.open(); err != nil {
		return err
	}
	for n := range w.chaos.tablets {
		s := c.seats[n]
		tb := &tablet{w: w, n: n, dir: filepath.Join(w.dir, filepath.Base(s.dir)), role: s.role, person: s.person, account: s.account}
		if err := w.copyFolder(c.rack, s.dir, tb.dir); err != nil {
			return err
		}
		w.tablets = append(w.tablets, tb)
		if err := tb.open(); err != nil {
			return err
		}
	}
	return nil
}

// copyFolder copies a folder and the disk in it.
func (w *World) copyFolder(from *rack, old, fresh string) error {
	if err := os.CopyFS(fresh, os.DirFS(old)); err != nil {
		return err
	}
	_, err := w.rack.copyOf(filepath.Join(fresh, databaseFile), from.disks[filepath.Join(old, databaseFile)])
	return err
}
