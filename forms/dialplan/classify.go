package dialplan

import (
	"fmt"
	"strings"

	"fieldline/forms/form"
)

// Class words of numbers, as Kind.Class and Rule.Class use them.
const (
	ClassEmergency = "emergency"
	ClassLocal     = "local"
	ClassNational  = "national"
	ClassMobile    = "mobile"
	ClassIntl      = "international"
	ClassService   = "service"
	ClassShared    = "shared"
	ClassFreephone = "freephone"
	ClassPremium   = "premium"
	ClassAccess    = "access"
	ClassFeature   = "feature" // begins with * or #
	ClassUnknown   = "unknown"
)

// Kind is what a number is, as the numbering plan of the country sees it, whatever the
// dialer does with it.
type Kind struct {
	Class    string
	Name     form.Label // "Shenzhen", "police", ...
	Area     string     // of a national number; of a mobile, its home where the table has it
	Complete bool       // as many digits as such a number has
}

// Classify tells what a number is when it is dialled in an area. The table may be nil.
func Classify(number string, home Home, segments *Segments) Kind {
	f := known()
	if number == "" {
		return Kind{Class: ClassUnknown}
	}
	if !isDigit(number[0]) {
		return Kind{Class: ClassFeature, Complete: true}
	}
	bare := strings.TrimPrefix(number, "0")
	if isMobile(bare) {
		k := Kind{Class: ClassMobile, Complete: true}
		if code, ok := segments.AreaOf(bare); ok {
			k.Area = code
			if a, ok := AreaOf(code); ok {
				k.Name = a.Name
			}
		}
		return k
	}
	best := -1
	for i, n := range f.kinds {
		if n.pattern.matches(number) && (best < 0 || n.pattern.prior(f.kinds[best].pattern) < 0) {
			best = i
		}
	}
	if best >= 0 {
		n := f.kinds[best]
		return Kind{Class: n.class, Name: n.name, Complete: n.min <= len(number) && len(number) <= n.max}
	}
	if bare != number {
		if a, ok := areaIn(bare); ok {
			rest := bare[len(a.Code):]
			return Kind{Class: ClassNational, Name: a.Name, Area: a.Code, Complete: rest != "" && '2' <= rest[0] && rest[0] <= '8' && a.hasLength(len(rest))}
		}
		return Kind{Class: ClassUnknown}
	}
	if '2' <= number[0] && number[0] <= '8' {
		return Kind{Class: ClassLocal, Area: home.AreaCode, Complete: len(number) == home.LocalLen}
	}
	return Kind{Class: ClassUnknown}
}

// behindAccess is a number without the access code of a carrier before it.
func behindAccess(number string) string {
	for _, n := range known().kinds {
		if n.class == ClassAccess && n.pattern.matches(number) && len(number) > n.min {
			return number[n.min:]
		}
	}
	return number
}

// Clean turns a number as it is written or pasted into the keys a person here would press:
// spaces, dashes, dots and brackets go, full-width digits become plain, +86 becomes the 0
// of an area code and nothing before all else, any other + becomes 00.
func Clean(text string) (string, error) {
	var b strings.Builder
	plus := false
	for _, r := range strings.TrimSpace(text) {
		if r >= '０' && r <= '９' {
			r -= '０' - '0'
		}
		switch {
		case r < 128 && keyOf(byte(r)) >= 0:
			b.WriteRune(r)
		case r == '＊':
			b.WriteByte('*')
		case r == '＃':
			b.WriteByte('#')
		case (r == '+' || r == '＋') && b.Len() == 0 && !plus:
			plus = true
		case strings.ContainsRune(" \u00a0\u3000-‐‑–—.()（）/", r):
		default:
			return "", fmt.Errorf("read number %q: %q is no key", text, r)
		}
	}
	s := b.String()
	switch home, chinese := strings.CutPrefix(s, "86"); {
	case s == "":
		return "", fmt.Errorf("read number %q: there is no key in it", text)
	case plus && chinese && home != "":
		return fromAbroad(strings.TrimPrefix(home, "0")), nil
	case plus:
		return "00" + s, nil
	}
	return s, nil
}

// longestLocal is how many digits a local number has at most (dialer.md 1.5).
const longestLocal = 8

// fromAbroad dials a number that stood behind +86: one that begins with an area code needs
// its 0; mobiles, services, 400 and 800 are dialled as they are (dialer.md 1.5). Area codes
// are the beginnings of services, too: 10 of 10086, 955 of 95588.
func fromAbroad(number string) string {
	plain := number // without what is dialled once one is through
	if i := strings.IndexAny(number, "*#"); i >= 0 {
		plain = number[:i]
	}
	a, ok := areaIn(plain)
	if !ok {
		return number
	}
	local := plain[len(a.Code):]
	switch whole := a.hasLength(len(local)); {
	case local == "":
	case local[0] < '2' || local[0] > '8' || len(local) > longestLocal, !whole && Classify(plain, Home{}, nil).Complete:
		return number
	}
	return "0" + number
}
