package lock

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/sync/vault"
)

// ChoiceConfig is what a Choice is made with.
type ChoiceConfig struct {
	Words      *words.Words
	UI         screen.UI
	Background func(func(context.Context))
	Person     string
	Account    string
	Digits     int
	Old        bool                       // the PIN there is now is asked for first
	Must       bool                       // the company wants one: it cannot be put off
	Check      func(digits string) error  // looks at the old PIN; waits
	Take       func(digits string) error  // sets the new one; waits
	Done       func(set bool, gone error) // it is over: set, put off, or the old PIN was tried too often
	Explain    func(err error) (text string)
}

// Choice is the pad on which a PIN is chosen: the old one where there is one, the new one,
// and the new one again.
type Choice struct {
	cfg   ChoiceConfig
	asks  ask
	first string // what was chosen, to be given again
	wrong string
	busy  bool
	over  bool

	root   *fyne.Container
	middle *fyne.Container
	pad    *widgets.PINPad
}

type ask int

const (
	oldOne ask = iota
	newOne
	again
)

// NewChoice makes it.
func NewChoice(cfg ChoiceConfig) *Choice {
	c := &Choice{cfg: cfg, middle: widgets.Column(theme.SpaceSheets)}
	if !cfg.Old {
		c.asks = newOne
	}
	c.root = page(c.middle)
	c.Redraw()
	return c
}

// Content returns the screen.
func (c *Choice) Content() fyne.CanvasObject { return c.root }

// TypedRune takes a character of a keyboard.
func (c *Choice) TypedRune(r rune) { c.pad.Type(r) }

// TypedKey takes a key of a keyboard.
func (c *Choice) TypedKey(key *fyne.KeyEvent) {
	if !c.pad.Key(key.Name) && key.Name == fyne.KeyEscape {
		c.putOff()
	}
}

// Close is called before something else is shown.
func (c *Choice) Close() { c.over = true }

// Redraw draws it again.
func (c *Choice) Redraw() {
	w := c.cfg.Words
	title, why := w.T("lock.new", c.cfg.Digits), w.T("lock.new_why")
	switch c.asks {
	case oldOne:
		title, why = w.T("lock.old"), ""
	case again:
		title = w.T("lock.again")
	}
	if c.cfg.Must {
		why = Join(w, w.T("lock.must"), why)
	}
	if c.asks != oldOne && c.cfg.Account == "" {
		why = Join(w, why, w.T("lock.no_account"))
	}
	c.pad = widgets.NewPINPad(c.cfg.Digits, w.T("lock.back"), w.T("lock.enter"), c.given)
	parts := []fyne.CanvasObject{head(c.cfg.Person, title), widgets.NewParagraph(c.wrong, theme.Body).Tone(theme.Stop), c.pad.Container}
	if !c.cfg.Must {
		parts = append(parts, widgets.NewButton(widgets.Quiet, "", w.T("common.cancel"), c.putOff))
	}
	if why != "" {
		parts = append(parts, widgets.NewParagraph(why, theme.Secondary).Muted())
	}
	widgets.SetChildren(c.middle, widgets.AtMost(padWidth, widgets.Column(theme.SpaceIcon, parts...)))
	c.root.Refresh()
}

func (c *Choice) putOff() {
	if !c.cfg.Must && !c.busy {
		c.cfg.Done(false, nil)
	}
}

// given takes what was given on the pad.
func (c *Choice) given(digits string) {
	w := c.cfg.Words
	c.wrong = ""
	switch {
	case c.asks == oldOne:
		c.work(func() error { return c.cfg.Check(digits) }, func() { c.asks = newOne })
		return
	case c.asks == newOne && len(digits) < c.cfg.Digits:
		c.wrong = w.T("lock.short", c.cfg.Digits)
	case c.asks == newOne && vault.Weak(digits):
		c.wrong = w.T("lock.weak")
	case c.asks == newOne:
		c.asks, c.first = again, digits
	case digits != c.first:
		c.asks, c.wrong = newOne, w.T("lock.differ")
	default:
		c.work(func() error { return c.cfg.Take(digits) }, func() { c.cfg.Done(true, nil) })
		return
	}
	c.Redraw()
}

// work does something off the UI thread.
func (c *Choice) work(f func() error, then func()) {
	if c.busy {
		return
	}
	c.busy = true
	c.pad.Busy(true)
	c.cfg.Background(func(context.Context) {
		err := f()
		c.cfg.UI.Do(func() {
			c.busy = false
			var wrong *vault.WrongPIN
			switch {
			case c.over:
				return
			case err == nil:
				then()
			case errors.Is(err, vault.ErrGone):
				c.cfg.Done(false, err)
			case errors.As(err, &wrong):
				c.wrong = c.cfg.Words.T("lock.wrong", wrong.Left)
			default:
				c.wrong = c.cfg.Explain(err)
			}
			if !c.over {
				c.Redraw()
			}
		})
	})
}
