package form

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxFile is how many bytes a file may have, several times the largest.
const maxFile = 128 << 10

// readYAML reads one file strictly: one document, a map at the top, no tab, anchor,
// alias, tag, merge key, repeated key or empty value. It returns nil when there is nothing
// that could be read further.
func readYAML(file string, b []byte, limit int, fs *faults) (top *node) {
	return (&yamlReader{file: file, fs: fs}).read(b, limit)
}

func (y *yamlReader) read(b []byte, limit int) (top *node) {
	file, fs := y.file, y.fs
	if len(b) > limit {
		fs.add(Pos{File: file, Line: 1, Column: 1}, "the file has more than %d bytes", limit)
		return nil
	}
	if y.tabs(string(b)) {
		return nil
	}
	// The YAML library may panic on a malformed file; for us that is one more fault.
	defer func() {
		if p := recover(); p != nil {
			fs.add(Pos{File: file, Line: 1, Column: 1}, "not readable as YAML: %v", p)
			top = nil
		}
	}()
	tokens := lexer.Tokenize(string(b))
	if !y.bounded(tokens) {
		return nil
	}
	parsed, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		y.syntax(err)
		return nil
	}
	var bodies []ast.Node
	for _, d := range parsed.Docs {
		if d.Body != nil {
			bodies = append(bodies, d.Body)
		}
	}
	switch {
	case len(bodies) == 0:
		fs.add(Pos{File: file, Line: 1, Column: 1}, "the file is empty")
		return nil
	case len(bodies) > 1:
		fs.add(y.pos(bodies[1].GetToken()), "a second document; one file holds one")
		return nil
	}
	top = y.node(bodies[0])
	if top != nil && top.kind != mapNode {
		fs.add(top.pos, "want a map of keys, this is %s", top.kindName())
		return nil
	}
	return top
}

type yamlReader struct {
	file  string
	fs    *faults
	nulls bool // a missing value is one, not a fault
}

func (y *yamlReader) pos(t *token.Token) Pos {
	if t == nil || t.Position == nil {
		return Pos{File: y.file, Line: 1, Column: 1}
	}
	return Pos{File: y.file, Line: t.Position.Line, Column: t.Position.Column}
}

// tabs reports every line with a tab, once.
func (y *yamlReader) tabs(s string) bool {
	found := false
	for i, line := range strings.Split(s, "\n") {
		if at := strings.IndexByte(line, '\t'); at >= 0 {
			found = true
			col := len([]rune(line[:at])) + 1
			y.fs.add(Pos{File: y.file, Line: i + 1, Column: col}, "a tab; indent and separate by spaces")
		}
	}
	return found
}

func (y *yamlReader) syntax(err error) {
	var placed interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if errors.As(err, &placed) {
		y.fs.add(y.pos(placed.GetToken()), "%s", placed.GetMessage())
		return
	}
	y.fs.add(Pos{File: y.file, Line: 1, Column: 1}, "%s", firstLine(err.Error()))
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// node turns a node of the YAML library into ours; nil after a fault.
func (y *yamlReader) node(n ast.Node) *node {
	switch n := n.(type) {
	case *ast.MappingNode:
		return y.mapping(y.pos(n.Start), n.Values)
	case *ast.MappingValueNode:
		return y.mapping(y.pos(n.Key.GetToken()), []*ast.MappingValueNode{n})
	case *ast.SequenceNode:
		out := &node{kind: seqNode, pos: y.pos(n.Start)}
		for _, v := range n.Values {
			if one := y.node(v); one != nil {
				out.items = append(out.items, one)
			}
		}
		return out
	case *ast.StringNode:
		return y.text(n)
	case *ast.LiteralNode:
		pos := y.pos(n.Start)
		pos.Line++
		pos.Column = 1
		if n.Value.Token != nil && n.Value.Token.Position.Line > pos.Line-1 {
			pos = y.pos(n.Value.Token)
		}
		return &node{kind: textNode, text: strings.TrimRight(n.Value.Value, "\n"), pos: pos}
	case *ast.IntegerNode:
		return &node{kind: numberNode, text: n.Token.Value, pos: y.pos(n.Token)}
	case *ast.FloatNode:
		return &node{kind: numberNode, text: n.Token.Value, pos: y.pos(n.Token)}
	case *ast.BoolNode:
		return &node{kind: boolNode, text: fmt.Sprint(n.Value), pos: y.pos(n.Token)}
	case *ast.NullNode:
		if y.nulls {
			return &node{kind: nullNode, pos: y.pos(n.Token)}
		}
		y.fs.add(y.pos(n.Token), "the value is missing; quote a text that holds a comma")
		return nil
	case *ast.AnchorNode:
		y.fs.add(y.pos(n.GetToken()), "an anchor; write the value out")
		return nil
	case *ast.AliasNode:
		y.fs.add(y.pos(n.GetToken()), "an alias; write the value out")
		return nil
	case *ast.TagNode:
		y.fs.add(y.pos(n.GetToken()), "a tag; the key says the type")
		return nil
	default:
		y.fs.add(y.pos(n.GetToken()), "unexpected %s", n.Type())
		return nil
	}
}

func (y *yamlReader) text(n *ast.StringNode) *node {
	pos := y.pos(n.Token)
	if n.Token.Type == token.SingleQuoteType || n.Token.Type == token.DoubleQuoteType {
		pos.Column++
	}
	return &node{kind: textNode, text: n.Value, pos: pos}
}

func (y *yamlReader) mapping(pos Pos, values []*ast.MappingValueNode) *node {
	out := &node{kind: mapNode, pos: pos}
	seen := map[string]bool{}
	for i, v := range values {
		key, ok := y.key(v.Key)
		if !ok {
			continue
		}
		if i == 0 && (pos.Line > key.pos.Line || pos.Line == key.pos.Line && pos.Column > key.pos.Column) {
			out.pos = key.pos
		}
		if seen[key.text] {
			y.fs.add(key.pos, "%q stands here twice", key.text)
			continue
		}
		seen[key.text] = true
		val := y.value(key, v.Value)
		if val == nil {
			continue
		}
		out.keys = append(out.keys, key)
		out.items = append(out.items, val)
	}
	return out
}

// value reads what stands behind a key; a key without a value is named.
func (y *yamlReader) value(key *node, v ast.Node) *node {
	if null, ok := v.(*ast.NullNode); ok && !y.nulls {
		pos := key.pos
		if null.Token != nil && null.Token.Type == token.NullType {
			pos = y.pos(null.Token)
		}
		y.fs.add(pos, "%q has no value; quote a text that holds a comma", key.text)
		return nil
	}
	return y.node(v)
}

func (y *yamlReader) key(k ast.MapKeyNode) (*node, bool) {
	switch k := k.(type) {
	case *ast.StringNode:
		return y.text(k), true
	case *ast.IntegerNode:
		return &node{kind: textNode, text: k.Token.Value, pos: y.pos(k.Token)}, true
	case *ast.BoolNode, *ast.NullNode, *ast.FloatNode:
		y.fs.add(y.pos(k.GetToken()), "a key must be a word")
	case *ast.MergeKeyNode:
		y.fs.add(y.pos(k.GetToken()), "a merge key; write the values out")
	default:
		y.fs.add(y.pos(k.GetToken()), "unexpected key %s", k.GetToken().Value)
	}
	return nil, false
}
