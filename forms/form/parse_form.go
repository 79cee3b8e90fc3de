package form

import (
	"fmt"
	"regexp"
	"strings"
)

var formKeys = []string{
	"form", "doc", "zh", "en", "version", "module", "number", "name", "create", "by", "in", "sections", "fields",
	"related", "states", "actions", "deadlines", "check", "unique", "totals", "every", "amend", "audience", "carry",
	"leave", "anonymous", "lists", "search", "print", "import",
}

// readForm reads the file of one form; names that lead elsewhere are resolved later.
func readForm(top *node, file string, fs *faults) *Form {
	f := &Form{Name: file, Version: 1, Pos: top.pos,
		fields: map[string]*Field{}, states: map[string]*State{}, actions: map[string]*Action{},
		at: map[string]Pos{}, relations: map[string]*Relation{}, byColumn: map[string]*Column{}}
	k, ok := fs.keysOf(top, "form", formKeys...)
	if !ok {
		return f
	}
	if name := k.text("form"); name != file {
		fs.add(k.pos("form"), "the file is named %s.yaml, so the form must be %q, not %q", file, file, name)
	}
	if !wordPattern.MatchString(file) {
		fs.add(top.pos, "%s.yaml: a form is named by a lower snake case word", file)
	}
	for i, key := range top.keys {
		f.at[key.text] = top.items[i].pos
	}
	f.Label = k.label()
	f.readHead(k)
	f.readBody(k)
	f.readRules(k)
	f.readShown(k)
	return f
}

var docPattern = regexp.MustCompile(`^(DOC-[0-9]{2,3}|own)$`)

func (f *Form) readHead(k keys) {
	f.Doc = k.text("doc")
	if !docPattern.MatchString(f.Doc) {
		k.fs.add(k.pos("doc"), "doc must be an id such as DOC-05, or own")
	}
	if k.has("version") {
		f.Version = k.count("version")
	}
	f.Module = k.word("module")
	if k.has("number") {
		f.Number = k.numberPattern("number")
	}
	f.NameBy = k.paths("name")
	f.Create = k.who("create")
	f.By = k.who("by")
	f.In = k.words("in")
	f.Amend = k.who("amend")
	f.Audience = k.who("audience")
	if !k.has("audience") {
		k.fs.add(f.Pos, "form %s has no audience; nobody would see it", f.Name)
	}
	f.Carry = k.paths("carry")
	f.Leave = k.text("leave")
	if f.Leave != "" && f.Leave != "never" {
		k.length("leave")
	}
	f.Anonymous = k.flag("anonymous")
}

func (f *Form) readBody(k keys) {
	if k.has("sections") && k.has("fields") {
		k.fs.add(k.pos("fields"), "a form has sections or fields, not both")
	}
	if k.has("fields") {
		s := &Section{Pos: k.pos("fields")}
		s.Fields = f.readFields(k, s)
		f.Sections = []*Section{s}
	}
	k.each("sections", func(name, value *node) {
		sk, ok := k.fs.named(name, value, "section", "zh", "en", "by", "in", "see", "show", "module", "merge", "fields")
		if !ok {
			return
		}
		s := &Section{Name: name.text, Label: sk.label(), By: sk.who("by"), In: sk.words("in"), See: sk.who("see"),
			Show: sk.expr("show"), Module: sk.word("module"), Merge: sk.word("merge"), Pos: name.pos, ownBy: sk.has("by"), ownIn: sk.has("in")}
		s.Fields = f.readFields(sk, s)
		f.Sections = append(f.Sections, s)
	})
	k.each("states", func(name, value *node) {
		sk, ok := k.fs.named(name, value, "state", "zh", "en", "draft", "final", "void", "was", "retired", "becomes")
		if !ok {
			return
		}
		s := &State{Name: name.text, Label: sk.label(), Draft: sk.flag("draft"), Final: sk.flag("final"), Void: sk.flag("void"),
			Was: sk.word("was"), Retired: sk.count("retired"), Becomes: sk.word("becomes"), Pos: name.pos}
		f.States = append(f.States, s)
		f.states[s.Name] = s
	})
	k.each("related", func(name, value *node) {
		rk, ok := k.fs.named(name, value, "relation", "of", "via", "many")
		if !ok {
			return
		}
		r := &Relation{Name: name.text, Of: rk.word("of"), Via: rk.word("via"), Many: rk.flag("many"), Pos: name.pos}
		f.Related = append(f.Related, r)
		f.relations[r.Name] = r
	})
	k.each("actions", func(name, value *node) {
		if a := readAction(name, value, k.n.get("actions"), k.fs); a != nil {
			f.Actions = append(f.Actions, a)
			f.actions[a.Name] = a
		}
	})
	k.each("deadlines", func(name, value *node) {
		if d := readDeadline(name, value, k.fs); d != nil {
			f.Deadlines = append(f.Deadlines, d)
		}
	})
	f.Checks = k.checks("check")
}

// paths returns one path or a list of paths of dotted words.
func (k keys) paths(key string) []string {
	var out []string
	for _, n := range k.list(key) {
		if n.kind != textNode || !pathPattern.MatchString(n.text) {
			k.fs.add(n.pos, "%q must be a path of dotted words", key)
			continue
		}
		out = append(out, n.text)
	}
	return out
}

func (k keys) path(key string) string {
	s, ok := k.scalar(key, textNode, "a path of dotted words")
	if ok && !pathPattern.MatchString(s) {
		k.fs.add(k.pos(key), "%q must be a path of dotted words, not %q", key, s)
		return ""
	}
	return s
}

var tokenPattern = regexp.MustCompile(`\{([^}]*)\}`)

// numberPattern reads a pattern such as "FC{yymmdd}-{seq:4}".
func (k keys) numberPattern(key string) *NumberPattern {
	s, ok := k.scalar(key, textNode, "a pattern")
	if !ok {
		return nil
	}
	p := &NumberPattern{Text: s}
	p.Prefix, _, _ = strings.Cut(s, "{")
	for _, m := range tokenPattern.FindAllStringSubmatch(s, -1) {
		token := m[1]
		if width, isSeq := strings.CutPrefix(token, "seq"); isSeq {
			n := 1
			if _, err := fmt.Sscanf(width, ":%d", &n); width != "" && (err != nil || n < 1 || n > 9) {
				k.fs.add(k.pos(key), "{%s} must be {seq} or {seq:4}", token)
			}
			if p.Width > 0 {
				k.fs.add(k.pos(key), "the number has two sequences")
			}
			p.Width = n
			continue
		}
		if dateTokens[token] == "" {
			k.fs.add(k.pos(key), "unknown token {%s} in a number; known are {yy} {yyyy} {yymm} {yyyymm} {yymmdd} {yyyymmdd} {seq:4}", token)
			continue
		}
		if short := strings.Replace(token, "yyyy", "yy", 1); len(short) > len(p.Period) {
			p.Period = short
		}
	}
	if p.Width == 0 {
		k.fs.add(k.pos(key), "the number %q has no {seq}", s)
	}
	return p
}
