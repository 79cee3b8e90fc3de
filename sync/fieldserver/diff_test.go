package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Lines that do different things come back from a unit's text as a document each, and are
// compared with the profile line by line.
func TestDialplanDiff_lineByLine(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	diff := func(a, b string) difference {
		t.Helper()
		var d difference
		if err := json.Unmarshal([]byte(must(t, "", "dialplan", "diff", a, b, "--refusals", "--json")), &d); err != nil {
			t.Fatal(err)
		}
		return d
	}
	const profile = `name: two
home: {area_code: "755", local_len: 8}
lines: [{no: 1, cos: c1}, {no: 2, cos: c2}]
classes: {c1: [a], c2: [b]}
routes: [{id: C, access: "17909"}]
rules:
  - {id: r1, pattern: "6", min_len: 8, max_len: 8, action: ROUTE, route: C, class: a}
  - {id: r2, pattern: "7", min_len: 8, max_len: 8, action: BLOCK}
`
	source := file("two.yaml", profile)
	for _, driver := range []string{"asterisk", "at"} {
		text := file(driver, must(t, "", "dialplan", "compile", "--driver", driver, "--profile", source))
		read := must(t, "", "dialplan", "parse", "--driver", driver, text)
		if strings.Count(read, "\n---\n") != 1 {
			t.Fatalf("%s is read as\n%s", driver, read)
		}
		back := file(driver+".yaml", read)
		for _, d := range []difference{diff(source, back), diff(back, source), diff(back, back)} {
			if !d.Equal || d.Number != "" {
				t.Errorf("%s: %+v", driver, d.example)
			}
		}
		other := file("other.yaml", strings.Replace(profile, `"17909"`, `"17911"`, 1))
		if d := diff(other, back); d.Equal || d.Line != 1 || len(d.Number) != 8 || d.A.Sent != "17911"+d.Number || d.B.Sent != "17909"+d.Number {
			t.Errorf("%s: %+v", driver, d.example)
		}
		one, _, _ := strings.Cut(read, "---\n")
		if d := diff(source, file("one.yaml", one)); d.Equal || d.What != "line" || d.Line != 2 {
			t.Errorf("%s: %+v", driver, d.example)
		}
	}
	const home = "home: {area_code: '755', local_len: 8}\n"
	const twice = home + "lines: [{no: 1}]\n---\n" + home + "lines: [{no: 1}]\n"
	if _, err := run(t, "", "dialplan", "diff", source, file("twice.yaml", twice)); err == nil || !strings.Contains(err.Error(), "line 1 is in documents 1 and 2") {
		t.Error(err)
	}
	if _, err := run(t, "", "dialplan", "diff", source, file("wrong.yaml", home+"lines: [{no: 1}]\n---\n"+home+"lines: [{no: 2}]\nwhat: 1\n")); err == nil || !strings.Contains(err.Error(), "wrong.yaml:6") {
		t.Error(err)
	}
}
