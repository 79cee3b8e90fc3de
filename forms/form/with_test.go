package form_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
)

// What goes with another cell is worked out as that one is written, and stands whatever
// else is written of the row or the record until it is written anew; nobody types it.
func TestCalc_withAnotherCell(t *testing.T) {
	s := changedShop(t, "card.yaml", "      fine: {type: yes_no, zh: 完好, en: Fine}\n",
		"      fine: {type: yes_no, zh: 完好, en: Fine}\n      at:   {type: datetime, zh: 查看时间, en: Seen at, calc: now, with: fine}\n")
	first, second := ref("unit", s.unit("A1")), ref("unit", s.unit("A2"))
	card := s.card(s.working(), row("1", form.Values{"unit": first, "work": "removed"}), row("2", form.Values{"unit": second, "work": "removed"}))
	engineer := s.As(s.engineer)
	at := func(id string) any {
		rows, _ := s.Get("card", card).Values["units"].([]form.Row)
		for _, r := range rows {
			if r.ID == id {
				return r.Values["at"]
			}
		}
		return nil
	}
	set := func(rows ...form.Row) { engineer.Set("card", card, form.Values{"units": rows}) }
	if v := at("1"); v != nil {
		t.Errorf("nobody looked at it, and it was seen at %v", v)
	}

	s.Wait(time.Hour)
	seen := s.Now
	set(row("1", form.Values{"unit": first, "work": "removed", "fine": true, "at": seen.Add(-time.Hour)}), row("2", form.Values{"unit": second, "work": "removed"}))
	s.Wait(time.Hour)
	set(row("1", form.Values{"unit": first, "work": "installed", "fine": true}), row("2", form.Values{"unit": second, "work": "removed", "fine": true}))
	later := s.Now
	s.Wait(time.Hour)
	engineer.Set("card", card, form.Values{"method": "isdn"})
	if one, two := at("1"), at("2"); !form.Equal(one, seen) || !form.Equal(two, later) {
		t.Errorf("seen at %v and %v, want %v and %v", one, two, seen, later)
	}
	set(row("1", form.Values{"unit": first, "work": "installed", "fine": false}), row("2", form.Values{"unit": second, "work": "removed"}))
	if one, two := at("1"), at("2"); !form.Equal(one, s.Now) || two != nil {
		t.Errorf("seen at %v and %v, want %v and nothing", one, two, s.Now)
	}
}
