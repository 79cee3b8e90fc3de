package driver

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

//go:embed units/*.yaml
var unitFiles embed.FS

// Unit is a type of stand-alone dialer: what its registers hold, how they are set and shown,
// and how much of everything it takes. It is a file, so that a new model needs no code.
type Unit struct {
	Name     string
	Version  int
	Label    form.Label
	Talk     string // keypad, terminal
	Readback string
	Lines    int
	Limits   Limits
	Keys     map[byte]string // how keys are written inside values, where not as they are
	Codes    Codes
	Begin    []Step
	Set      []Step
	Show     []Step
	End      []Step
	Serial   *Step // shows the serial number

	registers map[string]register
}

// Limits are what a unit takes at most.
type Limits struct{ Rows, Cards, Prefix, Strip, Prepend, String int }

// Codes are what stands in the string of a card for what is no key.
type Codes struct {
	Pause, Account, PIN, Number string
	PauseMS                     int
}

// Step is one thing that is said to a unit and what it must answer. Send and Expect may
// hold {password}, {register} and {value}.
type Step struct {
	Send   string
	Expect string // keypad: tone, beep, beeps; terminal: the text itself
	Within int    // ms
	Tries  int    // how often it may be said
}

// register is an address and what stands there.
type register struct {
	at, value template
}

// Talks of units.
const (
	TalkKeypad   = "keypad"
	TalkTerminal = "terminal"
)

// ID names a type and its version.
func (u *Unit) ID() string { return fmt.Sprintf("%s@%d", u.Name, u.Version) }

// Units are the types that come with the program.
func Units() ([]*Unit, error) {
	names, err := fs.Glob(unitFiles, "units/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("read units: %w", err)
	}
	var out []*Unit
	for _, name := range names {
		b, err := unitFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read unit %s: %w", name, err)
		}
		u, err := ParseUnit(name, b)
		if err != nil {
			return nil, fmt.Errorf("read unit %s: %w", name, err)
		}
		out = append(out, u)
	}
	return out, nil
}

// maxUnit is how many bytes the file of a type may have.
const maxUnit = 64 << 10

// ParseUnit reads the file of a type of unit; an error is a *dialplan.ParseError or a
// *form.ParseError with every place.
func ParseUnit(file string, b []byte) (*Unit, error) {
	doc, err := form.ReadDocument(file, b, maxUnit)
	if err != nil {
		return nil, err
	}
	r := &unitReader{}
	u := r.unit(doc)
	if len(r.faults) > 0 {
		return nil, &dialplan.ParseError{Problems: r.faults}
	}
	return u, nil
}

type unitReader struct{ faults []form.Fault }

func (r *unitReader) fault(d *form.Document, format string, args ...any) {
	r.faults = append(r.faults, form.Fault{Pos: d.Pos, Text: fmt.Sprintf(format, args...)})
}

// fields takes the keys of a map that are known; every other is a fault.
func (r *unitReader) fields(d *form.Document, known map[string]func(*form.Document), must ...string) {
	if d.Kind != form.MapValue {
		r.fault(d, "want a map of keys, this is %s", d.KindName())
		return
	}
	for i, k := range d.Keys {
		f, ok := known[k.Text]
		if !ok {
			r.fault(k, "unknown key %q", k.Text)
			continue
		}
		f(d.Items[i])
	}
	for _, key := range must {
		if d.Get(key) == nil {
			r.fault(d, "%q is missing", key)
		}
	}
}

func (r *unitReader) text(to *string, words ...string) func(*form.Document) {
	return func(d *form.Document) {
		if d.Kind > form.NumberValue || len(d.Text) > 120 {
			r.fault(d, "want a short text, this is %s", d.KindName())
			return
		}
		if len(words) > 0 && !slices.Contains(words, d.Text) {
			r.fault(d, "must be one of %s", strings.Join(words, ", "))
		}
		*to = d.Text
	}
}

