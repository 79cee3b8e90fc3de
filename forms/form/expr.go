package form

import (
	"errors"
	"fmt"
	"regexp"
	"sync"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/parser/lexer"
)

// Expr is one expression of a form file, type-checked when the library is read. It is
// read at first use and safe for concurrent use.
type Expr struct {
	Source string
	Pos    Pos

	scope    scope
	once     sync.Once
	tree     ast.Node
	patterns map[string]*regexp.Regexp // of `matches`
	err      *exprError
}

// scope is what an expression may name beside its functions.
type scope struct {
	form    *Form
	it      typ // kNone: there is no `it`
	despite []string
	period  bool   // in `every`: nothing of the record is there yet
	where   bool   // in a list: must become SQL
	assign  bool   // a value of `set` or `row`, where a choice word stands for itself
	want    typ    // kNone: any type
	what    string // which key the expression stands behind
}

// exprError is a mistake at a place in an expression.
type exprError struct {
	offset int // in characters
	text   string
}

func (e *exprError) Error() string { return e.text }

func asExprError(err error, to **exprError) bool { return errors.As(err, to) }

// read parses the expression once.
func (e *Expr) read() (ast.Node, error) {
	e.once.Do(func() {
		e.tree, e.err = parseExpr(e.Source)
		if e.err == nil {
			e.patterns, e.err = patternsOf(e.tree)
		}
	})
	if e.err != nil {
		return nil, fmt.Errorf("%s: %q: %w", e.Pos.File, e.Source, e.err)
	}
	return e.tree, nil
}

// place is where in the file a character of the expression stands.
func (e *Expr) place(offset int) Pos {
	pos := e.Pos
	for i, r := range []rune(e.Source) {
		if i == offset {
			break
		}
		pos.Column++
		if r == '\n' {
			pos.Line++
			pos.Column = e.Pos.Column
		}
	}
	return pos
}

// refusedWords are operators of the library that the language does not have.
var refusedWords = map[string]string{
	"|": "pipes are not part of the language", "let": "let is not part of the language", "if": "write a ? b : c",
	";": "one expression, without ;", "??": "?? is not part of the language", "?.": "a missing record reads as nothing; write . instead of ?.",
	"and": "write && instead of and", "or": "write || instead of or", "**": "** is not part of the language", "^": "^ is not part of the language",
	"%": "% is not part of the language", "..": "ranges are not part of the language", "startsWith": "startsWith is not part of the language; use matches",
	"endsWith": "endsWith is not part of the language; use matches", "::": ":: is not part of the language", "#": "write .field for a field of the row",
}

// maxSource is how many bytes an expression may have, which also bounds how deeply it nests.
const maxSource = 4000

// parseExpr parses the source and refuses what the language does not have.
func parseExpr(source string) (ast.Node, *exprError) {
	if len(source) > maxSource {
		return nil, &exprError{0, fmt.Sprintf("the expression has %d bytes, more than %d", len(source), maxSource)}
	}
	tokens, err := lexer.Lex(file.NewSource(source))
	if err != nil {
		return nil, fromLibrary(err)
	}
	for _, t := range tokens {
		if t.Kind == lexer.Operator && refusedWords[t.Value] != "" {
			return nil, &exprError{t.From, refusedWords[t.Value]}
		}
	}
	tree, err := parser.Parse(source)
	if err != nil {
		return nil, fromLibrary(err)
	}
	if tree.Node == nil {
		return nil, &exprError{0, "not an expression"}
	}
	return tree.Node, nil
}

func fromLibrary(err error) *exprError {
	var placed *file.Error
	if errors.As(err, &placed) {
		return &exprError{placed.From, placed.Message}
	}
	return &exprError{0, firstLine(err.Error())}
}

