package form

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Setting is a business number with its default; what people change is laid over it.
type Setting struct {
	ID     string
	Label  Label
	Type   FieldType // duration, integer, decimal, money, time, text
	Value  any       // canonical value of Type
	Parts  map[string]any
	List   string // the choice list whose words name parts; "" where just those of Parts do
	By     []Who  // who may change it
	Stated bool   // whether domain.md marks it S
	Pos    Pos
}

// Read reads a value as people write it, in the library or in a changed setting ("24 h"),
// as the canonical value of the setting's type. Money is written in yuan; no number of
// things is below 0.
func (s *Setting) Read(text string) (any, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, fmt.Errorf("%s has no value", s.ID)
	}
	switch s.Type {
	case Decimal:
		return readDecimal(text)
	case Money:
		yuan, err := readDecimal(text)
		if err != nil {
			return nil, err
		}
		return yuan.(decimal.Decimal).Shift(2).Round(0).IntPart(), nil
	}
	v, err := fromText(s.Type, text)
	if n, ok := v.(int64); ok && n < 0 {
		return nil, fmt.Errorf("%q is below 0", text)
	}
	return v, err
}

// settingOf returns the setting that an id such as SET-09 or SET-09.major names, nil where
// there is none, or none of that part.
func (l *Library) settingOf(id string) *Setting {
	name, part, isPart := strings.Cut(id, ".")
	s := l.settings[name]
	switch {
	case s == nil:
		return nil
	case !isPart && s.Value == nil:
		return nil // it is only parts
	case isPart && !hasPart(s, part) && !l.hasWord(s.List, part):
		return nil
	}
	return s
}

func hasPart(s *Setting, part string) bool {
	_, ok := s.Parts[part]
	return ok
}

func (l *Library) hasWord(list, word string) bool {
	c := l.choices[list]
	return c != nil && slices.ContainsFunc(c.Words, func(w ChoiceWord) bool { return w.Word == word })
}
