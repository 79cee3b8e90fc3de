package dialplan

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/form"
)

// filling puts values into a copy of a template.
type filling struct {
	values  map[string]string
	numbers map[string]bool
}

func (f filling) document(d *form.Document) *form.Document {
	out := &form.Document{Kind: d.Kind, Text: d.Text, Keys: d.Keys, Pos: d.Pos}
	if m := hole.FindStringSubmatch(d.Text); d.Kind == form.TextValue && m != nil {
		if m[0] == d.Text && f.numbers[m[1]] {
			out.Kind = form.NumberValue
		}
		out.Text = hole.ReplaceAllStringFunc(d.Text, func(h string) string {
			if v, ok := f.values[strings.Trim(h, "${}")]; ok {
				return v
			}
			return h
		})
	}
	for _, one := range d.Items {
		out.Items = append(out.Items, f.document(one))
	}
	return out
}

// rules replaces the rules that stand for several, and those that fall away at home.
func (f filling) rules(filled, template *form.Document) {
	rules, raw := filled.Get("rules"), template.Get("rules")
	if rules == nil || raw == nil {
		return
	}
	var out []*form.Document
	for i, r := range rules.Items {
		switch each := r.Get("each"); {
		case each != nil:
			for _, a := range areasOf(each.Text) {
				if a.Code == f.values["home_area"] {
					continue
				}
				one := filling{values: maps.Clone(f.values), numbers: maps.Clone(f.numbers)}
				one.values["area"] = a.Code
				one.values["national_len"] = strconv.Itoa(1 + len(a.Code) + a.Present())
				out = append(out, without(one.document(raw.Items[i]), "each"))
			}
			if areasOf(each.Text) == nil { // left for the reader of rules to refuse by its key
				out = append(out, r)
			}
		case r.Get("not_home") != nil:
			if p := r.Get("pattern"); p == nil || p.Text != f.values["home_zero"] {
				out = append(out, without(r, "not_home"))
			}
		default:
			out = append(out, r)
		}
	}
	rules.Items = out
}

// areasOf returns areas8 (present length 8), areas7, areas (all), or those that are listed
// by their codes.
func areasOf(words string) []Area {
	var out []Area
	for _, a := range known().areas {
		switch {
		case words == "areas",
			words == "areas8" && slices.Equal(a.Lengths, []int{8}) && len(a.Code) == 3,
			words == "areas7" && a.Present() == 7,
			slices.Contains(strings.Fields(words), a.Code):
			out = append(out, a)
		}
	}
	return out
}

func without(d *form.Document, key string) *form.Document {
	out := &form.Document{Kind: d.Kind, Pos: d.Pos}
	for i, k := range d.Keys {
		if k.Text != key {
			out.Keys = append(out.Keys, k)
			out.Items = append(out.Items, d.Items[i])
		}
	}
	return out
}
