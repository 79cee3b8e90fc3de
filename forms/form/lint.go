package form

import (
	"maps"
	"slices"
)

// linter holds a library against the rules of forms/README.md 9. What it refuses goes to
// faults, what it advises against to warnings.
type linter struct {
	lib   *Library
	fs    *faults
	warns *faults
	form  *Form
}

// lint runs every check; it must come after bind, because many read types.
func (l *Library) lint(fs *faults) {
	lint := &linter{lib: l, fs: fs, warns: &faults{}}
	lint.library()
	for _, f := range l.Forms {
		lint.form = f
		lint.names()
		lint.labels()
		lint.references()
		lint.fields()
		lint.calcCircle()
		lint.who()
		lint.audience()
		lint.states()
		lint.actions()
		lint.due()
		lint.deadlines()
		lint.rules()
		lint.shown()
		lint.versions()
	}
	lint.effects()
	lint.written()
	lint.used()
	l.warnings = lint.warns.sorted()
}

func (l *linter) fail(pos Pos, format string, args ...any) { l.fs.add(pos, format, args...) }

func (l *linter) warn(pos Pos, format string, args ...any) { l.warns.add(pos, format, args...) }

// path resolves a path of the form and reports one that leads nowhere.
func (l *linter) path(pos Pos, path, what string) (typ, bool) {
	t, wrong := l.form.pathType(path, "")
	if wrong != "" {
		l.fail(pos, "%s %s", what, wrong)
		return typ{}, false
	}
	return t, true
}

// knownStates reports words that are no states of the form.
func (l *linter) knownStates(pos Pos, words []string, what string) {
	for _, w := range words {
		if l.form.states[w] == nil {
			l.fail(pos, "%s: form %s has no state %q", what, l.form.Name, w)
		}
	}
}

// library checks what lies beside the forms.
func (l *linter) library() {
	for _, r := range l.lib.Roles {
		if r.Superior != "" && l.lib.roles[r.Superior] == nil {
			l.fail(r.Pos, "role %s: there is no role %q", r.Word, r.Superior)
		}
		l.module(r.Pos, r.Module)
	}
	for _, s := range l.lib.Settings {
		l.setting(s)
	}
	prefixes := map[string]*Form{}
	for _, f := range l.lib.Forms {
		l.module(f.Pos, f.Module)
		if f.Number == nil {
			continue
		}
		if other := prefixes[f.Number.Prefix]; other != nil {
			l.fail(f.at["number"], "the numbers of %s begin with %q like those of %s", f.Name, f.Number.Prefix, other.Name)
		}
		prefixes[f.Number.Prefix] = f
	}
}

func (l *linter) setting(s *Setting) {
	for _, w := range s.By {
		switch {
		case w.Kind != WhoRole && w.Kind != WhoAnyone:
			l.fail(w.Pos, "setting %s: by wants a role", s.ID)
		case w.Kind == WhoRole && l.lib.roles[w.Role] == nil:
			l.fail(w.Pos, "setting %s: there is no role %q", s.ID, w.Role)
		}
	}
	if s.List == "" {
		return
	}
	if l.lib.choices[s.List] == nil {
		l.fail(s.Pos, "setting %s: there is no choice list %q", s.ID, s.List)
		return
	}
	for _, part := range slices.Sorted(maps.Keys(s.Parts)) {
		if !l.lib.hasWord(s.List, part) {
			l.fail(s.Pos, "setting %s: %q is no word of %s", s.ID, part, s.List)
		}
	}
}

func (l *linter) module(pos Pos, name string) {
	if name != "" && name != "core" && l.lib.modules[name] == nil {
		l.fail(pos, "there is no module %q", name)
	}
}

// versions checks `since`, `was` and `retired` within one library; against the published
// one they are compared elsewhere.
func (l *linter) versions() {
	f := l.form
	number := func(pos Pos, key string, n int) {
		if n > f.Version {
			l.fail(pos, "%s: %d lies after the form's version %d", key, n, f.Version)
		}
	}
	was := func(pos Pos, old string, taken bool) {
		if old != "" && taken {
			l.fail(pos, "was: %q is still in use", old)
		}
	}
	for _, field := range f.Fields() {
		number(field.Pos, "since", field.Since)
		number(field.Pos, "retired", field.Retired)
		was(field.Pos, field.Was, f.fields[field.Was] != nil)
		for _, c := range field.Columns {
			number(c.Pos, "since", c.Since)
			number(c.Pos, "retired", c.Retired)
			was(c.Pos, c.Was, field.column(c.Was) != nil)
		}
	}
	for _, s := range f.States {
		number(s.Pos, "retired", s.Retired)
		was(s.Pos, s.Was, f.states[s.Was] != nil)
		switch {
		case s.Becomes != "" && f.states[s.Becomes] == nil:
			l.fail(s.Pos, "becomes: form %s has no state %q", f.Name, s.Becomes)
		case s.Retired > 0 && s.Becomes == "":
			l.fail(s.Pos, "state %s is retired: say what it becomes", s.Name)
		}
	}
	for _, a := range f.Actions {
		was(a.Pos, a.Was, f.actions[a.Was] != nil)
	}
	for _, c := range f.Checks {
		number(c.Pos, "since", c.Since)
	}
	for _, u := range f.Uniques {
		number(u.Pos, "since", u.Since)
	}
}
