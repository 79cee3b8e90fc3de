package formview

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"fieldline/app/words"
	"fieldline/forms/form"
)

// Names says what records are called; formview.Source is one.
type Names interface {
	// Record returns a record as it is now, or form.ErrNotHere.
	Record(formName string, id form.ID) (*form.Record, error)
}

// Speech says values as people read them, in the language now spoken.
type Speech struct {
	Words *words.Words
	Lib   *form.Library
	Names Names            // nil: records and persons are only counted
	Now   func() time.Time // for today and tomorrow
}

// Label picks the language of a form's own label.
func (s Speech) Label(l form.Label) string { return s.Words.Label(l.Zh, l.En) }

// Value says one value of a field on one line, "" when it is empty.
func (s Speech) Value(f *form.Field, v any) string {
	if form.Empty(v) {
		return ""
	}
	k := kindOf(f)
	if k.say == nil {
		return s.Any(v)
	}
	return k.say(s, f, v)
}

// named says a value behind its field's name where it says nothing by itself: 故障率 5 %.
func (s Speech) named(f *form.Field, said string) string {
	switch {
	case f.Type == form.Note:
		return s.Label(f.Label) + s.Words.Label("：", ": ") + said
	case kindOf(f).mute:
		return s.Label(f.Label) + "\u00a0" + said
	}
	return said
}

// Column says the value of a stored column: a field's, a stamp's or a deadline's.
func (s Speech) Column(c *form.Column, v any) string {
	if c.Field != nil {
		return s.Value(c.Field, v)
	}
	return s.Any(v)
}

// Any says a value by its Go type alone.
func (s Speech) Any(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return s.yesNo(v)
	case int64:
		return s.Words.Count(v)
	case decimal.Decimal:
		return s.Words.Decimal(v.String())
	case form.Date:
		return string(v)
	case time.Time:
		return s.Moment(v)
	case form.Length:
		return s.Length(v)
	case form.Ref:
		return s.Name(v.Form, v.ID)
	case form.ID:
		return s.Name("person", v)
	case []form.ID:
		return s.people(v)
	case []string:
		return strings.Join(v, s.comma())
	case []form.Row:
		return s.Words.T("common.items", len(v))
	case form.Attachment:
		return v.Name
	case form.Signature:
		return v.Signer
	case form.Location:
		return sayLocation(v)
	}
	return ""
}

// Moment says a point of time: 今天 16:00 near today, 2026-11-23 16:00 else.
func (s Speech) Moment(t time.Time) string {
	if s.Now == nil {
		return s.Words.DateTime(t)
	}
	return s.Words.When(t, s.Now())
}

// Length says a length of time: 30 分钟, 4 工作小时, 2 working days.
func (s Speech) Length(l form.Length) string {
	key := "formview.length." + l.Unit
	if l.Working {
		key += ".working"
	}
	return s.Words.T(key, l.N)
}

// Name says what a record is called by the columns its form names; for one that is not
// on this device, that it is not.
func (s Speech) Name(formName string, id form.ID) string {
	if id == (form.ID{}) {
		return ""
	}
	if s.Names == nil {
		return s.Words.T("formview.not_here")
	}
	rec, err := s.Names.Record(formName, id)
	if err != nil {
		return s.Words.T("formview.not_here")
	}
	return s.NameOf(rec)
}

// NameOf says what a record is called.
func (s Speech) NameOf(rec *form.Record) string {
	f := s.Lib.Form(rec.Form)
	if f == nil {
		return rec.Number
	}
	columns := f.NameBy
	if len(columns) == 0 {
		columns = []string{"number"}
	}
	var parts []string
	for _, name := range columns {
		said := ""
		switch c := f.Column(name); {
		case name == "number":
			said = rec.Number
		case c != nil && c.Field != nil && c.Field.Type == form.RefType && c.Field.Forms[0] == rec.Form:
			said = "" // a record named by one of its own kind would go on for ever
		case c != nil:
			said = s.Column(c, rec.Values[name])
		}
		if said != "" {
			parts = append(parts, said)
		}
	}
	if len(parts) == 0 {
		return s.Label(f.Label)
	}
	return strings.Join(parts, " ")
}

// State says the state of a record.
func (s Speech) State(f *form.Form, state string) string {
	if st := f.State(state); st != nil {
		return s.Label(st.Label)
	}
	return state
}

// Who says who may, for a person: 售后工程师、其工程师.
func (s Speech) Who(f *form.Form, who []form.Who) string { return s.Label(f.WhoLabel(who)) }

func (s Speech) yesNo(yes bool) string {
	if yes {
		return s.Words.T("common.yes")
	}
	return s.Words.T("common.no")
}

func (s Speech) people(ids []form.ID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = s.Name("person", id)
	}
	return strings.Join(names, s.comma())
}

// comma stands between the members of a list.
func (s Speech) comma() string { return s.Words.Label("、", ", ") }
