package strict

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"strconv"
)

// Member is one of an object.
type Member struct {
	Name string
	Raw  json.RawMessage // a piece of the text it stands in
	At   int             // where that begins
}

// Null tells whether the member is there to say that it has no value.
func (m Member) Null() bool { return string(m.Raw) == "null" }

// Members takes an object apart that passed Check, as it stands in its text.
func Members(object []byte) ([]Member, error) {
	c := cutter{b: object}
	if !c.open('{') {
		return nil, errors.New("it is no object")
	}
	all := make([]Member, 0, min(4+len(object)/24, 32))
	for !c.end('}') {
		name, err := text(c.value())
		if err != nil {
			return nil, err
		}
		c.past(':')
		at := c.i
		all = append(all, Member{Name: name, Raw: c.value(), At: at})
	}
	return all, nil
}

func text(raw json.RawMessage) (string, error) {
	if says, plain := plainText(raw); plain {
		return string(says), nil
	}
	var says string
	err := json.Unmarshal(raw, &says)
	return says, err
}

// Items takes a list apart that passed Check.
func Items(list []byte) ([]json.RawMessage, error) {
	c := cutter{b: list}
	if !c.open('[') {
		return nil, errors.New("it is no list")
	}
	var all []json.RawMessage
	for !c.end(']') {
		raw := c.value()
		if len(raw) == 0 {
			return nil, errors.New("an item is missing")
		}
		all = append(all, raw)
	}
	return all, nil
}

// Into reads a value that passed Check: plain ones without the decoder, which would check
// it once more and takes ten times as long.
func Into(raw json.RawMessage, to any) error {
	switch to := to.(type) {
	case *json.RawMessage:
		*to = raw
		return nil
	case json.Unmarshaler:
		return to.UnmarshalJSON(raw)
	case *string:
		if text, plain := plainText(raw); plain {
			*to = string(text)
			return nil
		}
	case encoding.TextUnmarshaler:
		if text, plain := plainText(raw); plain {
			return to.UnmarshalText(text)
		}
	case *int64:
		if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
			*to = n
			return nil
		}
	case *int:
		if n, err := strconv.ParseInt(string(raw), 10, 0); err == nil {
			*to = int(n)
			return nil
		}
	case *bool:
		switch string(raw) {
		case "true", "false":
			*to = string(raw) == "true"
			return nil
		}
	}
	return json.Unmarshal(raw, to)
}

// plainText returns what a text says in which nothing is escaped.
func plainText(raw []byte) ([]byte, bool) {
	if len(raw) < 2 || raw[0] != '"' || bytes.IndexByte(raw, '\\') >= 0 {
		return nil, false
	}
	return raw[1 : len(raw)-1], true
}

// cutter finds the ends of values in a text that was checked, without looking at what is
// between them.
type cutter struct {
	b []byte
	i int
}

func (c *cutter) space() {
	for c.i < len(c.b) && c.b[c.i] <= ' ' {
		c.i++
	}
}

// open goes past the beginning of an object or a list.
func (c *cutter) open(begin byte) bool {
	c.space()
	if c.i == len(c.b) || c.b[c.i] != begin {
		return false
	}
	c.i++
	return true
}

// end goes to the next value, or tells that there is none.
func (c *cutter) end(closing byte) bool {
	c.past(',')
	return c.i >= len(c.b) || c.b[c.i] == closing
}

// past goes past a sign, where it is there, and to what follows it.
func (c *cutter) past(sign byte) {
	if c.space(); c.i < len(c.b) && c.b[c.i] == sign {
		c.i++
		c.space()
	}
}

// value returns the value that begins here.
func (c *cutter) value() json.RawMessage {
	from, deep := c.i, 0
	for c.i < len(c.b) {
		switch c.b[c.i] {
		case '"':
			c.text()
			if deep == 0 {
				return c.b[from:c.i:c.i]
			}
			continue
		case '{', '[':
			deep++
		case '}', ']':
			if deep == 0 { // of what the value stands in
				return c.b[from:c.i:c.i]
			}
			if deep--; deep == 0 {
				c.i++
				return c.b[from:c.i:c.i]
			}
		case ',', ' ', '\n', '\t', '\r':
			if deep == 0 {
				return c.b[from:c.i:c.i]
			}
		}
		c.i++
	}
	return c.b[from:c.i:c.i]
}

// text goes past a text.
func (c *cutter) text() {
	for c.i++; c.i < len(c.b); c.i++ {
		next := bytes.IndexByte(c.b[c.i:], '"')
		if next < 0 {
			c.i = len(c.b)
			return
		}
		c.i += next
		escapes := 0
		for c.b[c.i-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			c.i++
			return
		}
	}
}
