package quality

import (
	"context"
	"slices"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/quality"
	"fieldline/sync/device"
)

// found is what is known of all dialers.
type found struct {
	units     []quality.Unit
	suppliers map[form.ID]string
	mayRate   bool
	begun     *form.Record // the rating that the calendar opened and nobody has filled in; nil: none
}

// read gathers every dialer of a supplier with its in-test and its faults.
func read(ctx context.Context, store *device.Store) (*found, error) {
	lib := store.Library()
	env := store.Env(ctx, nil)
	f := &found{suppliers: map[form.ID]string{}}
	roles, err := store.Roles(ctx)
	if err != nil {
		return nil, err
	}
	f.mayRate = slices.Contains(roles, library.RoleStockKeeper)
	if f.begun, err = begunRating(ctx, store); err != nil {
		return nil, err
	}
	failed := map[form.ID]bool{}
	tested, days := map[form.ID]time.Time{}, map[form.ID]form.Date{} // the first in-test of a dialer, and its verdict
	tests, err := env.World.Matching(library.QualityTest, []string{library.QualityTestDirection}, []any{library.DirectionIsIn}, []string{library.QualityTestPassed, library.QualityTestFailed})
	if err != nil {
		return nil, err
	}
	for _, t := range tests {
		ref, ok := t.Get(library.QualityTestUnit).(form.Ref)
		if before, had := tested[ref.ID]; !ok || had && !t.CreatedAt.Before(before) {
			continue
		}
		tested[ref.ID], failed[ref.ID] = t.CreatedAt, t.State == library.QualityTestFailed
		days[ref.ID] = dayOf(lib.Calendar, t, library.QualityTestPassedAt)
		if failed[ref.ID] {
			days[ref.ID] = dayOf(lib.Calendar, t, library.QualityTestFailedAt)
		}
	}
	var after device.Cursor
	for first := true; first || after != ""; first = false {
		page, err := store.List(ctx, device.Query{Form: library.Supplier, List: library.SupplierListAll, After: after})
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			if err := f.of(lib, env, &row.Record.Record, days, failed); err != nil {
				return nil, err
			}
			f.suppliers[row.Record.ID], _ = row.Record.Get(library.SupplierName).(string)
		}
		after = page.Next
	}
	return f, nil
}

// begunRating is the rating that is due first of those the calendar opened and nobody has
// filled in.
func begunRating(ctx context.Context, store *device.Store) (*form.Record, error) {
	page, err := store.List(ctx, device.Query{Form: library.SupplierRating, List: library.SupplierRatingListDraft})
	if err != nil {
		return nil, err
	}
	for _, row := range page.Rows {
		if r := &row.Record.Record; !form.Empty(r.Get(library.SupplierRatingOpened)) && form.Empty(r.Get(library.SupplierRatingLines)) {
			return r, nil
		}
	}
	return nil, nil
}

// of gathers the dialers of one supplier. What was installed when, its feedbacks say for
// the times before the last.
func (f *found) of(lib *form.Library, env *form.Env, supplier *form.Record, days map[form.ID]form.Date, failed map[form.ID]bool) error {
	units, err := env.World.Related(library.DialerUnit, library.DialerUnitSupplier, supplier.ID)
	if err != nil {
		return err
	}
	feedbacks, err := env.World.Related(library.QualityFeedback, library.QualityFeedbackSupplier, supplier.ID)
	if err != nil {
		return err
	}
	damages, err := env.World.Related(library.DamageRecord, library.DamageRecordSupplier, supplier.ID)
	if err != nil {
		return err
	}
	faults, installed := map[form.ID][]form.Date{}, map[form.ID]form.Date{}
	broken := brokenBy(lib.Calendar, units, damages)
	for _, fb := range feedbacks {
		ref, ok := fb.Get(library.QualityFeedbackUnit).(form.Ref)
		switch fb.State {
		case library.QualityFeedbackSubmitted, library.QualityFeedbackConfirmed, library.QualityFeedbackHandled:
		case library.QualityFeedbackNotAFault:
			delete(broken, ref.ID)
			continue
		default:
			continue
		}
		if !ok {
			continue
		}
		faults[ref.ID] = append(faults[ref.ID], lib.Calendar.Day(fb.CreatedAt))
		if day, ok := fb.Get(library.QualityFeedbackInstalledOn).(form.Date); ok && (installed[ref.ID] == "" || day < installed[ref.ID]) {
			installed[ref.ID] = day
		}
	}
	prices := pricesOf(supplier)
	for _, u := range units {
		price, err := prices.of(env, u)
		if err != nil {
			return err
		}
		serial, _ := u.Get(library.DialerUnitSerial).(string)
		model, _ := u.Get(library.DialerUnitModel).(string)
		lot, _ := u.Get(library.DialerUnitLot).(string)
		received, _ := u.Get(library.DialerUnitReceivedOn).(form.Date)
		unit := quality.Unit{
			Serial: serial, ID: u.ID, Supplier: supplier.ID, Model: model, Lot: lot, Received: received, Price: price,
			Tested: days[u.ID], Failed: failed[u.ID], Installed: installed[u.ID], Faults: faults[u.ID],
			Sent: dayOf(lib.Calendar, u, library.DialerUnitWithSupplierAt), Back: dayOf(lib.Calendar, u, library.DialerUnitBackAt),
		}
		if day := dayOf(lib.Calendar, u, library.DialerUnitInstalledAt); day != "" && (unit.Installed == "" || day < unit.Installed) {
			unit.Installed = day
		}
		for _, day := range broken[u.ID] {
			if unit.Installed == "" || day < unit.Installed {
				unit.Faults = append(unit.Faults, day)
			}
		}
		f.units = append(f.units, unit)
	}
	return nil
}

// brokenBy is when dialers were found broken, for those that may never have been at a
// customer's before: what their damage records say that the supplier answers for or nobody
// is said to, else the day they came among the damaged.
func brokenBy(calendar *form.Calendar, units, damages []*form.Record) map[form.ID][]form.Date {
	recorded, broken := map[form.ID]bool{}, map[form.ID][]form.Date{}
	for _, d := range damages {
		ref, ok := d.Get(library.DamageRecordUnit).(form.Ref)
		if !ok || d.State == library.DamageRecordCancelled {
			continue
		}
		recorded[ref.ID] = true
		if by := d.Get(library.DamageRecordResponsible); by != nil && by != library.ResponsibleIsSupplier {
			continue
		}
		if day, ok := d.Get(library.DamageRecordFoundOn).(form.Date); ok {
			broken[ref.ID] = append(broken[ref.ID], day)
		}
	}
	for _, u := range units {
		if times, _ := u.Get(library.DialerUnitInstalledTimes).(int64); times > 1 {
			delete(broken, u.ID) // only its last installation is known: the damage may lie after the first
			continue
		}
		if day := dayOf(calendar, u, library.DialerUnitDamagedAt); day != "" && !recorded[u.ID] {
			broken[u.ID] = append(broken[u.ID], day)
		}
	}
	return broken
}

func dayOf(calendar *form.Calendar, rec *form.Record, stamp string) form.Date {
	at, ok := rec.Get(stamp).(time.Time)
	if !ok {
		return ""
	}
	return calendar.Day(at)
}
