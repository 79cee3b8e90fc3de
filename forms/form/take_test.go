package form_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
)

func TestSet_refusesWhatIsNoFieldOrFillsItself(t *testing.T) {
	s := newShop(t)
	id := s.order()
	cases := []struct {
		field string
		value any
		key   string
	}{
		{"nonsense", "x", form.KeyUnknownField},
		{"total", int64(5), form.KeyReadOnly},
		{"fresh_at", s.Now.Add(time.Hour), form.KeyReadOnly},
		{"done_due", s.Now, form.KeyReadOnly},
		{"verdict", "pass", form.KeyWhoMayWrite},
	}
	for _, c := range cases {
		wants(t, s.As(s.assistant).NoSet("order", id, form.Values{c.field: c.value}), c.key)
	}
}

func TestSet_isForTheWritersOfTheFieldInItsStates(t *testing.T) {
	s := newShop(t)
	id := s.assigned()

	wants(t, s.As(s.keeper).NoSet("order", id, form.Values{"contact": "x"}), form.KeyWhoMayWrite)
	wants(t, s.As(s.second).NoSet("order", id, form.Values{"contact": "x"}), form.KeyWhoMayWrite)
	wants(t, s.As(s.engineer).NoSet("order", id, form.Values{"findings": "x"}), form.KeyFrozen)
	s.As(s.engineer).Set("order", id, form.Values{"contact": "Ms Wu"})

	s.As(s.engineer).Act("order", id, "start")
	s.As(s.engineer).Set("order", id, form.Values{"findings": "x"})
	wants(t, s.As(s.assistant).NoSet("order", id, form.Values{"findings": "y"}), form.KeyWhoMayWrite)
	wants(t, s.As(s.assistant).NoSet("order", id, form.Values{"area": "y"}), form.KeyFrozen)
}

func TestSet_ofWhatIsThereAlreadyIsNothing(t *testing.T) {
	s := newShop(t)
	id := s.assigned()
	before := s.Get("order", id)

	s.Wait(time.Hour)
	s.As(s.keeper).Set("order", id, form.Values{"contact": "Mr Lin"})

	if after := s.Get("order", id); !after.UpdatedAt.Equal(before.UpdatedAt) {
		t.Errorf("an equal value made a change at %s", after.UpdatedAt)
	}
}

func TestSet_keepsEachValueWithinItsField(t *testing.T) {
	s := newShop(t)
	id := s.order()
	long := strings.Repeat("长", 21)
	cases := []struct {
		name  string
		value form.Values
		key   string
	}{
		{"another type", form.Values{"contact": int64(1)}, form.KeyBadValue},
		{"no such word", form.Values{"kind": "dance"}, form.KeyUnknownWord},
		{"a retired word", form.Values{"kind": "survey"}, form.KeyWordNotOffered},
		{"one word of several", form.Values{"tags": []string{"urgent", "dance"}}, form.KeyUnknownWord},
		{"another form", form.Values{"customer": ref("unit", s.customer)}, form.KeyWrongForm},
		{"no engineer", form.Values{"engineer": s.keeper}, form.KeyNotThatRole},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			wants(t, s.As(s.assistant).NoSet("order", id, c.value), c.key)
		})
	}
	wants(t, s.As(s.assistant).NoSet("customer", s.customer, form.Values{"name": long}), form.KeyTooLong)

	working := s.working()
	wants(t, s.As(s.engineer).NoSet("order", working, form.Values{"stars": int64(6)}), form.KeyOutOfRange)
	wants(t, s.As(s.engineer).NoSet("order", working, form.Values{"lines": []form.Row{row("1", form.Values{"colour": "red"})}}),
		form.KeyUnknownField)
	wants(t, s.As(s.engineer).NoSet("order", working, form.Values{"lines": []form.Row{row("1", nil), row("1", nil)}}), form.KeyBadValue)
	var photos []form.Row
	for i := range 4 {
		sha := strings.Repeat(strconv.Itoa(i), 64)
		photos = append(photos, row(sha, form.Values{"photo": form.Attachment{SHA256: sha, Mime: "image/jpeg", Bytes: 9}}))
	}
	wants(t, s.As(s.engineer).NoSet("order", working, form.Values{"photos": photos}), form.KeyTooMany)
	s.As(s.engineer).Set("order", working, form.Values{"photos": photos[:3]})
}

func TestOnly_saysWhatMayBePicked(t *testing.T) {
	s := newShop(t)
	blocked := s.As(s.assistant).Create("customer", form.Values{"name": "Closed down", "blocked": true})

	wants(t, s.As(s.assistant).NoCreate("order", form.Values{"customer": ref("customer", blocked)}), form.KeyMayNotPick)

	// What was picked before stays when it may not be picked any more.
	id := s.order()
	s.As(s.assistant).Set("customer", s.customer, form.Values{"blocked": true})
	s.As(s.assistant).Set("order", id, form.Values{"contact": "Ms Wu"})
}

