package form

import "strings"

// WhoLabel names those whom a who names, for a person: "技术助理、其工程师".
func (f *Form) WhoLabel(whos []Who) Label {
	var zh, en []string
	for _, w := range whos {
		l := f.whoLabel(w)
		zh, en = append(zh, l.Zh), append(en, l.En)
	}
	return Label{Zh: strings.Join(zh, "、"), En: strings.Join(en, ", ")}
}

func (f *Form) whoLabel(w Who) Label {
	switch w.Kind {
	case WhoRole:
		if role := f.lib.Role(w.Role); role != nil {
			return role.Label
		}
		return Label{Zh: w.Role, En: w.Role}
	case WhoCreator:
		return Label{Zh: "创建人", En: "who created it"}
	case WhoAnyone:
		return Label{Zh: "任何人", En: "anyone"}
	case WhoSystem:
		return Label{Zh: "系统", En: "the system"}
	}
	its := f.pathLabel(w.Path)
	switch w.Kind {
	case WhoSuperior:
		return Label{Zh: its.Zh + "的上级", En: "superior of its " + its.En}
	case WhoGroup:
		return Label{Zh: its.Zh + "所在组", En: "group of its " + its.En}
	case WhoUnit:
		return Label{Zh: its.Zh + "所在单位", En: "unit of its " + its.En}
	}
	return Label{Zh: its.Zh, En: "its " + its.En}
}

// pathLabel names what lies at the end of a path.
func (f *Form) pathLabel(path string) Label {
	at, rest, deeper := strings.Cut(path, ".")
	if rel := f.Relation(at); rel != nil && deeper {
		if of := f.lib.Form(rel.Of); of != nil {
			return of.pathLabel(rest)
		}
	}
	field := f.Field(at)
	switch {
	case field == nil:
		return f.stampLabel(at)
	case !deeper:
		return lowered(field.Label)
	case field.Type == Table:
		if c := columnOf(field, rest); c != nil {
			return lowered(c.Label)
		}
	case len(field.Forms) == 1:
		if of := f.lib.Form(field.Forms[0]); of != nil {
			return of.pathLabel(rest)
		}
	}
	return Label{Zh: path, En: path}
}

func (f *Form) stampLabel(column string) Label {
	if column == "created_by" {
		return Label{Zh: "创建人", En: "creator"}
	}
	if state, found := strings.CutSuffix(column, "_by"); found && f.State(state) != nil {
		l := f.State(state).Label
		return Label{Zh: l.Zh + "人", En: "who made it " + strings.ToLower(l.En)}
	}
	return Label{Zh: column, En: column}
}

func lowered(l Label) Label { return Label{Zh: l.Zh, En: strings.ToLower(l.En)} }
