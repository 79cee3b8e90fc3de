package form

// nodeKind is what a node of a file holds.
type nodeKind int

const (
	textNode nodeKind = iota
	numberNode
	boolNode
	seqNode
	mapNode
	nullNode // a key or an item without a value; forms have none
)

// node is one value of a file, the same whether it was written as YAML or as JSON.
type node struct {
	kind  nodeKind
	text  string // of a text, number (as written) or bool
	keys  []*node
	items []*node // of a sequence; of a map, one per key
	pos   Pos     // of the value itself, behind an opening quote
}

func (n *node) scalar() bool { return n.kind <= boolNode }

// kindName is how a message names what stands there.
func (n *node) kindName() string {
	switch n.kind {
	case numberNode:
		return "a number"
	case boolNode:
		return "true or false"
	case seqNode:
		return "a list"
	case mapNode:
		return "a map"
	case nullNode:
		return "nothing"
	default:
		return "text"
	}
}

// get returns the value of a key, or nil.
func (n *node) get(key string) *node {
	for i, k := range n.keys {
		if k.text == key {
			return n.items[i]
		}
	}
	return nil
}
