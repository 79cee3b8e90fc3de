package formview

import "fieldline/app/widgets"

// scanKind is a code that a scanner types, or a person; Enter ends it.
func scanKind() kind {
	return kind{half: true, edit: func(c *cell) editor { return newScan(c) }}
}

func newScan(c *cell) *typing {
	e := newTyping(c, 0, widgets.InputOptions{Icon: "scan"}, parseText, writeText)
	e.input.SetPlaceholder(c.v.cfg.Words.T("formview.scan_as"))
	e.input.OnSubmit(func(text string) { e.leave(text) })
	return e
}
