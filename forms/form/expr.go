package form

// Expr is one expression of a form file, type-checked when the library is read.
type Expr struct {
	Source string
	Pos    Pos
}
