package server

import "fieldline/sync/table"

// membership is a row of the feed but for its place in it: an audience that has a record,
// or had it, and by how many reasons.
type membership struct{ aud, kind, reasons int64 }

// memberships reads in which audiences a record is or was.
func memberships(db table.DB, s spot) ([]membership, error) {
	var all []membership
	err := each(db, "SELECT aud, kind, reasons FROM feed WHERE form = ? AND k = ?", []any{s.form, s.k}, func(scan scanner) error {
		var m membership
		err := scan(&m.aud, &m.kind, &m.reasons)
		all = append(all, m)
		return err
	})
	return all, err
}

// members returns the memberships of a record as they are in this transaction.
func (t *turn) members(s spot) (*[]membership, error) {
	if all, known := t.s.shelf.members.get(s); known {
		return all, nil
	}
	all, err := memberships(t.db, s)
	if err != nil {
		return nil, err
	}
	t.s.shelf.members.put(s, &all)
	return &all, nil
}
