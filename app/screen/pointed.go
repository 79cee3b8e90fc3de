package screen

import "fieldline/forms/form"

// Pointed is the record that a column of a record points to; nil where it points to none
// or to one that is not here.
func Pointed(env *form.Env, rec *form.Record, column string) *form.Record {
	ref, ok := rec.Get(column).(form.Ref)
	if !ok {
		return nil
	}
	to, err := env.World.Record(ref.Form, ref.ID)
	if err != nil {
		return nil
	}
	return to
}
