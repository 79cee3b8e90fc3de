package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"fieldline/forms/dialplan"
)

type dialplanSegmentsCommand struct {
	File     string `arg:"" help:"CSV or XLSX with a column of segments and one of area codes." type:"existingfile"`
	Language string `help:"Language of sentences: en or zh." enum:"en,zh" default:"en"`
}

// Help says what is checked.
func (*dialplanSegmentsCommand) Help() string {
	return `The file is read as the app reads it when somebody imports it: the columns are found by their headings, else the first
two are taken, and one wrong line means that nothing is imported. Every wrong line is written as FILE:line: what is wrong, or FILE:line:column.`
}

// Run prints the wrong lines, or how many segments there are.
func (c *dialplanSegmentsCommand) Run(m *Main) error {
	content, err := readFile(c.File, mostTable)
	if err != nil {
		return fmt.Errorf("read segments: %w", err)
	}
	name := filepath.Base(c.File)
	table, err := dialplan.ImportSegments(name, content)
	var bad *dialplan.BadSegments
	if !errors.As(err, &bad) {
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(m.Out, "%s: %d segments\n", name, table.Count)
		return err
	}
	for _, line := range bad.Lines {
		why := line.Why.Label()
		said := why.En
		if c.Language == "zh" {
			said = why.Zh
		}
		place := fmt.Sprintf("%s:%d", name, line.Line)
		if line.Column != "" {
			place += ":" + line.Column
		}
		if _, err := fmt.Fprintf(m.Out, "%s: %s\n", place, said); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s: wrong lines: %d, so nothing of it would be imported", name, len(bad.Lines))
}
