package formview

import "fieldline/app/widgets"

// clockKind is a time of day.
func clockKind() kind {
	return kind{
		mute: true,
		half: true,
		edit: func(c *cell) editor {
			e := newTyping(c, 140, widgets.InputOptions{},
				func(text string) (any, bool) { return boxed(parseClock(text)) }, writeText)
			e.input.SetPlaceholder("14:00")
			return e
		},
	}
}
