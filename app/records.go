package app

import (
	"fieldline/app/screen"
	"fieldline/app/screen/record"
	"fieldline/forms/form"
)

// newRecord makes the screen of a record.
func newRecord(s *shell, at screen.Place, values form.Values) screen.Screen {
	return record.New(s.deps, at, values)
}

// act does an action of a record from elsewhere.
func act(s *shell, formName string, id form.ID, action string) {
	record.Act(s.deps, formName, id, action)
}
