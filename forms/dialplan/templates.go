package dialplan

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed data/templates/*.yaml
var templateFiles embed.FS

// Templates returns the templates that come with the program, to begin from: a carrier
// that takes the number in one go, and one that asks for account and PIN first.
func Templates() ([]*Template, error) {
	names, err := fs.Glob(templateFiles, "data/templates/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	var out []*Template
	for _, name := range names {
		b, err := templateFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read template %s: %w", name, err)
		}
		t, err := ParseTemplate(name, b)
		if err != nil {
			return nil, fmt.Errorf("read template %s: %w", name, err)
		}
		out = append(out, t)
	}
	return out, nil
}
