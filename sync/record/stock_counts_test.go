package record_test

import (
	"time"

	"pgregory.net/rapid"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
	"fieldline/sync/record"
	"fieldline/sync/record/recordtest"
)

// counts is a count of the dialers by a stock keeper, who says what to do about each that
// differs and finishes it.
func (s *store) counts(seen *recordtest.Store) []record.Part {
	id := s.play.ID()
	var rows []form.Row
	for _, unit := range s.units {
		rec, err := seen.Record(library.DialerUnit, unit)
		if err != nil {
			continue // scanned on another device
		}
		serial, _ := rec.Get(library.DialerUnitSerial).(string)
		expected := rec.Get(library.DialerUnitPlace) == library.PlaceIsWarehouse && rec.Get(library.DialerUnitLost) != true
		found := expected
		if rapid.IntRange(0, 2).Draw(s.rt, serial+" differs") == 0 {
			found = !found
		}
		row := form.Values{
			library.StockCountLinesRowSerial: serial, library.StockCountLinesRowUnit: ref(library.DialerUnit, unit),
			library.StockCountLinesRowExpected: expected, library.StockCountLinesRowFound: found,
		}
		switch {
		case expected && !found:
			row[library.StockCountLinesRowRemedy] = rapid.SampledFrom([]string{library.CountRemedyIsWriteOff, library.CountRemedyIsWriteOff, library.CountRemedyIsElsewhere}).Draw(s.rt, "remedy")
		case found && !expected:
			row[library.StockCountLinesRowRemedy] = library.CountRemedyIsBookLate
		}
		rows = append(rows, form.Row{ID: form.KeyedRowID(ref(library.StockCount, id), library.StockCountLines, serial), Values: row})
	}
	return []record.Part{
		{Kind: record.Create, Form: library.StockCount, ID: id, Values: form.Values{library.StockCountLines: rows}},
		act(library.StockCount, id, library.StockCountFinish, nil),
	}
}

// confirms is what finance does: it confirms a count.
func (s *store) confirms(seen *recordtest.Store) []record.Part {
	var waiting []form.ID
	for _, count := range seen.All(library.StockCount) {
		if count.State == library.StockCountCounted {
			waiting = append(waiting, count.ID)
		}
	}
	if len(waiting) == 0 {
		return nil
	}
	return []record.Part{act(library.StockCount, rapid.SampledFrom(waiting).Draw(s.rt, "count"), library.StockCountConfirm, nil)}
}

// remedied fails unless a count that was confirmed is carried out: what was written off is lost,
// and the manager decides or has (of an earlier count that looked for it in vain too); what was
// found lies in the store, or has gone on since and is left alone.
func (s *store) remedied(server *recordtest.Store, count form.ID, out record.Outcome) {
	for _, p := range out.Problems {
		if p.Form == library.DialerUnit {
			s.rt.Fatalf("a count is stopped by a dialer: %s", formtest.Sentences(out.Problems))
		}
	}
	rec := s.must(server, library.StockCount, count)
	if out.Fate != record.Applied || rec.State != library.StockCountConfirmed {
		return
	}
	s.moved[library.StockCountConfirm]++
	counted, _ := rec.Get("counted_at").(time.Time)
	for _, c := range out.Changes {
		if c.After.Form != library.DialerUnit || c.Before.State == c.After.State || c.After.State == library.DialerUnitToScrap {
			continue
		}
		since, _ := c.Before.Get(c.Before.State + "_at").(time.Time)
		if c.Before.Get(library.DialerUnitLost) == true { // since it was looked for in vain, whenever that was confirmed
			since, _ = c.Before.Get(library.DialerUnitMissedAt).(time.Time)
		}
		if since.After(counted) {
			s.rt.Fatalf("a count of %v moves %v, which is %s since %v", counted, c.Before.Get(library.DialerUnitSerial), c.Before.State, since)
		}
	}
	rows, _ := rec.Get(library.StockCountLines).([]form.Row)
	for _, row := range rows {
		to, _ := row.Values[library.StockCountLinesRowUnit].(form.Ref)
		unit := s.must(server, library.DialerUnit, to.ID)
		serial, place := unit.Get(library.DialerUnitSerial), unit.Get(library.DialerUnitPlace)
		since, _ := unit.Get(unit.State + "_at").(time.Time)
		switch row.Values[library.StockCountLinesRowRemedy] {
		case library.CountRemedyIsWriteOff:
			switch {
			case unit.Get(library.DialerUnitLost) == true && (unit.State == library.DialerUnitToScrap || unit.State == library.DialerUnitScrapped):
				s.moved[library.DialerUnitMiss]++
			case !seenAfter(unit, counted):
				s.rt.Fatalf("%v was written off and is %s", serial, unit.State)
			}
		case library.CountRemedyIsBookLate:
			if place != library.PlaceIsWarehouse && place != library.PlaceIsGone && !since.After(counted) {
				s.rt.Fatalf("%v was found in the store and is %s", serial, unit.State)
			}
			missed, _ := unit.Get(library.DialerUnitMissedAt).(time.Time)
			if unit.Get(library.DialerUnitLost) == true && !missed.After(counted) {
				s.rt.Fatalf("%v was found in the store and is still lost", serial)
			}
		}
	}
}

// seenAfter tells whether somebody has had a dialer before him since a time.
func seenAfter(unit *form.Record, since time.Time) bool {
	seen, _ := unit.Get(library.DialerUnitSeenAt).(time.Time)
	return seen.After(since)
}
