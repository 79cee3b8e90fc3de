package form

import "errors"

// Scope is one reader of a record (forms/README.md 8): holders of a role at a site, a person, a
// group, a unit, or everybody. Exactly one of Role, Person, Group, Unit and Anyone is set.
type Scope struct {
	Role   string `json:"role,omitempty"`
	Group  string `json:"group,omitempty"`
	Site   ID     `json:"site,omitzero"` // of Role and Group; zero is no site
	Person ID     `json:"person,omitzero"`
	Unit   string `json:"unit,omitempty"`
	Anyone bool   `json:"anyone,omitempty"`
}

// Scopes returns who reads a record, without doubles, in the order of its form.
func (f *Form) Scopes(env *Env, rec *Record) ([]Scope, error) {
	return f.scopesOf(env, rec, f.Audience)
}

// Readers returns who gets the value of a field at all, as scopes; false where the field
// is for the whole audience.
func (f *Form) Readers(env *Env, rec *Record, field *Field) (scopes []Scope, few bool, err error) {
	see := field.Eyes()
	if len(see) == 0 {
		return nil, false, nil
	}
	scopes, err = f.scopesOf(env, rec, see)
	return scopes, true, err
}

// Eyes are who sees the field, by itself or by its section; nil is everybody who reads the
// record.
func (f *Field) Eyes() []Who {
	if len(f.See) == 0 && f.Section != nil {
		return f.Section.See
	}
	return f.See
}

func (f *Form) scopesOf(env *Env, rec *Record, whos []Who) ([]Scope, error) {
	own := *env
	own.Self, own.It = rec, nil
	j := newJudge(f, &own)
	scopes := make([]Scope, 0, len(whos))
	add := func(s Scope) {
		for _, have := range scopes {
			if have == s {
				return
			}
		}
		scopes = append(scopes, s)
	}
	persons := func(ids []ID) {
		for _, id := range ids {
			add(Scope{Person: id})
		}
	}
	for _, w := range whos {
		switch w.Kind {
		case WhoRole:
			add(Scope{Role: w.Role, Site: rec.Site})
		case WhoAnyone:
			add(Scope{Anyone: true})
		case WhoGroup:
			for _, p := range j.follow(w.Path).people() {
				for _, group := range j.groups(p) {
					add(Scope{Group: group, Site: rec.Site})
				}
			}
		case WhoUnit:
			for _, p := range j.follow(w.Path).people() {
				if unit := keyText(j.unit(p)); unit != "" {
					add(Scope{Unit: unit})
				}
			}
		case WhoIts, WhoCreator, WhoSuperior:
			people, _ := j.holders(w)
			persons(people)
		}
	}
	return scopes, j.err
}

// Carried returns the records that travel along with a record, in the order of its form,
// as far as they are here.
func (f *Form) Carried(env *Env, rec *Record) ([]Ref, error) {
	own := *env
	own.Self, own.It = rec, nil
	j := newJudge(f, &own)
	var refs []Ref
	seen := map[Ref]bool{{rec.Form, rec.ID}: true}
	for _, path := range f.Carry {
		for _, v := range j.follow(path).values {
			var ref Ref
			switch v := v.(type) {
			case Ref:
				ref = v
			case *Record:
				ref = Ref{v.Form, v.ID}
			case ID:
				ref = Ref{"person", v}
			default:
				continue
			}
			if !seen[ref] {
				seen[ref] = true
				refs = append(refs, ref)
			}
		}
	}
	if j.err != nil && !errors.Is(j.err, ErrNotHere) {
		return nil, j.err
	}
	return refs, nil
}
