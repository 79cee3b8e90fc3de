package form

// Document is one value of a YAML or JSON file that is no form, with its place, for the
// packages that read files of their own as strictly as forms are read.
type Document struct {
	Kind  DocumentKind
	Text  string      // of a text, a number (as written) or a truth
	Keys  []*Document // of a map, each a text
	Items []*Document // of a list; of a map, one per key
	Pos   Pos
}

// DocumentKind is what a value of a file is.
type DocumentKind int

// What a value of a file may be.
const (
	TextValue   = DocumentKind(textNode)
	NumberValue = DocumentKind(numberNode)
	TruthValue  = DocumentKind(boolNode)
	ListValue   = DocumentKind(seqNode)
	MapValue    = DocumentKind(mapNode)
	NullValue   = DocumentKind(nullNode)
)

// ReadDocument reads one YAML or JSON file of at most limit bytes, with a map at the top, no
// tab, anchor, alias, tag, merge key or repeated key; a missing value is a NullValue. An
// error is a *ParseError with the place of every fault.
func ReadDocument(file string, b []byte, limit int) (*Document, error) {
	fs := &faults{}
	top := (&yamlReader{file: file, fs: fs, nulls: true}).read(b, limit)
	if len(fs.list) > 0 {
		return nil, &ParseError{Problems: fs.sorted()}
	}
	return top.document(), nil
}

func (n *node) document() *Document {
	d := &Document{Kind: DocumentKind(n.kind), Text: n.text, Pos: n.pos}
	for _, k := range n.keys {
		d.Keys = append(d.Keys, k.document())
	}
	for _, one := range n.items {
		d.Items = append(d.Items, one.document())
	}
	return d
}

// Get returns the value of a key of a map, or nil.
func (d *Document) Get(key string) *Document {
	for i, k := range d.Keys {
		if k.Text == key {
			return d.Items[i]
		}
	}
	return nil
}

// KindName is how a message names what stands there.
func (d *Document) KindName() string { return (&node{kind: nodeKind(d.Kind)}).kindName() }
