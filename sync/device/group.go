package device

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// Group is the part of a list that stands under one heading.
type Group struct {
	Cell  Cell // of the list's group column; its value is nil where a record has none
	Count int

	is table.Condition
}

// groupedBy is the column that parts what a query finds, "" for none.
func (r *reader) groupedBy(q Query) string {
	f := r.tables.Library().Form(q.Form)
	if l := listOf(f, q.List); q.Parted && l != nil {
		return l.Group
	}
	return ""
}

// partedCursor is where a page of a parted list ended: in which group, and where in it.
type partedCursor struct {
	Group int    `json:"g"`
	After Cursor `json:"a,omitempty"`
}

// parted reads one group after the other until the page is full.
func (r *reader) parted(q table.Query, by string, columns []string) (Page, error) {
	groups, err := r.groups(q, by)
	if err != nil {
		return Page{}, err
	}
	var at partedCursor
	if q.After != "" {
		if err := json.Unmarshal([]byte(q.After), &at); err != nil {
			return Page{}, fmt.Errorf("cursor: %w", err)
		}
	}
	page := Page{Groups: groups}
	where, limit := q.Where, q.Limit
	for at.Group < len(groups) {
		q.Where = append(slices.Clip(where), groups[at.Group].is)
		q.After, q.Limit = at.After, limit-len(page.Rows)
		found, err := r.tables.Select(r.ctx, r.db, q)
		if err != nil {
			return Page{}, err
		}
		rows, err := r.rows(found.Records, columns)
		if err != nil {
			return Page{}, err
		}
		for i := range rows {
			rows[i].Group = at.Group
		}
		page.Rows = append(page.Rows, rows...)
		at.After = found.Next
		if found.Next == "" {
			at.Group++
		}
		if len(page.Rows) == limit && at.Group < len(groups) {
			next, err := json.Marshal(at)
			page.Next = Cursor(next)
			return page, err
		}
	}
	return page, nil
}

// groups are the groups of a query in the order in which people look for them: states and
// choices as their form has them, people and names by their sound, what has none last.
func (r *reader) groups(q table.Query, by string) ([]Group, error) {
	found, err := r.tables.Groups(r.ctx, r.db, q, by)
	if err != nil {
		return nil, err
	}
	f := r.tables.Library().Form(q.Form)
	look := &lookup{reader: r, known: map[form.Ref]*record.Record{}}
	groups := make([]Group, len(found))
	for i, g := range found {
		groups[i] = Group{Cell: Cell{Value: g.Value, Column: f.Column(by)}, Count: g.Count, is: g.Is}
		ref, ok := refOf(g.Value)
		if !ok {
			continue
		}
		rec, err := look.get(ref)
		if err == nil && rec != nil {
			groups[i].Cell.Text, err = look.name(&rec.Record)
		}
		if err != nil {
			return nil, err
		}
	}
	rank := placesOf(f, by)
	sound := collate.New(language.Chinese)
	slices.SortFunc(groups, func(a, b Group) int {
		return cmp.Or(rank(a.Cell.Value)-rank(b.Cell.Value), sound.CompareString(a.Cell.Text, b.Cell.Text),
			sound.CompareString(fmt.Sprint(a.Cell.Value), fmt.Sprint(b.Cell.Value)))
	})
	return groups, nil
}

// placesOf gives the place of a state or choice as the form has them; nothing comes last.
func placesOf(f *form.Form, by string) func(value any) int {
	var words []string
	field := f.Field(by)
	switch {
	case by == "state":
		for _, s := range f.States {
			words = append(words, s.Name)
		}
	case field != nil && f.Library().ChoiceList(field.List) != nil:
		for _, w := range f.Library().ChoiceList(field.List).Words {
			words = append(words, w.Word)
		}
	}
	return func(value any) int {
		word, _ := value.(string)
		switch at := slices.Index(words, word); {
		case value == nil:
			return len(words) + 1
		case at < 0:
			return len(words)
		default:
			return at
		}
	}
}
