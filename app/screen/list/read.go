package list

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

// query is what is seen now: the list, what is searched, the order.
func (s *Screen) query() device.Query {
	return device.Query{Form: s.form.Name, List: s.lists[s.at].Name, Search: strings.TrimSpace(s.input.Text()), Sort: s.sort, Parted: true, Limit: pageSize}
}

// Refresh reads as many rows again as were seen, and counts the lists.
func (s *Screen) Refresh() {
	if len(s.lists) == 0 {
		return
	}
	s.read(max(pageSize, len(s.rows)))
	s.count()
}

// read reads rows from the beginning; an answer that was overtaken is dropped.
func (s *Screen) read(limit int) {
	s.asked++
	mine, q := s.asked, s.query()
	q.Limit = limit
	s.deps.Background(func(ctx context.Context) {
		page, err := s.deps.Store.List(ctx, q)
		s.deps.UI.Do(func() {
			if s.left || mine != s.asked {
				return
			}
			wasShown := s.wrong == nil && s.loaded && len(s.rows) > 0
			s.rows, s.groups, s.next, s.wrong, s.loaded, s.more = page.Rows, page.Groups, page.Next, err, true, false
			s.layLines()
			if wasShown != (err == nil && len(s.rows) > 0) || !wasShown {
				s.makeRows()
			}
			s.list.Refresh()
			if s.wanted > 0 {
				s.list.ScrollToOffset(s.wanted)
				s.wanted = 0
			}
			s.afterRead()
		})
	})
}

// readMore brings the next page when the end of the rows comes into view.
func (s *Screen) readMore() {
	if s.more || s.next == "" {
		return
	}
	s.more = true
	mine, q := s.asked, s.query()
	q.After = s.next
	s.deps.Background(func(ctx context.Context) {
		page, err := s.deps.Store.List(ctx, q)
		s.deps.UI.Do(func() {
			if s.left || mine != s.asked {
				return
			}
			s.more = false
			if err != nil {
				s.deps.Nav.Failed(s.deps.Words.T("app.doing.read"), err)
				return
			}
			s.rows, s.groups, s.next = append(s.rows, page.Rows...), page.Groups, page.Next
			s.layLines()
			s.list.Refresh()
		})
	})
}

// afterRead keeps what is chosen while it is there, else chooses the first row.
func (s *Screen) afterRead() {
	if s.indexOf(s.chosen) < 0 && s.beside() {
		s.chosen = form.ID{}
		if len(s.rows) > 0 {
			s.chosen = s.rows[0].Record.ID
		}
	}
	s.showDetail()
	s.sayCount()
	s.sayElsewhere()
}

func (s *Screen) sayCount() {
	if s.footer == nil {
		return
	}
	w := s.deps.Words
	count := w.Count(int64(len(s.rows)))
	switch {
	case s.counts != nil:
		count = w.Count(int64(s.counts[s.at]))
	case s.next != "":
		count += "+"
	}
	s.footer.SetText(w.T("list.count", count))
	s.footer.Refresh()
}

// count counts what is searched in all lists, for their chips.
func (s *Screen) count() {
	lists, name, search := s.lists, s.form.Name, strings.TrimSpace(s.input.Text())
	type counted struct {
		counts []int
		create bool // somebody may make a new record
	}
	screen.Read(s.deps, &s.counting, func(ctx context.Context) (found counted, err error) {
		found.create = s.form.MayStart(s.deps.Store.Env(ctx, nil))
		for _, l := range lists {
			n, err := s.deps.Store.Count(ctx, device.Query{Form: name, List: l.Name, Search: search})
			if err != nil {
				return found, err
			}
			found.counts = append(found.counts, n)
		}
		return found, nil
	}, func(found counted) {
		s.counts = found.counts
		said := make([]string, len(found.counts))
		for i, n := range found.counts {
			said[i] = s.deps.Words.Count(int64(n))
		}
		s.chips.SetCounts(said)
		s.sayCount()
		s.sayElsewhere()
		if s.create != found.create {
			s.create = found.create
			s.showFoot()
			s.deps.Nav.Redraw()
		}
		s.root.Refresh()
	})
}

