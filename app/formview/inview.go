package formview

// span is from where to where something reaches, from the top of the view.
type span struct{ from, to float32 }

// unseen is how much is drawn of a view before it is said what is seen of it.
const unseen = 2000

// SetInView says which part of the view is seen, from its top: of long tables no more is
// drawn than this and as much above and below. It is called at every scrolling by whoever
// has set Config.Scrolled.
func (v *View) SetInView(from, height float32) {
	seen := span{from, from + height}
	v.seen = seen
	if v.partial && (seen.from < v.drawn.from || seen.to > v.drawn.to) {
		v.arrange(v.width)
		v.Refresh()
	}
}

// inView tells whether something is to be drawn; of what is not, that more is to come.
func (v *View) inView(from, to float32) bool {
	if !v.cfg.Scrolled || to >= v.drawn.from && from <= v.drawn.to {
		return true
	}
	v.partial = true
	return false
}

// beginDrawing takes the part that is drawn from what is seen.
func (v *View) beginDrawing() {
	high := v.seen.to - v.seen.from
	v.partial, v.drawn = false, span{v.seen.from - high, v.seen.to + high}
	if high <= 0 {
		v.drawn = span{0, unseen}
	}
}