// patternsOf compiles the patterns of `matches`, which are always written out.
func patternsOf(tree ast.Node) (map[string]*regexp.Regexp, *exprError) {
	var patterns map[string]*regexp.Regexp
	var wrong *exprError
	walk(tree, func(n ast.Node) {
		b, ok := n.(*ast.BinaryNode)
		if !ok || b.Operator != "matches" || wrong != nil {
			return
		}
		s, ok := b.Right.(*ast.StringNode)
		if !ok {
			wrong = &exprError{b.Right.Location().From, "matches wants a pattern in quotes"}
			return
		}
		re, err := regexp.Compile(s.Value)
		if err != nil {
			wrong = &exprError{s.Location().From, fmt.Sprintf("pattern %q: %v", s.Value, err)}
			return
		}
		if patterns == nil {
			patterns = map[string]*regexp.Regexp{}
		}
		patterns[s.Value] = re
	})
	return patterns, wrong
}

// walk visits a node and everything below it.
func walk(n ast.Node, visit func(ast.Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, below := range children(n) {
		walk(below, visit)
	}
}

func children(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case *ast.UnaryNode:
		return []ast.Node{n.Node}
	case *ast.BinaryNode:
		return []ast.Node{n.Left, n.Right}
	case *ast.MemberNode:
		return []ast.Node{n.Node, n.Property}
	case *ast.CallNode:
		return append([]ast.Node{n.Callee}, n.Arguments...)
	case *ast.BuiltinNode:
		return n.Arguments
	case *ast.PredicateNode:
		return []ast.Node{n.Node}
	case *ast.ConditionalNode:
		return []ast.Node{n.Cond, n.Exp1, n.Exp2}
	case *ast.ArrayNode:
		return n.Nodes
	}
	return nil
}

// Paths returns what the expression reads of records, each as the names of its path;
// names inside a predicate follow the list they are read from.
func (e *Expr) Paths() [][]string {
	tree, err := e.read()
	if err != nil {
		return nil
	}
	var out [][]string
	collectPaths(tree, nil, &out)
	return out
}

// Calls returns the names of the functions that the expression calls, as often as it does.
func (e *Expr) Calls() []string {
	tree, err := e.read()
	if err != nil {
		return nil
	}
	var out []string
	walk(tree, func(n ast.Node) {
		if call, ok := n.(*ast.CallNode); ok {
			if callee, ok := call.Callee.(*ast.IdentifierNode); ok {
				out = append(out, callee.Value)
			}
		}
	})
	return out
}

func collectPaths(n ast.Node, list []string, out *[][]string) {
	if path, ok := pathOf(n, list); ok {
		*out = append(*out, path)
		return
	}
	if call, ok := n.(*ast.CallNode); ok { // the callee is no name of the record
		for _, arg := range call.Arguments {
			collectPaths(arg, list, out)
		}
		return
	}
	if b, ok := n.(*ast.BuiltinNode); ok && len(b.Arguments) == 2 {
		inner, _ := pathOf(source(b.Arguments[0]), list)
		collectPaths(b.Arguments[0], list, out)
		collectPaths(b.Arguments[1], inner, out)
		return
	}
	if m, ok := n.(*ast.MemberNode); ok {
		collectPaths(m.Node, list, out)
		return
	}
	for _, below := range children(n) {
		collectPaths(below, list, out)
	}
}

// source finds the list that filter and map were given.
func source(n ast.Node) ast.Node {
	if b, ok := n.(*ast.BuiltinNode); ok && b.Name == "filter" && len(b.Arguments) > 0 {
		return source(b.Arguments[0])
	}
	return n
}

func pathOf(n ast.Node, list []string) ([]string, bool) {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return []string{n.Value}, true
	case *ast.PointerNode:
		return list, len(list) > 0
	case *ast.MemberNode:
		name, ok := n.Property.(*ast.StringNode)
		if !ok {
			return nil, false
		}
		before, ok := pathOf(n.Node, list)
		return append(before[:len(before):len(before)], name.Value), ok
	}
	return nil, false
}
