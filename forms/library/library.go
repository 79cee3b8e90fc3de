// Package library holds the documents of the after-sales department as one YAML file
// each, with the roles, settings, choices, phrases and calendar they are judged by, and
// the names of all of them as Go constants. What the files mean is package form's; begin
// with Open, and with service_order.yaml for the heart of the work.
package library

import (
	"embed"
	"fmt"
	"io/fs"

	"fieldline/forms/form"
)

//go:generate go run ./gen

//go:embed *.yaml
var files embed.FS

// Files returns the YAML files of the embedded library.
func Files() fs.FS { return files }

// Open reads and checks the embedded library with its own Functions. The named functions
// are what its forms may call beside them and the language's own (forms/README.md 3).
func Open(named ...form.Named) (*form.Library, error) {
	lib, err := form.Parse(files, append(Functions(), named...)...)
	if err != nil {
		return nil, fmt.Errorf("open the embedded library: %w", err)
	}
	return lib, nil
}
