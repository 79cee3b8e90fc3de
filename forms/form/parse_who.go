package form

import (
	"regexp"
	"strings"
)

// who reads who may do something: a role, `its path`, a group, creator, anyone, system.
func (k keys) who(key string) []Who {
	var out []Who
	for _, n := range k.list(key) {
		if n.kind != textNode {
			k.fs.add(n.pos, "%q must say who: a role, `its path`, creator, anyone or system; this is %s", key, n.kindName())
			continue
		}
		w, ok := parseWho(n.text)
		w.Pos = n.pos
		if !ok {
			k.fs.add(n.pos, "%q says nobody: want a role, `its path`, `superior of its path`, `group of its path`, `unit of its path`, creator, anyone or system", n.text)
			continue
		}
		out = append(out, w)
	}
	return out
}

func parseWho(s string) (Who, bool) {
	for _, one := range []struct {
		prefix string
		kind   WhoKind
	}{
		{"superior of its ", WhoSuperior}, {"group of its ", WhoGroup}, {"unit of its ", WhoUnit}, {"its ", WhoIts},
	} {
		if path, ok := strings.CutPrefix(s, one.prefix); ok {
			return Who{Kind: one.kind, Path: path}, pathPattern.MatchString(path)
		}
	}
	switch kind := WhoKind(s); kind {
	case WhoCreator, WhoAnyone, WhoSystem:
		return Who{Kind: kind}, true
	}
	return Who{Kind: WhoRole, Role: s}, wordPattern.MatchString(s)
}

var pathPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$`)
