package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is written beside a text replaces a table and nothing else.
func TestDialplanCompile_tableReplacesTables(t *testing.T) {
	profile, segments := oneStage(t, "755"), file(t, "home.csv", "1350281,755\n1350280,755\n")
	compile := func(driver, table string) (string, error) {
		return run(t, "", "dialplan", "compile", "--driver", driver, "--profile", profile, "--segments", segments, "--table", table)
	}
	const loads, lists = "database deltree hseg\ndatabase put hseg 1350280 1\ndatabase put hseg 1350281 1\n", "1350280\n1350281\n"
	const absent = "absent"
	for name, c := range map[string]struct {
		there, driver, left string
		refused             bool
	}{
		"nothing there":               {absent, "asterisk", loads, false},
		"an empty file":               {"", "at", lists, false},
		"the table before":            {"database deltree hseg\ndatabase put hseg 1390000 1\n", "asterisk", loads, false},
		"the table of another driver": {loads, "at", lists, false},
		"the list before":             {"1390000\n1390001\n", "at", lists, false},
		"notes":                       {"Buy milk.\n", "asterisk", "", true},
		"a table with more in it":     {loads + "core restart now\n", "asterisk", "", true},
		"a profile":                   {"home: {area_code: 755}\n", "at", "", true},
		"segments of people":          {"1390000\n1380000\n", "at", "", true},
		"one long line":               {strings.Repeat("1", 100_000), "at", "", true},
		"no table, nothing there":     {absent, "keypad", absent, false},
		"no table, an empty file":     {"", "keypad", "", false},
		"no table, one is there":      {loads, "keypad", absent, false},
		"no table, a list is there":   {lists, "keypad", "", true},
		"no table, notes are there":   {"Buy milk.\n", "spa", "", true},
	} {
		at := filepath.Join(t.TempDir(), "table")
		if c.there != absent {
			at = file(t, "table", c.there)
		}
		if c.refused {
			c.left = c.there
		}
		out, err := compile(c.driver, at)
		if c.refused != (err != nil) || c.refused && (out != "" || !strings.Contains(err.Error(), at+" is there and is no table")) {
			t.Errorf("%s: %v\n%.60s", name, err, out)
		}
		left := absent
		if b, err := os.ReadFile(at); err == nil {
			left = string(b)
		}
		if left != c.left {
			t.Errorf("%s: left is %.60q", name, left)
		}
	}
	if _, err := compile("at", t.TempDir()); err == nil {
		t.Error("a folder was written over")
	}
	if _, err := compile("keypad", os.DevNull); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatal("the device is gone: ", err)
	}
}
