package words

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// Text is one entry in both languages.
type Text struct {
	Chinese string `json:"zh"`
	English string `json:"en"`
}

// Catalogue maps a key to its text.
type Catalogue map[string]Text

// ReadCatalogue merges all .json files of a folder; a key may stand only once in all of them.
func ReadCatalogue(dir fs.FS) (Catalogue, error) {
	names, err := fs.Glob(dir, "*.json")
	if err != nil {
		return nil, fmt.Errorf("list translations: %w", err)
	}
	all, from := Catalogue{}, map[string]string{}
	for _, name := range names {
		content, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("read translations: %w", err)
		}
		err = entries(content, func(key string, text Text) error {
			if other, twice := from[key]; twice {
				return fmt.Errorf("key %q also stands in %s", key, other)
			}
			all[key], from[key] = text, name
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("read translations %s: %w", name, err)
		}
	}
	return all, nil
}

// entries hands over one entry of a file after the other: a map would keep the last of two
// with one key and say nothing.
func entries(content []byte, each func(key string, text Text) error) error {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return err
		}
		var text Text
		if err := decoder.Decode(&text); err != nil {
			return err
		}
		if err := each(fmt.Sprint(key), text); err != nil {
			return err
		}
	}
	return nil
}

// fill puts args into the places of a text; a place without an argument stays as it is.
func fill(text string, args []any) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		length := strings.IndexByte(text[open:], '}')
		if length < 0 {
			break
		}
		b.WriteString(text[:open])
		place := text[open+1 : open+length]
		if value, ok := valueOf(place, args); ok {
			b.WriteString(value)
		} else {
			b.WriteString(text[open : open+length+1])
		}
		text = text[open+length+1:]
	}
	b.WriteString(text)
	return b.String()
}

func valueOf(place string, args []any) (string, bool) {
	name, forms, plural := strings.Cut(place, "|")
	value, ok := argument(name, args)
	if !ok {
		return "", false
	}
	if !plural {
		return fmt.Sprint(value), true
	}
	one, other, two := strings.Cut(forms, "|")
	if !two {
		return "", false
	}
	if fmt.Sprint(value) == "1" {
		return one, true
	}
	return other, true
}

func argument(name string, args []any) (any, bool) {
	if at, err := strconv.Atoi(name); err == nil {
		if at < 0 || at >= len(args) {
			return nil, false
		}
		return args[at], true
	}
	for _, arg := range args {
		if named, ok := arg.(map[string]any); ok {
			if value, ok := named[name]; ok {
				return value, true
			}
		}
	}
	return nil, false
}
