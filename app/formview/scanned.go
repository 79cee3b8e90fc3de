package formview

import (
	"fieldline/forms/form"
)

// Scan takes what a scanner typed while no field had the cursor: into the first field or
// table that waits for such a code and knows it. It tells whether there was one.
func (v *View) Scan(text string) bool {
	for _, p := range v.parts {
		for _, c := range p.cells {
			if c.mode == editing && c.scanned(text) {
				return true
			}
		}
	}
	return false
}

func (c *cell) scanned(text string) bool {
	var found *refEditor
	switch e := c.editor.(type) {
	case *tableEditor:
		found = e.scan
	case *refEditor:
		if c.field.CanScan && form.Empty(c.v.value(c.spot)) {
			found = e
		}
	case *typing:
		if (c.field.Type == form.Scan || c.field.CanScan) && form.Empty(c.v.value(c.spot)) {
			serial, ok := registered(text)
			if ok {
				c.take(serial)
			}
			return ok
		}
	}
	if found == nil {
		return false
	}
	if found.suggest(text); found.at == unmarked || len(found.found) == 0 {
		found.suggest("") // it is for somebody else
		return false
	}
	found.submit(text)
	return true
}
