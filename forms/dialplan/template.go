package dialplan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/form"
)

// Template is a profile with holes: ${name} stands for a value of one customer. Besides
// its own values every template knows home_area (755), home_zero (0755), home_len (8),
// home_strip (4, the keys of home_zero) and national_len (12). How long local numbers are
// follows from home; where numbers of two lengths are in use, a value of type length may say
// which the customer has. A rule with "each" stands
// for one rule per area but home, with ${area}; a rule with "not_home" falls away where
// its pattern is home_zero.
type Template struct {
	Name    string
	Version int
	Values  []Value
	SHA256  string // of the file, hexadecimal
	Text    string // of the file

	profile *form.Document
}

// Value is a hole of a template and what may fill it.
type Value struct {
	Name    string
	Type    string // keys, number, text, secret (a reference), area, length (of local numbers at home)
	Label   form.Label
	Default string
	HasDef  bool
	Max     int // characters; of a number its largest
}

// ValueError says which values of a template are wrong, and why.
type ValueError struct {
	Template string
	Problems []ValueProblem
}

// ValueProblem is one value that cannot be used: what it is called in the template, and by
// people, and a text of this package.
type ValueProblem struct {
	Name  string
	Label form.Label
	Why   Text
}

// problem names the value as people know it; one without a label by its name.
func (v Value) problem(why Text) ValueProblem {
	p := ValueProblem{Name: v.Name, Label: v.Label, Why: why}
	if p.Label.Zh == "" {
		p.Label.Zh = v.Name
	}
	if p.Label.En == "" {
		p.Label.En = v.Name
	}
	return p
}

// Error names every value with its reason in English.
func (e *ValueError) Error() string {
	var parts []string
	for _, p := range e.Problems {
		parts = append(parts, p.Name+": "+p.Why.Label().En)
	}
	return fmt.Sprintf("fill template %s: %s", e.Template, strings.Join(parts, "; "))
}

var (
	nameShape = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	hole      = regexp.MustCompile(`\$\{([a-z][a-z0-9_]*)\}`)
)

// builtIn are the names that Fill knows by itself.
var builtIn = []string{"home_area", "home_zero", "home_len", "home_strip", "national_len", "area"}

// ParseTemplate reads a template: template (its name), version, values, profile.
func ParseTemplate(file string, b []byte) (*Template, error) {
	doc, err := form.ReadDocument(file, b, MaxFile)
	if err != nil {
		return nil, err
	}
	fs := &faults{}
	o := objectOf(doc, fs)
	t := &Template{Name: o.name("template", 40), Version: o.number("version", 1, 1<<31-1, 1)}
	sum := sha256.Sum256(b)
	t.SHA256, t.Text = hex.EncodeToString(sum[:]), string(b)
	o.must("version")
	known := slices.Clone(builtIn)
	for _, d := range o.list("values", 60) {
		v := valueOf(objectOf(d, fs))
		if slices.Contains(known, v.Name) {
			fs.add(d.Pos, "the name %q stands twice or is built in", v.Name)
		}
		known = append(known, v.Name)
		t.Values = append(t.Values, v)
	}
	if !slices.ContainsFunc(t.Values, func(v Value) bool { return v.Name == "home" && v.Type == "area" }) {
		fs.add(doc.Pos, "a template needs the value home of type area")
	}
	lengths := 0
	for _, v := range t.Values {
		if v.Type == "length" {
			lengths++
		}
	}
	if lengths > 1 {
		fs.add(doc.Pos, "a template has one value of type length at most")
	}
	if t.profile = o.must("profile"); t.profile != nil {
		checkHoles(t.profile, known, fs)
	}
	o.done()
	if err := fs.err(); err != nil {
		return nil, err
	}
	return t, nil
}

func valueOf(o *object) Value {
	v := Value{
		Name:    o.name("name", 40),
		Type:    o.choice("type", "keys", "number", "text", "secret", "area", "length"),
		Label:   form.Label{Zh: o.text("zh", 60), En: o.text("en", 60)},
		Default: o.text("default", 80),
		HasDef:  o.get("default") != nil,
		Max:     o.number("max", 1, 1<<31-1, 0),
	}
	if !nameShape.MatchString(v.Name) && v.Name != "" {
		o.fs.add(o.doc.Pos, "%q is no name: small letters, digits and _", v.Name)
	}
	if v.Max == 0 {
		v.Max = 60
		if v.Type == "number" {
			v.Max = 1<<31 - 1
		}
	}
	if why := v.check(v.Default); v.HasDef && why.Key != "" {
		o.fs.add(o.doc.Pos, "default of %s: %s", v.Name, why.Label().En)
	}
	o.done()
	return v
}

