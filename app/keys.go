package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// bindKeys lays the keys of a desktop on the window. Characters that commands use reach
// the window only while no field has the focus.
func (s *shell) bindKeys() {
	c := s.window().Canvas()
	c.SetOnTypedRune(s.typedRune)
	c.SetOnTypedKey(s.typedKey)
	ctrl := func(key fyne.KeyName) fyne.Shortcut {
		return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
	}
	c.AddShortcut(ctrl(fyne.KeyS), s.command(s.save, true))
	c.AddShortcut(ctrl(fyne.KeyF), s.command(s.search, false))
	c.AddShortcut(ctrl(fyne.KeyN), s.command(s.makeNew, false))
	c.AddShortcut(&fyne.ShortcutUndo{}, s.command(s.undoLast, false)) // Ctrl+Z, by the name drivers give it
}

// command is what a combination of keys does on the screen; below a dialog or a sheet it
// does nothing, but answers the dialog where it may.
func (s *shell) command(do func(), answers bool) func(fyne.Shortcut) {
	return func(fyne.Shortcut) {
		switch {
		case s.closed:
		case !s.covered():
			do()
		case answers:
			s.confirmDialog()
		}
	}
}

func (s *shell) typedRune(r rune) {
	if s.closed || s.wedge.typed(r) || s.covered() {
		return
	}
	switch r {
	case '/':
		s.search()
	case '?', '？':
		s.showKeys()
	}
}

func (s *shell) typedKey(key *fyne.KeyEvent) {
	if s.closed {
		return
	}
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if code, scanned := s.wedge.enter(); scanned && !s.covered() {
			s.scanned(code)
			return
		}
		if s.confirmDialog() {
			return
		}
	case fyne.KeyEscape, mobile.KeyBack:
		s.escape()
		return
	case fyne.KeyF5:
		s.syncNow()
		return
	}
	if s.covered() {
		return
	}
	if k, ok := s.current.(screen.Keys); ok && k.TypedKey(key) && !isFunctionKey(key.Name) {
		// Who goes through the rows means them with the next Enter, not what had the focus.
		s.window().Canvas().Unfocus()
	}
}

// isFunctionKey tells F1 to F12: they do something beside what is typed, and a scan may come
// right behind them.
func isFunctionKey(name fyne.KeyName) bool {
	return len(name) >= 2 && name[0] == 'F' && name[1] >= '1' && name[1] <= '9'
}

// escape takes away what lies over the screen; without that it takes the focus out of a
// field, and the second time leads back.
func (s *shell) escape() {
	c := s.window().Canvas()
	switch top := c.Overlays().Top(); {
	case top != nil:
		if o, ok := top.(*widgets.Overlay); ok {
			o.Dismiss()
		} else {
			top.Hide() // Fyne's own, such as its dialog to choose a file
		}
	case c.Focused() != nil:
		c.Unfocus()
	default:
		s.Back()
	}
}

// covered tells whether anything lies over the screen: a dialog, a sheet to pick from.
func (s *shell) covered() bool { return s.window().Canvas().Overlays().Top() != nil }

// search puts the cursor into the search box; from a home that has none, into that of the
// list of the person's work.
func (s *shell) search() {
	if _, ok := s.current.(screen.SearchKey); !ok && s.here() == s.home() {
		for _, d := range s.desks {
			if d.place.Route == screen.RouteList {
				s.Go(d.place)
				break
			}
		}
	}
	if on, ok := s.current.(screen.SearchKey); ok {
		on.FocusSearch()
	}
}

// makeNew begins what can be made on the screen; on a home the first document of the
// person's lists that he may make.
func (s *shell) makeNew() {
	if on, ok := s.current.(screen.NewKey); ok {
		on.MakeNew()
		return
	}
	if s.here() != s.home() {
		return
	}
	env := s.deps.Store.Env(s.app.ctx, nil)
	for _, d := range s.desks {
		if f := s.deps.Store.Library().Form(d.place.Form); f != nil && f.MayStart(env) {
			s.New(f.Name, nil)
			return
		}
	}
}

func (s *shell) save() {
	if on, ok := s.current.(screen.SaveKey); ok {
		on.Save()
	}
}

func (s *shell) syncNow() {
	s.app.inst.client.Wake()
	s.Toast(s.app.words.T("app.sync_started"), nil)
}

// showKeys lists what the keys do.
func (s *shell) showKeys() {
	w := s.app.words
	hints := []fyne.CanvasObject{
		widgets.NewKeycap(w.T("app.key.search"), "/"),
		widgets.NewKeycap(w.T("app.key.search"), "Ctrl", "F"),
		widgets.NewKeycap(w.T("app.key.new"), "Ctrl", "N"),
		widgets.NewKeycap(w.T("app.key.save"), "Ctrl", "S"),
		widgets.NewKeycap(w.T("app.key.undo"), "Ctrl", "Z"),
		widgets.NewKeycap(w.T("app.key.choose"), "↑", "↓"),
		widgets.NewKeycap(w.T("app.key.open"), "Enter"),
		widgets.NewKeycap(w.T("app.key.back"), "Esc"),
		widgets.NewKeycap(w.T("app.key.sync"), "F5"),
		widgets.NewKeycap(w.T("app.key.next_field"), "Tab"),
		widgets.NewKeycap(w.T("app.key.scan"), "Scan"),
		widgets.NewKeycap(w.T("app.key.keys"), "?"),
	}
	s.Dialog(screen.Dialog{
		Title:   w.T("shell.keys"),
		Content: widgets.EqualAtLeast(220, theme.SpaceSheets, hints...),
		Cancel:  w.T("common.close"),
	})
}
