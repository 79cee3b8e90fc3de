package formview

import (
	"fmt"
	"strings"

	"fieldline/app/widgets"
)

// textKind is one line of text.
func textKind() kind {
	return kind{
		half: true,
		edit: func(c *cell) editor {
			if c.field.CanScan {
				return newScan(c)
			}
			return newTyping(c, 0, widgets.InputOptions{}, parseText, writeText)
		},
	}
}

// parseText takes everything; only blanks at the ends are nobody's words.
func parseText(text string) (any, bool) { return strings.TrimSpace(text), true }

func writeText(v any) string {
	text, ok := v.(string)
	if !ok {
		return fmt.Sprint(v)
	}
	return text
}

// stringOf is a value that is text, else "".
func stringOf(v any) string {
	text, _ := v.(string)
	return text
}

// boxed drops the type of what a parser read.
func boxed[T any](v T, ok bool) (any, bool) { return v, ok }