// checkHoles finds names that no value fills.
func checkHoles(d *form.Document, known []string, fs *faults) {
	for _, m := range hole.FindAllStringSubmatch(d.Text, -1) {
		if !slices.Contains(known, m[1]) {
			fs.add(d.Pos, "there is no value %q", m[1])
		}
	}
	for _, one := range d.Items {
		checkHoles(one, known, fs)
	}
}

// check tells why a text cannot be the value; without a key it can.
func (v Value) check(s string) Text {
	args := map[string]any{"value": s, "max": v.Max}
	switch v.Type {
	case "number":
		if n, err := strconv.Atoi(s); err != nil || n < 0 || n > v.Max || strconv.Itoa(n) != s {
			return Text{"value.number", args}
		}
		return Text{}
	case "area":
		if _, ok := AreaOf(s); !ok {
			return Text{"value.area", args}
		}
	case "keys":
		for i := 0; i < len(s); i++ {
			if keyOf(s[i]) < 0 {
				return Text{"value.keys", args}
			}
		}
	}
	if v.Type == "secret" && InClear(s) {
		return Text{Key: "value.secret"}
	}
	if len([]rune(s)) > v.Max {
		return Text{"value.long", args}
	}
	if s == "" && !v.HasDef {
		return Text{"value.empty", args}
	}
	return Text{}
}

// Fill makes the profile of one customer. Values that are missing, wrong or not of this
// template are named in a *ValueError; a profile that the values make impossible is a
// *ParseError whose places are lines of the template.
func (t *Template) Fill(values map[string]string) (*Profile, error) {
	full, numbers, bad := t.complete(values)
	if len(bad) > 0 {
		return nil, &ValueError{Template: t.Name, Problems: bad}
	}
	f := filling{values: full, numbers: numbers}
	doc := f.document(t.profile)
	f.rules(doc, t.profile)
	p, err := readProfile(doc)
	if err != nil {
		return nil, err
	}
	p.Template = t.Name + "@" + strconv.Itoa(t.Version)
	return p, nil
}

// complete lays values over the defaults and adds what follows from home.
func (t *Template) complete(values map[string]string) (full map[string]string, numbers map[string]bool, bad []ValueProblem) {
	full, numbers = map[string]string{}, map[string]bool{"home_len": true, "home_strip": true, "national_len": true}
	for _, v := range t.Values {
		s, given := values[v.Name]
		switch {
		case given:
			if why := v.check(s); why.Key != "" {
				bad = append(bad, v.problem(why))
			}
		case v.HasDef:
			s = v.Default
		default:
			bad = append(bad, v.problem(Text{"value.missing", nil}))
		}
		full[v.Name] = s
		numbers[v.Name] = v.Type == "number"
	}
	var strange []string
	for name := range values {
		if _, ok := full[name]; !ok {
			strange = append(strange, name)
		}
	}
	slices.Sort(strange)
	for _, name := range strange {
		bad = append(bad, Value{Name: name}.problem(Text{"value.unknown", nil}))
	}
	if a, ok := AreaOf(full["home"]); ok {
		local, wrong := t.localLen(a, full)
		bad = append(bad, wrong...)
		full["home_area"], full["home_zero"] = a.Code, "0"+a.Code
		full["home_len"] = strconv.Itoa(local)
		full["home_strip"] = strconv.Itoa(len(a.Code) + 1)
		full["national_len"] = strconv.Itoa(len(a.Code) + 1 + local)
	}
	return full, numbers, bad
}

// localLen is how many digits local numbers of the customer have: what a value says, else the
// present length of the area.
func (t *Template) localLen(a Area, values map[string]string) (int, []ValueProblem) {
	for _, v := range t.Values {
		said := values[v.Name]
		if v.Type != "length" || said == "" {
			continue
		}
		for _, n := range a.Lengths {
			if said == strconv.Itoa(n) {
				return n, nil
			}
		}
		return a.Present(), []ValueProblem{v.problem(Text{"value.length", map[string]any{"value": said, "area": a.Code, "lengths": a.lengths()}})}
	}
	return a.Present(), nil
}
