package formview

import (
	"time"

	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// dateKind is a day: typed in many ways, or picked from a calendar.
func dateKind() kind {
	return kind{
		mute: true,
		half: true,
		edit: func(c *cell) editor {
			e := newTyping(c, numberWidth, c.withPicker("calendar", func() { c.pickDay() }),
				func(text string) (any, bool) { return boxed(parseDate(text, c.v.now())) },
				func(v any) string { return string(dayIn(v)) })
			e.input.SetPlaceholder(c.v.cfg.Words.T("formview.date_as"))
			return e
		},
	}
}

// withPicker is an input that ends in a quiet icon.
func (c *cell) withPicker(icon string, open func()) widgets.InputOptions {
	button := widgets.NewQuietIcon(icon, c.v.cfg.Words.T("common.choose"), open).Small()
	return widgets.InputOptions{Trailing: button}
}

// now is the present in the zone in which days are reckoned.
func (v *View) now() time.Time {
	now := time.Now
	if v.cfg.Now != nil {
		now = v.cfg.Now
	}
	return now().In(v.cfg.Words.Zone())
}

func dayIn(v any) form.Date {
	d, _ := v.(form.Date)
	return d
}

// pickDay opens a calendar at the field's day.
func (c *cell) pickDay() {
	var closeIt func()
	month := c.v.calendar(dayIn(c.v.value(c.spot)), func(d form.Date) {
		closeIt()
		c.take(d)
	})
	closeIt = c.v.overlay(c.v.speech.Label(c.field.Label), month, nil)
}

// calendar is a month to pick from, its head in the language now spoken, days off in quiet.
func (v *View) calendar(chosen form.Date, pick func(form.Date)) *widgets.Calendar {
	w, today := v.cfg.Words, v.now()
	selected, ok := dayOf(chosen)
	month := selected
	if !ok {
		selected, month = time.Time{}, today
	}
	return widgets.NewCalendar(widgets.CalendarOptions{
		Month: month, Selected: selected, Today: today, Weekdays: w.Weekdays(), Title: w.Month,
		Previous: w.T("formview.month_before"), Next: w.T("formview.month_after"),
		Closed: v.isOff,
		OnPick: func(day time.Time) { pick(dateOf(day)) },
	})
}

// isOff tells whether nobody works on a day, by the library's calendar.
func (v *View) isOff(day time.Time) bool { return !v.cfg.Env(v.rec).Lib.Calendar.Works(dateOf(day)) }

// take puts in a value that was picked rather than typed.
func (c *cell) take(value any) {
	delete(c.v.typed, c.spot)
	c.v.quietly(func() { c.editor.show(value) })
	c.changed(value)
	c.left()
}
