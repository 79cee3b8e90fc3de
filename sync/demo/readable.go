package demo

import (
	"fieldline/forms/driver"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
	"fieldline/sync/record"
)

// learnToRead has the keeper note that the branch's models are told over a serial line and
// read back: from then on programs are sealed.
func (b *branch) learnToRead() {
	var parts []record.Part
	for _, s := range b.suppliers {
		for _, m := range s.models {
			parts = append(parts, set(library.DialerModel, b.products[m.name], library.DialerModelInUse, form.Values{library.DialerModelUnitType: library.UnitTypeIsTerminal8}))
		}
	}
	b.do(b.keeper, parts...)
	b.readable = true
}

// factory is what a dialer holds as it comes: no row.
const factory = "T5=000\n"

// held is what a dialer holds that was told a program.
func (b *branch) held(values form.Values) string {
	p, _, err := program.Of(&shelf{template: b.text}, &form.Record{Form: library.DialerConfig, Values: values})
	if err != nil {
		b.err = err
		return ""
	}
	units, err := driver.Units()
	if err != nil {
		b.err = err
		return ""
	}
	for _, u := range units {
		if u.Name != library.UnitTypeIsTerminal8 {
			continue
		}
		said, err := p.For(u)
		if err != nil {
			b.err = err
			return ""
		}
		_, _, image, err := driver.ReadScript(said.Text, u)
		if err != nil {
			b.err = err
		}
		return driver.WriteValues(image)
	}
	return ""
}

// shelf is a world that has one template.
type shelf struct {
	form.World
	template *form.Record
}

// Matching finds nothing else.
func (s *shelf) Matching(string, []string, []any, []string) ([]*form.Record, error) { return nil, nil }

// Record returns the template, whichever is asked for.
func (s *shelf) Record(string, form.ID) (*form.Record, error) { return s.template, nil }
