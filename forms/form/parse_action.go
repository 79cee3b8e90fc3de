package form

import "strings"

// readAction reads one of the actions of a form.
func readAction(name, value, all *node, fs *faults) *Action {
	k, ok := fs.named(name, value, "action", "zh", "en", "from", "to", "by", "not", "show", "check", "ask", "upon", "without", "despite", "then", "was")
	if !ok {
		return nil
	}
	a := &Action{Name: name.text, Label: k.label(), From: k.words("from"), To: k.word("to"), By: k.who("by"), Not: k.who("not"),
		Show: k.expr("show"), Checks: k.checks("check"), Upon: k.words("upon"), Without: k.words("without"), Despite: k.words("despite"),
		Was: k.word("was"), Pos: name.pos}
	for _, w := range k.words("ask") {
		field, optional := strings.CutSuffix(w, "?")
		a.Ask = append(a.Ask, Ask{Field: field, Optional: optional})
	}
	if !k.has("by") {
		fs.add(name.pos, "action %s has no by; nobody could do it", name.text)
	}
	a.Then = k.stepsAs("then", all)
	return a
}

// stepsAs reads the steps of an action, or those of another one that it names: what is done
// in two ways has its consequences written once.
func (k keys) stepsAs(key string, all *node) []*Step {
	n := k.n.get(key)
	if n == nil || n.kind != textNode {
		return k.steps(n, key)
	}
	var then *node
	if other := all.get(n.text); other != nil {
		then = other.get(key)
	}
	if then == nil || then.kind != seqNode {
		k.fs.add(n.pos, "there is no action %q with steps of its own", n.text)
		return nil
	}
	return k.steps(then, key)
}

var stepKeys = []string{
	"open", "as", "again", "copy", "on", "act", "set", "add", "row", "each", "if", "tell", "zh", "en",
}

func (k keys) steps(n *node, key string) []*Step {
	if n == nil {
		return nil
	}
	if n.kind != seqNode {
		k.fs.add(n.pos, "%q must be a list of steps, this is %s", key, n.kindName())
		return nil
	}
	var out []*Step
	for _, one := range n.items {
		if s := k.fs.step(one); s != nil {
			out = append(out, s)
		}
	}
	return out
}

func (fs *faults) step(n *node) *Step {
	k, ok := fs.keysOf(n, "step", stepKeys...)
	if !ok {
		return nil
	}
	s := &Step{Open: k.word("open"), As: k.word("as"), Again: k.flag("again"), Copy: k.words("copy"), On: k.path("on"),
		Act: k.word("act"), Set: k.assigns("set"), Add: k.word("add"), Row: k.assigns("row"), Each: k.path("each"),
		If: k.expr("if"), Tell: k.who("tell"), Pos: n.pos}
	if k.has("tell") {
		s.Label = k.label()
	} else if k.hasLabel() {
		fs.add(n.pos, "zh and en belong to tell")
	}
	s.shape(k)
	return s
}

// shape demands that a step does exactly one thing, with the keys that belong to it.
func (s *Step) shape(k keys) {
	only := func(key, owner string) {
		if k.has(key) && !k.has(owner) {
			k.fs.add(k.pos(key), "%q belongs to %s", key, owner)
		}
	}
	only("as", "open")
	only("again", "open")
	only("copy", "open")
	only("row", "add")
	if k.has("add") && !k.has("row") {
		k.fs.add(k.pos("add"), "add needs a row")
	}
	if k.has("act") && !k.has("open") && !k.has("on") {
		k.fs.add(k.pos("act"), "act needs the record it is done `on`")
	}
	verbs := 0
	for _, key := range []string{"open", "on", "tell"} {
		if k.has(key) {
			verbs++
		}
	}
	bare := k.has("set") || k.has("add")
	switch {
	case verbs > 1:
		k.fs.add(k.n.pos, "a step does one thing: open, on, set, add or tell")
	case verbs == 0 && !bare:
		k.fs.add(k.n.pos, "the step does nothing: say open, on, set, add or tell")
	case k.has("tell") && bare, k.has("open") && k.has("add"):
		k.fs.add(k.n.pos, "a step does one thing: open, on, set, add or tell")
	case k.has("on") && !bare && !k.has("act"):
		k.fs.add(k.pos("on"), "on needs act, set or add")
	}
}

// assigns reads field: value; what a value means is settled when the target is known.
func (k keys) assigns(key string) []Assign {
	var out []Assign
	k.each(key, func(name, value *node) {
		if e := k.fs.expr(value, name.text); e != nil {
			out = append(out, Assign{Field: name.text, Value: e, Pos: name.pos})
		}
	})
	return out
}

func readDeadline(name, value *node, fs *faults) *Deadline {
	k, ok := fs.named(name, value, "deadline", "zh", "en", "done", "show", "from", "within", "ahead", "until", "pause", "steps")
	if !ok {
		return nil
	}
	d := &Deadline{Name: name.text, Label: k.label(), Done: k.labelAt("done"), Show: k.expr("show"), From: k.path("from"), Within: k.within("within"), Ahead: k.within("ahead"),
		Until: k.words("until"), Pause: k.words("pause"), Pos: name.pos}
	for _, need := range []string{"from", "until"} {
		if !k.has(need) {
			fs.add(name.pos, "deadline %s has no %s", name.text, need)
		}
	}
	switch {
	case !k.has("within") && !k.has("ahead"):
		fs.add(name.pos, "deadline %s has no within", name.text)
	case k.has("within") && k.has("ahead"):
		fs.add(k.pos("ahead"), "a deadline lies within a length after its beginning or ahead of it, not both")
	}
	for _, one := range k.list("steps") {
		sk, ok := fs.keysOf(one, "deadline step", "before", "after", "tell", "act", "zh", "en")
		if !ok {
			continue
		}
		s := &DeadlineStep{IsPast: sk.has("after"), Tell: sk.who("tell"), Act: sk.word("act"), Pos: one.pos}
		s.readLength(sk)
		if sk.has("before") == sk.has("after") {
			fs.add(one.pos, "a deadline step has before or after")
		}
		if !sk.has("tell") && !sk.has("act") {
			fs.add(one.pos, "the deadline step does nothing: say tell or act")
		}
		if sk.has("tell") || sk.hasLabel() {
			s.Label = sk.label()
		}
		d.Steps = append(d.Steps, s)
	}
	return d
}

// readLength reads a length of time, or the setting that gives it.
func (s *DeadlineStep) readLength(k keys) {
	key, to := "before", &s.Before
	if s.IsPast {
		key, to = "after", &s.After
	}
	if n := k.n.get(key); n != nil && n.kind == textNode && strings.HasPrefix(n.text, "SET-") {
		s.Setting = n.text
		return
	}
	*to = k.length(key)
}

// within reads a setting, a length of time or an expression.
func (k keys) within(key string) *Within {
	n := k.n.get(key)
	if n == nil {
		return nil
	}
	if n.kind == textNode {
		if id, _, _ := strings.Cut(n.text, "."); settingPattern.MatchString(id) && strings.HasPrefix(n.text, "SET-") {
			return &Within{Setting: n.text, Pos: n.pos}
		}
		if l, err := ParseLength(n.text); err == nil {
			return &Within{Length: l, Pos: n.pos}
		}
	}
	e := k.fs.expr(n, key)
	if e == nil {
		return nil
	}
	return &Within{Value: e, Pos: n.pos}
}
