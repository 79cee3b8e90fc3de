package formview

import (
	"encoding/json"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// operationKind reads an operation as it travels: what was done and what was typed.
func operationKind() kind {
	return kind{block: true, say: func(s Speech, _ *form.Field, v any) string {
		op, err := record.Decode(s.Lib, []byte(stringOf(v)))
		if err != nil {
			return s.Words.T("formview.operation.unreadable")
		}
		return s.Operation(op)
	}}
}

// problemsKind reads why an operation was not carried out.
func problemsKind() kind {
	return kind{block: true, say: func(s Speech, _ *form.Field, v any) string {
		var problems []form.Problem
		if json.Unmarshal([]byte(stringOf(v)), &problems) != nil {
			return stringOf(v)
		}
		var said []string
		for _, p := range problems {
			sentence := strings.TrimRight(s.Sentence(p), "。.")
			if f := s.Lib.Form(p.Form); f != nil && s.About(f, p) != "" {
				sentence = s.About(f, p) + s.Words.T("app.colon") + sentence
			}
			said = append(said, sentence)
		}
		return s.semicolon(said)
	}}
}

// Operation says what an operation does, with the values that were typed.
func (s Speech) Operation(op record.Operation) string {
	var said []string
	for _, p := range op.Parts {
		f := s.Lib.Form(p.Form)
		if f == nil {
			said = append(said, p.Form)
			continue
		}
		said = append(said, s.part(f, p))
	}
	return s.semicolon(said)
}

func (s Speech) part(f *form.Form, p record.Part) string {
	act := s.Words.T("formview.operation."+string(p.Kind), s.Label(f.Label))
	if a := f.Action(p.Action); a != nil {
		act = s.Words.T("formview.operation.act", s.Label(f.Label), s.Label(a.Label))
	}
	var typed []string
	for _, field := range f.Fields() {
		v, ok := p.Values[field.Name]
		if field.Name == p.Table {
			v, ok = []form.Row{p.Row}, true
		}
		if !ok {
			continue
		}
		value := s.Value(field, v)
		if value == "" {
			value = s.Words.T("formview.operation.emptied")
		}
		typed = append(typed, s.Label(field.Label)+" "+value)
	}
	if len(typed) == 0 {
		return act
	}
	return act + s.Words.T("app.colon") + s.semicolon(typed)
}

func (s Speech) semicolon(said []string) string {
	return strings.Join(said, s.Words.Label("；", "; "))
}
