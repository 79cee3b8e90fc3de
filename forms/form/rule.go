package form

import "strings"

// OnlyRefuses tells whether a rule that was assumed where it could not be judged, by the
// name it has in Assumed, decides no more than whether something may be done. Others give
// values, or cause something.
func OnlyRefuses(rule string) bool {
	path := strings.Split(rule, ".")
	if len(path) < 2 {
		return false
	}
	last := path[len(path)-1]
	switch path[1] {
	case "create", "check", "unique", "totals":
		return true
	case "fields":
		return last == "required" || last == "by" || numbered(path)
	case "actions":
		return len(path) == 4 && (last == "by" || last == "show") || len(path) == 5 && numbered(path)
	}
	return false
}

// numbered tells whether a rule is one of a field's or an action's checks.
func numbered(path []string) bool {
	return len(path) >= 5 && path[len(path)-2] == "check" && strings.Trim(path[len(path)-1], "0123456789") == ""
}
