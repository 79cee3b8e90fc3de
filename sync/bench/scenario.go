package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// bench runs the scenarios.
type bench struct {
	dir   string
	runs  int
	wants func(name string) bool
	slow  bool
	plain *stage
	real  *stage
}

// stage is an office with its devices, and the same for the floor. Each measurement
// begins with copies.
type stage struct{ dir string }

func (s *stage) at(name string) string { return filepath.Join(s.dir, name) }

// The devices of a stage.
const (
	freshTablet = "fresh" // has nothing
	fullTablet  = "full"  // has read everything
)

// build fills an office and enrols its devices.
func build(dir string, lib *form.Library, fill func(o *office) error, today day, backlogs []int) (_ *stage, err error) {
	s := &stage{dir: dir}
	o, err := openOffice(s.at("ours"), lib)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	if err := fill(o); err != nil {
		return nil, fmt.Errorf("fill the office: %w", err)
	}
	if err := errors.Join(o.tabletAt(s.at(freshTablet), false), o.tabletAt(s.at(fullTablet), true)); err != nil {
		return nil, err
	}
	docs, err := o.docs(o.made)
	if err != nil {
		return nil, err
	}
	if err := s.floor("floor-"+freshTablet, docs, nil); err != nil {
		return nil, err
	}
	for n, name := range append([]string{"day"}, labels(backlogs)...) {
		work := today
		if n > 0 {
			work = backlog(backlogs[n-1])
		}
		if err := s.prepare(o, name, work, n > 0); err != nil {
			return nil, fmt.Errorf("prepare %s: %w", name, err)
		}
	}
	return s, s.floor("floor-"+fullTablet, nil, nil)
}

func labels(ns []int) []string {
	var all []string
	for _, n := range ns {
		all = append(all, fmt.Sprintf("backlog%d", n))
	}
	return all
}

// prepare has work done on a device; what it comes to is what the floor's device pushes.
// keep says that the work stays on the device, unsent.
func (s *stage) prepare(o *office, name string, work day, keep bool) error {
	dir, err := copyOf(s.at(fullTablet), s.at(name))
	if err != nil {
		return err
	}
	if keep { // an installation of its own, as another device has sent what a copy sends
		if err := errors.Join(os.RemoveAll(dir), o.tabletAt(dir, true)); err != nil {
			return err
		}
	}
	var docs []doc
	err = o.with(dir, func(t *tablet) error {
		refs, err := work.work(t.store)
		if err == nil {
			docs, err = docsOn(t.store, refs)
		}
		return err
	})
	if err != nil {
		return err
	}
	if !keep {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return s.floor("floor-"+name, nil, docs)
}

// floor makes the floor's server and device of a name: what lies on the server for it, and
// what it has to push.
func (s *stage) floor(name string, on, push []doc) error {
	if err := os.MkdirAll(s.at(name), 0o700); err != nil {
		return err
	}
	if err := fillFloor(filepath.Join(s.at(name), "floor.db"), "pair", true, on); err != nil {
		return err
	}
	return fillFloor(filepath.Join(s.at(name), "tablet.db"), "", false, push)
}

// sides are what one scenario is on each side.
type sides struct {
	name string
	// Ours: which device, what it does before, and by which command.
	device, work, how string
	warm              bool
	floor             string // the pair of the floor
	slow              bool   // on the slow link
	secure            bool   // over TLS
	cut               func() time.Duration
}

// result is one measurement.
type result struct {
	answer               // of the device
	server        answer // of the server
	cuts, carried int64
}

// ours measures our side once.
func (s *stage) ours(sc sides) (r result, err error) {
	dir, err := copyOf(s.at("ours"), s.at("run-ours"))
	if err != nil {
		return r, err
	}
	tablet, err := copyOf(s.at(sc.device), s.at("run-"+sc.device))
	if err != nil {
		return r, err
	}
	return s.measure(sc, "serve", dir, "tablet", tablet)
}

// theirs measures the floor once.
func (s *stage) theirs(sc sides) (r result, err error) {
	dir, err := copyOf(s.at(sc.floor), s.at("pair"))
	if err != nil {
		return r, err
	}
	sc.work = ""
	return s.measure(sc, "floor", dir, "floor-tablet", dir)
}

func (s *stage) measure(sc sides, serverRole, serverDir, tabletRole, tabletDir string) (r result, err error) {
	server, err := start(serverRole, serverDir)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	addr, ca := server.Addr, ""
	if sc.secure {
		addr, ca = server.Secure, filepath.Join(serverDir, "ca.pem")
	}
	var l *link
	if sc.slow {
		if l, err = newLink(addr, nil); err != nil {
			return r, err
		}
		defer func() { err = errors.Join(err, l.close()) }()
		addr = l.addr()
	}
	tablet, err := start(tabletRole, tabletDir, addr, ca)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, tablet.stop()) }()
	if sc.warm {
		if _, err := tablet.tell("warm"); err != nil {
			return r, err
		}
	}
	if sc.work != "" {
		if _, err := tablet.tell("work", sc.work); err != nil {
			return r, err
		}
	}
	if l != nil {
		l.cut = sc.cut
		l.up.carried.Store(0)
	}
	if _, err := server.tell("reset"); err != nil {
		return r, err
	}
	before, err := server.tell("usage")
	if err != nil {
		return r, err
	}
	if r.answer, err = tablet.tell(sc.how); err != nil {
		return r, err
	}
	if r.server, err = server.tell("usage"); err != nil {
		return r, err
	}
	r.server.CPU -= before.CPU
	if l != nil {
		r.cuts, r.carried = l.cuts.Load(), l.up.carried.Load()
	}
	return r, nil
}

// pair are the measurements of one scenario, in turns.
type pair struct{ ours, floor []result }

func (b *bench) measure(s *stage, sc sides, runs int) (p pair, err error) {
	for range runs {
		theirs, err := s.theirs(sc)
		if err != nil {
			return p, fmt.Errorf("%s, floor: %w", sc.name, err)
		}
		ours, err := s.ours(sc)
		if err != nil {
			return p, fmt.Errorf("%s: %w", sc.name, err)
		}
		p.floor, p.ours = append(p.floor, theirs), append(p.ours, ours)
	}
	return p, nil
}

// median is the middle of a figure over some results.
func median[T cmp.Ordered](all []result, of func(r result) T) T {
	var list []T
	for _, r := range all {
		list = append(list, of(r))
	}
	slices.Sort(list)
	return list[len(list)/2]
}

func took(r result) float64    { return float64(r.Took) }
func size(r result) float64    { return float64(r.Up + r.Down) }
func bothCPU(r result) float64 { return float64(r.CPU + r.server.CPU) }

func (b *bench) run() error {
	lib, err := plainForms()
	if err != nil {
		return err
	}
	fmt.Println("filling the offices")
	if b.plain, err = build(filepath.Join(b.dir, "plain"), lib, (*office).fillPlain, plainDay{}, []int{1000, 10000}); err != nil {
		return err
	}
	if lib, err = library.Open(); err != nil {
		return err
	}
	if b.real, err = build(filepath.Join(b.dir, "real"), lib, (*office).fillReal, realDay{}, nil); err != nil {
		return err
	}
	return b.table()
}