func (r *unitReader) number(to *int, least, most int) func(*form.Document) {
	return func(d *form.Document) {
		n := 0
		if _, err := fmt.Sscanf(d.Text, "%d", &n); err != nil || d.Kind != form.NumberValue || fmt.Sprint(n) != d.Text || n < least || n > most {
			r.fault(d, "want a whole number from %d to %d", least, most)
			return
		}
		*to = n
	}
}

func (r *unitReader) steps(to *[]Step) func(*form.Document) {
	return func(d *form.Document) {
		if d.Kind != form.ListValue || len(d.Items) > 20 {
			r.fault(d, "want a list of at most 20 steps")
			return
		}
		for _, one := range d.Items {
			*to = append(*to, r.step(one))
		}
	}
}

func (r *unitReader) step(d *form.Document) Step {
	s := Step{Tries: 1, Within: 2000}
	r.fields(d, map[string]func(*form.Document){
		"send": r.text(&s.Send), "expect": r.text(&s.Expect),
		"within": r.number(&s.Within, 100, 60000), "tries": r.number(&s.Tries, 1, 9),
	}, "send", "expect")
	return s
}

func (r *unitReader) unit(d *form.Document) *Unit {
	u := &Unit{Keys: map[byte]string{}, registers: map[string]register{}}
	l := &u.Limits
	r.fields(d, map[string]func(*form.Document){
		"unit": r.text(&u.Name), "version": r.number(&u.Version, 1, 1<<20), "zh": r.text(&u.Label.Zh), "en": r.text(&u.Label.En),
		"talk": r.text(&u.Talk, TalkKeypad, TalkTerminal), "readback": r.text(&u.Readback, ReadFull, ReadPartial, ReadBeeps, ReadNone),
		"lines": r.number(&u.Lines, 1, 40), "rows": r.number(&l.Rows, 1, 1000), "cards": r.number(&l.Cards, 1, 10),
		"prefix": r.number(&l.Prefix, 1, maxKeys), "strip": r.number(&l.Strip, 0, 20), "prepend": r.number(&l.Prepend, 0, 22), "string": r.number(&l.String, 4, 200),
		"keys": r.keys(u), "codes": r.codes(u), "registers": r.registersOf(u),
		"begin": r.steps(&u.Begin), "set": r.steps(&u.Set), "show": r.steps(&u.Show), "end": r.steps(&u.End),
		"serial": func(d *form.Document) { s := r.step(d); u.Serial = &s },
	}, "unit", "version", "zh", "en", "talk", "readback", "lines", "rows", "cards", "prefix", "strip", "prepend", "string", "codes", "set", "registers")
	if len(r.faults) == 0 {
		r.sound(d, u)
	}
	return u
}

func (r *unitReader) keys(u *Unit) func(*form.Document) {
	return func(d *form.Document) {
		if d.Kind != form.MapValue {
			r.fault(d, "want a map of keys")
			return
		}
		for i, k := range d.Keys {
			if len(k.Text) != 1 || strings.Trim(k.Text, dialplan.Keys) != "" || d.Items[i].Text == "" {
				r.fault(k, "%q is no key", k.Text)
				continue
			}
			u.Keys[k.Text[0]] = d.Items[i].Text
		}
	}
}

func (r *unitReader) codes(u *Unit) func(*form.Document) {
	return func(d *form.Document) {
		r.fields(d, map[string]func(*form.Document){
			"pause": r.text(&u.Codes.Pause), "pause_ms": r.number(&u.Codes.PauseMS, 10, 16000),
			"account": r.text(&u.Codes.Account), "pin": r.text(&u.Codes.PIN), "number": r.text(&u.Codes.Number),
		}, "number")
		if u.Codes.Pause != "" && u.Codes.PauseMS == 0 {
			r.fault(d, "the code %q pauses, and nothing says how long: add pause_ms, the ms that one of it stands for", u.Codes.Pause)
		}
	}
}

// registerNames are what a register may hold, with the fields of its value.
var registerNames = map[string][]string{
	"timers": {"first_digit", "long", "short", "predial"}, "tones": {"on", "off"}, "flash": {"flash"}, "answer": {"answer", "delay"},
	"end": {"end"}, "count": {"count"}, "card": {"string"}, "account": {"secret"}, "pin": {"secret"},
	"row": {"action", "card", "min", "max", "strip", "prefix", "prepend"},
}

