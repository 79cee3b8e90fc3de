package list

import (
	"fieldline/app/widgets"
	"fieldline/sync/device"
)

// line is what stands in one place of a list: a row, or the head of a group.
type line struct {
	row   int // of the rows
	group int // of the groups, where it is a head
	head  bool
}

// layLines puts a head before the first row of each group.
func (s *Screen) layLines() {
	s.lines = s.lines[:0]
	if len(s.groups) == 0 {
		return
	}
	for i := range s.rows {
		if of := s.rows[i].Group; i == 0 || of != s.rows[i-1].Group {
			s.lines = append(s.lines, line{row: i, group: of, head: true})
		}
		s.lines = append(s.lines, line{row: i})
	}
}

func (s *Screen) countLines() int {
	if len(s.groups) == 0 {
		return len(s.rows)
	}
	return len(s.lines)
}

func (s *Screen) lineAt(index int) line {
	if len(s.groups) == 0 {
		return line{row: index}
	}
	return s.lines[index]
}

func (s *Screen) isHead(index int) bool { return s.lineAt(index).head }

// scrollToRow brings a row into view, the first of a group with its head.
func (s *Screen) scrollToRow(row int) {
	for i := range s.countLines() {
		switch at := s.lineAt(i); {
		case at.row == row && at.head:
			s.list.ScrollTo(i)
		case at.row == row:
			s.list.ScrollTo(i)
			return
		}
	}
}

// bindHead says what the rows below have in common, and how many they are.
func (s *Screen) bindHead(head *widgets.SectionHead, g device.Group) {
	w, by := s.deps.Words, s.lists[s.at].Group
	name := ""
	switch state, isState := g.Cell.Value.(string); {
	case g.Cell.Value == nil:
		name = w.T("list.group_none", s.labelOf(s.form, by))
	case by == "state" && isState:
		name = s.speech().State(s.form, state)
	default:
		name = s.say(g.Cell)
	}
	head.SetName(name)
	head.SetMark(widgets.NoMark, w.Count(int64(g.Count)))
}
