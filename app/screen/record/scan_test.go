package record

import (
	"testing"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// However the label of a new dialer is read, its number is kept in one spelling (BR-13).
func TestScan_ofANewDialer(t *testing.T) {
	for _, label := range []string{"]C1010690123456789221D4-26990077", "010690123456789221D4-26990077", "d4-26990077", "ｄ4-26990077"} {
		tb := newTablet(t).asKeeper()
		s := tb.showAt(screen.Place{Route: screen.RouteRecord, Form: library.DialerUnit, ID: tb.newID()}, form.Values{})
		if !s.Scanned(label) {
			t.Errorf("%q is not taken", label)
		}
		if got := s.view.Values()[library.DialerUnitSerial]; got != "D4-26990077" {
			t.Errorf("%q is kept as %q", label, got)
		}
	}
}

// A scan picks the dialer that bears the number: not one whose number only begins like it,
// nor one of the lot that stands on the box.
func TestScan_picksNobodyElse(t *testing.T) {
	for label, want := range map[string]string{
		"2025-11": "", "D4-2608171": "", "D4-26081711": "D4-26081711", "]C1010690123456789221D4-26081711": "D4-26081711",
	} {
		tb := newTablet(t)
		second, other := tb.unit("D4-26081712", "issued"), tb.unit("D4-2608171", "in_stock")
		delete(other.Values, library.DialerUnitHolder)
		tb.pull(second, other)
		s := tb.showAt(screen.Place{Route: screen.RouteRecord, Form: library.Swap, ID: tb.newID()}, form.Values{
			library.SwapOrder: tb.ref(tb.order), library.SwapCustomer: tb.ref(tb.customer), library.SwapOld: tb.ref(tb.old)})
		s.Scanned(label)
		got := ""
		switch s.view.Values()[library.SwapNew] {
		case any(tb.ref(tb.fresh)):
			got = "D4-26081711"
		case any(tb.ref(second)):
			got = "D4-26081712"
		}
		if got != want {
			t.Errorf("%q picks %q, want %q", label, got, want)
		}
	}
}

// On a phone, whose header has no room for them, the desks of a record are in its menu.
func TestDesks_areInTheMenuOfAPhone(t *testing.T) {
	for size, items := range map[fyne.Size]int{{Width: 360, Height: 800}: 1, {Width: 1280, Height: 800}: 0} {
		tb := newTablet(t).asKeeper()
		tb.size = size
		s := tb.show(tb.fresh)
		if got := s.deskItems(); len(got) != items {
			t.Errorf("at %v there are %d desks in the menu", size, len(got))
		}
		if len(s.desks()) != 1 {
			t.Errorf("a dialer has %d desks", len(s.desks()))
		}
	}
}
