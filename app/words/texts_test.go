package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"fieldline/app/words"
	"fieldline/assets"
)

func TestTexts_areInBothLanguages(t *testing.T) {
	catalogue := read(t)
	place := regexp.MustCompile(`\{([^}|]*)`)
	for key, text := range catalogue {
		if text.Chinese == "" || text.English == "" {
			t.Errorf("%s: a language is missing", key)
		}
		chinese, english := map[string]bool{}, map[string]bool{}
		for _, p := range place.FindAllStringSubmatch(text.Chinese, -1) {
			chinese[p[1]] = true
		}
		for _, p := range place.FindAllStringSubmatch(text.English, -1) {
			english[p[1]] = true
		}
		if !maps.Equal(chinese, english) {
			t.Errorf("%s: the languages have other places: %q, %q", key, text.Chinese, text.English)
		}
	}
}

func TestTexts_haveGlyphsInBothWeights(t *testing.T) {
	for name, otf := range map[string][]byte{"regular": assets.Fonts().Regular, "bold": assets.Fonts().Bold} {
		font, err := sfnt.Parse(otf)
		if err != nil {
			t.Fatal(err)
		}
		missing := map[rune]bool{}
		for key, text := range read(t) {
			for _, r := range text.Chinese + text.English {
				if index, err := font.GlyphIndex(nil, r); (err != nil || index == 0) && !missing[r] {
					missing[r] = true
					t.Errorf("%s: no glyph for %q (%U), first in %s", name, r, r, key)
				}
			}
		}
	}
}

func TestTexts_areThereForEveryKeyInTheCode(t *testing.T) {
	catalogue := read(t)
	asked, _ := literals(t, "..")
	for key, place := range asked {
		if _, ok := catalogue[key]; !ok {
			t.Errorf("%s: no text for key %q", place, key)
		}
	}
}

// A key is used where it stands in the code, as a whole or by its beginning up to a dot
// or an underscore ("problem." + slug). Words that all screens share may wait for one.
func TestTexts_areUsed(t *testing.T) {
	used := map[string]bool{}
	for _, room := range []string{"..", "../../forms/form", "../../sync/protocol", "../../sync/device", "../../sync/client"} {
		_, all := literals(t, room)
		for _, text := range all {
			used[text] = true
		}
	}
	for key := range read(t) {
		known := used[key] || strings.HasPrefix(key, "common.")
		for i, r := range key {
			known = known || (r == '.' || r == '_') && used[key[:i+1]]
		}
		if !known {
			t.Errorf("nothing in the code asks for %q", key)
		}
	}
}

// read loads the embedded catalogue.
func read(t *testing.T) words.Catalogue {
	t.Helper()
	catalogue, err := words.ReadCatalogue(assets.Words())
	if err != nil {
		t.Fatal(err)
	}
	return catalogue
}

// literals walks the code of a room: the keys that are asked for by a call of T with a
// literal, each with its place, and all string literals there are.
func literals(t *testing.T, room string) (asked map[string]string, all []string) {
	t.Helper()
	asked = map[string]string{}
	err := filepath.WalkDir(room, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if call, ok := n.Fun.(*ast.SelectorExpr); ok && call.Sel.Name == "T" && len(n.Args) > 0 {
					if text, ok := literal(n.Args[0]); ok {
						asked[text] = files.Position(n.Pos()).String()
					}
				}
			case *ast.BasicLit:
				if text, ok := literal(n); ok {
					all = append(all, text)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(all)
	return asked, all
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}
