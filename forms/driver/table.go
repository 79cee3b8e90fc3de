package driver

// table is one of home segments that a text asks and does not hold.
type table struct {
	write func(segments []string) string // in the words of whoever loads it
	key   string                         // of the sentence that says how
}

// ask writes the table that a text asks for home mobiles, and tells that it must be loaded:
// the proof holds with whatever table the plan has, and a unit without it takes every mobile
// for one from elsewhere.
func (d *Driver) ask(w *work, prog *Program) []Loss {
	if !w.asks() {
		return nil
	}
	home := w.profile.Home.AreaCode
	segments := w.job.Segments.In(home)
	if len(segments) == 0 {
		return []Loss{loss("home.segments", "", "loss.no_table", map[string]any{"area": home})}
	}
	prog.Table = d.table.write(segments)
	return []Loss{loss("home.segments", "", d.table.key, map[string]any{
		"area": home, "count": len(segments), "version": w.job.Segments.Version})}
}

// asks tells whether any mobile is told home or away by a table of the unit.
func (w *work) asks() bool {
	return w.some(func(r run) bool { return r.away != nil })
}
