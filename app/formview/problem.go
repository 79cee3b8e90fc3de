package formview

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"fieldline/forms/form"
)

// Problem says a problem in two parts: what is wrong, and what to do, which may be empty.
func (s Speech) Problem(p form.Problem) (what, do string) {
	text := ""
	switch {
	case p.Label != nil:
		text = s.Label(*p.Label)
	case s.Words.Has(p.Key):
		text = s.Words.T(p.Key, s.args(p))
	default:
		text = s.Words.T("problem.unknown")
	}
	return Divide(text)
}

// Divide parts a sentence into what is wrong and what to do, at its first colon, comma or
// full stop; the second part may be empty.
func Divide(text string) (what, do string) {
	for _, mark := range []string{"：", ": ", "，", ". ", "。"} {
		if head, tail, ok := strings.Cut(text, mark); ok && strings.TrimSpace(tail) != "" {
			if mark == "：" || mark == ": " {
				head += strings.TrimSpace(mark)
			}
			return head, strings.TrimSpace(tail)
		}
	}
	return strings.TrimRight(text, "。."), ""
}

// Sentence says a problem in one piece, as it is written.
func (s Speech) Sentence(p form.Problem) string {
	if p.Label != nil {
		return s.Label(*p.Label)
	}
	if s.Words.Has(p.Key) {
		return s.Words.T(p.Key, s.args(p))
	}
	return s.Words.T("problem.unknown")
}

// About says which field a problem is about, "" for the record as a whole.
func (s Speech) About(f *form.Form, p form.Problem) string {
	name, column, inRow := strings.Cut(p.Field, ".")
	field := f.Field(name)
	if field == nil {
		return ""
	}
	if inRow {
		for _, c := range field.Columns {
			if c.Name == column {
				return s.Label(c.Label)
			}
		}
	}
	return s.Label(field.Label)
}

// args puts the words of states, actions and roles in the place of their names, so that
// a sentence reads whole in the language now spoken.
func (s Speech) args(p form.Problem) map[string]any {
	said := make(map[string]any, len(p.Args))
	for name, v := range p.Args {
		said[name] = s.arg(p, name, v)
	}
	if claimed(p) && p.Args["who"] == nil {
		said["who"] = s.Words.T("formview.claim.another")
	}
	return said
}

// claimed tells whether a problem shows two values, one of which another wrote.
func claimed(p form.Problem) bool { return p.Key == form.KeyOneHolder || p.Key == form.KeyNotAsSeen }

// claim says one of two values that cannot both hold, or who wrote the other, when and on
// which device.
func (s Speech) claim(p form.Problem, name string, v any) any {
	switch name {
	case "mine", "theirs":
		raw, err := json.Marshal(v)
		f := s.Lib.Form(p.Form)
		if err != nil || f == nil || f.Column(p.Field) == nil {
			return fmt.Sprint(v)
		}
		value, err := f.Column(p.Field).Decode(raw)
		if said := s.Column(f.Column(p.Field), value); err == nil && said != "" {
			return said
		}
		return s.Words.T("formview.claim.nothing")
	case "who":
		var who form.ID
		if raw, err := json.Marshal(v); err != nil || json.Unmarshal(raw, &who) != nil {
			return s.Words.T("formview.claim.another")
		}
		said := []string{}
		var at time.Time
		if raw, err := json.Marshal(p.Args["at"]); err == nil && json.Unmarshal(raw, &at) == nil && !at.IsZero() {
			said = append(said, s.Moment(at))
		}
		if where, _ := p.Args["where"].(string); where != "" {
			said = append(said, where)
		}
		by := s.Name("person", who)
		if len(said) > 0 {
			by += s.Words.Label("（", " (") + strings.Join(said, s.comma()) + s.Words.Label("）", ")")
		}
		return by
	}
	return v
}

func (s Speech) arg(p form.Problem, name string, v any) any {
	if claimed(p) {
		return s.claim(p, name, v)
	}
	switch v := v.(type) {
	case form.Label:
		return s.Label(v)
	case *form.Label:
		return s.Label(*v)
	case map[string]any: // a label that travelled as JSON
		zh, _ := v["zh"].(string)
		en, _ := v["en"].(string)
		if zh != "" || en != "" {
			return s.Words.Label(zh, en)
		}
	}
	word := fmt.Sprint(v)
	f := s.Lib.Form(p.Form)
	switch {
	case name == "role":
		if r := s.Lib.Role(word); r != nil {
			return s.Label(r.Label)
		}
	case f == nil:
	case name == "state" && f.State(word) != nil:
		return s.Label(f.State(word).Label)
	case name == "action" && f.Action(word) != nil:
		return s.Label(f.Action(word).Label)
	}
	return word
}