func TestOnly_cannotPickWhatIsNotHere(t *testing.T) {
	s := newShop(t)
	s.Incomplete = true
	s.Hide(ref("customer", s.customer))

	wants(t, s.As(s.assistant).NoCreate("order", form.Values{"customer": ref("customer", s.customer)}), form.KeyNotKnownHere)
}

func TestCalc_followsInOrderOfDependence(t *testing.T) {
	s := newShop(t)
	id := s.order()

	s.As(s.assistant).Set("order", id, form.Values{"price": int64(1050), "count": int64(3)})

	rec := s.Get("order", id)
	if rec.Values["total"] != int64(3150) || rec.Values["twice"] != int64(6300) {
		t.Errorf("total %v, twice %v", rec.Values["total"], rec.Values["twice"])
	}
}

func TestCalc_ofRowsGoesBeforeThatOfTheRecord(t *testing.T) {
	s := newShop(t)
	id := s.working()

	s.As(s.engineer).Set("order", id, form.Values{"lines": []form.Row{
		row("a", form.Values{"item": "cable", "pieces": int64(2), "each": int64(300)}),
		row("b", form.Values{"item": "plug", "pieces": int64(1), "each": int64(50), "sum": int64(99999)}),
	}})

	rec := s.Get("order", id)
	lines := rec.Values["lines"].([]form.Row)
	if lines[0].Values["sum"] != int64(600) || lines[1].Values["sum"] != int64(50) || rec.Values["spent"] != int64(650) {
		t.Errorf("sums %v and %v, spent %v", lines[0].Values["sum"], lines[1].Values["sum"], rec.Values["spent"])
	}
}

func TestAmend_correctsAFrozenFieldWithoutChangingIt(t *testing.T) {
	s := newShop(t)
	id := s.working()
	s.As(s.engineer).Set("order", id, s.work())
	correction := form.Values{"field": "findings", "says": "two loose wires", "why": "miscounted"}

	wants(t, s.As(s.engineer).NoAdd("order", id, "amendments", correction), form.KeyNotFrozen)
	s.As(s.engineer).Act("order", id, "finish")
	wants(t, s.As(s.keeper).NoAdd("order", id, "amendments", correction), form.KeyWhoMay)
	wants(t, s.As(s.engineer).NoAdd("order", id, "amendments", form.Values{"field": "findings", "says": "x"}), form.KeyRequired)
	s.As(s.engineer).Add("order", id, "amendments", correction)

	rec := s.Get("order", id)
	rows := rec.Values["amendments"].([]form.Row)
	if rec.Values["findings"] != "a loose wire" || len(rows) != 1 || rows[0].Values["by"] != s.engineer {
		t.Errorf("findings %v, amendments %v", rec.Values["findings"], rows)
	}
}

func TestAdd_appendsARowWithItsDefaults(t *testing.T) {
	s := newShop(t)
	id := s.working()

	s.As(s.engineer).Add("order", id, "lines", form.Values{"item": "cable"})
	s.As(s.engineer).Add("order", id, "lines", form.Values{"item": "plug"})

	lines := s.Get("order", id).Values["lines"].([]form.Row)
	if len(lines) != 2 || lines[0].Values["pieces"] != int64(1) {
		t.Errorf("lines %v", lines)
	}
	wants(t, s.As(s.engineer).NoAdd("order", id, "lines", nil), "lines.item")
	wants(t, s.As(s.engineer).NoAdd("order", id, "contact", nil), form.KeyNotATable)
	wants(t, s.As(s.assistant).NoAdd("order", id, "lines", form.Values{"item": "x"}), form.KeyWhoMayWrite)
}

func TestKey_makesOneRowOfTheSameThing(t *testing.T) {
	s := newShop(t)
	id := s.working()

	s.As(s.engineer).Add("order", id, "counted", form.Values{"serial": "A1", "found": true, "shelf": "3"})
	s.As(s.engineer).Add("order", id, "counted", form.Values{"serial": "A1", "found": false})

	rows := s.Get("order", id).Values["counted"].([]form.Row)
	want := form.KeyedRowID(ref("order", id), "counted", "A1")
	if len(rows) != 1 || rows[0].ID != want || rows[0].Values["found"] != false || rows[0].Values["shelf"] != "3" {
		t.Errorf("rows %v", rows)
	}
	twice := []form.Row{row("1", form.Values{"serial": "A2"}), row("2", form.Values{"serial": "A2"})}
	wants(t, s.As(s.engineer).NoSet("order", id, form.Values{"counted": twice}), "counted.serial")
}
