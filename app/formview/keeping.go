package formview

import (
	"errors"
	"io"
	"slices"

	"fieldline/forms/form"
)

// keeping is a chosen file on its way into the record: a photo is made smaller on the
// way, which takes longer than a frame.
type keeping struct {
	done chan struct{} // closed when take may be called
	take func()
}

// keepFile stores the bytes of a chosen file off the UI thread and hands over what a
// value says of them; keep is the source's way for what was chosen.
func (v *View) keepFile(keep func(io.Reader, string) (form.Attachment, error), name string, r io.ReadCloser, then func(form.Attachment)) {
	k := &keeping{done: make(chan struct{})}
	v.keepings = append(v.keepings, k)
	v.behind(func() (done func()) {
		at, err := keep(r, name)
		err = errors.Join(err, r.Close())
		k.take = func() {
			if err != nil {
				v.failed(v.cfg.Words.T("formview.keeping"), err)
				return
			}
			then(at)
		}
		close(k.done)
		return func() { v.taken(k) }
	})
}

// taken puts a kept file into the record, once.
func (v *View) taken(k *keeping) {
	if at := slices.Index(v.keepings, k); at >= 0 {
		v.keepings = slices.Delete(v.keepings, at, at+1)
		k.take()
	}
}

// Finish waits for the files that are on their way into the record: what is saved or
// signed next has them.
func (v *View) Finish() {
	for len(v.keepings) > 0 {
		k := v.keepings[0]
		<-k.done
		v.taken(k)
	}
}
