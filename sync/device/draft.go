package device

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// Draft is what was typed into a record and is not saved yet. The record may not exist.
type Draft struct {
	Form    string
	ID      form.ID
	Values  form.Values       // changed values; nil where one was emptied
	Was     form.Values       // what they held when typing began
	Raw     map[string]string // by field: text that is no value yet
	Focus   string            // the field that was being filled
	Base    int64             // the revision it was begun on; 0: a new record
	Library string            // SHA-256 of the one it was begun with
	Started time.Time
	Updated time.Time
}

// SaveDraft keeps what was typed. Form and ID of the draft may be left empty. A secret
// that is not sealed is left out: it never lies on the disk. Names of an earlier shape of
// the form, as a screen has that was open when new forms came, are those of today.
func (s *Store) SaveDraft(ctx context.Context, formName string, id form.ID, d Draft) error {
	d.Form, d.ID = formName, id
	return s.change(ctx, func(tx *tx) error { return tx.saveDraft(d) })
}

func (tx *tx) saveDraft(d Draft) error {
	left, err := tx.strays(d.Form, d.ID)
	if err != nil {
		return fmt.Errorf("keep the draft of %s %s: %w", d.Form, d.ID, err)
	}
	return tx.writeDraft(d, left)
}

// strays is what a draft holds that today's forms have no field for: it waits there for
// forms that have one.
type strays struct{ values, was map[string]json.RawMessage }

func (tx *tx) strays(formName string, id form.ID) (left strays, err error) {
	f, err := tx.form(formName)
	if err != nil {
		return strays{}, err
	}
	var values, was string
	err = table.One(tx.ctx, tx.db, "SELECT vals, was FROM draft WHERE form = ? AND id = ?", []any{formName, id[:]}, &values, &was)
	if isNoRow(err) {
		return strays{}, nil
	}
	if err != nil {
		return strays{}, err
	}
	if _, left.values, err = record.ReadValues(f, []byte(values)); err != nil {
		return strays{}, err
	}
	_, left.was, err = record.ReadValues(f, []byte(was))
	return left, err
}

func (tx *tx) writeDraft(d Draft, left strays) error {
	f, err := tx.form(d.Form)
	if err != nil {
		return fmt.Errorf("keep the draft of %s %s: %w", d.Form, d.ID, err)
	}
	d = inTodaysNames(f, d)
	d.Values, d.Raw = withoutOpenSecrets(f, d.Values, d.Raw)
	raw, err := json.Marshal(d.Raw)
	if err != nil {
		return fmt.Errorf("keep the draft of %s %s: %w", d.Form, d.ID, err)
	}
	values, err := encodeTyped(f, d.Values, left.values)
	if err != nil {
		return fmt.Errorf("keep the draft of %s %s: %w", d.Form, d.ID, err)
	}
	was, err := encodeTyped(f, d.Was, left.was)
	if err != nil {
		return fmt.Errorf("keep the draft of %s %s: %w", d.Form, d.ID, err)
	}
	now := tx.now.Format(table.TimeLayout)
	err = run(tx.ctx, tx.db, `INSERT INTO draft(form, id, vals, was, raw, focus, base, library, started, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(form, id) DO UPDATE SET vals = excluded.vals, was = excluded.was, raw = excluded.raw, focus = excluded.focus, updated = excluded.updated`,
		d.Form, d.ID[:], values, was, string(raw), d.Focus, d.Base, tx.tables.Library().SHA256, now, now)
	if err != nil {
		return fmt.Errorf("keep the draft of %s %s: %w", d.Form, d.ID, err)
	}
	tx.changed.Drafts = true
	return nil
}

// Draft returns what was typed into a record, or ErrNotFound.
func (s *Store) Draft(ctx context.Context, formName string, id form.ID) (Draft, error) {
	all, err := s.drafts(ctx, "form = ? AND id = ?", formName, id[:])
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Draft{}, fmt.Errorf("draft of %s %s: %w", formName, id, err)
	}
	return all[0], nil
}

// Drafts returns all drafts, the one typed into last first.
func (s *Store) Drafts(ctx context.Context) ([]Draft, error) {
	all, err := s.drafts(ctx, "true")
	if err != nil {
		return nil, fmt.Errorf("list drafts: %w", err)
	}
	return all, nil
}

