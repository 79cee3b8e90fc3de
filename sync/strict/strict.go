// Package strict reads JSON that comes from others: it refuses what a careful sender never
// writes, and takes apart what it has checked without building anything in between. Begin
// with Check; Members and Items are for texts that passed it.
package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// mostNumber is how many digits, sign, point and exponent a number may have.
const mostNumber = 64

// Check walks a JSON text (RFC 8259) and tells what is wrong with it: its grammar, bytes
// that are no UTF-8, a key twice in one object, a number without end, more objects and
// lists inside one another than depth, something behind its end.
func Check(text []byte, depth int) error {
	if !utf8.Valid(text) {
		return errors.New("the text is not UTF-8")
	}
	var keys [64][]byte
	w := walker{b: text, depth: depth, keys: keys[:0]}
	w.space()
	err := w.value(0)
	if err == nil {
		if w.space(); w.i != len(w.b) {
			err = errors.New("data after the value")
		}
	}
	if err != nil {
		return fmt.Errorf("at byte %d: %w", w.i, err)
	}
	return nil
}

// walker stands at a byte of a text.
type walker struct {
	b     []byte
	i     int
	depth int
	keys  [][]byte // of the objects that are open, as a stack
}

func (w *walker) space() {
	for w.i < len(w.b) && w.b[w.i] <= ' ' {
		switch w.b[w.i] {
		case ' ', '\n', '\t', '\r':
			w.i++
		default:
			return
		}
	}
}

// value goes over one value, and object and array over what is inside; none stands before
// a blank.
func (w *walker) value(level int) error {
	if w.i == len(w.b) {
		return io.ErrUnexpectedEOF
	}
	switch c := w.b[w.i]; c {
	case '{', '[':
		if level == w.depth {
			return fmt.Errorf("nested more than %d deep", w.depth)
		}
		w.i++
		if c == '{' {
			return w.object(level + 1)
		}
		return w.array(level + 1)
	case '"':
		_, err := w.text()
		return err
	case 't':
		return w.word("true")
	case 'f':
		return w.word("false")
	case 'n':
		return w.word("null")
	}
	return w.number()
}

func (w *walker) array(level int) error {
	if w.space(); w.take(']') {
		return nil
	}
	for {
		if err := w.value(level); err != nil {
			return err
		}
		if w.space(); w.take(']') {
			return nil
		}
		if !w.take(',') {
			return errors.New("a comma or ] is missing")
		}
		w.space()
	}
}

// manyKeys is from how many keys on an object's keys are looked up in a map.
const manyKeys = 40

func (w *walker) object(level int) error {
	from := len(w.keys)
	defer func() { w.keys = w.keys[:from] }()
	var seen map[string]bool
	if w.space(); w.take('}') {
		return nil
	}
	for {
		key, err := w.text()
		if err != nil {
			return err
		}
		if seen == nil && len(w.keys)-from >= manyKeys {
			seen = make(map[string]bool, 2*manyKeys)
			for _, k := range w.keys[from:] {
				seen[string(k)] = true
			}
		}
		if seen != nil {
			if seen[string(key)] {
				return fmt.Errorf("key %q twice", key)
			}
			seen[string(key)] = true
		} else {
			for _, k := range w.keys[from:] {
				if bytes.Equal(k, key) {
					return fmt.Errorf("key %q twice", key)
				}
			}
			w.keys = append(w.keys, key)
		}
		if w.space(); !w.take(':') {
			return errors.New("a colon is missing")
		}
		w.space()
		if err := w.value(level); err != nil {
			return err
		}
		if w.space(); w.take('}') {
			return nil
		}
		if !w.take(',') {
			return errors.New("a comma or } is missing")
		}
		w.space()
	}
}

// text returns what stands between the quotes; one with an escape is unquoted, so that
// no key hides behind another spelling.
func (w *walker) text() ([]byte, error) {
	if !w.take('"') {
		return nil, errors.New("a text is missing")
	}
	from, escaped := w.i, false
	for ; w.i < len(w.b); w.i++ {
		switch c := w.b[w.i]; {
		case c == '"':
			raw := w.b[from:w.i]
			w.i++
			if !escaped {
				return raw, nil
			}
			var s string
			if err := json.Unmarshal(w.b[from-1:w.i], &s); err != nil {
				return nil, err
			}
			return []byte(s), nil
		case c == '\\':
			escaped = true
			w.i++
		case c < ' ':
			return nil, fmt.Errorf("byte %#02x in a text", c)
		}
	}
	return nil, io.ErrUnexpectedEOF
}

func (w *walker) word(word string) error {
	if !bytes.HasPrefix(w.b[w.i:], []byte(word)) {
		return errors.New("a value is missing")
	}
	w.i += len(word)
	return nil
}

func (w *walker) number() error {
	from := w.i
	w.take('-')
	if !w.take('0') && !w.digits() {
		return errors.New("a value is missing")
	}
	if w.take('.') && !w.digits() {
		return errors.New("digits are missing")
	}
	if w.take('e') || w.take('E') {
		if !w.take('+') {
			w.take('-')
		}
		if !w.digits() {
			return errors.New("digits are missing")
		}
	}
	if n := w.i - from; n > mostNumber {
		return fmt.Errorf("a number of %d bytes", n)
	}
	return nil
}

// digits goes over some digits; it tells whether there was one.
func (w *walker) digits() bool {
	from := w.i
	for w.i < len(w.b) && w.b[w.i] >= '0' && w.b[w.i] <= '9' {
		w.i++
	}
	return w.i > from
}

func (w *walker) take(c byte) bool {
	if w.i < len(w.b) && w.b[w.i] == c {
		w.i++
		return true
	}
	return false
}
