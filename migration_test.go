package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// TestMigrations_areCountedByHand holds the numbers of all migrations against what two
// people who add one at a time get wrong: one number twice, or one left out.
func TestMigrations_areCountedByHand(t *testing.T) {
	folders, err := filepath.Glob("sync/*/migration")
	if err != nil || len(folders) != 2 {
		t.Fatalf("found %v, %v; the device and the server have one folder each", folders, err)
	}
	for _, folder := range folders {
		for _, wrong := range miscounted(t, os.DirFS(folder)) {
			t.Errorf("%s: %s", folder, wrong)
		}
	}
}

func TestMigrations_miscounted(t *testing.T) {
	for _, c := range []struct{ files, want string }{
		{"0001_a.sql 0002_b.sql", ""},
		{"0001_a.sql 0002_b.sql 0002_c.sql", "0002_c.sql has the number of 0002_b.sql; it must be 3"},
		{"0001_a.sql 0003_b.sql", "0003_b.sql must have number 2"},
		{"0002_a.sql", "0002_a.sql must have number 1"},
		{"0001_a.sql 2_b.sql", "2_b.sql is not named like 0001_what.sql"},
		{"", "there are no migrations"},
	} {
		files := fstest.MapFS{}
		for _, name := range strings.Fields(c.files) {
			files[name] = &fstest.MapFile{}
		}
		if got := strings.Join(miscounted(t, files), "; "); got != c.want {
			t.Errorf("%s: %q, not %q", c.files, got, c.want)
		}
	}
}

var migrationName = regexp.MustCompile(`^([0-9]{4})_[a-z_]+\.sql$`)

// miscounted says what is wrong with the names of a folder's migrations.
func miscounted(t *testing.T, folder fs.FS) (wrong []string) {
	t.Helper()
	names, err := fs.Glob(folder, "*")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		return []string{"there are no migrations"}
	}
	slices.Sort(names)
	last, before := 0, ""
	for _, name := range names {
		match := migrationName.FindStringSubmatch(name)
		if match == nil {
			wrong = append(wrong, name+" is not named like 0001_what.sql")
			continue
		}
		number, err := strconv.Atoi(match[1])
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case number == last && before != "":
			wrong = append(wrong, fmt.Sprintf("%s has the number of %s; it must be %d", name, before, last+1))
		case number != last+1:
			wrong = append(wrong, fmt.Sprintf("%s must have number %d", name, last+1))
		}
		last, before = number, name
	}
	return wrong
}
