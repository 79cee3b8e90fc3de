package form

import (
	"errors"
	"slices"
)

// may tells whether a person may do what whos allow and not forbids, in his own right or
// as a deputy; forWhom names whom he deputises for. What is not known here is allowed.
func (j *judge) may(person ID, whos, not []Who) (answer Answer, forWhom ID) {
	best := No
	if j.inOwnRight(person, whos) {
		switch j.barred(not, person, ID{}) {
		case No:
			return Yes, ID{}
		case Unknown:
			best = Unknown
		}
	}
	for _, as := range j.inOthersStead(person, whos) {
		switch barred := j.barred(not, person, as.id); {
		case barred == Yes:
		case as.answer == Yes && barred == No:
			return Yes, as.id
		default:
			best = Unknown
		}
	}
	return best, ID{}
}

// inOwnRight tells whether a person is one of those named.
func (j *judge) inOwnRight(person ID, whos []Who) bool {
	for _, w := range whos {
		if w.Kind == WhoAnyone {
			return true
		}
		if holders, _ := j.holders(w); slices.Contains(holders, person) {
			return true
		}
	}
	return false
}

// standing is one way in which a person may be allowed: for another, or by somebody who
// is not known here (the zero ID).
type standing struct {
	id     ID
	answer Answer
}

// inOthersStead returns those named whom a person deputises for.
func (j *judge) inOthersStead(person ID, whos []Who) []standing {
	var others []standing
	for _, w := range whos {
		holders, known := j.holders(w)
		if slices.Contains(holders, person) {
			continue
		}
		for _, h := range holders {
			if j.deputises(person, h) {
				others = append(others, standing{h, Yes})
			}
		}
		if !known {
			others = append(others, standing{answer: Unknown})
		}
	}
	return others
}

// barred tests both the person and whom he stands for.
func (j *judge) barred(not []Who, person, forWhom ID) Answer {
	answer := No
	for _, w := range not {
		holders, known := j.holders(w)
		if slices.Contains(holders, person) || forWhom != (ID{}) && slices.Contains(holders, forWhom) {
			return Yes
		}
		if !known {
			answer = Unknown
		}
	}
	return answer
}

// holders returns the people a who names now, and whether that is all known here.
func (j *judge) holders(w Who) (people []ID, known bool) {
	site := j.env.Self.Site
	switch w.Kind {
	case WhoRole:
		return j.holding(w.Role, site), true
	case WhoCreator:
		return addIDs(nil, j.env.Self.CreatedBy), true
	case WhoIts:
		at := j.follow(w.Path)
		return j.stoodFor(w.Path, at.people()), !at.unknown
	case WhoSuperior:
		at := j.follow(w.Path)
		for _, p := range at.people() {
			people = addIDs(people, j.superiors(p)...)
		}
		return people, !at.unknown
	case WhoGroup:
		at := j.follow(w.Path)
		for _, p := range at.people() {
			for _, group := range j.groups(p) {
				people = addIDs(people, j.members(group, site)...)
			}
		}
		return people, !at.unknown
	case WhoUnit:
		at := j.follow(w.Path)
		for _, p := range at.people() {
			people = addIDs(people, j.sharing(p)...)
		}
		return people, !at.unknown
	}
	return nil, true
}

// stoodFor adds to the person in a stamp the one he deputised for.
func (j *judge) stoodFor(path string, people []ID) []ID {
	name, stamp := stampFor(path)
	if !stamp || j.form.Column(name) == nil {
		return people
	}
	return addIDs(people, idsOf(j.env.Self.Get(name))...)
}

// holding returns who holds a role at a site now; the zero site is any.
func (j *judge) holding(role string, site ID) []ID {
	people, err := j.env.World.People(role, site, j.env.Now)
	if err != nil && !errors.Is(err, ErrNotHere) {
		j.fail(err)
	}
	return people
}

// deputises tells whether a person is entered as the deputy of another now.
func (j *judge) deputises(person, of ID) bool {
	register := j.env.Lib.Form("person")
	if register == nil || register.Field("deputies") == nil || person == (ID{}) {
		return false
	}
	rec, err := j.env.World.Record("person", of)
	if errors.Is(err, ErrNotHere) {
		return false
	}
	if err != nil {
		j.fail(err)
		return false
	}
	return rec.Deputy(j.env.Lib, person, j.env.Now)
}

// superiors returns who holds the superior role of any role of a person.
func (j *judge) superiors(p ID) []ID {
	var people []ID
	for _, role := range j.env.Lib.Roles {
		if role.Superior != "" && slices.Contains(j.holding(role.Word, j.env.Self.Site), p) {
			for _, s := range j.holding(role.Superior, j.env.Self.Site) {
				if s != p {
					people = addIDs(people, s)
				}
			}
		}
	}
	return people
}

// groups returns the groups of the roles of a person, in the library's order.
func (j *judge) groups(p ID) []string {
	var groups []string
	for _, role := range j.env.Lib.Roles {
		if role.Group != "" && !slices.Contains(groups, role.Group) && slices.Contains(j.holding(role.Word, ID{}), p) {
			groups = append(groups, role.Group)
		}
	}
	return groups
}

func (j *judge) members(group string, site ID) []ID {
	var people []ID
	for _, role := range j.env.Lib.Roles {
		if role.Group == group {
			people = addIDs(people, j.holding(role.Word, site)...)
		}
	}
	return people
}

// unit returns the unit a person's record names, nil for none.
func (j *judge) unit(p ID) any {
	if register := j.env.Lib.Form("person"); register == nil || register.Column("unit") == nil {
		return nil
	}
	rec, err := j.env.World.Record("person", p)
	if errors.Is(err, ErrNotHere) {
		return nil
	}
	if err != nil {
		j.fail(err)
		return nil
	}
	return rec.Values["unit"]
}

// sharing returns the people of a person's unit.
func (j *judge) sharing(p ID) []ID {
	unit := j.unit(p)
	if Empty(unit) {
		return nil
	}
	records, err := j.env.World.Matching("person", []string{"unit"}, []any{unit}, nil)
	if err != nil && !errors.Is(err, ErrNotHere) {
		j.fail(err)
	}
	var people []ID
	for _, rec := range records {
		people = addIDs(people, rec.ID)
	}
	return people
}

// Precedence tells how early a person is named among those who write a field: 0 is the
// first. Whom the form does not name comes last (forms/README.md 6).
func (f *Form) Precedence(env *Env, field *Field, person ID) (int, error) {
	j := newJudge(f, env)
	writers := f.writers(field)
	for i, w := range writers {
		if answer, _ := j.may(person, []Who{w}, nil); answer == Yes {
			return i, j.err
		}
	}
	return len(writers), j.err
}
