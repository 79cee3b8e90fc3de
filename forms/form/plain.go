package form

import (
	"bytes"
	"encoding/json"
)

// Most values are written plainly, and reading those by hand takes a tenth of the time of
// the decoder, which reads whatever is not plain.

// PlainString reads a JSON string in which nothing is escaped.
func PlainString(raw []byte) (string, bool) {
	n := len(raw)
	if n < 2 || raw[0] != '"' || raw[n-1] != '"' {
		return "", false
	}
	for _, c := range raw[1 : n-1] {
		if c < ' ' || c == '"' || c == '\\' {
			return "", false
		}
	}
	return string(raw[1 : n-1]), true
}

// PlainInteger reads a JSON number that is a whole one of at most 18 digits.
func PlainInteger(raw []byte) (int64, bool) {
	digits, negative := bytes.CutPrefix(raw, []byte("-"))
	if len(digits) == 0 || len(digits) > 18 || digits[0] == '0' && len(digits) > 1 {
		return 0, false
	}
	n := int64(0)
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}

// member is one of a JSON object.
type member struct {
	name string
	raw  json.RawMessage
}

// plainMembers cuts up a JSON object that is written without blanks and holds plain
// strings, numbers and literals alone, each under a key of its own in plain ASCII.
func plainMembers(raw []byte) ([]member, bool) {
	n := len(raw)
	if n < 2 || raw[0] != '{' || raw[n-1] != '}' {
		return nil, false
	}
	var members []member
	for at := 1; at < n-1; {
		end := plainEnd(raw, at)
		if end < 0 || end >= n-1 || raw[end] != ':' {
			return nil, false
		}
		name := string(raw[at+1 : end-1])
		for i := range len(name) {
			if name[i] >= 0x80 {
				return nil, false
			}
		}
		for _, m := range members {
			if m.name == name {
				return nil, false
			}
		}
		at = end + 1
		if raw[at] == '"' {
			end = plainEnd(raw, at)
		} else {
			end = at
			for end < n-1 && raw[end] != ',' {
				end++
			}
			if c := raw[at]; c == '{' || c == '[' || !json.Valid(raw[at:end]) || bytes.ContainsAny(raw[at:end], " \t\r\n") {
				return nil, false
			}
		}
		if end < 0 || end > n-1 || raw[end] != ',' && end != n-1 {
			return nil, false
		}
		members = append(members, member{name, raw[at:end]})
		if at = end + 1; end == n-1 {
			return members, true
		}
		if at >= n-1 {
			return nil, false // a comma and nothing behind it
		}
	}
	return members, n == 2
}

// plainEnd is the place behind a plain string that begins at a place, -1 where none does.
func plainEnd(raw []byte, at int) int {
	if raw[at] != '"' {
		return -1
	}
	for i := at + 1; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '"':
			return i + 1
		case c < ' ' || c == '\\':
			return -1
		}
	}
	return -1
}
