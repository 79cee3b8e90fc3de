package bench

import (
	"context"
	"errors"

	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// found is what a code stands for: a unit, or another record.
type found struct {
	unit *unit
	ref  form.Ref
}

// unit is a dialer with what decides its next steps.
type unit struct {
	rec     record.Record
	env     *form.Env
	buttons []form.Button
	tests   []*form.Record
	configs []*form.Record
	like    form.Values  // what its program begins with: as the one that was made last for its model
	slip    *form.Record // the open issue slip it is on
}

// find returns what a code stands for, nil for nothing that is known here.
func find(ctx context.Context, store *device.Store, code string) (*found, error) {
	ref, err := screen.Find(ctx, store, code)
	switch {
	case errors.Is(err, form.ErrNotHere):
		return nil, nil
	case err != nil:
		return nil, err
	case ref.Form == library.DialerUnit:
		u, err := read(ctx, store, ref.ID)
		return &found{unit: u}, err
	}
	return &found{ref: ref}, nil
}

// read gathers a unit with its tests, programs and slip.
func read(ctx context.Context, store *device.Store, id form.ID) (*unit, error) {
	rec, err := store.Record(ctx, library.DialerUnit, id)
	if err != nil {
		return nil, err
	}
	u := &unit{rec: rec}
	u.env = store.Env(ctx, &u.rec)
	u.buttons = store.Library().Form(library.DialerUnit).Buttons(u.env)
	if u.tests, err = u.env.World.Related(library.QualityTest, library.QualityTestUnit, id); err != nil {
		return nil, err
	}
	if u.configs, err = u.env.World.Related(library.DialerConfig, library.DialerConfigUnit, id); err != nil {
		return nil, err
	}
	if rec.State == library.DialerUnitInStock {
		if u.like, err = programLike(ctx, store, u.env, &rec.Record); err != nil {
			return nil, err
		}
	}
	for _, name := range named() { // so that drawing finds their names in memory
		if ref, ok := pointed(rec.Get(name)); ok {
			if _, err := u.env.World.Record(ref.Form, ref.ID); err != nil && !errors.Is(err, form.ErrNotHere) {
				return nil, err
			}
		}
	}
	order, ok := rec.Get(library.DialerUnitOrder).(form.Ref)
	if !ok {
		return u, nil
	}
	slips, err := u.env.World.Related(library.Allotment, library.AllotmentOrder, order.ID)
	if err != nil {
		return nil, err
	}
	for _, slip := range slips {
		rows, _ := slip.Get(library.AllotmentUnits).([]form.Row)
		for _, row := range rows {
			if ref, ok := row.Values[library.AllotmentUnitsRowUnit].(form.Ref); ok && ref.ID == id && slip.State != library.AllotmentUsed {
				u.slip = slip
			}
		}
	}
	return u, nil
}

// named are the columns of a unit that are shown by the names of other records.
func named() []string {
	return []string{library.DialerUnitHolder, library.DialerUnitOrder, library.DialerUnitCustomer}
}

func pointed(v any) (form.Ref, bool) {
	switch v := v.(type) {
	case form.Ref:
		return v, true
	case form.ID:
		return form.Ref{Form: library.Person, ID: v}, true
	}
	return form.Ref{}, false
}

// programLike is what the program of a dialer that has none begins with: template, area,
// access numbers and parameters of the one that was made last, and the same lines without
// their numbers, where that was for a dialer of the same model. A customer's secrets and
// wishes are his.
func programLike(ctx context.Context, store *device.Store, env *form.Env, unit *form.Record) (form.Values, error) {
	like := form.Values{library.DialerConfigUnit: form.Ref{Form: library.DialerUnit, ID: unit.ID}}
	page, err := store.List(ctx, device.Query{Form: library.DialerConfig, Sort: "-created_at", Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		return like, err
	}
	last := &page.Rows[0].Record.Record
	of, template := screen.Pointed(env, last, library.DialerConfigUnit), screen.Pointed(env, last, library.DialerConfigTemplate)
	if of == nil || template == nil || template.State != library.PlanTemplateInForce || of.Get(library.DialerUnitModel) != unit.Get(library.DialerUnitModel) {
		return like, nil
	}
	for _, column := range []string{library.DialerConfigTemplate, library.DialerConfigAreaCode, library.DialerConfigAccessNumbers, library.DialerConfigPrefixes, library.DialerConfigParameters} {
		if v := last.Get(column); !form.Empty(v) {
			like[column] = form.CloneValue(v)
		}
	}
	var lines []form.Row
	rows, _ := last.Get(library.DialerConfigLines).([]form.Row)
	for _, row := range rows {
		lines = append(lines, form.Row{ID: store.NewID().String(), Values: form.Values{library.DialerConfigLinesRowLine: row.Values[library.DialerConfigLinesRowLine]}})
	}
	if len(lines) > 0 {
		like[library.DialerConfigLines] = lines
	}
	return like, nil
}
