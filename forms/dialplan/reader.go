package dialplan

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fieldline/forms/form"
)

// object reads the keys of one map; what nobody asked for is a fault at done. What is out of
// bounds is a fault and then read within them, so that Lint may go on with it.
type object struct {
	doc   *form.Document
	fs    *faults
	asked map[string]bool
}

func objectOf(d *form.Document, fs *faults) *object {
	o := &object{doc: d, fs: fs, asked: map[string]bool{}}
	if d.Kind != form.MapValue {
		fs.add(d.Pos, "want a map of keys, this is %s", d.KindName())
	}
	return o
}

func (o *object) get(key string) *form.Document {
	o.asked[key] = true
	if d := o.doc.Get(key); d != nil && d.Kind != form.NullValue {
		return d
	}
	return nil
}

// either is the first of the names that stands here; the first of all where none does.
func (o *object) either(names ...string) string {
	for _, n := range names {
		if o.get(n) != nil {
			return n
		}
	}
	return names[0]
}

// must is get for a key that has to be there.
func (o *object) must(key string) *form.Document {
	d := o.get(key)
	if d == nil && o.doc.Kind == form.MapValue {
		o.fs.add(o.doc.Pos, "%q is missing", key)
	}
	return d
}

// done names the keys that mean nothing here.
func (o *object) done() {
	for _, k := range o.doc.Keys {
		if !o.asked[k.Text] {
			name := k.Text
			if InClear(name) {
				name = hidden
			}
			o.fs.add(k.Pos, "unknown key %q", name)
		}
	}
}

// text reads a text of at most limit characters; a number may stand without quotes.
func (o *object) text(key string, limit int) string {
	return scalarText(o.get(key), key, limit, o.fs)
}

// name is text that must be there and not be empty.
func (o *object) name(key string, limit int) string {
	d := o.must(key)
	s := scalarText(d, key, limit, o.fs)
	if d != nil && s == "" && d.Kind <= form.NumberValue {
		o.fs.add(d.Pos, "%q is empty", key)
	}
	return s
}

func scalarText(d *form.Document, key string, limit int, fs *faults) string {
	if d == nil {
		return ""
	}
	if d.Kind > form.NumberValue {
		fs.add(d.Pos, "%q must be text, this is %s", key, d.KindName())
		return ""
	}
	if n := utf8.RuneCountInString(d.Text); n > limit {
		fs.add(d.Pos, "%q has %d characters, more than %d", key, n, limit)
		return string([]rune(d.Text)[:limit])
	}
	if strings.ContainsFunc(d.Text, func(r rune) bool { return r < ' ' || r == utf8.RuneError }) {
		fs.add(d.Pos, "%q holds a character that cannot be written", key)
	}
	return d.Text
}

// keys reads a string of keys of the given length.
func (o *object) keys(key string, least, most int) string {
	d := o.get(key)
	if d == nil {
		if least > 0 {
			o.must(key)
		}
		return ""
	}
	return keysText(d, key, least, most, o.fs)
}

func keysText(d *form.Document, key string, least, most int, fs *faults) string {
	s := scalarText(d, key, most, fs)
	if len(s) < least {
		fs.add(d.Pos, "%q has %d keys, fewer than %d", key, len(s), least)
	}
	if bad := strings.Trim(s, Keys); bad != "" { // of the others nothing is said: they may be a PIN
		r, _ := utf8.DecodeRuneInString(bad)
		fs.add(d.Pos, "%q may hold 0-9, * and # only, not %q", key, r)
	}
	return s
}

// number reads a whole number between lo and hi; def stands for one that is not there.
func (o *object) number(key string, lo, hi, def int) int {
	d := o.get(key)
	if d == nil {
		return def
	}
	n, err := strconv.Atoi(d.Text)
	switch {
	case d.Kind != form.NumberValue || err != nil || strconv.Itoa(n) != d.Text:
		o.fs.add(d.Pos, "%q must be a whole number", key)
		return def
	case n < lo || n > hi:
		o.fs.add(d.Pos, "%q is %d, must be %d to %d", key, n, lo, hi)
	}
	return min(max(n, lo), hi)
}

func (o *object) truth(key string) bool {
	d := o.get(key)
	if d == nil {
		return false
	}
	if d.Kind != form.TruthValue {
		o.fs.add(d.Pos, "%q must be true or false", key)
	}
	return d.Text == "true"
}

// choice reads one of the words; the first stands for one that is not there.
func (o *object) choice(key string, words ...string) string {
	d := o.get(key)
	if d == nil {
		return words[0]
	}
	if !slices.Contains(words, d.Text) || d.Kind > form.NumberValue {
		o.fs.add(d.Pos, "%q must be one of %s", key, strings.Join(words, ", "))
		return words[0]
	}
	return d.Text
}

// list reads the items of a list of at most limit.
func (o *object) list(key string, limit int) []*form.Document {
	d := o.get(key)
	if d == nil {
		return nil
	}
	if d.Kind != form.ListValue {
		o.fs.add(d.Pos, "%q must be a list, this is %s", key, d.KindName())
		return nil
	}
	return o.within(key, d.Items, limit)
}

// within are the first of the items, or of the keys of a map that stands for a list.
func (o *object) within(key string, items []*form.Document, limit int) []*form.Document {
	if len(items) > limit {
		o.fs.add(o.get(key).Pos, "%q has %d items, more than %d", key, len(items), limit)
		return items[:limit]
	}
	return items
}

// child reads a map, nil when it is not there.
func (o *object) child(key string) *object {
	d := o.get(key)
	if d == nil {
		return nil
	}
	return objectOf(d, o.fs)
}

// part is child where a missing map is one without keys, so that its defaults are read.
func (o *object) part(key string) *object {
	if c := o.child(key); c != nil {
		return c
	}
	return objectOf(&form.Document{Kind: form.MapValue, Pos: o.doc.Pos}, o.fs)
}
