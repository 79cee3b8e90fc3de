package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"

	"fieldline/forms/driver"
)

// What stands at a place where the table of a text is to be written.
type place int

const (
	free   place = iota // nothing, an empty file, or a device
	loader              // a table for Asterisk, known by its first line
	list                // a list of segments; somebody else may have written it, too
	other               // a file that is no table
)

var (
	loaderLine = regexp.MustCompile(`^database put hseg 1\d{6} 1$`)
	listLine   = regexp.MustCompile(`^1\d{6}$`)
)

// placeOf looks at a place: every line of a table must be one that this program writes.
func placeOf(file string) (p place, err error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return free, nil
	case err != nil:
		return other, err
	case info.IsDir():
		return other, nil
	case !info.Mode().IsRegular():
		return free, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return other, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	lines, before := bufio.NewScanner(f), ""
	for lines.Scan() {
		line := lines.Text()
		switch {
		case p == free && line == driver.TableHeading:
			p = loader
		case p == loader && loaderLine.MatchString(line):
		case p != loader && listLine.MatchString(line) && line > before:
			p, before = list, line
		default:
			return other, nil
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return other, nil
	}
	return p, lines.Err()
}

// besides writes the table of a text to its file. Where the text has none, one that is left
// there from another is taken away: it would be loaded for this. What is no table stays.
func (c *dialplanCompileCommand) besides(m *Main, table string) error {
	if c.Table == "" {
		return nil
	}
	there, err := placeOf(c.Table)
	if err != nil {
		return fmt.Errorf("look at what the table would replace: %w", err)
	}
	switch {
	case there == other, there == list && table == "":
		return fmt.Errorf("%s is there and is no table that this program is known to have written; nothing was written: name another file with --table, or move this one away", c.Table)
	case table != "":
		if err := os.WriteFile(c.Table, []byte(table), 0o600); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
		return nil
	case there == free:
		return nil
	}
	if err := os.Remove(c.Table); err != nil {
		return fmt.Errorf("remove the table of another text: %w", err)
	}
	_, err = fmt.Fprintf(m.Err, "the text asks for no table: %s, of another, was removed\n", c.Table)
	return err
}
