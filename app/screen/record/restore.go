package record

import (
	"fieldline/app/formview"
	"fieldline/app/screen"
)

// restore puts back what a draft kept beside values: texts that are no values yet, and
// the cursor in the field where it was.
func (s *Screen) restore() {
	typed := map[formview.Spot]string{}
	for key, text := range s.session.draft.Raw {
		typed[formview.ParseSpot(key)] = text
	}
	if len(typed) > 0 {
		s.view.SetTyped(typed)
	}
	if s.place.Field == "" && s.deps.Class() != screen.Phone {
		s.place.Field = s.session.draft.Focus
	}
}