// DropDraft forgets what was typed into a record; a draft that is not there is left alone.
func (s *Store) DropDraft(ctx context.Context, formName string, id form.ID) error {
	return s.change(ctx, func(tx *tx) error { return tx.dropDraft(form.Ref{Form: formName, ID: id}) })
}

func (tx *tx) dropDraft(ref form.Ref) error {
	res, err := tx.db.ExecContext(tx.ctx, "DELETE FROM draft WHERE form = ? AND id = ?", ref.Form, ref.ID[:])
	if err != nil {
		return fmt.Errorf("drop the draft of %s %s: %w", ref.Form, ref.ID, err)
	}
	n, err := res.RowsAffected()
	if n > 0 {
		tx.changed.Drafts = true
	}
	return err
}

// settleDraft puts what stays typed in the place of a record's draft.
func (tx *tx) settleDraft(left Draft) error {
	away, err := tx.strays(left.Form, left.ID)
	if err != nil {
		return err
	}
	if err := tx.dropDraft(form.Ref{Form: left.Form, ID: left.ID}); err != nil {
		return err
	}
	if len(left.Values) == 0 && len(left.Raw) == 0 {
		return nil
	}
	return tx.writeDraft(left, away)
}

func (s *Store) drafts(ctx context.Context, where string, args ...any) (all []Draft, err error) {
	err = s.read(ctx, func(r *reader) error {
		all, err = r.drafts(where, args...)
		return err
	})
	return all, err
}

func (r *reader) drafts(where string, args ...any) ([]Draft, error) {
	var all []Draft
	query := "SELECT form, id, vals, was, raw, focus, base, library, started, updated FROM draft WHERE " + where + " ORDER BY updated DESC, id"
	err := table.Each(r.ctx, r.db, query, args, func(scan func(...any) error) error {
		var d Draft
		var id []byte
		var values, was, raw, started, updated string
		if err := scan(&d.Form, &id, &values, &was, &raw, &d.Focus, &d.Base, &d.Library, &started, &updated); err != nil {
			return err
		}
		copy(d.ID[:], id)
		f, err := r.form(d.Form)
		if err != nil {
			return nil // a form of another library: its draft waits for it
		}
		if d.Values, _, err = record.ReadValues(f, []byte(values)); err != nil {
			return err
		}
		if d.Was, _, err = record.ReadValues(f, []byte(was)); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(raw), &d.Raw); err != nil {
			return err
		}
		d = inTodaysNames(f, d)
		if d.Started, err = time.Parse(table.TimeLayout, started); err != nil {
			return err
		}
		d.Updated, err = time.Parse(table.TimeLayout, updated)
		all = append(all, d)
		return err
	})
	return all, err
}

func (r *reader) form(name string) (*form.Form, error) {
	if r.tables == nil {
		return nil, ErrNoLibrary
	}
	f := r.tables.Library().Form(name)
	if f == nil {
		return nil, fmt.Errorf("form %q: %w", name, table.ErrUnknownForm)
	}
	return f, nil
}

// inTodaysNames returns a draft with its fields by their names of today.
func inTodaysNames(f *form.Form, d Draft) Draft {
	values := func(all form.Values) form.Values {
		named := form.Values{}
		for name, v := range all {
			named[record.FieldNow(f, name)] = v
		}
		return named
	}
	spot := func(at string) string { // a field, or a column in a row of one
		field, cell, inRow := strings.Cut(at, ".")
		if field = record.FieldNow(f, field); inRow {
			return field + "." + cell
		}
		return field
	}
	raw := map[string]string{}
	for at, text := range d.Raw {
		raw[spot(at)] = text
	}
	d.Values, d.Was, d.Raw, d.Focus = values(d.Values), values(d.Was), raw, spot(d.Focus)
	return d
}

// encodeTyped writes values with null for those that were emptied, and behind them what no
// field of today holds. A value that has no field is left out: nobody can tell whether it
// is a secret.
func encodeTyped(f *form.Form, values form.Values, left map[string]json.RawMessage) (string, error) {
	raw := maps.Clone(left)
	if raw == nil {
		raw = map[string]json.RawMessage{}
	}
	for name, v := range values {
		c := f.Column(name)
		switch {
		case c == nil:
		case form.Empty(v):
			raw[name] = json.RawMessage("null")
		default:
			raw[name] = c.Encode(v)
		}
	}
	b, err := json.Marshal(raw)
	return string(b), err
}
