package formview

import (
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// lengthKind is a length of time: 30, 1.5 h, 1小时20分, 2 工作日.
func lengthKind() kind {
	return kind{
		mute: true,
		half: true,
		edit: func(c *cell) editor {
			e := newTyping(c, numberWidth, widgets.InputOptions{},
				func(text string) (any, bool) { return boxed(parseLength(text)) },
				func(v any) string {
					l, _ := v.(form.Length)
					return c.v.speech.Length(l)
				})
			e.input.SetPlaceholder(c.v.cfg.Words.T("formview.length_as"))
			return e
		},
	}
}
