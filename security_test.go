package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSecurity_isShownByTestsThatExist holds the table of sync/README.md that says where
// each demand on security is built and what shows it against what there is: a file that
// moved or a test that was renamed would leave a promise that nobody keeps.
func TestSecurity_isShownByTestsThatExist(t *testing.T) {
	readme, err := os.ReadFile("sync/README.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := testsOf(t)
	rows := 0
	for _, line := range strings.Split(string(readme), "\n") {
		if !regexp.MustCompile(`^\| S[0-9]+ \|`).MatchString(line) {
			continue
		}
		rows++
		for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(line, -1) {
			switch word, exists := name[1], false; {
			case strings.HasPrefix(word, "Test"), strings.HasPrefix(word, "Fuzz"):
				begin, open := strings.CutSuffix(word, "*")
				for test := range tests {
					exists = exists || test == word || open && strings.HasPrefix(test, begin)
				}
				if !exists {
					t.Errorf("there is no test %s: %.40s", word, line)
				}
			case strings.Contains(word, "/") || strings.HasSuffix(word, ".xml"):
				for _, folder := range []string{"sync", "."} {
					_, err := os.Stat(filepath.Join(folder, filepath.FromSlash(word)))
					exists = exists || err == nil
				}
				if !exists {
					t.Errorf("there is no file %s: %.40s", word, line)
				}
			}
		}
	}
	if rows != 22 {
		t.Errorf("the table has %d rows, not S1 to S22", rows)
	}
}

// testsOf returns the names of all tests and fuzz targets of the repository.
func testsOf(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
			names[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
