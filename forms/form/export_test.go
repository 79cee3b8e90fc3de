package form

// Expression reads and checks one expression as a form's own, for tests of the language.
func (f *Form) Expression(source string) (*Expr, []Fault) {
	e := &Expr{Source: source, Pos: Pos{File: f.Name + ".yaml", Line: 1, Column: 1}}
	e.scope = scope{form: f, what: "that"}
	fs := &faults{}
	e.check(f.lib, fs)
	return e, fs.sorted()
}
