package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"fieldline/sync/strict"
)

// DecodeStrict reads one JSON value into a struct and refuses what a careful sender
// never sends: unknown or doubled keys, trailing data, bytes that are no UTF-8, numbers
// without end and nesting beyond depth. Its error is a Problem of slug Malformed.
func DecodeStrict(body []byte, into any, depth int) error {
	if err := strict.Check(body, depth); err != nil {
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
