package formtest

import (
	"embed"
	"io/fs"
	"testing"

	"fieldline/forms/form"
)

//go:embed workshop
var workshop embed.FS

// Workshop returns a small library that uses every part of the language: orders, cards,
// dialers, stock and people of an invented workshop.
func Workshop(tb testing.TB) *form.Library {
	tb.Helper()
	folder, err := fs.Sub(workshop, "workshop")
	if err != nil {
		tb.Fatal(err)
	}
	lib, err := form.Parse(folder)
	if err != nil {
		tb.Fatalf("parse the workshop: %v", err)
	}
	return lib
}

// WorkshopFiles returns the workshop's files, for a test that changes one.
func WorkshopFiles(tb testing.TB) map[string]string {
	tb.Helper()
	files := map[string]string{}
	err := fs.WalkDir(workshop, "workshop", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(workshop, path)
		files[d.Name()] = string(b)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return files
}
