package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
)

const module = "fieldline"

// arrows says which packages of ours a package may import. An arrow takes along what
// its target may import; "x/*" is every package below x, one without an entry of its own.
// Screens reach app/line by themselves, so that only the one that talks to dialers knows of
// a line; what is to be said comes from forms/driver through forms/program.
var arrows = map[string][]string{
	"assets": {},

	"forms/driver": {"forms/dialplan"},
	"app/line":     {"forms/driver"},

	"app/line/linetest": {},

	"forms/form":          {},
	"forms/form/formtest": {"forms/form"},
	"forms/dialplan":      {"forms/form", "forms/sheet"},
	"forms/program":       {"forms/driver", "forms/library"},
	"forms/quality":       {"forms/library"},
	"forms/sampling":      {},
	"forms/sheet":         {},
	"forms/library":       {"forms/form", "forms/sampling"},
	"forms/library/gen":   {"forms/library"},

	"sync/strict":            {},
	"sync/record":            {"forms/form", "sync/strict"},
	"sync/record/recordtest": {"sync/record", "forms/form/formtest"},
	"sync/protocol":          {"sync/record"},
	"sync/table":             {"sync/record"},
	"sync/vault":             {},
	"sync/device":            {"sync/table", "sync/vault"},
	"sync/client":            {"sync/device", "sync/protocol"},
	"sync/server":            {"sync/table", "sync/protocol"},
	"sync/demo":              {"sync/server", "forms/program", "forms/quality"},
	"sync/fieldserver":       {"sync/server", "sync/demo", "forms/driver"},
	"sync/world":             {"sync/server", "sync/client"},
	"sync/bench":             {"sync/server", "sync/client", "forms/library"},
	"sync/world/sim":         {"sync/world"},
	"sync/world/planted":     {},

	"app/code":     {},
	"app/android":  {"sync/vault"},
	"app/keyring":  {"app/android"},
	"app/label":    {"assets"},
	"app/sound":    {"app/android"},
	"app/theme":    {"assets"},
	"app/words":    {"assets"},
	"app/widgets":  {"app/theme"},
	"app/formview": {"app/code", "app/widgets", "app/words", "forms/driver", "forms/library", "sync/device"},
	"app/screen":   {"app/formview", "app/code", "app/label", "app/sound", "sync/client"},
	"app/screen/*": {"app/screen", "app/line", "forms/program", "forms/quality"},
	"app":          {"app/screen/*"},
	"app/apptest":  {"app"},
	"app/tour":     {"app", "app/apptest"},

	"": {"app", "app/keyring", "app/tour", "forms/program"},
}

// forbidden holds for tests too: what the first may never reach, however it is written.
var forbidden = [][2]string{
	{"forms", "sync"}, {"forms", "app"}, {"sync", "app"}, {"app", "sync/server"}, {"app", "sync/demo"},
}

func TestLayers(t *testing.T) {
	for _, im := range ourImports(t) {
		for _, f := range forbidden {
			if within(im.from, f[0]) && within(im.to, f[1]) {
				t.Errorf("%s: %s may never import %s", im.place, f[0], im.to)
			}
		}
		if im.test {
			continue
		}
		rule, known := ruleOf(im.from)
		if !known {
			t.Errorf("%s: package %q has no place among the rooms: give it one in layers_test.go", im.place, im.from)
			continue
		}
		if !reachable(rule)[ruleName(im.to)] || isScreen(im.from) && isScreen(im.to) {
			t.Errorf("%s: %q may not import %q", im.place, im.from, im.to)
		}
	}
}

func TestLayers_onlyMainOpensTheFyneDriver(t *testing.T) {
	for _, im := range allImports(t) {
		if im.to == "fyne.io/fyne/v2/app" && im.place != "main.go" {
			t.Errorf("%s: only main.go may import %s", im.place, im.to)
		}
		if strings.HasPrefix(im.to, "fyne.io/") && (within(im.from, "forms") || within(im.from, "sync")) {
			t.Errorf("%s: forms and sync know nothing of Fyne", im.place)
		}
	}
}

type imported struct {
	from, to string // packages, ours without the module's name
	place    string
	test     bool
}

// ourImports returns the imports of our packages by our packages.
func ourImports(t *testing.T) []imported {
	t.Helper()
	var ours []imported
	for _, im := range allImports(t) {
		if im.to == module || strings.HasPrefix(im.to, module+"/") {
			im.to = strings.TrimPrefix(strings.TrimPrefix(im.to, module), "/")
			if im.to != im.from { // an external test of its own package
				ours = append(ours, im)
			}
		}
	}
	if len(ours) == 0 {
		t.Fatal("no import of ours was found: the walk is broken")
	}
	return ours
}

func allImports(t *testing.T) []imported {
	t.Helper()
	var all []imported
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "bin") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := path.Dir(filepath.ToSlash(p))
		if from == "." {
			from = ""
		}
		for _, spec := range file.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			all = append(all, imported{from, to, filepath.ToSlash(p), strings.HasSuffix(p, "_test.go")})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].place < all[j].place })
	return all
}

// ruleName is the entry of arrows that speaks for a package.
func ruleName(pkg string) string {
	if _, ok := arrows[pkg]; ok {
		return pkg
	}
	if star := path.Dir(pkg) + "/*"; arrows[star] != nil {
		return star
	}
	return pkg
}

func ruleOf(pkg string) (string, bool) {
	name := ruleName(pkg)
	_, ok := arrows[name]
	return name, ok
}

// reachable follows the arrows from a rule.
func reachable(rule string) map[string]bool {
	seen := map[string]bool{}
	var follow func(string)
	follow = func(r string) {
		for _, next := range arrows[r] {
			if !seen[next] {
				seen[next] = true
				follow(next)
			}
		}
	}
	follow(rule)
	return seen
}

func isScreen(pkg string) bool { return strings.HasPrefix(pkg, "app/screen/") }

func within(pkg, room string) bool { return pkg == room || strings.HasPrefix(pkg, room+"/") }
