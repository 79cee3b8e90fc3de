package form

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// What people change of a library are records of the forms `choice` and `calendar_day`:
// master records that everybody reads, laid over the choice lists and the calendar.

// Names of the forms whose records are laid over a library, and of their columns.
const (
	formChoice      = "choice"
	formCalendarDay = "calendar_day"

	dayWorked = "working" // the kind of a calendar_day on which the office is open
)

// LaidForms names the forms whose records With lays over a library.
func LaidForms() []string { return []string{formChoice, formCalendarDay} }

// With returns the library with records of the LaidForms laid over it, in whatever order
// they come; without any, the library as it was published. Forms are shared, and the name
// by SHA-256 stays, as the definitions are the same.
func (l *Library) With(changed []*Record) *Library {
	if l.published != nil {
		l = l.published
	}
	words := map[string][]*Record{}
	var days []CalendarDay
	for _, rec := range inOrderOfID(changed) {
		switch rec.Form {
		case formChoice:
			list, _ := rec.Values["list"].(string)
			words[list] = append(words[list], rec)
		case formCalendarDay:
			days = append(days, rec.calendarDay())
		}
	}
	if len(words) == 0 && len(days) == 0 {
		return l
	}
	out := *l
	out.published = l
	if len(days) > 0 {
		out.Calendar = l.Calendar.With(days...)
	}
	out.choices, out.Choices = maps.Clone(l.choices), slices.Clone(l.Choices)
	for i, list := range out.Choices {
		if laid := words[list.Name]; len(laid) > 0 {
			out.Choices[i] = list.with(laid)
			out.choices[list.Name] = out.Choices[i]
		}
	}
	return &out
}

// inOrderOfID makes what is laid over the same whatever database it was read from.
func inOrderOfID(recs []*Record) []*Record {
	return slices.SortedFunc(slices.Values(recs), func(a, b *Record) int { return slices.Compare(a.ID[:], b.ID[:]) })
}

// Words returns what may stand in a choice or checklist: the words given in the field or
// those of its list, with what people have changed where the library has it.
func (l *Library) Words(f *Field) []ChoiceWord {
	if list := l.choices[f.List]; list != nil {
		return list.Words
	}
	return f.Words
}

// Word returns the word of a choice or checklist, and whether there is such a one.
func (l *Library) Word(f *Field, word string) (ChoiceWord, bool) {
	words := l.Words(f)
	for i := range words {
		if words[i].Word == word {
			return words[i], true
		}
	}
	return ChoiceWord{}, false
}

// timeless tells whether a word can be chosen on any day.
func (w *ChoiceWord) timeless() bool { return w.Retired == 0 && w.From == "" && w.Until == "" }

// Offered tells whether a word can be chosen on a day.
func (w *ChoiceWord) Offered(on Date) bool {
	return w.Retired == 0 && (w.From == "" || w.From <= on) && (w.Until == "" || on < w.Until)
}

// rank is where a word stands in its list: a word that was given a place goes before the
// one that stood there, new words without one go to the end, by their codes.
type rank struct {
	place int64
	after int // 1: the word was given no place
	code  string
}

// with lays records of form choice over a list. A word of the library's own is known at
// all times, so that only its labels, its place and its end can be changed.
func (c *ChoiceList) with(laid []*Record) *ChoiceList {
	out := &ChoiceList{Name: c.Name, Words: slices.Clone(c.Words), Pos: c.Pos}
	ranks := map[string]rank{}
	for i, w := range c.Words {
		ranks[w.Word] = rank{place: int64(i) + 1, after: 1}
	}
	for _, rec := range laid {
		w, place := rec.choiceWord()
		at := slices.IndexFunc(out.Words, func(known ChoiceWord) bool { return known.Word == w.Word })
		switch {
		case w.Word == "":
			continue
		case at < 0:
			out.Words = append(out.Words, w)
			ranks[w.Word] = rank{place: int64(len(c.Words)) + 1, after: 1, code: w.Word}
		case out.Words[at].From != "": // the same word twice, as two claims may lie on a device
			out.Words[at] = w
		default:
			out.Words[at].Label, out.Words[at].Until = w.Label, w.Until
		}
		if place > 0 {
			ranks[w.Word] = rank{place: place, code: ranks[w.Word].code}
		}
	}
	slices.SortStableFunc(out.Words, func(a, b ChoiceWord) int {
		x, y := ranks[a.Word], ranks[b.Word]
		return cmp.Or(cmp.Compare(x.place, y.place), cmp.Compare(x.after, y.after), cmp.Compare(x.code, y.code))
	})
	return out
}

// choiceWord reads a record of form choice, and its place in the list, 0 for none.
func (r *Record) choiceWord() (ChoiceWord, int64) {
	text := func(column string) string { s, _ := r.Values[column].(string); return s }
	from, _ := r.Values["valid_from"].(Date)
	until, _ := r.Values["retired_from"].(Date)
	place, _ := r.Values["place"].(int64)
	return ChoiceWord{Word: text("word"), Label: Label{Zh: text("zh"), En: text("en")}, From: from, Until: until}, place
}

// calendarDay reads a record of form calendar_day.
func (r *Record) calendarDay() CalendarDay {
	day, _ := r.Values["date"].(Date)
	name, _ := r.Values["name"].(string)
	out := CalendarDay{Day: day, Works: r.Values["kind"] == dayWorked, Label: Label{Zh: name, En: name}}
	if out.Works {
		out.Opens, out.Closes = sinceMidnight(r.Values["opens"]), sinceMidnight(r.Values["closes"])
	}
	return out
}

// sinceMidnight reads a time of day, 0 for none.
func sinceMidnight(v any) time.Duration {
	text, _ := v.(string)
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}
