package formview

import (
	"time"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// momentKind is a day and a time of day.
func momentKind() kind {
	return kind{
		mute: true,
		half: true,
		edit: func(c *cell) editor {
			e := newTyping(c, 206, c.withPicker("calendar-clock", func() { c.pickMoment() }),
				func(text string) (any, bool) { return boxed(parseMoment(text, c.v.now())) },
				func(v any) string { return c.v.cfg.Words.DateTime(timeIn(v)) })
			e.input.SetPlaceholder(c.v.cfg.Words.T("formview.moment_as"))
			return e
		},
	}
}

func timeIn(v any) time.Time {
	t, _ := v.(time.Time)
	return t
}

// pickMoment opens a calendar with a time below it.
func (c *cell) pickMoment() {
	w := c.v.cfg.Words
	start := timeIn(c.v.value(c.spot))
	if start.IsZero() {
		start = c.v.now().Truncate(time.Minute)
	}
	start = start.In(w.Zone())
	day := dateOf(start)
	clock := widgets.NewInput(widgets.InputOptions{Label: w.T("formview.time"), Text: start.Format("15:04"), Icon: "clock"})
	holder := widgets.Column(0)
	var show func()
	show = func() {
		widgets.SetChildren(holder, c.v.calendar(day, func(d form.Date) {
			day = d
			show() // the month again, with the new day marked
		}))
	}
	show()
	var closeIt func()
	done := func() {
		hour, ok := parseClock(clock.Text())
		if !ok {
			clock.SetProblem(true)
			return
		}
		closeIt()
		c.take(at(day, hour, w.Zone()))
	}
	clock.OnSubmit(func(string) { done() })
	present := widgets.NewButton(widgets.Outlined, "clock", w.T("formview.now"), func() {
		closeIt()
		c.take(c.v.now().Truncate(time.Minute).UTC())
	})
	content := widgets.Column(theme.SpaceSheets, holder, widgets.Row(theme.SpaceButtons, widgets.Grow(clock), present))
	closeIt = c.v.overlay(c.v.speech.Label(c.field.Label), content, &answer{w.T("common.done"), done})
}
