package formview

import (
	"strconv"

	"fyne.io/fyne/v2"

	"fieldline/app/widgets"
)

// answer is the filled button of a panel.
type answer struct {
	label string
	done  func()
}

// overlay lays a panel over the screen and returns what closes it.
func (v *View) overlay(title string, content fyne.CanvasObject, a *answer) (closeIt func()) {
	cv := fyne.CurrentApp().Driver().CanvasForObject(v)
	if cv == nil {
		return func() {}
	}
	closing := "common.cancel"
	if a == nil {
		closing = "common.close"
	}
	buttons := []fyne.CanvasObject{widgets.NewButton(widgets.Outlined, "", v.cfg.Words.T(closing), func() { closeIt() })}
	if a != nil {
		buttons = append(buttons, widgets.NewButton(widgets.Filled, "check", a.label, a.done))
	}
	closeIt = widgets.ShowOverlay(cv, widgets.DialogPanel(title, content, buttons...), panelWide, nil)
	return closeIt
}

// panelWide is the most a panel takes of the screen's width.
const panelWide = 480

// option is one line to pick from.
type option struct {
	key        any
	title, sub string
	chosen     bool
}

// picking says what is picked from and what becomes of it.
type picking struct {
	title string
	// options answers a search; the empty text is what is shown at first.
	options func(search string) []option
	take    func(option)
}

// pick shows a sheet to pick one line from.
func (v *View) pick(p picking) {
	cv := fyne.CurrentApp().Driver().CanvasForObject(v)
	if cv == nil {
		return
	}
	var closeIt func()
	var shown []option
	picker := widgets.NewPicker(widgets.PickerOptions{
		Title:       p.title,
		SearchHint:  v.cfg.Words.T("formview.search_as"),
		NothingText: v.cfg.Words.T("formview.nothing_found"),
		Selected:    chosenKeys(p.options("")),
		Find: func(search string) []widgets.PickOption {
			shown = p.options(search)
			rows := make([]widgets.PickOption, len(shown))
			for i, o := range shown {
				rows[i] = widgets.PickOption{Key: keyOf(o, i), Label: o.title, Sub: o.sub}
			}
			return rows
		},
		OnPick: func(keys []string) {
			closeIt()
			for i, o := range shown {
				if len(keys) == 1 && keyOf(o, i) == keys[0] {
					p.take(o)
					return
				}
			}
		},
	})
	closeIt = widgets.ShowOverlay(cv, picker.Panel(), panelWide, nil)
	if f := picker.Focusable(); f != nil && !v.cfg.Phone {
		cv.Focus(f)
	}
}

// keyOf names an option for the time the sheet is open.
func keyOf(o option, at int) string {
	if word, ok := o.key.(string); ok {
		return word
	}
	return strconv.Itoa(at)
}

func chosenKeys(options []option) []string {
	var keys []string
	for i, o := range options {
		if o.chosen {
			keys = append(keys, keyOf(o, i))
		}
	}
	return keys
}
