package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
)

// vector is one number that is dialled.
type vector struct {
	keys string
	gaps gaps
	at   *string // nil: now
	cos  *string // nil: that of the line
}

// vectorNames are what the object of a vector may say.
var vectorNames = []string{"keys", "gaps", "at", "cos"}

// mostLine is how many bytes a line of a file of vectors may have.
const mostLine = 1 << 20

// vectors are a file with an object a line.
type vectors struct {
	name  string
	text  []byte
	flags vector // what an object does not say
}

// each gives the vectors to do, and stops at the first line that is wrong, which the error
// names. Empty lines are passed over; a file that has nothing else is wrong.
func (f vectors) each(do func(vector) error) error {
	no, some := 0, false
	for line := range bytes.Lines(f.text) {
		no++
		if len(line) > mostLine {
			return fmt.Errorf("%s:%d: the line has %d bytes, more than %d: write an object a line", f.name, no, len(line), mostLine)
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		some = true
		v := f.flags
		err := v.read(line)
		if err == nil {
			err = do(v)
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", f.name, no, err)
		}
	}
	if !some {
		return fmt.Errorf(`%s:1: the file is empty: want lines such as {"keys": "110"}`, f.name)
	}
	return nil
}

// read takes what an object says; anything else than one such object is an error.
func (v *vector) read(line []byte) error {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	begin, err := dec.Token()
	if err != nil || begin != json.Delim('{') {
		return fmt.Errorf(`want an object such as {"keys": "110"}; its names are %s`, strings.Join(vectorNames, ", "))
	}
	seen := map[string]bool{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return notJSON(err)
		}
		key, _ := name.(string) // the decoder takes nothing else there
		if seen[key] {
			return fmt.Errorf("%q stands here twice", key)
		}
		seen[key] = true
		if !slices.Contains(vectorNames, key) {
			return fmt.Errorf("%.60q is none of the names that an object may have: %s", key, strings.Join(vectorNames, ", "))
		}
		var said any
		if err := dec.Decode(&said); err != nil {
			return notJSON(err)
		}
		if err := v.take(key, said); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return notJSON(err)
	}
	if len(bytes.TrimSpace(line[dec.InputOffset():])) > 0 {
		return errors.New("something stands behind the object: write an object a line")
	}
	if !seen["keys"] {
		return fmt.Errorf(`"keys" is missing; the names that an object may have are %s`, strings.Join(vectorNames, ", "))
	}
	return nil
}

func notJSON(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the object does not end: write an object a line")
	}
	return fmt.Errorf("this is no JSON: %w", err)
}

// take takes one value; null leaves what the flags say, except of the keys.
func (v *vector) take(name string, said any) error {
	text, isText := said.(string)
	number, isNumber := said.(json.Number)
	switch {
	case name == "keys" && isText:
		v.keys = text
	case name == "keys":
		return errors.New(`"keys" must be a text such as "110"`)
	case said == nil:
	case name == "gaps":
		return v.gaps.take(said)
	case name == "at" && isText:
		v.at = &text
	case name == "at":
		return errors.New(`"at" must be a text such as "2026-11-30T08:00:00+08:00"`)
	case isText:
		v.cos = &text
	case isNumber:
		v.cos = (*string)(&number)
	default:
		return errors.New(`"cos" must be the id of a class of service, a text or a number`)
	}
	return nil
}

const mayPress = "0123456789*#ABCD!."

// presses are the keys with their times.
func (v vector) presses() ([]dialplan.Press, error) {
	no := 0
	for _, key := range v.keys {
		if no++; !strings.ContainsRune(mayPress, key) {
			return nil, noKey(no, key)
		}
	}
	at := 0
	before := v.gaps
	if len(before) >= len(v.keys) && len(before) > 1 {
		at, before = before[0], before[1:]
	}
	var out []dialplan.Press
	for i := range len(v.keys) {
		if i > 0 && len(before) > 0 {
			at += before[min(i, len(before))-1]
		}
		out = append(out, dialplan.Press{Key: v.keys[i], At: at})
	}
	return out, nil
}

// noKey says that a character is no key, and what to type where it is one in full width, as
// Chinese keyboards write it.
func noKey(no int, key rune) error {
	const wide = '！' - '!'
	if half := key - wide; half > 0 && strings.ContainsRune(mayPress, half) {
		return fmt.Errorf("character %d of the keys, %q, is full-width: type %c in half width", no, key, half)
	}
	return fmt.Errorf("character %d of the keys, %q, is no key: keys are 0-9 * # A-D, ! for a hook flash, . for hanging up", no, key)
}

// gaps are the ms between keys.
type gaps []int

const mostGap = 3_600_000

// read reads the text of the flag.
func (g *gaps) read(s string) error {
	*g = nil
	for word := range strings.SplitSeq(s, ",") {
		ms, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || ms < 0 || ms > mostGap {
			return fmt.Errorf("%.60q is no list of gaps in ms such as 300,300,4000", s)
		}
		*g = append(*g, ms)
	}
	return nil
}

// take takes a list, one number for all, or the text of the flag; an empty list leaves what
// the flag says.
func (g *gaps) take(said any) error {
	wrong := errors.New(`"gaps" must be a list of ms such as [300, 300, 4000], or one number for all`)
	switch said := said.(type) {
	case string:
		return g.read(said)
	case json.Number:
		return g.read(said.String())
	case []any:
		var words []string
		for _, one := range said {
			ms, ok := one.(json.Number)
			if !ok {
				return wrong
			}
			words = append(words, ms.String())
		}
		if len(words) == 0 {
			return nil
		}
		return g.read(strings.Join(words, ","))
	}
	return wrong
}