func (r *unitReader) registersOf(u *Unit) func(*form.Document) {
	return func(d *form.Document) {
		known := map[string]func(*form.Document){}
		for name, fields := range registerNames {
			known[name] = func(d *form.Document) {
				var at, value string
				r.fields(d, map[string]func(*form.Document){"at": r.text(&at), "value": r.text(&value)}, "at", "value")
				reg := register{}
				var err error
				if reg.at, err = parseTemplate(at, []string{"n"}); err != nil {
					r.fault(d, "at: %s", err)
				}
				if reg.value, err = parseTemplate(value, fields); err != nil {
					r.fault(d, "value: %s", err)
				}
				for _, f := range fields {
					if !reg.value.has(f) {
						r.fault(d, "value: {%s} is missing", f)
					}
				}
				u.registers[name] = reg
			}
		}
		r.fields(d, known, "card", "row")
	}
}

// sound checks what one key does not show: addresses that cannot be confused, codes that
// can be told from keys.
func (r *unitReader) sound(d *form.Document, u *Unit) {
	names := slices.Sorted(maps.Keys(u.registers))
	for _, name := range names {
		_, numbered := numberedBy[name]
		if numbered != u.registers[name].at.has("n") {
			r.fault(d, "register %s: {n} belongs in the addresses of card, account, pin and row, and in no other", name)
		}
		for _, other := range names {
			if other != name && u.registers[name].at.mayBegin(u.registers[other].at) {
				r.fault(d, "registers %s and %s cannot be told apart", name, other)
			}
		}
	}
	r.numbered(d, u)
	var marks []string
	for k := range u.Keys {
		marks = append(marks, u.Keys[k])
	}
	for _, code := range []string{u.Codes.Pause, u.Codes.Account, u.Codes.PIN, u.Codes.Number} {
		if code != "" {
			marks = append(marks, code)
		}
	}
	for i := range dialplan.Keys {
		if k := dialplan.Keys[i]; u.Keys[k] == "" {
			marks = append(marks, string(k))
		}
	}
	for i, a := range marks {
		for j, b := range marks {
			if i != j && strings.HasPrefix(a, b) {
				r.fault(d, "%q and %q cannot be told apart in a value", a, b)
				return
			}
		}
	}
	sends := false
	for _, s := range u.Set {
		sends = sends || strings.Contains(s.Send, "{value}")
		if u.Talk == TalkKeypad && strings.Trim(strings.NewReplacer("{register}", "", "{value}", "").Replace(s.Send), "0123456789*#ABCD") != "" {
			r.fault(d, "%q cannot be sent as tones", s.Send)
		}
	}
	if !sends || len(u.Set) != 1 || strings.Index(u.Set[0].Send, "{register}") > strings.Index(u.Set[0].Send, "{value}") {
		r.fault(d, "set is one step that sends {register} and then {value}")
	}
}

// numberedBy are the registers of which there are several, by the limit that says how many.
var numberedBy = map[string]string{"card": "cards", "account": "cards", "pin": "cards", "row": "rows"}

// numbered checks that every row and card has an address of its own.
func (r *unitReader) numbered(d *form.Document, u *Unit) {
	for _, name := range slices.Sorted(maps.Keys(numberedBy)) {
		limit := numberedBy[name]
		most := map[string]int{"cards": u.Limits.Cards, "rows": u.Limits.Rows}[limit]
		for _, f := range u.registers[name].at {
			switch {
			case f.name != "n":
			case f.scale != 1 || f.counted:
				r.fault(d.Get("registers"), "register %s: {n} is a plain number of some width such as {n:2}, or two would have one address", name)
			case len(strconv.Itoa(most)) > f.width:
				r.fault(d.Get(limit), "%s: %d do not fit the addresses of %s, where {n} has room for %d digits: make {n} wider or %s fewer", limit, most, name, f.width, limit)
			}
		}
	}
}
