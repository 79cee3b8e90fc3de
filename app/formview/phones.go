package formview

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

const home = "CN" // numbers without a country code are Chinese

var (
	extension    = regexp.MustCompile(`(?:转|分机|-|x|ext\.?\s*)(\d{1,6})$`)
	serviceShort = regexp.MustCompile(`^(1\d{2,4}|9\d{4,5}|[48]00\d{7})$`)
)

// parsePhone checks a number and returns it as it is stored: digits alone for Chinese
// numbers (13800138045, 075527264418, with -801 for an extension), +852... for others.
func parsePhone(text string) (string, bool) {
	text = plain(text)
	digits := onlyDigits(text)
	if serviceShort.MatchString(digits) {
		return digits, true
	}
	if number, ok := parseNumber(text); ok {
		return number, true
	}
	if at := extension.FindStringSubmatchIndex(text); at != nil {
		if number, ok := parseNumber(text[:at[0]]); ok {
			return number + "-" + text[at[2]:at[3]], true
		}
	}
	return "", false
}

func parseNumber(text string) (string, bool) {
	number, err := phonenumbers.Parse(text, home)
	if err != nil || !phonenumbers.IsValidNumber(number) || number.GetExtension() != "" {
		return "", false
	}
	if number.GetCountryCode() != 86 {
		return phonenumbers.Format(number, phonenumbers.E164), true
	}
	return onlyDigits(phonenumbers.Format(number, phonenumbers.NATIONAL)), true
}

// sayPhone groups a stored number for the eye: 138 0013 8045, 0755-2726 4418.
func sayPhone(stored string) string {
	base, ext, hasExt := strings.Cut(stored, "-")
	shown := base
	switch {
	case serviceShort.MatchString(base):
	case strings.HasPrefix(base, "+"):
		if number, err := phonenumbers.Parse(base, home); err == nil {
			shown = phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
		}
	case len(base) == 11 && base[0] == '1':
		shown = base[:3] + " " + base[3:7] + " " + base[7:]
	case strings.HasPrefix(base, "0"):
		if number, err := phonenumbers.Parse(base, home); err == nil {
			n := phonenumbers.GetLengthOfNationalDestinationCode(number) + 1 // with its 0
			if area, rest := base[:min(n, len(base))], base[min(n, len(base)):]; len(rest) > 4 {
				shown = area + "-" + rest[:len(rest)-4] + " " + rest[len(rest)-4:]
			}
		}
	}
	if hasExt {
		shown += "-" + ext
	}
	return shown
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}
