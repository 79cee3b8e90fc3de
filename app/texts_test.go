package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fieldline/app/formview"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/sync/protocol"
)

// keysIn collects the constants named Key… of a package, each the key of a message for a
// person, with their names.
func keysIn(t *testing.T, folder string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no code in %s: %v", folder, err)
	}
	keys := map[string]string{}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				if !strings.HasPrefix(name.Name, "Key") || i >= len(spec.Values) {
					continue
				}
				if lit, ok := spec.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
					key, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					keys[key] = name.Name
				}
			}
			return true
		})
	}
	return keys
}

// problemKeys are the keys of everything that forms, device, client and server can say.
func problemKeys(t *testing.T) map[string]string {
	t.Helper()
	keys := map[string]string{"problem.unknown": "anything else"}
	for _, folder := range []string{"../forms/form", "../sync/record", "../sync/device", "../sync/client"} {
		for key, name := range keysIn(t, folder) {
			keys[key] = name
		}
	}
	for _, slug := range protocol.Slugs() {
		keys[protocol.Key(slug)] = string(slug)
	}
	return keys
}

func TestProblems_haveTexts(t *testing.T) {
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	known := problemKeys(t)
	if len(known) < 60 {
		t.Fatalf("only %d keys were found", len(known))
	}
	for key, name := range known {
		if !w.Has(key) {
			t.Errorf("%s: there is no text for %q", name, key)
		}
	}
	for _, key := range w.Keys() {
		if _, ok := known[key]; !ok && (strings.HasPrefix(key, "problem.") || !strings.Contains(key, ".")) {
			t.Errorf("nobody says %q", key)
		}
	}
}

// A message of the machine says what happened, and then what is safe or what to do; those
// of the forms are a few words beside a field.
func TestProblems_sayWhatToDo(t *testing.T) {
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range []words.Language{words.Chinese, words.English} {
		w.Set(language)
		speech := formview.Speech{Words: w}
		for key := range problemKeys(t) {
			if !strings.HasPrefix(key, "problem.") {
				continue
			}
			if what, do := speech.Problem(form.Problem{Key: key}); what == "" || do == "" {
				t.Errorf("%s in %s says %q and nothing more", key, language, what)
			}
		}
	}
}
