package dialplan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"fieldline/forms/form"
)

// YAML writes a profile for people: the canonical form, one line per rule, every text that
// could be read as something else in quotes. Parse reads it back to the same profile.
func (p *Profile) YAML() ([]byte, error) {
	b, err := p.JSON()
	if err != nil {
		return nil, err
	}
	doc, err := form.ReadDocument(p.Name, b, len(b))
	if err != nil {
		return nil, fmt.Errorf("write profile %s: %w", p.Name, err)
	}
	var out bytes.Buffer
	writeBlock(&out, doc, "")
	return out.Bytes(), nil
}

// writeBlock writes a map with a key per line; what holds no map inside is on one line.
func writeBlock(b *bytes.Buffer, d *form.Document, indent string) {
	for i, k := range d.Keys {
		v := d.Items[i]
		b.WriteString(indent + k.Text + ":")
		switch {
		case v.Kind == form.MapValue && !flat(v):
			b.WriteByte('\n')
			writeBlock(b, v, indent+"  ")
		case v.Kind == form.ListValue && !flat(v):
			b.WriteByte('\n')
			for _, one := range v.Items {
				b.WriteString(indent + "  - ")
				writeFlow(b, one)
				b.WriteByte('\n')
			}
		default:
			b.WriteByte(' ')
			writeFlow(b, v)
			b.WriteByte('\n')
		}
	}
}

// flat tells whether a value holds nothing but scalars.
func flat(d *form.Document) bool {
	for _, one := range d.Items {
		if one.Kind >= form.ListValue {
			return false
		}
	}
	return true
}

func writeFlow(b *bytes.Buffer, d *form.Document) {
	switch d.Kind {
	case form.MapValue:
		b.WriteByte('{')
		for i, k := range d.Keys {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(k.Text + ": ")
			writeFlow(b, d.Items[i])
		}
		b.WriteByte('}')
	case form.ListValue:
		b.WriteByte('[')
		for i, one := range d.Items {
			if i > 0 {
				b.WriteString(", ")
			}
			writeFlow(b, one)
		}
		b.WriteByte(']')
	case form.TextValue:
		b.WriteString(quoted(d.Text))
	default:
		b.WriteString(d.Text)
	}
}

var plainWord = regexp.MustCompile(`^[A-Za-z][A-Za-z_]*$`)

// quoted writes a text; a plain word stands without quotes unless YAML reads it otherwise.
func quoted(s string) string {
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf":
	default:
		if plainWord.MatchString(s) {
			return s
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil { // a string is always written
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}
