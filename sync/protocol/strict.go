package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// DecodeStrict reads one JSON value into a struct and refuses what a careful sender
// never sends: unknown or doubled keys, trailing data, bytes that are no UTF-8, numbers
// without end and nesting beyond depth. Its error is a Problem of slug Malformed.
func DecodeStrict(body []byte, into any, depth int) error {
	if err := CheckJSON(body, depth); err != nil {
		return NewProblem(Malformed, err.Error())
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return NewProblem(Malformed, err.Error())
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return NewProblem(Malformed, "data after the value")
	}
	return nil
}

const maxNumber = 64 // digits, sign, point and exponent

// CheckJSON walks a JSON text without building anything and tells what a strict reader
// would not accept of it. It leaves the grammar of values to the decoder.
func CheckJSON(body []byte, depth int) error {
	if !utf8.Valid(body) {
		return errors.New("the text is not UTF-8")
	}
	w := walker{b: body, depth: depth}
	if err := w.value(0); err != nil {
		return fmt.Errorf("at byte %d: %w", w.i, err)
	}
	w.space()
	if w.i != len(w.b) {
		return fmt.Errorf("at byte %d: data after the value", w.i)
	}
	return nil
}

type walker struct {
	b     []byte
	i     int
	depth int
	keys  [][]byte // of the objects that are open, as a stack
}

func (w *walker) space() {
	for w.i < len(w.b) && (w.b[w.i] == ' ' || w.b[w.i] == '\n' || w.b[w.i] == '\t' || w.b[w.i] == '\r') {
		w.i++
	}
}

func (w *walker) value(level int) error {
	w.space()
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
	}
	return w.scalar()
}

func (w *walker) array(level int) error {
	w.space()
	if w.take(']') {
		return nil
	}
	for {
		if err := w.value(level); err != nil {
			return err
		}
		w.space()
		if w.take(']') {
			return nil
		}
		if !w.take(',') {
			return errors.New("a comma or ] is missing")
		}
	}
}

// manyKeys is from how many keys on an object's keys are looked up in a map.
const manyKeys = 24

func (w *walker) object(level int) error {
	from := len(w.keys)
	defer func() { w.keys = w.keys[:from] }()
	var seen map[string]bool
	w.space()
	if w.take('}') {
		return nil
	}
	for {
		w.space()
		key, err := w.text()
		if err != nil {
			return err
		}
		if seen == nil && len(w.keys)-from >= manyKeys {
			seen = map[string]bool{}
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
		w.space()
		if !w.take(':') {
			return errors.New("a colon is missing")
		}
		if err := w.value(level); err != nil {
			return err
		}
		w.space()
		if w.take('}') {
			return nil
		}
		if !w.take(',') {
			return errors.New("a comma or } is missing")
		}
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
		switch w.b[w.i] {
		case '\\':
			escaped = true
			w.i++
		case '"':
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
		}
	}
	return nil, io.ErrUnexpectedEOF
}

func (w *walker) scalar() error {
	from := w.i
	for w.i < len(w.b) && !bytes.ContainsRune([]byte(" \n\t\r,]}:[{\""), rune(w.b[w.i])) {
		w.i++
	}
	switch n := w.i - from; {
	case n == 0:
		return errors.New("a value is missing")
	case n > maxNumber:
		return fmt.Errorf("a value of %d bytes without quotes", n)
	}
	return nil
}

func (w *walker) take(c byte) bool {
	if w.i < len(w.b) && w.b[w.i] == c {
		w.i++
		return true
	}
	return false
}

// AppendString appends a JSON string without escaping what only HTML needs.
func AppendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			switch {
			case c == '"' || c == '\\':
				dst = append(dst, '\\', c)
			case c == '\n':
				dst = append(dst, '\\', 'n')
			case c < 0x20:
				dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			default:
				dst = append(dst, c)
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			dst = append(dst, `\ufffd`...)
		} else {
			dst = append(dst, s[i:i+size]...)
		}
		i += size
	}
	return append(dst, '"')
}
