package formview

import (
	"fieldline/app/code"
	"fieldline/app/widgets"
)

// scanKind is a code that a scanner types, or a person; Enter ends it.
func scanKind() kind {
	return kind{half: true, edit: func(c *cell) editor { return newScan(c) }}
}

func newScan(c *cell) *typing {
	e := newTyping(c, 0, widgets.InputOptions{Icon: "scan"}, registered, writeText)
	e.input.SetPlaceholder(c.v.cfg.Words.T("formview.scan_as"))
	e.input.OnSubmit(func(text string) { e.leave(text) })
	return e
}

// registered is what is kept of a label, or of what was typed in its place: the serial
// number on it, in its one spelling; false of a code that has none.
func registered(text string) (any, bool) {
	c := code.Parse(text)
	return c.Registered(), c.Serial != ""
}
