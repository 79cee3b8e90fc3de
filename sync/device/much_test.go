package device_test

import (
	"fmt"
	"strings"
	"testing"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// What no server takes is not written into the journal, where it would hold up everything
// behind it: it is refused with nothing changed, and work goes on.
func TestPerform_whatIsTooMuchIsRefused(t *testing.T) {
	tb := newTablet(t)
	many := make([]record.Part, record.MostParts+1)
	for i := range many {
		many[i] = tb.findings(fmt.Sprint(i))
	}
	for name, w := range map[string]device.Work{
		"parts": {Parts: many},
		"bytes": {Parts: []record.Part{tb.findings("外线")}, Reason: strings.Repeat("x", record.MostBytes)},
	} {
		done, err := tb.Perform(ctx, w)
		if err != nil || done.Fate != record.Refused || len(done.Problems) != 1 || done.Problems[0].Key != form.KeyTooMuch {
			t.Errorf("%s: %s %v, %v", name, done.Fate, done.Problems, err)
		}
		if rec := tb.get("card", tb.card.ID); rec.Rev != 1 || rec.Values["findings"] != nil {
			t.Errorf("%s: the card is %+v", name, rec)
		}
	}
	tb.do(many[:record.MostParts]...)
	for _, s := range tb.sendable() {
		if _, err := record.Decode(tb.Library(), s.Body); err != nil {
			t.Error(err)
		}
	}
	if n := len(tb.sendable()); n != 1 {
		t.Errorf("%d operations are sent", n)
	}
}
