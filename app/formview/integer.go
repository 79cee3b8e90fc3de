package formview

import (
	"fmt"

	"fieldline/app/widgets"
)

// integerKind is a whole number.
func integerKind() kind {
	return kind{
		mute: true,
		half: true,
		edit: func(c *cell) editor {
			return newTyping(c, numberWidth, widgets.InputOptions{Number: true},
				func(text string) (any, bool) { return boxed(parseInteger(text, c.field.Unit)) },
				func(v any) string { return fmt.Sprint(v) })
		},
	}
}
