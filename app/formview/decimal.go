package formview

import (
	"github.com/shopspring/decimal"

	"fieldline/app/widgets"
)

// numberWidth is the width of an input for a number, a day or a time.
const numberWidth = 200

// decimalKind is an exact decimal with its unit and limits.
func decimalKind() kind {
	return kind{
		mute: true,
		half: true,
		edit: func(c *cell) editor {
			return newTyping(c, numberWidth, widgets.InputOptions{Number: true},
				func(text string) (any, bool) { return boxed(parseDecimal(text, c.field.Unit)) },
				func(v any) string {
					d, _ := v.(decimal.Decimal)
					return d.String()
				})
		},
	}
}
