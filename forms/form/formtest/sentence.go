package formtest

import (
	"strings"

	"fieldline/forms/form"
)

// Sentences puts problems into one line for a test's message.
func Sentences(problems []form.Problem) string {
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = p.Key
		if p.Label != nil {
			lines[i] += ": " + p.Label.En
		}
		if p.Field != "" {
			lines[i] += " (" + p.Field + ")"
		}
	}
	return strings.Join(lines, "; ")
}

// Has tells whether a problem with this key, or about this field, is among problems.
func Has(problems []form.Problem, keyOrField string) bool {
	for _, p := range problems {
		if p.Key == keyOrField || p.Field == keyOrField {
			return true
		}
	}
	return false
}
