package seal

import (
	"context"
	"errors"
	"time"

	"fieldline/forms/dialplan"
	"fieldline/forms/driver"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
	"fieldline/sync/record"
)

// desk is what is known of a dialer and of the program it is to hold.
type desk struct {
	config *form.Record // DOC-12; nil where none is here
	unit   *form.Record // DOC-11; nil where none is chosen or it is not here
	serial string
	kind   *driver.Unit // nil: the model names none

	program  *program.Program // nil where there is none to be made
	said     *driver.Program  // to this type; nil while there are problems
	problems []program.Problem
	found    []driver.Setting // what the dialer held before a try that left it half written; nil where what it holds now is what is found
	mine     bool             // this person may seal it now
	refusals []form.Problem   // why the form would not take a seal if all went well
	warnings []form.Problem   // what it wants a reason for
	ports    []string         // of this device

	seal  *sealed // nil: it has none
	names form.World
}

// sealed is what a dialer was delivered with, and what the plan says now.
type sealed struct {
	at      time.Time
	by      form.ID
	config  form.ID
	digest  string
	values  []driver.Setting
	current bool // the program is the one that was sealed
	now     []driver.Setting
	known   bool // what the plan says now is known here
	proof   *dialplan.Proof
}

// read gathers what there is about a dialer (DOC-11) or a program (DOC-12).
func (s *Screen) read(ctx context.Context) (*desk, error) {
	rec, err := s.deps.Store.Record(ctx, s.place.Form, s.place.ID)
	if err != nil {
		return nil, err
	}
	env := s.deps.Store.Env(ctx, nil)
	d := &desk{names: env.World}
	other, column := &d.unit, library.DialerConfigUnit
	if rec.Form == library.DialerConfig {
		d.config = &rec.Record
	} else {
		d.unit, other, column = &rec.Record, &d.config, library.DialerUnitConfig
	}
	if *other, err = pointed(env.World, &rec.Record, column); err != nil {
		return nil, err
	}
	if d.unit != nil {
		d.serial, _ = d.unit.Get(library.DialerUnitSerial).(string)
		if d.kind, err = program.UnitType(env.World, d.unit); err != nil && !errors.Is(err, form.ErrNotHere) {
			return nil, err
		}
	}
	if err := s.compile(d); err != nil {
		return nil, err
	}
	if err := d.foundBefore(); err != nil {
		return nil, err
	}
	if d.ports, err = s.bench.ports(); err != nil {
		return nil, err
	}
	if rec.Form == library.DialerConfig {
		if err := s.foresee(ctx, d, rec); err != nil {
			return nil, err
		}
	}
	return d, d.deliver()
}

// foresee finds out whether this person may seal the program, and what the form would say if
// the dialer took it: better known before anything is written.
func (s *Screen) foresee(ctx context.Context, d *desk, rec record.Record) error {
	rec.Values = form.Clone(rec.Values)
	if d.said != nil {
		image, err := d.image()
		if err != nil {
			return err
		}
		rec.Values[library.DialerConfigSealedSerial], rec.Values[library.DialerConfigAsLeft] = d.serial, driver.WriteValues(image)
		rec.Values[library.DialerConfigAsFound] = rec.Values[library.DialerConfigAsLeft]
	}
	for _, b := range s.deps.Store.Library().Form(library.DialerConfig).Buttons(s.deps.Store.Env(ctx, &rec)) {
		if b.Action.Name == library.DialerConfigSeal {
			d.mine, d.refusals, d.warnings = true, b.Why, b.Warnings
		}
	}
	return nil
}

// foundBefore reads what an earlier try found in this dialer, on whatever device, and could
// not finish.
func (d *desk) foundBefore() (err error) {
	if d.config == nil || d.config.State != library.DialerConfigToConfigure || d.config.Get(library.DialerConfigSealedSerial) != d.serial {
		return nil
	}
	if text, _ := d.config.Get(library.DialerConfigAsFound).(string); text != "" {
		d.found, err = driver.ReadValues(text)
	}
	return err
}

// pointed is the record that a column points to, nil where there is none here.
func pointed(world form.World, rec *form.Record, column string) (*form.Record, error) {
	ref, ok := rec.Get(column).(form.Ref)
	if !ok {
		return nil, nil
	}
	to, err := world.Record(ref.Form, ref.ID)
	if errors.Is(err, form.ErrNotHere) {
		return nil, nil
	}
	return to, err
}

// compile says the program to the type of the dialer.
func (s *Screen) compile(d *desk) (err error) {
	if d.config == nil || d.kind == nil {
		return nil
	}
	d.program, d.problems, err = program.Of(d.names, d.config)
	if errors.Is(err, form.ErrNotHere) {
		d.program = nil
		return nil
	}
	if err != nil || len(d.problems) > 0 {
		return err
	}
	if d.program.LacksSegments { // which mobiles are home is not known here: it might be another plan
		w := s.deps.Words.T("seal.no_segments")
		d.problems = []program.Problem{{Label: form.Label{Zh: w, En: w}}}
		return nil
	}
	d.said, err = d.program.For(d.kind)
	if refused := new(driver.Refusal); errors.As(err, &refused) {
		d.problems = program.Refused(refused)
		return nil
	}
	return err
}

// image is what the registers are to hold.
func (d *desk) image() ([]driver.Setting, error) {
	_, _, image, err := driver.ReadScript(d.said.Text, d.kind)
	return image, err
}

// expected are the values for which a dialer is read: what it was sealed with, else what it
// is to hold.
func (d *desk) expected() []driver.Setting {
	if d.seal != nil {
		return d.seal.values
	}
	if d.said == nil {
		return nil
	}
	image, err := d.image()
	if err != nil {
		return nil // it was written by the driver that reads it
	}
	return image
}

// deliver reads the seal on the dialer and compares it with what the plan says now.
func (d *desk) deliver() error {
	if d.unit == nil {
		return nil
	}
	text, _ := d.unit.Get(library.DialerUnitSealedValues).(string)
	if text == "" {
		return nil
	}
	sl := &sealed{}
	var err error
	if sl.values, err = driver.ReadValues(text); err != nil {
		return err
	}
	sl.at, _ = d.unit.Get(library.DialerUnitSealedAt).(time.Time)
	sl.by, _ = d.unit.Get(library.DialerUnitSealedBy).(form.ID)
	sl.digest, _ = d.unit.Get(library.DialerUnitSealedDigest).(string)
	if ref, ok := d.unit.Get(library.DialerUnitSeal).(form.Ref); ok {
		sl.config = ref.ID
	}
	sl.current = d.unit.Get(library.DialerUnitDelivered) == library.DeliveredIsAsDelivered
	d.seal = sl
	if sl.current || d.said == nil {
		return nil
	}
	if sl.now, err = d.image(); err != nil {
		return err
	}
	sl.known = true
	sl.proof, err = d.kind.Differ(sl.values, sl.now, d.program.Plan.Profile(), d.program.Segments)
	return err
}
