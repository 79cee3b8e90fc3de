package form

import (
	"errors"
	"slices"
	"time"
)

// whole tells whether every record of a form that may point to rec is here, so that a
// relation which finds none has none (forms/README.md 4): in a complete world, and on the
// device of somebody whose role brings him the whole form at the site of rec. He has to
// hold it now and when the last pull ended: a post that began since has brought nothing.
func (e *Env) whole(formName string, rec *Record) (bool, error) {
	w := e.World
	if w.Complete() {
		return true, nil
	}
	of, pulled := e.Lib.Form(formName), w.Pulled()
	if of == nil || pulled.IsZero() {
		return false, nil
	}
	me, err := w.Record("person", e.Me)
	if errors.Is(err, ErrNotHere) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	reads := func(at time.Time) bool {
		return slices.ContainsFunc(me.Posts(e.Lib, at), func(p Post) bool {
			return (p.Site == ID{} || p.Site == rec.Site) &&
				slices.ContainsFunc(of.Audience, func(who Who) bool { return who.Kind == WhoRole && who.Role == p.Role })
		})
	}
	return reads(e.Now) && reads(pulled), nil
}
