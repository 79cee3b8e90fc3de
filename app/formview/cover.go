package formview

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"fieldline/forms/form"
)

// A signature is bound to what its signer saw. It covers the fields that are shown and
// that are filled or could have been filled at that moment; not the signatures, what is
// calculated, what is secret, nor what others fill later.

// covered names the fields that a signature made now covers, in the order of the form.
func (v *View) covered(env *form.Env) []string {
	var names []string
	for _, field := range v.cfg.Form.Fields() {
		switch field.Type {
		case form.SignType, form.Secret, form.Lookup:
			continue
		}
		if field.Calc != nil || !v.cfg.Form.Visible(env, field) {
			continue
		}
		mine, _ := v.cfg.Form.Writable(env, field)
		if mine || !form.Empty(v.rec.Values[field.Name]) {
			names = append(names, field.Name)
		}
	}
	return names
}

// Digest is over the canonical values of fields, in hexadecimal.
func Digest(f *form.Form, values form.Values, fields []string) string {
	some := form.Values{}
	for _, name := range fields {
		if v, ok := values[name]; ok {
			some[name] = v
		}
	}
	sum := sha256.Sum256(f.EncodeValues(some))
	return hex.EncodeToString(sum[:])
}

// Changed tells whether a record differs from what a signature on it covers.
func Changed(f *form.Form, values form.Values, s form.Signature) bool {
	fields := slices.DeleteFunc(slices.Clone(s.Fields), func(name string) bool { return f.Column(name) == nil })
	return len(fields) != len(s.Fields) || Digest(f, values, s.Fields) != s.Digest
}
