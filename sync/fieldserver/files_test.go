package main

import (
	"os"
	"strings"
	"testing"
)

// Whatever file is named, no more of it is read than can be used.
func TestDialplan_filesThatAreTooLarge(t *testing.T) {
	profile := oneStage(t, "755")
	big := file(t, "big", "")
	if err := os.Truncate(big, 1<<40); err != nil {
		t.Skip(err) // no file with holes here
	}
	for _, c := range []struct{ args, want string }{
		{"simulate --dial 110 --profile", "1048576"},
		{"lint --profile", "1 errors"},
		{"compile --driver spa --profile", "1048576"},
		{"diff " + profile, "1048576"},
		{"parse --driver spa", "1048576"},
		{"compile --driver keypad --profile " + profile + " --unit", "1048576"},
		{"simulate --dial 110 --profile " + profile + " --secrets", "1048576"},
		{"simulate --dial 110 --profile " + profile + " --segments", "67108864"},
		{"simulate --profile " + profile + " --vectors", "67108864"},
		{"segments", "67108864"},
	} {
		for _, name := range []string{big, "/dev/zero"} {
			out, err := run(t, "", append(append([]string{"dialplan"}, strings.Fields(c.args)...), name)...)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(out+err.Error(), ":1:1: the file has more than") {
				t.Errorf("%s %s: %v\n%s", c.args, name, err, out)
			}
		}
		if out, err := run(t, "", append(append([]string{"dialplan"}, strings.Fields(c.args)...), t.TempDir())...); err == nil || !strings.Contains(err.Error(), "is a directory") {
			t.Errorf("%s with a folder: %v\n%s", c.args, err, out)
		}
	}
}

// The mark that Notepad writes at the beginning of a text says nothing.
func TestDialplan_aMarkAtTheBeginning(t *testing.T) {
	text, err := os.ReadFile(oneStage(t, "755"))
	if err != nil {
		t.Fatal(err)
	}
	profile := file(t, "p.yaml", mark+string(text))
	tabbed := file(t, "p.json", mark+"{\n\t\"home\": {\"area_code\": 755}\n}\n")
	secrets := file(t, "s.yaml", mark+"C: {account: 123, pin: 45}\n")
	segments := file(t, "m.csv", mark+"1350280\n")
	vectors := file(t, "v.jsonl", mark+"{\"keys\": \"013502801234\"}\n")
	if out := must(t, "", "dialplan", "simulate", "--json", "--profile", profile, "--secrets", secrets, "--segments", segments, "--vectors", vectors); !strings.Contains(out, `"outcome":"direct"`) {
		t.Error(out)
	}
	must(t, "", "dialplan", "diff", tabbed, tabbed)
	must(t, "", "dialplan", "segments", file(t, "m.csv", mark+"1350280,755\n"))
	if out, err := run(t, "", "dialplan", "lint", "--profile", profile); err != nil || strings.Contains(out, "unknown key") {
		t.Errorf("%v\n%s", err, out)
	}
	compiled := must(t, "", "dialplan", "compile", "--driver", "asterisk", "--profile", profile)
	must(t, "", "dialplan", "parse", "--driver", "asterisk", file(t, "text", mark+compiled))
	if got, err := readFile(file(t, "full", mark+strings.Repeat("1", 100)), 100); err != nil || len(got) != 100 {
		t.Errorf("as much as may be read, and the mark: %d bytes, %v", len(got), err)
	}
	for _, more := range []int{101, 104, 200} {
		if got, err := readFile(file(t, "more", mark+strings.Repeat("1", more)), 100); err == nil {
			t.Errorf("%d bytes of %d", len(got), more)
		}
	}
}

// A line that is no line of a table is named, however long it is.
func TestDialplan_aLongLineOfSegments(t *testing.T) {
	_, err := run(t, "", "dialplan", "simulate", "--dial", "110", "--profile", oneStage(t, "755"), "--segments", file(t, "m.csv", "1350280\n"+strings.Repeat("1", 70000)+"\n"))
	if err == nil || !strings.Contains(err.Error(), "m.csv:2: the line has 70001 bytes: want lines such as 1350280,755") {
		t.Error(err)
	}
}

// A file of documents is read one after the other, and the first that is none ends it.
func TestDialplanDiff_documentsWithNothingInThem(t *testing.T) {
	empty := file(t, "p.yaml", strings.Repeat("---\n", 200_000))
	if _, err := run(t, "", "dialplan", "diff", empty, empty); err == nil || !strings.Contains(err.Error(), "p.yaml:1:1: the file is empty") {
		t.Error(err)
	}
}
