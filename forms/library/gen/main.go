// Command gen writes names.go beside the library's YAML files: every name that a screen,
// a query or a test may spell, as a constant, so that a renamed field fails to compile.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"fieldline/forms/form"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run reads the library in dir and writes its names there.
func run(dir string) error {
	src, err := generate(dir)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "names.go"), src, 0o644); err != nil {
		return fmt.Errorf("write the names: %w", err)
	}
	return nil
}

func generate(dir string) ([]byte, error) {
	lib, err := form.Parse(os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	return source(lib)
}
