package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"fieldline/sync/strict"
)

// DecodeStrict reads one JSON value into a struct and refuses what a careful sender
// never sends: unknown or doubled keys, trailing data, bytes that are no UTF-8, numbers
// without end and nesting beyond depth. Its error is a Problem of slug Malformed.
func DecodeStrict(body []byte, into any, depth int) error {
	if err := strict.Check(body, depth); err != nil {
		return NewProblem(Malformed, err.Error())
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return NewProblem(Malformed, err.Error())
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return NewProblem(Malformed, "data after the value")
	}
	return nil
}
