package table

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// Get returns a record, or form.ErrNotHere.
func (t *Tables) Get(ctx context.Context, db DB, formName string, id form.ID) (record.Record, error) {
	_, rec, err := t.GetWithKey(ctx, db, formName, id)
	return rec, err
}

// GetWithKey returns a record with its integer key, or form.ErrNotHere.
func (t *Tables) GetWithKey(ctx context.Context, db DB, formName string, id form.ID) (int64, record.Record, error) {
	tab, err := t.table(formName)
	if err != nil {
		return 0, record.Record{}, err
	}
	recs, ks, err := tab.read(ctx, db, tab.selectByID, id[:])
	if err != nil {
		return 0, record.Record{}, fmt.Errorf("read %s %s: %w", formName, id, err)
	}
	if len(recs) == 0 {
		return 0, record.Record{}, &notHere{formName, id}
	}
	return ks[0], recs[0], nil
}

// Key returns the integer key of a record inside this database, or form.ErrNotHere.
func (t *Tables) Key(ctx context.Context, db DB, formName string, id form.ID) (int64, error) {
	tab, err := t.table(formName)
	if err != nil {
		return 0, err
	}
	var k int64
	err = One(ctx, db, tab.keyByID, []any{id[:]}, &k)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, &notHere{formName, id}
	}
	if err != nil {
		return 0, fmt.Errorf("look up %s %s: %w", formName, id, err)
	}
	return k, nil
}

// notHere names the record that is not here. Most are asked for to make sure that they
// are not, so the sentence is made only when somebody reads it.
type notHere struct {
	form string
	id   form.ID
}

func (e *notHere) Error() string {
	return e.form + " " + e.id.String() + ": " + form.ErrNotHere.Error()
}

func (e *notHere) Unwrap() error { return form.ErrNotHere }

// ByKeys returns the records with these integer keys, in the order of the keys; those
// that are gone are left out.
func (t *Tables) ByKeys(ctx context.Context, db DB, formName string, ks []int64) ([]record.Record, error) {
	tab, err := t.table(formName)
	if err != nil {
		return nil, err
	}
	list, err := json.Marshal(ks)
	if err != nil {
		return nil, err
	}
	recs, _, err := tab.read(ctx, db, "SELECT "+tab.selectList+
		" FROM (SELECT key AS key$, value AS value$ FROM json_each(?)) JOIN "+tab.Name()+" ON "+tab.Builtin("k")+" = value$ ORDER BY key$", string(list))
	if err != nil {
		return nil, fmt.Errorf("read %d of %s: %w", len(ks), formName, err)
	}
	return recs, nil
}

// Put writes a record over what has its id, or as a new one, and its words into the
// search index. It returns the record's integer key. A provisional number is kept beside
// the one the server gives later.
func (t *Tables) Put(ctx context.Context, db DB, rec *record.Record) (int64, error) {
	return t.PutWith(ctx, db, rec, "")
}

// PutWith is Put for a record that has its number, together with the provisional one it
// had before; "" keeps the one that is stored.
func (t *Tables) PutWith(ctx context.Context, db DB, rec *record.Record, provisional string) (int64, error) {
	tab, err := t.table(rec.Form)
	if err != nil {
		return 0, err
	}
	k, err := t.put(ctx, db, tab, rec, provisional)
	if err != nil {
		return 0, fmt.Errorf("write %s %s: %w", rec.Form, rec.ID, err)
	}
	return k, nil
}

func (t *Tables) put(ctx context.Context, db DB, tab *Table, rec *record.Record, provisional string) (int64, error) {
	args, err := tab.bind(rec, provisional)
	if err != nil {
		return 0, err
	}
	was, err := tab.stored(ctx, db, rec.ID)
	if err != nil {
		return 0, err
	}
	k := int64(0)
	if was != nil {
		k = was.k
	}
	if k, err = tab.write(ctx, db, k, args); err != nil {
		return 0, err
	}
	if t.options.Search {
		err = tab.index(ctx, db, k, was, rec, provisional)
	}
	return k, err
}

// PutAt is PutWith for callers who know under which key the record lies, 0 for none yet,
// so that it is not looked for again.
func (t *Tables) PutAt(ctx context.Context, db DB, k int64, rec *record.Record, provisional string) (int64, error) {
	if t.options.Search { // the words that are written over must be read
		return t.PutWith(ctx, db, rec, provisional)
	}
	tab, err := t.table(rec.Form)
	if err != nil {
		return 0, err
	}
	args, err := tab.bind(rec, provisional)
	if err == nil {
		k, err = tab.write(ctx, db, k, args)
	}
	if err != nil {
		return 0, fmt.Errorf("write %s %s: %w", rec.Form, rec.ID, err)
	}
	return k, nil
}

// write writes a row over the one with a key, or as a new one where that is 0.
func (t *Table) write(ctx context.Context, db DB, k int64, args []any) (int64, error) {
	if k != 0 {
		_, err := db.ExecContext(ctx, t.update, append(args, k)...)
		return k, err
	}
	res, err := db.ExecContext(ctx, t.insert, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// Delete removes a record from its table and from the search index; one that is not
// there is left alone.
func (t *Tables) Delete(ctx context.Context, db DB, formName string, id form.ID) error {
	tab, err := t.table(formName)
	if err != nil {
		return err
	}
	was, err := tab.stored(ctx, db, id)
	if err != nil || was == nil {
		return err
	}
	if t.options.Search {
		if err := tab.unindex(ctx, db, was.k); err != nil {
			return fmt.Errorf("remove %s %s: %w", formName, id, err)
		}
	}
	if _, err := db.ExecContext(ctx, tab.remove, was.k); err != nil {
		return fmt.Errorf("remove %s %s: %w", formName, id, err)
	}
	return nil
}

// probed is what Put must know of the row it writes over.
type probed struct {
	k                   int64
	number, provisional string
	words               []any
}

// stored returns the row's key and indexed words, or nil if there is none.
func (t *Table) stored(ctx context.Context, db DB, id form.ID) (*probed, error) {
	p := &probed{words: make([]any, len(t.words))}
	var number, temporary sql.NullString
	dest := []any{&p.k, &number, &temporary}
	for i := range p.words {
		dest = append(dest, &p.words[i])
	}
	err := One(ctx, db, t.probe, []any{id[:]}, dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	p.number, p.provisional = number.String, temporary.String
	return p, err
}

// read runs a query whose columns are the table's select list.
func (t *Table) read(ctx context.Context, db DB, query string, args ...any) ([]record.Record, []int64, error) {
	s := t.scanner()
	var recs []record.Record
	var ks []int64
	err := Each(ctx, db, query, args, func(scan func(...any) error) error {
		k, rec, err := s.scan(scan)
		recs, ks = append(recs, rec), append(ks, k)
		return err
	})
	return recs, ks, err
}

// Rev returns the revision of a stored record; zero if it is not there.
func (t *Tables) Rev(ctx context.Context, db DB, formName string, id form.ID) (int64, error) {
	tab, err := t.table(formName)
	if err != nil {
		return 0, err
	}
	rev, err := scalar(ctx, db, "SELECT "+tab.Builtin("rev")+" FROM "+tab.Name()+" WHERE "+tab.Builtin("id")+" = ?", id[:])
	if err != nil {
		return 0, fmt.Errorf("read the revision of %s %s: %w", formName, id, err)
	}
	return rev, nil
}
