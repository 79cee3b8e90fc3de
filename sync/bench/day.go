package main

import (
	"fmt"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// day is what a person does on a device without a network.
type day interface {
	// work does it and returns the records that were touched, each once.
	work(s *device.Store) ([]form.Ref, error)
}

func dayOf(name string) (day, error) {
	switch name {
	case "plain":
		return plainDay{}, nil
	case "real":
		return realDay{}, nil
	}
	return backlog(number(name)), nil
}

// visits is how many orders an engineer's day has, and as many new cards.
const visits = 40

// doer performs parts and notes what was touched.
type doer struct {
	store *device.Store
	seen  map[form.Ref]bool
	refs  []form.Ref
}

func (d *doer) do(part record.Part) (form.Ref, error) {
	out, err := d.store.Do(ctx, part)
	if err == nil && out.Fate != record.Applied {
		err = fmt.Errorf("%s: %v", out.Fate, out.Problems)
	}
	if err != nil {
		return form.Ref{}, fmt.Errorf("%s %s %s: %w", part.Kind, part.Form, part.Action, err)
	}
	for i := range out.Changes {
		ref := form.Ref{Form: out.Changes[i].After.Form, ID: out.Changes[i].After.ID}
		if !d.seen[ref] {
			d.seen[ref] = true
			d.refs = append(d.refs, ref)
		}
	}
	return d.refs[len(d.refs)-1], nil
}

// begin reads the orders of the day.
func begin(s *device.Store, formName string, n int) (*doer, []record.Record, error) {
	page, err := s.List(ctx, device.Query{Form: formName, List: "mine", Limit: n})
	if err != nil {
		return nil, nil, err
	}
	if len(page.Rows) < n {
		return nil, nil, fmt.Errorf("there are %d orders for the day", len(page.Rows))
	}
	var recs []record.Record
	for _, row := range page.Rows {
		recs = append(recs, row.Record)
	}
	return &doer{store: s, seen: map[form.Ref]bool{}}, recs, nil
}

// plainDay: a new card for each order, and two to four edits of it.
type plainDay struct{}

func (plainDay) work(s *device.Store) ([]form.Ref, error) {
	d, orders, err := begin(s, "order", visits)
	if err != nil {
		return nil, err
	}
	w := newWriter("D", 3, s.Now())
	for i := range orders {
		ref := form.Ref{Form: "order", ID: orders[i].ID}
		for n := range 2 + i%3 {
			if _, err := d.do(record.Part{Kind: record.Set, Form: ref.Form, ID: ref.ID, Values: w.edit(n)}); err != nil {
				return nil, err
			}
		}
		customer, _ := orders[i].Values["customer"].(form.Ref)
		if _, err := d.do(record.Part{Kind: record.Create, Form: "card", Values: w.card(ref, customer, s.Identity().Person)}); err != nil {
			return nil, err
		}
	}
	return d.refs, nil
}

// realDay: a difficult issue for each order, and two to four acts on it with all they
// cause.
type realDay struct{}

func (realDay) work(s *device.Store) ([]form.Ref, error) {
	d, orders, err := begin(s, library.ServiceOrder, visits)
	if err != nil {
		return nil, err
	}
	w := newWriter("D", 4, s.Now())
	acts := []record.Part{
		{Action: library.ServiceOrderAccept, Values: form.Values{library.ServiceOrderHeaderCorrect: true}},
		{Action: library.ServiceOrderArrive}, {Action: library.ServiceOrderStart},
		{Action: library.ServiceOrderFinish, Values: form.Values{library.ServiceOrderSolved: true}},
	}
	for i := range orders {
		for n := range 2 + i%3 {
			part := acts[n]
			part.Kind, part.Form, part.ID = record.Act, library.ServiceOrder, orders[i].ID
			if _, err := d.do(part); err != nil {
				return nil, err
			}
		}
		if _, err := d.do(record.Part{Kind: record.Create, Form: library.DifficultIssue, Values: form.Values{
			library.DifficultIssueOrder: form.Ref{Form: library.ServiceOrder, ID: orders[i].ID}, library.DifficultIssueDescription: w.trouble() + w.remedy(),
		}}); err != nil {
			return nil, err
		}
	}
	return d.refs, nil
}

// backlog is that many new records, of all kinds, never sent.
type backlog int

func (n backlog) work(s *device.Store) ([]form.Ref, error) {
	d, orders, err := begin(s, "order", 100)
	if err != nil {
		return nil, err
	}
	w, me := newWriter("B", 5, s.Now()), s.Identity().Person
	for i := range int(n) {
		order := form.Ref{Form: "order", ID: orders[i%len(orders)].ID}
		customer, _ := orders[i%len(orders)].Values["customer"].(form.Ref)
		part := record.Part{Kind: record.Create}
		switch i % 10 {
		case 0, 1, 2:
			part.Form, part.Values = "order", w.order(customer, me)
		case 3, 4, 5:
			part.Form, part.Values = "card", w.card(order, customer, me)
		case 6:
			part.Form, part.Values = "dialer", w.dialer(order, customer, me)
		default:
			part.Form, part.Values = "move", w.move(order, form.Ref{}, me)
		}
		if _, err := d.do(part); err != nil {
			return nil, err
		}
	}
	return d.refs, nil
}

// docsOn are records of a device as the floor carries them.
func docsOn(s *device.Store, refs []form.Ref) ([]doc, error) {
	var docs []doc
	for _, ref := range refs {
		rec, err := s.Record(ctx, ref.Form, ref.ID)
		if err != nil {
			return nil, err
		}
		d, err := docOf(s.Library(), &rec)
		if err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	return docs, nil
}