// sayElsewhere tells above the rows, or where none are found, that another list has more
// of what is searched.
func (s *Screen) sayElsewhere() {
	if s.loaded && s.wrong == nil && len(s.rows) == 0 {
		widgets.SetChildren(s.others)
		s.showBody(nil)
		return
	}
	if elsewhere := s.elsewhere(); elsewhere != nil {
		widgets.SetChildren(s.others, widgets.Row(0, elsewhere, widgets.Space()))
		return
	}
	widgets.SetChildren(s.others)
}

// elsewhere leads to the list that has most of what is searched, nil where that is the
// one that is seen.
func (s *Screen) elsewhere() fyne.CanvasObject {
	if s.counts == nil || strings.TrimSpace(s.input.Text()) == "" {
		return nil
	}
	most := s.at
	for i, n := range s.counts {
		if n > s.counts[most] {
			most = i
		}
	}
	if most == s.at {
		return nil
	}
	w, l := s.deps.Words, s.lists[most]
	return widgets.NewButton(widgets.Quiet, "search", w.T("list.elsewhere", w.Label(l.Label.Zh, l.Label.En), s.counts[most]), func() {
		s.chips.Select(most)
		s.choose(most)
	})
}

// choose shows another list.
func (s *Screen) choose(at int) {
	s.at, s.sort, s.chosen = at, "", form.ID{}
	s.rows, s.groups, s.lines, s.next, s.loaded = nil, nil, nil, "", false
	s.makeRows()
	s.read(pageSize)
	s.sayElsewhere()
	s.deps.Nav.Redraw()
}

// typing searches when somebody has stopped typing for a moment.
func (s *Screen) typing(string) {
	if s.typed != nil {
		s.typed()
	}
	s.typed = s.deps.After(typingPause, s.searchNow)
}

func (s *Screen) searchNow() {
	if s.typed != nil {
		s.typed()
		s.typed = nil
	}
	if !s.left {
		s.read(pageSize)
		s.count()
	}
}

// sorted is the column by which the rows stand.
func (s *Screen) sorted() (key string, down bool) {
	key = s.sort
	if key == "" {
		key = s.lists[s.at].Sort
	}
	name, down := strings.CutPrefix(key, "-")
	return name, down
}

// sortBy orders by a column; a second time the other way round.
func (s *Screen) sortBy(key string) {
	now, down := s.sorted()
	s.sort = key
	if now == key && !down {
		s.sort = "-" + key
	}
	s.table.Sorted(key, strings.HasPrefix(s.sort, "-"))
	s.read(pageSize)
}

func (s *Screen) indexOf(id form.ID) int {
	for i := range s.rows {
		if s.rows[i].Record.ID == id {
			return i
		}
	}
	return -1
}

// tap chooses a row where it is shown beside, else opens it; a second tap opens it too.
func (s *Screen) tap(id form.ID) {
	if !s.beside() || s.chosen == id {
		s.chosen = id
		s.open()
		return
	}
	s.pick(id)
}

func (s *Screen) pick(id form.ID) {
	s.chosen = id
	s.list.Refresh()
	s.showDetail()
}

func (s *Screen) open() {
	if s.indexOf(s.chosen) >= 0 {
		s.deps.Nav.Open(s.form.Name, s.chosen)
	}
}

// TypedKey chooses with the arrows and opens with Enter.
func (s *Screen) TypedKey(key *fyne.KeyEvent) bool {
	if len(s.rows) == 0 {
		return false
	}
	at := s.indexOf(s.chosen)
	switch key.Name {
	case fyne.KeyDown:
		at = min(len(s.rows)-1, at+1)
	case fyne.KeyUp:
		at = max(0, at-1)
	case fyne.KeyPageDown:
		at = min(len(s.rows)-1, at+10)
	case fyne.KeyPageUp:
		at = max(0, at-10)
	case fyne.KeyHome:
		at = 0
	case fyne.KeyEnd:
		at = len(s.rows) - 1
	case fyne.KeyReturn, fyne.KeyEnter:
		s.open()
		return true
	default:
		return false
	}
	s.scrollToRow(at)
	s.pick(s.rows[at].Record.ID)
	return true
}
