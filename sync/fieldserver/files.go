package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"fieldline/forms/form"
)

// How many bytes of a file are read.
const (
	mostText  = 1 << 20  // secrets, a type of unit, the text of a unit
	mostTable = 64 << 20 // segments, numbers to be dialled
)

// mark is what some programs write at the beginning of a text, Notepad of Windows among them;
// it says nothing.
const mark = "\ufeff"

// readFile reads a file that somebody names, without the mark at its beginning. It reads no
// more than shows that the file is too large, which is a *form.ParseError: what is named may
// be a device, or larger than memory.
func readFile(file string, limit int) (b []byte, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	b, err = io.ReadAll(io.LimitReader(f, int64(limit+len(mark)+1)))
	if err != nil {
		return nil, err
	}
	b = bytes.TrimPrefix(b, []byte(mark))
	if len(b) > limit {
		return nil, &form.ParseError{Problems: []form.Fault{{
			Pos:  form.Pos{File: filepath.Base(file), Line: 1, Column: 1},
			Text: fmt.Sprintf("the file has more than %d bytes", limit),
		}}}
	}
	return b, nil
}
