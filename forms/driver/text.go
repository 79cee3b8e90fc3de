package driver

import (
	"embed"
	"encoding/json"
	"fmt"
	"sync"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

//go:embed data/texts.json
var textFile embed.FS

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

// Text is a sentence for people: a key and what stands in its holes.
type Text struct {
	Key  string
	Args map[string]any
}

// Label says the sentence in both languages; a key without a sentence is said as it is.
func (t Text) Label() form.Label {
	all, err := sentences()
	l, ok := all[t.Key]
	if err != nil || !ok {
		l = form.Label{Zh: t.Key, En: t.Key}
	}
	return dialplan.FillLabel(l, t.Args)
}
