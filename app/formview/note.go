package formview

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// noteKind is text of several lines, with phrases to tap instead of typing.
func noteKind() kind {
	return kind{
		mute: true,
		edit: func(c *cell) editor {
			e := newNote(c)
			if list := c.phrases(); len(list) > 0 {
				c.extra = widgets.NewButton(widgets.Quiet, "quote", c.v.cfg.Words.T("formview.phrases"), func() { c.offerPhrases(e, list) })
			}
			return e
		},
	}
}

func (c *cell) phrases() []form.Label {
	if c.field.Phrases == "" {
		return nil
	}
	list := c.v.cfg.Form.Library().PhraseList(c.field.Phrases)
	if list == nil {
		return nil
	}
	return list.Phrases
}

// offerPhrases shows the phrases; one that is tapped is put behind what stands there.
func (c *cell) offerPhrases(e *noteEditor, list []form.Label) {
	var options []option
	for _, p := range list {
		text := c.v.speech.Label(p)
		options = append(options, option{key: text, title: text})
	}
	c.v.pick(picking{
		title:   c.v.cfg.Words.T("formview.phrases"),
		options: func(string) []option { return options },
		take: func(o option) {
			e.append(stringOf(o.key))
			c.left()
		},
	})
}

// joint is what stands between a text and a phrase put behind it.
func joint(text string) string {
	text = strings.TrimRight(text, " ")
	last, _ := utf8.DecodeLastRuneInString(text)
	switch {
	case text == "" || strings.HasSuffix(text, "\n"):
		return ""
	case unicode.Is(unicode.Han, last):
		return "；"
	case unicode.IsPunct(last) && last > unicode.MaxLatin1:
		return ""
	case unicode.IsPunct(last):
		return " "
	}
	return "; "
}
