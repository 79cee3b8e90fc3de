package form

import "github.com/goccy/go-yaml/token"

// What the YAML library takes for nesting, and for the keys of a map in lines of their own,
// grows with the square of how many there are: a file of brackets alone would take all
// memory. So both are counted before it sees them.
const (
	mostDeep = 64
	mostKeys = 2048 // of one map that is not written in braces
)

// block is a map or list by indentation that is still open.
type block struct {
	column int
	list   bool
	keys   int
}

// bounded tells whether the tokens of a file nest and list no more than can be read; the
// first that do are a fault.
func (y *yamlReader) bounded(tokens token.Tokens) bool {
	var open []block
	braces := 0
	for i, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			braces++
		case token.SequenceEndType, token.MappingEndType:
			braces = max(braces-1, 0)
		case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType:
			if braces > 0 {
				break
			}
			begin := t
			if t.Type == token.MappingValueType && i > 0 && tokens[i-1].Position.Line == t.Position.Line {
				begin = tokens[i-1] // the key before the colon
			}
			open = enter(open, block{column: begin.Position.Column, list: t.Type == token.SequenceEntryType})
			top := &open[len(open)-1]
			if top.keys++; top.keys > mostKeys && !top.list {
				y.fs.add(y.pos(begin), "a map of more than %d keys", mostKeys)
				return false
			}
		}
		if braces+len(open) > mostDeep {
			y.fs.add(y.pos(t), "more than %d lists and maps in one another", mostDeep)
			return false
		}
	}
	return true
}

// enter opens the block that an entry or a key stands in, unless it is the one that is open,
// and closes those that end before it. A list may stand at the column of its key.
func enter(open []block, b block) []block {
	for len(open) > 0 {
		top := open[len(open)-1]
		switch {
		case top.column == b.column && top.list == b.list:
			return open
		case top.column < b.column, top.column == b.column && b.list:
			return append(open, b)
		}
		open = open[:len(open)-1]
	}
	return append(open, b)
}
