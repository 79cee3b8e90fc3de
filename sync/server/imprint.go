package server

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// imprintBytes is how much of a hash an imprint keeps of each of its two halves.
const imprintBytes = 8

// imprint is what a row of the log keeps of the record it wrote and of the values that it
// replaced, so that a check finds either changed by another hand.
func imprint(f *form.Form, rec *record.Record, was any) []byte {
	text, _ := was.(string)
	left, replaced := imprintOf(f, rec), sha256.Sum256([]byte(text))
	return append(left, replaced[:imprintBytes]...)
}

// imprintOf is over all that a record's row holds but its place in the log.
func imprintOf(f *form.Form, rec *record.Record) []byte {
	b := make([]byte, 0, rowBytes)
	for _, id := range []form.ID{rec.ID, rec.Site, rec.CreatedBy, rec.UpdatedBy} {
		b = append(b, id[:]...)
	}
	for _, text := range []string{rec.Number, rec.State, rec.CreatedAt.UTC().Format(time.RFC3339Nano), rec.UpdatedAt.UTC().Format(time.RFC3339Nano)} {
		b = form.AppendText(b, text)
	}
	for _, name := range sortedKeys(rec.Values) {
		if c, v := f.Column(name), rec.Values[name]; c != nil && !form.Empty(v) {
			b = c.Append(form.AppendText(b, name), v)
		}
	}
	sum := sha256.Sum256(b)
	return sum[:imprintBytes]
}

// verifyImprint sees that a record is as the log left it. Another edition of the forms may
// have renamed what it holds since; then the log says no more than that it is there.
func (sc *scene) verifyImprint(db table.DB, f *form.Form, rec *record.Record, r *Report) error {
	var left []byte
	var library int64
	err := one(db, "SELECT imprint, library FROM op WHERE seq = ?", []any{rec.Seq}, &left, &library)
	if errors.Is(err, errNoRow) {
		return nil // which is a fault of its own
	}
	if err != nil {
		return err
	}
	if len(left) >= imprintBytes && library == sc.libN && !bytes.Equal(left[:imprintBytes], imprintOf(f, rec)) {
		r.fault("%s %s is not as the log left it at %d", f.Name, rec.ID, rec.Seq)
	}
	return nil
}

// fitsWas tells whether the values that a row of the log says it replaced are those it was
// written with.
func fitsWas(left []byte, was *string) bool {
	if len(left) < 2*imprintBytes {
		return true
	}
	text := ""
	if was != nil {
		text = *was
	}
	sum := sha256.Sum256([]byte(text))
	return bytes.Equal(left[imprintBytes:], sum[:imprintBytes])
}
