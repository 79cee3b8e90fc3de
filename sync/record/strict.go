package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// wellFormed refuses what the standard decoder lets pass: a name twice in one object,
// bytes that are no UTF-8, something behind the end, and too many levels.
func wellFormed(b []byte, deep int) error {
	if !utf8.Valid(b) {
		return errors.New("it is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := wellFormedValue(d, deep); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows its end")
	}
	return nil
}

func wellFormedValue(d *json.Decoder, deep int) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	open, nested := t.(json.Delim)
	if !nested {
		return nil
	}
	if deep == 0 {
		return errors.New("it is nested too deep")
	}
	names := map[string]bool{}
	for d.More() {
		if open == '{' {
			name, err := d.Token()
			if err != nil {
				return err
			}
			s, _ := name.(string)
			if names[s] {
				return fmt.Errorf("%q is there twice", s)
			}
			names[s] = true
		}
		if err := wellFormedValue(d, deep-1); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}
