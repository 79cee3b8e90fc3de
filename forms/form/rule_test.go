package form_test

import (
	"testing"

	"fieldline/forms/form"
)

func TestOnlyRefuses(t *testing.T) {
	for rule, want := range map[string]bool{
		"card.create": true, "card.check.0": true, "card.unique.1": true, "move.totals.held": true,
		"card.fields.topics.required": true, "card.fields.topics.by": true, "card.fields.topics.check.2": true,
		"card.actions.check.by": true, "card.actions.check.show": true, "card.actions.send.check.0": true,
		"card.fields.topics.calc": false, "card.fields.topics.default": false, "card.fields.rows.check.calc": false,
		"card.deadlines.visit": false, "card.actions.send.then.0": false, "card.actions.send.then.0.if": false, "card": false,
	} {
		if got := form.OnlyRefuses(rule); got != want {
			t.Errorf("%s: %v", rule, got)
		}
	}
}
