package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// The people and the customer of the day; the demo company has them.
const (
	assistant   = "陈静"
	engineer    = "周建明"
	stockKeeper = "何秀兰"
	customer    = "南山海纳物流有限公司"
	initials    = "nshn" // what the assistant types to find the customer
)

// syncTime is how long a round of syncing may take on loopback.
const syncTime = 60 * time.Second

// day is one day of work, seen on the assistant's desktop, the engineer's tablet and the
// stock keeper's bench.
type day struct {
	*theatre
	office *office

	desk, tablet, bench *stage
	lib                 *form.Library
	order               form.ID
	hanging, spare      string // serials of the dialer at the customer, and of the one that replaces it
}

// step is one thing somebody does; its name is the picture's.
type step struct {
	name string
	do   func(context.Context) error
}

// play goes through the day; after each step there is a picture.
func (d *day) play(ctx context.Context) error {
	var err error
	if d.lib, err = library.Open(); err != nil {
		return err
	}
	for _, act := range [][]step{d.morning(), d.offline(), d.evening()} {
		for _, s := range act {
			d.last = s.name
			if err := s.do(ctx); err != nil {
				return errors.Join(err, d.failed())
			}
		}
	}
	return nil
}

// failed leaves a picture of every machine as it stands when a step goes wrong.
func (d *day) failed() error {
	var errs []error
	for _, s := range d.stages {
		errs = append(errs, s.Picture(filepath.Join(d.out, "failed-"+s.name+".png")))
	}
	return errors.Join(errs...)
}

// signIn enrols somebody's machine and waits for the first download.
func (d *day) signIn(ctx context.Context, name, who string, touch bool) (*stage, error) {
	s, err := d.stage(name, touch)
	if err != nil {
		return nil, err
	}
	code, err := d.office.code(ctx, "--person", who)
	if err != nil {
		return nil, err
	}
	s.app.Enrol(code)
	if err := s.downloaded(d.say("现在可以离线工作了", "You can work offline now")); err != nil {
		return nil, err
	}
	if err := s.picture("sign-in-" + name); err != nil {
		return nil, err
	}
	return s, s.Tap(d.say("开始今天", "Start"))
}

// say returns a text in the language of the day.
func (d *day) say(zh, en string) string {
	if d.prefs.Language == "en" {
		return en
	}
	return zh
}

// label is how an action or a field of a form is called.
func (d *day) label(l form.Label) string { return d.say(l.Zh, l.En) }

func (d *day) action(formName, action string) string {
	return d.label(d.lib.Form(formName).Action(action).Label)
}

func (d *day) field(formName, field string) string {
	return d.label(d.lib.Form(formName).Field(field).Label)
}

// all does one thing after the other until one fails.
func all(steps ...func() error) error {
	for i, do := range steps {
		if err := do(); err != nil {
			return fmt.Errorf("at %d: %w", i+1, err)
		}
	}
	return nil
}
