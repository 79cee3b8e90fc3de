package main

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"

	"fieldline/forms/dialplan"
)

// unit is what one dialer is set to: a plan for each set of lines that do the same.
type unit []*dialplan.Plan

// plans reads a file that holds one profile or, as parse writes them, a document for each set
// of lines.
func (c *profileAt) plans(m *Main, file string) (unit, error) {
	b, err := readFile(file, dialplan.MaxFile)
	if err != nil {
		return nil, fmt.Errorf("read profile: %w", err)
	}
	var u unit
	of := map[int]int{} // the document that has a line
	for n, document := range documents(b) {
		p, err := parseProfile(file, document)
		if err != nil {
			return nil, err
		}
		for _, l := range p.Lines {
			if first, twice := of[l.No]; twice {
				return nil, fmt.Errorf("line %d is in documents %d and %d; leave it in one of them", l.No, first, n)
			}
			of[l.No] = n
		}
		table, err := c.table(m, p)
		if err != nil {
			return nil, err
		}
		plan, err := dialplan.Compile(p, table)
		if err != nil {
			return nil, err
		}
		u = append(u, plan)
	}
	return u, nil
}

// documents parts a file where a line says ---, numbered from 1; what stood before a document
// stays as empty lines, so that faults name the line in the file. One is made at a time: of a
// file of nothing but --- all of them would take all memory.
func documents(b []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		n, no := 1, 0
		var document []byte
		for line := range bytes.Lines(b) {
			if no++; no == 1 || strings.TrimRight(string(line), " \t\r\n") != "---" {
				document = append(document, line...)
				continue
			}
			if !yield(n, document) {
				return
			}
			n, document = n+1, bytes.Repeat([]byte("\n"), no)
		}
		yield(n, document)
	}
}

// of returns the plan of a line, nil where the unit has none.
func (u unit) of(line int) *dialplan.Plan {
	for _, p := range u {
		if p.Profile().Line(line) != nil {
			return p
		}
	}
	return nil
}

// prove compares two units line by line, and says what Prove says of two plans.
func (u unit) prove(other unit, how dialplan.How) (*dialplan.Proof, error) {
	if len(u) == 1 && len(other) == 1 {
		return dialplan.Prove(u[0], other[0], how)
	}
	all := &dialplan.Proof{}
	for _, a := range u {
		for _, b := range other {
			var shared []int
			for _, l := range a.Profile().Lines {
				if b.Profile().Line(l.No) != nil {
					shared = append(shared, l.No)
				}
			}
			if len(shared) == 0 {
				continue
			}
			one, err := a.On(shared)
			if err != nil {
				return nil, err
			}
			two, err := b.On(shared)
			if err != nil {
				return nil, err
			}
			proof, err := dialplan.Prove(one, two, how)
			if err != nil {
				return nil, err
			}
			join(all, proof)
		}
	}
	for _, pair := range [][2]unit{{u, other}, {other, u}} {
		for _, p := range pair[0] {
			for _, l := range p.Profile().Lines {
				if pair[1].of(l.No) == nil && all.Difference == nil {
					all.Difference = &dialplan.Difference{Line: l.No, What: "line"}
				}
			}
		}
	}
	return all, nil
}

// join adds the proof of some lines to that of others.
func join(all, some *dialplan.Proof) {
	all.Lines, all.Moments, all.States = all.Lines+some.Lines, all.Moments+some.Moments, all.States+some.States
	if d := some.Difference; d != nil && (all.Difference == nil || len(d.Number) < len(all.Difference.Number)) {
		all.Difference = d
	}
	all.Fallbacks = append(all.Fallbacks, some.Fallbacks...)
	for _, s := range some.Settings {
		if !slices.Contains(all.Settings, s) {
			all.Settings = append(all.Settings, s)
		}
	}
}
