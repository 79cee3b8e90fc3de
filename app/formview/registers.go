package formview

import (
	"strings"

	"fieldline/forms/driver"
	"fieldline/forms/form"
)

// Registers is the editor of what a dialer was read to hold: it is never typed.
const Registers = "registers"

// registersMost is how many registers that changed are written out.
const registersMost = 12

// registersKind says how many registers were read, and on the paper which of them changed.
func registersKind() kind {
	return kind{
		half: true,
		say: func(s Speech, _ *form.Field, v any) string {
			return s.Words.T("formview.registers", int64(strings.Count(stringOf(v), "\n")))
		},
	}
}

// changedRegisters are the registers that hold something else than the field of the same
// editor before it says, a line each; "" where there is nothing to compare with.
func (c *cell) changedRegisters() string {
	before := c.fieldBefore()
	if before == nil || form.Empty(c.v.rec.Values[before.Name]) {
		return ""
	}
	was, err := driver.ReadValues(stringOf(c.v.rec.Values[before.Name]))
	is, err2 := driver.ReadValues(stringOf(c.v.value(c.spot)))
	if err != nil || err2 != nil {
		return ""
	}
	w := c.v.cfg.Words
	changes := driver.Changes(was, is)
	lines := []string{w.T("formview.registers_changed", int64(len(changes)))}
	for i, change := range changes {
		if i == registersMost {
			lines = append(lines, w.T("formview.registers_more", int64(len(changes)-registersMost)))
			break
		}
		lines = append(lines, w.T("formview.register", change.Register, orDash(change.Was), orDash(change.Is)))
	}
	return strings.Join(lines, "\n")
}

// fieldBefore is the field right before this one, if it has the same editor.
func (c *cell) fieldBefore() *form.Field {
	var before *form.Field
	for _, f := range c.v.cfg.Form.Fields() {
		if f.Name == c.field.Name {
			break
		}
		before = f
	}
	if before == nil || before.Editor != c.field.Editor {
		return nil
	}
	return before
}

func orDash(value string) string {
	if value == "" {
		return "–"
	}
	return value
}
