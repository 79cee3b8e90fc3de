package dialplan

import (
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"sync"

	"fieldline/forms/form"
)

//go:embed data/texts.json
var textFile embed.FS

// Text is a sentence for people: a key and what stands in its holes.
type Text struct {
	Key  string         `json:"key"`
	Args map[string]any `json:"args,omitempty"`
}

var sentences = sync.OnceValues(func() (map[string]form.Label, error) {
	b, err := textFile.ReadFile("data/texts.json")
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	var all map[string]form.Label
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	return all, nil
})

var slot = regexp.MustCompile(`\{[a-z_]+\}`)

// Label says the sentence in both languages; a key without a sentence is said as it is. An
// argument that is a form.Label or a Text is said in the language of its sentence.
func (t Text) Label() form.Label {
	all, err := sentences()
	l, ok := all[t.Key]
	if err != nil || !ok {
		l = form.Label{Zh: t.Key, En: t.Key}
	}
	return FillLabel(l, t.Args)
}

// FillLabel puts arguments into the holes {name} of a sentence; one that is a form.Label or
// a Text is said in the language of the sentence.
func FillLabel(l form.Label, args map[string]any) form.Label {
	fill := func(s string, in func(form.Label) string) string {
		return slot.ReplaceAllStringFunc(s, func(name string) string {
			switch v := args[name[1:len(name)-1]].(type) {
			case form.Label:
				return in(v)
			case Text:
				return in(v.Label())
			case nil:
				return "-"
			default:
				return fmt.Sprint(v)
			}
		})
	}
	return form.Label{
		Zh: fill(l.Zh, func(v form.Label) string { return v.Zh }),
		En: fill(l.En, func(v form.Label) string { return v.En }),
	}
}
