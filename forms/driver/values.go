package driver

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

// WriteValues writes what registers hold in one form, whatever the order in which they were
// read: a line each, the last setting of a register holds. Secrets are placeholders in it.
func WriteValues(values []Setting) string {
	held := last(values)
	var b strings.Builder
	for _, at := range slices.Sorted(maps.Keys(held)) {
		quoted := strconv.QuoteToASCII(held[at])
		b.WriteString(at + "=" + quoted[1:len(quoted)-1] + "\n")
	}
	return b.String()
}

// ReadValues reads what WriteValues wrote.
func ReadValues(text string) ([]Setting, error) {
	var out []Setting
	for line := range strings.Lines(text) {
		at, quoted, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		value, err := strconv.Unquote(`"` + quoted + `"`)
		if !ok || at == "" || err != nil {
			return nil, fmt.Errorf("read registers: line %d says no register and its value", len(out)+1)
		}
		out = append(out, Setting{Register: at, Value: value})
	}
	return out, nil
}

// Digest names values that WriteValues wrote by what they are: SHA-256, hexadecimal.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Spaced parts a digest, so that two of them are compared by eye.
func Spaced(digest string) string {
	var parts []string
	for len(digest) > 8 {
		parts, digest = append(parts, digest[:8]), digest[8:]
	}
	return strings.Join(append(parts, digest), " ")
}

// Change is a register that holds something else than before; "" is nothing.
type Change struct{ Register, Was, Is string }

// Changes are the registers that differ, in their order.
func Changes(was, is []Setting) []Change {
	before, after := last(was), last(is)
	var out []Change
	for at, value := range before {
		if after[at] != value {
			out = append(out, Change{at, value, after[at]})
		}
	}
	for at, value := range after {
		if _, known := before[at]; !known {
			out = append(out, Change{Register: at, Is: value})
		}
	}
	slices.SortFunc(out, func(a, b Change) int { return cmp.Compare(a.Register, b.Register) })
	return out
}

// last is what the registers hold at the end.
func last(values []Setting) map[string]string {
	held := map[string]string{}
	for _, v := range values {
		held[v.Register] = v.Value
	}
	return held
}

// Means says what a register of the unit is for.
func (u *Unit) Means(register string) form.Label {
	name, rest := u.registerAt(register)
	if name == "" || rest != "" {
		return form.Label{Zh: register, En: register}
	}
	n, _, _, _ := u.registers[name].at.read(register)
	return Text{"register." + name, map[string]any{"n": n["n"]}}.Label()
}

// Routes tells whether a register says what becomes of numbers, which Proves compares.
func (u *Unit) Routes(register string) bool {
	name, _ := u.registerAt(register)
	return slices.Contains([]string{"row", "count", "card"}, name)
}

// Proves compares registers, as they were shown, with the plan of a program, for all
// numbers. An error says why the registers are no plan.
func (u *Unit) Proves(p *Program, values []Setting, segments *dialplan.Segments) (*dialplan.Proof, error) {
	return u.differ(p.Said, values, p.Said, segments)
}

// Differ compares the plans that registers were and are, for all numbers, at a profile's
// home and on its lines.
func (u *Unit) Differ(was, is []Setting, at *dialplan.Profile, segments *dialplan.Segments) (*dialplan.Proof, error) {
	before, err := ReadImage(u, was, Job{Profile: at})
	if err != nil {
		return nil, err
	}
	return u.differ(before, is, at, segments)
}

func (u *Unit) differ(said *dialplan.Profile, values []Setting, at *dialplan.Profile, segments *dialplan.Segments) (*dialplan.Proof, error) {
	held, err := ReadImage(u, values, Job{Profile: at})
	if err != nil {
		return nil, err
	}
	a, err := dialplan.Compile(said, segments)
	if err != nil {
		return nil, err
	}
	b, err := dialplan.Compile(held, segments)
	if err != nil {
		return nil, err
	}
	return dialplan.Prove(a, b, SameText)
}
