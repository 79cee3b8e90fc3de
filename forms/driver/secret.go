package driver

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
)

// Vault gives out the digits of a secret by its reference, to a caller who has the right.
type Vault func(ref string) (digits string, ok bool)

// placeholder stands in a text where the digits of a secret go.
func placeholder(word string, s *dialplan.Secret) string {
	return fmt.Sprintf("{%s:%s/%d}", word, s.Ref, s.Digits)
}

var placeholderShape = regexp.MustCompile(`\{(account|pin|password):([^{}\n]{0,80})/(\d{1,2})\}`)

// secretIn reads a placeholder back. What stands there in clear becomes a reference that
// says only where it was found.
func secretIn(route, word, text string) *dialplan.Secret {
	if m := placeholderShape.FindStringSubmatch(text); m != nil && m[0] == text && m[1] == word && m[2] != "" && !dialplan.InClear(m[2]) {
		n, err := strconv.Atoi(m[3])
		if err == nil && n <= 32 {
			return &dialplan.Secret{Ref: m[2], Digits: n}
		}
	}
	return &dialplan.Secret{Ref: "as found/" + route + "/" + word, Digits: min(len(text), 32)}
}

// Reveal writes the digits of secrets into a text, for the unit and nobody else. It must not
// be shown, kept or logged. A secret that the vault does not give is an error that names its
// reference, one with another number of digits than the text says is a *DigitsError.
func (p *Program) Reveal(vault Vault) (string, error) {
	var missing []string
	var other *DigitsError
	out := placeholderShape.ReplaceAllStringFunc(p.Text, func(s string) string {
		m := placeholderShape.FindStringSubmatch(s)
		digits, ok := vault(m[2])
		if !ok || len(digits) == 0 || strings.Trim(digits, "0123456789") != "" {
			missing = append(missing, m[1]+" "+m[2])
			return s
		}
		if want := Digits(s); want != 0 && want != len(digits) && other == nil {
			other = &DigitsError{Ref: m[2], Want: want, Has: len(digits)}
		}
		return digits
	})
	switch {
	case len(missing) > 0:
		return "", fmt.Errorf("write secrets: %s is not to be had; the unit was not touched", strings.Join(missing, ", "))
	case other != nil:
		return "", other
	}
	return out, nil
}

// DigitsError is a secret with another number of digits than the program was made for. What
// was proved of the program does not hold with it: how long a number may be that follows, what
// fits into a unit's strings, how long dialling takes, how many stars a unit shows.
type DigitsError struct {
	Ref       string
	Want, Has int
}

// Error says how many it has and should have.
func (e *DigitsError) Error() string {
	return fmt.Sprintf("write secrets: %s has %d digits, and the program was made for %d; the unit was not touched", e.Ref, e.Has, e.Want)
}

// Password is the placeholder of a unit's password; nil is the one that is not named.
func Password(s *dialplan.Secret) string {
	if s == nil {
		s = &dialplan.Secret{Ref: PasswordRef}
	}
	return placeholder("password", s)
}

// PasswordRef is the reference of a unit's password where the profile names none.
const PasswordRef = "unit password"

// Digits is how many digits the secrets have that stand in a text, 0 where that is not known.
func Digits(text string) int {
	all := 0
	for _, m := range placeholderShape.FindAllStringSubmatch(text, -1) {
		n, err := strconv.Atoi(m[3])
		if err != nil || n == 0 {
			return 0
		}
		all += n
	}
	return all
}

// Placeholders are what stands in a text for secrets, in its order.
func Placeholders(text string) []string { return placeholderShape.FindAllString(text, -1) }

// Secrets are the references of all secrets that a text needs.
func (p *Program) Secrets() []string {
	var out []string
	seen := map[string]bool{}
	for _, m := range placeholderShape.FindAllStringSubmatch(p.Text, -1) {
		if !seen[m[2]] {
			seen[m[2]] = true
			out = append(out, m[2])
		}
	}
	return out
}
