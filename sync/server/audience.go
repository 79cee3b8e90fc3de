package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/table"
)

// audiences are the interned readers of records.
type audiences struct {
	byKey map[string]int64
	byN   map[int64]audience
}

// audience is a set of roles and groups at a site, a person, the people of a unit, or
// anyone: whoever listens to it gets the records in it (forms/README.md 8).
type audience struct {
	Roles  []string `json:"roles,omitempty"`
	Groups []string `json:"groups,omitempty"`
	Site   form.ID  `json:"site,omitzero"`
	Person form.ID  `json:"person,omitzero"`
	Unit   string   `json:"unit,omitempty"`
	Anyone bool     `json:"anyone,omitempty"`
}

// key is the audience as canonical JSON.
func (a audience) key() string {
	b := []byte{'{'}
	name := func(name string) {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), name...), `":`...)
	}
	words := func(of string, words []string) {
		if len(words) == 0 {
			return
		}
		name(of)
		for i, w := range words {
			b = form.AppendText(append(b, "[,"[min(i, 1)]), w)
		}
		b = append(b, ']')
	}
	id := func(of string, id form.ID) {
		if id != (form.ID{}) {
			name(of)
			b = append(append(append(b, '"'), id.String()...), '"')
		}
	}
	words("roles", a.Roles)
	words("groups", a.Groups)
	id("site", a.Site)
	id("person", a.Person)
	if a.Unit != "" {
		name("unit")
		b = form.AppendText(b, a.Unit)
	}
	if a.Anyone {
		name("anyone")
		b = append(b, "true"...)
	}
	return string(append(b, '}'))
}

func loadAudiences(db table.DB) (*audiences, error) {
	all := &audiences{byKey: map[string]int64{}, byN: map[int64]audience{}}
	err := each(db, "SELECT n, key FROM audience", nil, func(scan scanner) error {
		var n int64
		var key string
		if err := scan(&n, &key); err != nil {
			return err
		}
		var a audience
		if err := json.Unmarshal([]byte(key), &a); err != nil {
			return fmt.Errorf("audience %d: %w", n, err)
		}
		all.byKey[key], all.byN[n] = n, a
		return nil
	})
	return all, err
}

// with returns the audiences and one more.
func (all *audiences) with(n int64, a audience) *audiences {
	more := &audiences{byKey: maps.Clone(all.byKey), byN: maps.Clone(all.byN)}
	more.byKey[a.key()], more.byN[n] = n, a
	return more
}

// gather joins the scopes of a record into as few audiences as can be: the roles and
// groups of one site are one.
func gather(scopes []form.Scope) []audience {
	bySite := map[form.ID]*audience{}
	var sites []form.ID
	var all []audience
	for _, sc := range scopes {
		switch {
		case sc.Anyone:
			return []audience{{Anyone: true}}
		case sc.Person != (form.ID{}):
			all = append(all, audience{Person: sc.Person})
		case sc.Unit != "":
			all = append(all, audience{Unit: sc.Unit})
		default:
			at := bySite[sc.Site]
			if at == nil {
				at = &audience{Site: sc.Site}
				bySite[sc.Site] = at
				sites = append(sites, sc.Site)
			}
			if sc.Role != "" {
				at.Roles = append(at.Roles, sc.Role)
			}
			if sc.Group != "" {
				at.Groups = append(at.Groups, sc.Group)
			}
		}
	}
	for _, site := range sites {
		at := bySite[site]
		slices.Sort(at.Roles)
		slices.Sort(at.Groups)
		at.Roles, at.Groups = slices.Compact(at.Roles), slices.Compact(at.Groups)
		all = append(all, *at)
	}
	return all
}

// person is who somebody is on a day, for deciding what he may read: himself, those he
// deputises for, and all their posts.
type person struct {
	ids   []form.ID
	posts []form.Post
	unit  string
}

func (p *person) holds(role string, site form.ID) bool {
	return slices.ContainsFunc(p.posts, func(post form.Post) bool {
		return post.Role == role && (site == (form.ID{}) || post.Site == (form.ID{}) || post.Site == site)
	})
}

func (p *person) hears(lib *form.Library, a audience) bool {
	switch {
	case a.Anyone:
		return true
	case a.Person != (form.ID{}):
		return slices.Contains(p.ids, a.Person)
	case a.Unit != "":
		return p.unit == a.Unit
	}
	for _, role := range a.Roles {
		if p.holds(role, a.Site) {
			return true
		}
	}
	for _, group := range a.Groups {
		for _, role := range lib.Roles {
			if role.Group == group && p.holds(role.Word, a.Site) {
				return true
			}
		}
	}
	return false
}

// heard remembers who listens to what, as long as people and audiences stay the same.
type heard struct {
	mu     sync.Mutex
	byWhom map[string][]int64
}

// crowd remembers who is who, as long as people stay the same.
type crowd struct {
	mu      sync.Mutex
	persons map[string]*person
}

// personOf reads who somebody is on the day of a time.
func (sc *scene) personOf(db table.DB, id form.ID, at time.Time) (*person, error) {
	key := id.String() + string(sc.lib.Calendar.Day(at))
	sc.crowd.mu.Lock()
	p := sc.crowd.persons[key]
	sc.crowd.mu.Unlock()
	if p != nil {
		return p, nil
	}
	p = &person{ids: []form.ID{id}}
	people, err := sc.world(db).Persons()
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	for _, rec := range people {
		switch {
		case rec.ID == id:
			p.unit, _ = rec.Values["unit"].(string)
		case rec.Deputy(sc.lib, id, at):
			p.ids = append(p.ids, rec.ID)
		default:
			continue
		}
		p.posts = append(p.posts, rec.Posts(sc.lib, at)...)
	}
	sc.crowd.mu.Lock()
	defer sc.crowd.mu.Unlock()
	if sc.crowd.persons == nil {
		sc.crowd.persons = map[string]*person{}
	}
	sc.crowd.persons[key] = p
	return p, nil
}

// listens returns the audiences somebody listens to on the day of a time, in order.
func (sc *scene) listens(db table.DB, id form.ID, at time.Time) ([]int64, error) {
	key := id.String() + string(sc.lib.Calendar.Day(at))
	sc.heard.mu.Lock()
	list, known := sc.heard.byWhom[key]
	sc.heard.mu.Unlock()
	if known {
		return list, nil
	}
	p, err := sc.personOf(db, id, at)
	if err != nil {
		return nil, err
	}
	list = []int64{}
	for n, a := range sc.audiences.byN {
		if p.hears(sc.lib, a) {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	sc.heard.mu.Lock()
	defer sc.heard.mu.Unlock()
	if sc.heard.byWhom == nil {
		sc.heard.byWhom = map[string][]int64{}
	}
	sc.heard.byWhom[key] = list
	return list, nil
}
