package formview

import (
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// moneyKind is yuan to the fen.
func moneyKind() kind {
	return kind{
		mute: true,
		half: true,
		say: func(s Speech, _ *form.Field, v any) string {
			fen, _ := v.(int64)
			return s.Words.Money(fen)
		},
		edit: func(c *cell) editor {
			e := newTyping(c, numberWidth, widgets.InputOptions{Number: true},
				func(text string) (any, bool) { return boxed(parseMoney(text)) },
				func(v any) string {
					fen, _ := v.(int64)
					return yuan(fen)
				})
			e.input.SetUnit(c.v.cfg.Words.T("formview.yuan"))
			return e
		},
	}
}
