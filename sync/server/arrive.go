package server

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/strict"
)

// arrival is one operation on its way in, with what becomes of it.
type arrival struct {
	raw  []byte
	hash []byte
	sent record.Operation // as the device made it
	op   record.Operation // as it is judged
	// unreadable is set where the library cannot read the body; its id and dseq are known.
	unreadable string
	failed     error         // why it could not even be tried to read it
	at         time.Time     // corrected time of the act
	skew       time.Duration // by which it was corrected here
	boxes      []boxed       // secrets that came with it

	answer answer
}

// answer is what became of an operation.
type answer struct {
	seq, last int64 // of its first and last record
	fate      record.Fate
	expected  bool // the device has it all as it is here
	known     bool // it was here before
	problems  []form.Problem
	conflicts []protocol.Conflict
}

// arrive reads who an operation is that came in a request. An error means that not even
// its id is there.
func arrive(lib *form.Library, raw []byte) (*arrival, error) {
	a := &arrival{raw: raw}
	var at, prev string
	members, err := strict.Members(raw)
	for _, m := range members {
		var to any
		switch m.Name {
		case "id":
			to = &a.sent.ID
		case "n":
			to = &a.sent.Dseq
		case "at":
			to = &at
		case "prev":
			to = &prev
		default:
			continue
		}
		if err == nil && !m.Null() {
			err = strict.Into(m.Raw, to)
		}
	}
	if err != nil || a.sent.ID == (form.ID{}) {
		_, err := record.Decode(lib, raw)
		return nil, protocol.NewProblem(protocol.Malformed, fmt.Sprint(err))
	}
	if link, err := hex.DecodeString(prev); err == nil {
		a.sent.Prev = link
	}
	if when, err := time.Parse(protocol.TimeLayout, at); err == nil {
		a.at = when
	}
	return a, nil
}

// read reads the whole operation. It leaves what arrive found where it cannot.
func (a *arrival) read(lib *form.Library) {
	defer func() {
		if r := recover(); r != nil {
			a.failed = fmt.Errorf("panic while reading it: %v\n%s", r, debug.Stack())
		}
	}()
	a.hash = record.Hash(a.raw)
	op, err := record.Decode(lib, a.raw)
	if err != nil {
		a.unreadable = strings.TrimPrefix(err.Error(), record.ErrMalformed.Error()+": ")
		return
	}
	a.sent, a.at = op, op.At
}

// readAhead is how many operations of a request are read before the writer comes to them:
// enough that it need not wait, and few, as what is read takes several times the memory of
// what came, and many requests may wait.
const readAhead = 16

// incoming are the operations of one push. They are read one after the other by a
// goroutine of their own, while the writer judges those that are read.
type incoming struct {
	arrivals []*arrival
	read     chan struct{} // one token for each that is read, in order
	taken    int           // tokens that the writer took
	quit     chan struct{} // nobody waits for the rest
}

// receive begins to read operations; correct puts their times right.
func receive(lib *form.Library, raws []json.RawMessage, correct func(*arrival)) (*incoming, error) {
	in := &incoming{arrivals: make([]*arrival, len(raws)), read: make(chan struct{}, readAhead), quit: make(chan struct{})}
	for i, raw := range raws {
		a, err := arrive(lib, raw)
		if err != nil {
			return nil, err
		}
		in.arrivals[i] = a
	}
	go func() {
		for _, a := range in.arrivals {
			a.read(lib)
			correct(a)
			select {
			case in.read <- struct{}{}:
			case <-in.quit:
				return
			}
		}
	}()
	return in, nil
}

// end lets go of operations that nobody will judge.
func (in *incoming) end() { close(in.quit) }

// forget lets go of what judged operations said, so that a long push takes no more memory
// than a short one.
func forget(judged []*arrival) {
	for _, a := range judged {
		a.sent.Parts, a.op.Parts, a.boxes = nil, nil, nil
	}
}

// at returns an operation once it is read. Only the writer calls it.
func (in *incoming) at(i int) *arrival {
	for ; in.taken <= i; in.taken++ {
		<-in.read
	}
	return in.arrivals[i]
}
