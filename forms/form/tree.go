package form

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// canonical writes the files of a library as one JSON object: file name to content, maps
// in the order of the file because the order of fields, states and actions counts.
// Comments and layout are gone, so the same content gives the same bytes.
func canonical(files []fileTree) []byte {
	b := []byte{'{'}
	for i, f := range files {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(AppendText(b, f.name), ':')
		b = f.top.append(b)
	}
	return append(b, '}')
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func (n *node) append(b []byte) []byte {
	switch n.kind {
	case textNode:
		return AppendText(b, n.text)
	case numberNode:
		if json.Valid([]byte(n.text)) {
			return append(b, n.text...)
		}
		return AppendText(b, n.text)
	case boolNode:
		return append(b, n.text...)
	case seqNode:
		return appendList(b, n.items, func(b []byte, one *node) []byte { return one.append(b) })
	case mapNode:
		b = append(b, '{')
		for i, k := range n.keys {
			if i > 0 {
				b = append(b, ',')
			}
			b = n.items[i].append(append(AppendText(b, k.text), ':'))
		}
		return append(b, '}')
	}
	return b
}

// readTree reads what canonical wrote.
func readTree(b []byte) ([]fileTree, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	top, err := readNode(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value")
	}
	if top.kind != mapNode {
		return nil, errors.New("not an object of files")
	}
	files := make([]fileTree, len(top.keys))
	for i, k := range top.keys {
		if top.items[i].kind != mapNode {
			return nil, fmt.Errorf("%s is not an object", k.text)
		}
		files[i] = fileTree{k.text, top.items[i]}
		files[i].top.place(Pos{File: k.text})
	}
	return files, nil
}

// place gives every node of a file the file's name, all that JSON knows of places.
func (n *node) place(pos Pos) {
	n.pos = pos
	for _, k := range n.keys {
		k.pos = pos
	}
	for _, one := range n.items {
		one.place(pos)
	}
}

const maxNesting = 40

func readNode(d *json.Decoder, depth int) (*node, error) {
	if depth > maxNesting {
		return nil, errors.New("nested too deeply")
	}
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case string:
		return &node{kind: textNode, text: t}, nil
	case json.Number:
		return &node{kind: numberNode, text: t.String()}, nil
	case bool:
		return &node{kind: boolNode, text: fmt.Sprint(t)}, nil
	case json.Delim:
		return readNested(d, t, depth)
	default:
		return nil, errors.New("null has no place in a library")
	}
}

func readNested(d *json.Decoder, open json.Delim, depth int) (*node, error) {
	n := &node{kind: seqNode}
	if open == '{' {
		n.kind = mapNode
	}
	for d.More() {
		if n.kind == mapNode {
			k, err := readNode(d, depth+1)
			if err != nil {
				return nil, err
			}
			if n.get(k.text) != nil {
				return nil, fmt.Errorf("%q stands there twice", k.text)
			}
			n.keys = append(n.keys, k)
		}
		one, err := readNode(d, depth+1)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, one)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	return n, nil
}

// JSON returns the library as the server sends it to devices: canonical and stable, the
// bytes that SHA256 is over. Treat it as read-only.
func (l *Library) JSON() []byte { return l.json }

// FromJSON reads what JSON returned. The server has checked it; its expressions are read
// at first use. Keys that a newer program has and this one does not know are passed over:
// the server judges by them. What cannot be passed over, such as a new type of field, is a
// ParseError.
func FromJSON(b []byte, named ...Named) (*Library, error) {
	files, err := readTree(b)
	if err != nil {
		return nil, fmt.Errorf("read library: %w", err)
	}
	fs := &faults{newer: true}
	lib := newLibrary(files, named, fs)
	lib.bind()
	if len(fs.list) > 0 {
		return nil, &ParseError{Problems: fs.sorted()}
	}
	return lib, nil
}
