package form

import (
	"errors"
	"time"
)

// memory asks a world each question once. An evaluation may rely on it, because a world
// answers from one consistent view; it must not change what it gets.
type memory struct {
	World
	records  map[Ref]*Record // nil: not here
	lists    map[relatedTo][]*Record
	people   map[holding][]ID
	settings map[settingAt]any
}

type relatedTo struct {
	form, via string
	id        ID
}

type holding struct {
	role string
	site ID
	at   time.Time
}

type settingAt struct {
	id   string
	site ID
	at   time.Time
}

func (m *memory) record(ref Ref) (*Record, error) {
	rec, known := m.records[ref]
	if !known {
		var err error
		rec, err = m.Record(ref.Form, ref.ID)
		if err != nil && !errors.Is(err, ErrNotHere) {
			return nil, err
		}
		if err != nil {
			rec = nil
		}
		if m.records == nil {
			m.records = map[Ref]*Record{}
		}
		m.records[ref] = rec
	}
	if rec == nil {
		return nil, ErrNotHere
	}
	return rec, nil
}

// related returns no records where the world says that none is here.
func (m *memory) related(formName, via string, id ID) ([]*Record, error) {
	key := relatedTo{formName, via, id}
	found, known := m.lists[key]
	if known {
		return found, nil
	}
	found, err := m.Related(formName, via, id)
	if err != nil && !errors.Is(err, ErrNotHere) {
		return nil, err
	}
	if m.lists == nil {
		m.lists = map[relatedTo][]*Record{}
	}
	m.lists[key] = found
	return found, nil
}

// People asks who holds a role.
func (m *memory) People(role string, site ID, at time.Time) ([]ID, error) {
	key := holding{role, site, at}
	people, known := m.people[key]
	if known {
		return people, nil
	}
	people, err := m.World.People(role, site, at)
	if err != nil {
		return nil, err
	}
	if m.people == nil {
		m.people = map[holding][]ID{}
	}
	m.people[key] = people
	return people, nil
}

// Setting asks for the value of a setting.
func (m *memory) Setting(id string, site ID, at time.Time) (any, error) {
	key := settingAt{id, site, at}
	v, known := m.settings[key]
	if known {
		return v, nil
	}
	v, err := m.World.Setting(id, site, at)
	if err != nil {
		return nil, err
	}
	if m.settings == nil {
		m.settings = map[settingAt]any{}
	}
	m.settings[key] = v
	return v, nil
}

// File returns the bytes of an attachment of the world behind.
func (m *memory) File(sha256 string) ([]byte, error) { return FileOf(m.World, sha256) }
