package formview

import (
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// phoneKind is a telephone number, Chinese unless it begins with +.
func phoneKind() kind {
	return kind{
		half: true,
		say:  func(_ Speech, _ *form.Field, v any) string { return sayPhone(stringOf(v)) },
		edit: func(c *cell) editor {
			return newTyping(c, 232, widgets.InputOptions{Number: true},
				func(text string) (any, bool) { return boxed(parsePhone(text)) },
				func(v any) string { return sayPhone(stringOf(v)) })
		},
	}
}
