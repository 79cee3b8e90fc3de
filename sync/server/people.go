package server

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// FirstRole is the role of the person who sets everything else up.
const FirstRole = "administrator"

// FirstPerson makes the person who will set everything else up, if there is nobody yet:
// an administrator at all sites. It answers false where people are registered already.
func (s *Server) FirstPerson(ctx context.Context, name string) (form.ID, bool, error) {
	people, err := s.People(ctx, "")
	if err != nil || len(people) > 0 {
		return form.ID{}, false, err
	}
	lib := s.Library()
	f := lib.Form("person")
	if f == nil || lib.Role(FirstRole) == nil {
		return form.ID{}, false, fmt.Errorf("make the first person: the library has no form person or no role %s", FirstRole)
	}
	op := record.Operation{ID: s.cfg.NewID(), At: s.now(), Parts: []record.Part{{
		Kind: record.Create, Form: f.Name, Version: f.Version,
		Values: form.Values{
			"name": name,
			"posts": []form.Row{{ID: s.cfg.NewID().String(), Values: form.Values{
				"role": FirstRole, "from": lib.Calendar.Day(s.now()),
			}}},
		},
	}}}
	res, err := s.Submit(ctx, op)
	if err != nil {
		return form.ID{}, false, err
	}
	if res.Fate != record.Applied {
		return form.ID{}, false, fmt.Errorf("make the first person: %s %v", res.Fate, res.Problems)
	}
	return op.ID, true, nil
}

// Person is somebody in the register, as commands list them.
type Person struct {
	ID      form.ID
	Name    string
	Roles   []string // held today
	Account string   // sign-in name, if any
}

// People lists who is registered and holds a role today, everybody where it is empty, in
// the order they were entered.
func (s *Server) People(ctx context.Context, role string) ([]Person, error) {
	sc := s.shown.Load()
	if sc.tables.Table("person") == nil {
		return nil, nil
	}
	var all []Person
	err := s.store.read(ctx, func(db *table.Session) error {
		recs, err := sc.tables.Matching(ctxNever, db, "person", nil, nil, nil)
		if err != nil {
			return err
		}
		slices.SortFunc(recs, func(a, b record.Record) int { return strings.Compare(a.ID.String(), b.ID.String()) })
		for i := range recs {
			p := Person{ID: recs[i].ID}
			p.Name, _ = recs[i].Values["name"].(string)
			for _, post := range recs[i].Posts(sc.lib, s.now()) {
				if !slices.Contains(p.Roles, post.Role) {
					p.Roles = append(p.Roles, post.Role)
				}
			}
			if role != "" && !slices.Contains(p.Roles, role) {
				continue
			}
			err := one(db, "SELECT coalesce(max(name), '') FROM account WHERE person = ?", []any{blobID(p.ID)}, &p.Account)
			if err != nil {
				return err
			}
			all = append(all, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return all, nil
}

// Read lets f look at the records on one consistent view, as an evaluation would.
func (s *Server) Read(ctx context.Context, f func(w record.Reader) error) error {
	sc := s.shown.Load()
	return s.store.read(ctx, func(db *table.Session) error { return f(sc.world(db)) })
}

// Select returns a page of records, whoever may see them: for commands and the demo.
func (s *Server) Select(ctx context.Context, q table.Query) (page table.Page, err error) {
	sc := s.shown.Load()
	err = s.store.read(ctx, func(db *table.Session) error {
		page, err = sc.tables.Select(ctxNever, db, q)
		return err
	})
	return page, err
}
