package formview

import "fieldline/forms/form"

// lookupKind is the live value of another record; nobody writes it here.
func lookupKind() kind { return kind{half: true} }

// lookedUp says a lookup from where its record is now.
func (c *cell) lookedUp() string {
	if c.spot.Row == "" {
		return c.v.speech.Path(c.v.rec, c.field.Path)
	}
	rows, _ := c.v.rec.Values[c.spot.Field].([]form.Row)
	for _, row := range rows {
		if row.ID == c.spot.Row {
			return c.v.speech.RowPath(c.v.cfg.Form.Field(c.spot.Field), row, c.field.Path)
		}
	}
	return ""
}
