package device_test

import (
	"fmt"
	"testing"

	"fieldline/forms/form"
)

// A connection that has looked over the database, or searched in it, has the outline of the
// search index in memory: looked over once more after others have written, it is as whole.
func TestCheckIntegrity_afterOthersHaveWritten(t *testing.T) {
	tb := newTablet(t)
	for round := range 20 {
		for range 8 { // every connection that reads
			tb.must(tb.CheckIntegrity(ctx))
		}
		for i := range 12 {
			tb.pull(tb.record("service_order", "accepted", form.Values{"kind": "install", "engineer": tb.engineer, "fault": fmt.Sprintf("杂音 %d %d", round, i)}))
		}
	}
}
