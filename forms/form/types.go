package form

import (
	"fmt"
	"slices"
	"strings"
)

// kind is the static type of a value in expressions, wider than a field's.
type kind int

const (
	kNone kind = iota // nothing, or a type that an error was already reported for
	kBool
	kNumber
	kText
	kWord // a choice or state, with the words it may be
	kDate
	kClock // a time of day
	kTime
	kLength
	kPerson
	kRef // also a record at the end of a relation, `self` and `it`
	kID
	kRow
	kList  // of elem
	kOther // photos, files, signatures, places: filled or not
)

// typ is the type of an expression, path or name.
type typ struct {
	kind  kind
	elem  *typ     // of a list
	forms []string // of a ref
	words []string // of a word; nil of a literal text means any
	table *Field   // of a row
	name  string   // for messages about words: the list, "state"
	lit   bool     // a text written in the expression
	hops  int      // how many records away the value lies
	many  bool     // in a path: behind a table or a relation to many
	live  bool     // in the path of a lookup, which may not read another lookup
}

var kindNames = map[kind]string{
	kNone: "nothing", kBool: "yes or no", kNumber: "a number", kText: "a text", kWord: "a choice", kDate: "a date", kClock: "a time of day",
	kTime: "a date and time", kLength: "a length of time", kPerson: "a person", kRef: "a record", kID: "an id", kRow: "a row",
	kList: "a list", kOther: "a file",
}

func (t typ) String() string {
	switch t.kind {
	case kRef:
		if len(t.forms) > 0 {
			return "a record of " + strings.Join(t.forms, " or ")
		}
	case kWord:
		if t.name != "" {
			return fmt.Sprintf("a word of %s", t.name)
		}
	case kList:
		if t.elem != nil && t.elem.kind != kNone {
			return "a list, each " + t.elem.String()
		}
	}
	return kindNames[t.kind]
}

func listOf(t typ) typ { return typ{kind: kList, elem: &t, hops: t.hops} }

// fieldTyp is what reading a field yields, hops records away.
func fieldTyp(f *Field, hops int) typ {
	switch f.Type {
	case Text, Note, Phone, Scan, Secret:
		return typ{kind: kText, hops: hops}
	case Integer, Decimal, Money, Rating:
		return typ{kind: kNumber, hops: hops}
	case DateType:
		return typ{kind: kDate, hops: hops}
	case TimeType:
		return typ{kind: kClock, hops: hops}
	case DateTime:
		return typ{kind: kTime, hops: hops}
	case Duration:
		return typ{kind: kLength, hops: hops}
	case YesNo:
		return typ{kind: kBool, hops: hops}
	case Choice:
		return f.wordTyp(hops)
	case Choices:
		return listOf(f.wordTyp(hops))
	case Person:
		return typ{kind: kPerson, hops: hops}
	case People:
		return listOf(typ{kind: kPerson, hops: hops})
	case RefType:
		return typ{kind: kRef, forms: f.Forms, hops: hops}
	case Table, Checklist, Photos:
		return listOf(typ{kind: kRow, table: f, hops: hops})
	case SignType, File, Place:
		return typ{kind: kOther, hops: hops}
	default: // unknown, which is told with the field
		return typ{hops: hops}
	}
}

func (f *Field) wordTyp(hops int) typ {
	var words []string
	for _, w := range f.Words {
		words = append(words, w.Word)
	}
	name := f.List
	if name == "" {
		name = f.Name
	}
	return typ{kind: kWord, words: words, name: name, hops: hops}
}

// columnTyp is what reading a stamp or deadline column yields.
func columnTyp(c *Column, hops int) typ {
	switch c.Type {
	case DateTime:
		return typ{kind: kTime, hops: hops}
	case Person:
		return typ{kind: kPerson, hops: hops}
	case Integer:
		return typ{kind: kNumber, hops: hops}
	default:
		return listOf(typ{kind: kRow, hops: hops})
	}
}

// maxHops is how many records away a path may lead (forms/README.md 3).
const maxHops = 2

// member returns the type of a name at a form's record that lies hops records away; ok is
// false where the form has no such name.
func (f *Form) member(name string, hops int) (typ, bool) {
	if field := f.fields[name]; field != nil {
		if field.Type == Lookup {
			t, wrong := f.lookupType(field)
			t.hops += hops
			return t, wrong == ""
		}
		return fieldTyp(field, hops), true
	}
	if rel := f.relations[name]; rel != nil {
		t := typ{kind: kRef, forms: []string{rel.Of}, hops: hops}
		if rel.Many {
			return listOf(t), true
		}
		return t, true
	}
	if c := f.byColumn[name]; c != nil {
		return columnTyp(c, hops), true
	}
	return f.builtIn(name, hops)
}

func (f *Form) builtIn(name string, hops int) (typ, bool) {
	switch name {
	case "id":
		return typ{kind: kID, hops: hops}, true
	case "number":
		return typ{kind: kText, hops: hops}, true
	case "state":
		words := make([]string, len(f.States))
		for i, s := range f.States {
			words[i] = s.Name
		}
		return typ{kind: kWord, words: words, name: "the states of " + f.Name, hops: hops}, len(f.States) > 0
	case "created_at":
		return typ{kind: kTime, hops: hops}, true
	case "created_by":
		return typ{kind: kPerson, hops: hops}, !f.Anonymous
	}
	if deadline, found := strings.CutSuffix(name, "_late"); found {
		if slices.ContainsFunc(f.Deadlines, func(d *Deadline) bool { return d.Name == deadline }) {
			return typ{kind: kBool, hops: hops}, true
		}
	}
	return typ{}, false
}

// rowMember returns the type of a column at a row.
func rowMember(table *Field, name string, hops int) (typ, bool) {
	if table == nil {
		return typ{}, false
	}
	switch table.Type {
	case Checklist:
		switch name {
		case "item":
			return table.wordTyp(hops), true
		case "done":
			return typ{kind: kBool, hops: hops}, true
		case "note":
			return typ{kind: kText, hops: hops}, true
		}
		return typ{}, false
	case Photos:
		if name == "photo" {
			return typ{kind: kOther, hops: hops}, true
		}
		return typ{kind: kText, hops: hops}, name == "note"
	}
	if c := table.column(name); c != nil && c.Type != Lookup {
		return fieldTyp(c, hops), true
	}
	return typ{}, false
}
