package form

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var wordPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// keys is one map of a file while it is read: every key is asked for by name, and a key
// that nobody knows is a fault.
type keys struct {
	n    *node
	what string
	fs   *faults
}

// keysOf takes a node as a map whose keys are among known.
func (fs *faults) keysOf(n *node, what string, known ...string) (keys, bool) {
	k := keys{n: n, what: what, fs: fs}
	if n.kind != mapNode {
		fs.add(n.pos, "%s must be a map of keys, this is %s", what, n.kindName())
		return k, false
	}
	for _, key := range n.keys {
		if !fs.newer && !slices.Contains(known, key.text) {
			fs.add(key.pos, "unknown key %q in %s; known are %s", key.text, what, strings.Join(sortedWords(known), ", "))
		}
	}
	return k, true
}

func (k keys) has(key string) bool { return k.n.get(key) != nil }

// pos is where the key's value stands, or the map itself.
func (k keys) pos(key string) Pos {
	if n := k.n.get(key); n != nil {
		return n.pos
	}
	return k.n.pos
}

// scalar returns the text of a key that must be of one kind.
func (k keys) scalar(key string, kind nodeKind, want string) (string, bool) {
	n := k.n.get(key)
	if n == nil {
		return "", false
	}
	if n.kind != kind {
		k.fs.add(n.pos, "%q must be %s, this is %s", key, want, n.kindName())
		return "", false
	}
	return n.text, true
}

func (k keys) text(key string) string {
	s, _ := k.scalar(key, textNode, "text")
	return s
}

// word returns a lower snake case word.
func (k keys) word(key string) string {
	s, ok := k.scalar(key, textNode, "a word")
	if ok && !wordPattern.MatchString(s) {
		k.fs.add(k.pos(key), "%q must be a lower snake case word, not %q", key, s)
		return ""
	}
	return s
}

func (k keys) flag(key string) bool {
	s, _ := k.scalar(key, boolNode, "true or false")
	return s == "true"
}

// count returns a whole number of at least 1.
func (k keys) count(key string) int {
	s, ok := k.scalar(key, numberNode, "a whole number")
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || s != strconv.Itoa(n) {
		k.fs.add(k.pos(key), "%q must be a whole number of at least 1, not %s", key, s)
		return 0
	}
	return n
}

// words returns one text or a list of texts.
func (k keys) words(key string) []string {
	var out []string
	for _, n := range k.list(key) {
		if n.kind != textNode {
			k.fs.add(n.pos, "%q must be a word or a list of words, this is %s", key, n.kindName())
			continue
		}
		out = append(out, n.text)
	}
	return out
}

// list returns the entries of a list, or the one value given in its stead.
func (k keys) list(key string) []*node {
	n := k.n.get(key)
	switch {
	case n == nil:
		return nil
	case n.kind == seqNode:
		return n.items
	default:
		return []*node{n}
	}
}

// each visits the entries of an ordered map whose keys are words.
func (k keys) each(key string, visit func(name *node, value *node)) {
	n := k.n.get(key)
	if n == nil {
		return
	}
	if n.kind != mapNode {
		k.fs.add(n.pos, "%q must be a map of names, this is %s", key, n.kindName())
		return
	}
	for i, name := range n.keys {
		if !wordPattern.MatchString(name.text) {
			k.fs.add(name.pos, "%q must be a lower snake case word", name.text)
			continue
		}
		visit(name, n.items[i])
	}
}

// label reads zh and en of this map, both demanded.
func (k keys) label() Label {
	l := Label{Zh: k.sentence("zh"), En: k.sentence("en")}
	for _, key := range []string{"zh", "en"} {
		if !k.has(key) {
			k.fs.add(k.n.pos, "%s has no %s", k.what, key)
		}
	}
	return l
}

// sentence is a text that may not be empty.
func (k keys) sentence(key string) string {
	s, ok := k.scalar(key, textNode, "text")
	if ok && strings.TrimSpace(s) == "" {
		k.fs.add(k.pos(key), "%q is empty", key)
	}
	return s
}

// hasLabel tells whether any of zh and en is given.
func (k keys) hasLabel() bool { return k.has("zh") || k.has("en") }

// expr reads an expression; numbers and true or false stand for themselves.
func (k keys) expr(key string) *Expr {
	n := k.n.get(key)
	if n == nil {
		return nil
	}
	return k.fs.expr(n, key)
}

func (fs *faults) expr(n *node, key string) *Expr {
	if !n.scalar() {
		fs.add(n.pos, "%q must be an expression, this is %s", key, n.kindName())
		return nil
	}
	if strings.TrimSpace(n.text) == "" {
		fs.add(n.pos, "%q is an empty expression", key)
		return nil
	}
	return &Expr{Source: n.text, Pos: n.pos}
}

// checks reads a list of rules, each with its sentence.
func (k keys) checks(key string) []*Check {
	n := k.n.get(key)
	if n == nil {
		return nil
	}
	if n.kind != seqNode {
		k.fs.add(n.pos, "%q must be a list of {that, zh, en}, this is %s", key, n.kindName())
		return nil
	}
	var out []*Check
	for _, one := range n.items {
		c, ok := k.fs.keysOf(one, "check", "that", "zh", "en", "warn", "here", "since")
		if !ok {
			continue
		}
		if !c.has("that") {
			k.fs.add(one.pos, "check has no that")
		}
		check := &Check{That: c.expr("that"), Label: c.label(), Warn: c.flag("warn"), Here: c.flag("here"), Since: c.count("since"), Pos: one.pos}
		if check.Here && !check.Warn {
			k.fs.add(c.pos("here"), "here belongs to a warning; what must hold is judged on arrival too")
		}
		if check.That != nil {
			out = append(out, check)
		}
	}
	return out
}

// named opens the map behind a lower snake case name.
func (fs *faults) named(name, value *node, what string, known ...string) (keys, bool) {
	if !wordPattern.MatchString(name.text) {
		fs.add(name.pos, "%q must be a lower snake case word", name.text)
		return keys{}, false
	}
	k, ok := fs.keysOf(value, what+" "+name.text, known...)
	if ok {
		k.n = &node{kind: mapNode, keys: value.keys, items: value.items, pos: name.pos}
	}
	return k, ok
}
