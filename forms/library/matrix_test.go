package library_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fieldline/forms/form"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The rights of every form, role by action by state, so that a changed right is seen in
// review.
func TestMatrix(t *testing.T) {
	for _, f := range open(t).Forms {
		t.Run(f.Name, func(t *testing.T) {
			golden(t, filepath.Join("testdata", "matrix", f.Name+".txt"), matrix(f))
		})
	}
}

func golden(t *testing.T, path, have string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(have), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; renew by go test ./forms/library -update", err)
	}
	if have != string(want) {
		t.Errorf("differs from %s; renew by -update if that is meant:\n%s", path, have)
	}
}

// matrix draws a form: per state a line for what is written in it and one for each
// action. Under a role, x is everybody who holds it; people named otherwise stand behind.
func matrix(f *form.Form) string {
	var b strings.Builder
	roles := f.Library().Roles
	fmt.Fprintf(&b, "%s (%s)\ncreate: %s\nread:   %s\n", f.Name, f.Doc, names(f.Create), names(f.Audience))
	if len(f.Amend) > 0 {
		fmt.Fprintf(&b, "amend:  %s\n", names(f.Amend))
	}
	line := func(act, to string, by, not []form.Who, more string) {
		if len(more) > 0 {
			more = "  " + more
		}
		cells := make([]string, len(roles))
		for i, r := range roles {
			cells[i] = fmt.Sprintf("%-*s", len(r.Code), ".")
			if slices.ContainsFunc(by, func(w form.Who) bool { return w.Kind == form.WhoRole && w.Role == r.Word }) {
				cells[i] = fmt.Sprintf("%-*s", len(r.Code), "x")
			}
		}
		others := slices.DeleteFunc(slices.Clone(by), func(w form.Who) bool { return w.Kind == form.WhoRole })
		text := fmt.Sprintf("  %-18s %-22s %s", act, to, strings.Join(cells, " "))
		if len(others) > 0 {
			text += "  " + names(others)
		}
		if len(not) > 0 {
			text += "  not " + names(not)
		}
		b.WriteString(strings.TrimRight(text+more, " ") + "\n")
	}
	codes := make([]string, len(roles))
	for i, r := range roles {
		codes[i] = r.Code
	}
	fmt.Fprintf(&b, "\n  %-18s %-22s %s\n", "", "", strings.Join(codes, " "))
	states := f.States
	if len(states) == 0 {
		states = []*form.State{{}}
	}
	for _, s := range states {
		if s.Name != "" {
			fmt.Fprintf(&b, "%s\n", s.Name)
		}
		for _, w := range written(f, s) {
			line("write", "", w.by, nil, w.fields)
		}
		for _, a := range f.Actions {
			to := "-> " + a.To
			if a.To == "" {
				to = "stays"
			}
			switch {
			case slices.Contains(a.From, s.Name):
				line(a.Name, to, a.By, a.Not, "")
			case slices.Contains(a.Despite, s.Name):
				line(a.Name, to, a.By, a.Not, "(late fact)")
			}
		}
	}
	return b.String()
}

// writing is who writes some fields.
type writing struct {
	fields string
	by     []form.Who
}

// written returns who writes what in a state: a section by its name where the same people
// write all of it, else its fields.
func written(f *form.Form, s *form.State) []writing {
	var all []writing
	for _, section := range f.Sections {
		total, groups := 0, []writing{}
		for _, field := range section.Fields {
			by := first(field.By, section.By, f.By, f.Create)
			if field.Calc != nil || field.Type == form.Lookup {
				continue
			}
			total++
			if field.System || len(by) == 1 && by[0].Kind == form.WhoSystem || !in(f, section, field, s) {
				continue
			}
			at := slices.IndexFunc(groups, func(w writing) bool { return names(w.by) == names(by) })
			if at < 0 {
				groups = append(groups, writing{field.Name, by})
				continue
			}
			groups[at].fields += " " + field.Name
		}
		if len(groups) == 1 && section.Name != "" && len(strings.Fields(groups[0].fields)) == total {
			groups[0].fields = "all of " + section.Name
		}
		all = append(all, groups...)
	}
	return all
}

func in(f *form.Form, section *form.Section, field *form.Field, s *form.State) bool {
	if len(f.States) == 0 {
		return true
	}
	if states := first(field.In, section.In, f.In); len(states) > 0 {
		return slices.Contains(states, s.Name)
	}
	return s.Open()
}

// first returns the first list that has something in it.
func first[T any](lists ...[]T) []T {
	for _, l := range lists {
		if len(l) > 0 {
			return l
		}
	}
	return nil
}

// names writes people as a form does.
func names(whos []form.Who) string {
	words := make([]string, len(whos))
	for i, w := range whos {
		switch w.Kind {
		case form.WhoRole:
			words[i] = w.Role
		case form.WhoIts:
			words[i] = "its " + w.Path
		case form.WhoSuperior, form.WhoGroup, form.WhoUnit:
			words[i] = string(w.Kind) + " of its " + w.Path
		default:
			words[i] = string(w.Kind)
		}
	}
	if len(words) == 0 {
		return "nobody"
	}
	return strings.Join(words, ", ")
}
