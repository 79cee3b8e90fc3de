package plan

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/dialplan"
)

// wayParts show one number's way to the line: the keys as they are pressed, when it is
// decided, what is sent and when the speech path is through, with the reasons.
func (s *Screen) wayParts() []fyne.CanvasObject {
	w := s.deps.Words
	if s.desk.after.machine == nil || s.chosen == "" || s.onPhone() {
		return nil
	}
	t := s.try(s.listed(s.chosen))
	if t.wrong != "" {
		return nil
	}
	head := widgets.Row(theme.SpaceButtons, widgets.NewText(t.keys, theme.Body).Bold(), widgets.NewText(w.T("plan.way"), theme.Secondary).Muted(), widgets.Space())
	parts := append([]fyne.CanvasObject{head, newTimeline(s.track(t))}, s.reasons(t)...)
	return []fyne.CanvasObject{widgets.Sheet(widgets.Column(theme.SpaceButtons, append(parts, s.keyParts(t)...)...))}
}

// reasons say why a number goes as it does, whether it is through sooner or later than before,
// and what becomes of it where it does not go as it should.
func (s *Screen) reasons(t trial) []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for _, why := range t.after.Why {
		l := why.Label()
		parts = append(parts, widgets.NewParagraph(s.deps.Words.Label(l.Zh, l.En), theme.Secondary).Muted())
	}
	if c := t.change; c != nil && c.What == "time" {
		l := c.Why.Label()
		parts = append(parts, widgets.NewParagraph(s.deps.Words.Label(l.Zh, l.En), theme.Secondary).Tone(theme.Warn))
	}
	if f := t.elsewhere; f != nil {
		then := s.deps.Words.T("plan.then", s.where(f), s.says(s.desk.after, f.Outcome).Text)
		parts = append(parts, widgets.NewParagraph(then, theme.Secondary).Tone(theme.Stop))
	}
	return parts
}

// track is what a timeline draws, times in ms since the receiver was lifted.
type track struct {
	pressed, sent    string // names of the two rows
	keys             string
	decided, through int // through is -1 where nothing is dialled
	decidedText      string
	throughText      string
	begin            int // of the first piece
	pieces           []piece
	end              int
	seconds          func(ms int) string
}

func (s *Screen) track(t trial) track {
	w := s.deps.Words
	tr := track{pressed: w.T("plan.pressed"), sent: w.T("plan.sent"), keys: t.keys, decided: t.after.DecidedAt, through: t.after.CutAt, seconds: s.seconds}
	tr.decidedText = w.T("plan.decided", s.seconds(tr.decided))
	tr.end = max(tr.decided, dialplan.ByHand*len(t.keys))
	if tr.through >= 0 {
		tr.throughText = w.T("plan.through", s.seconds(tr.through))
		if t.after.SentAt >= 0 { // else the keys passed while they were pressed
			tr.begin, tr.pieces = t.after.SentAt, s.pieces(s.desk.after, t.after)
			if wait := tr.begin - tr.decided; wait > 0 { // the line is seized and gives its tone
				tr.begin, tr.pieces = tr.decided, append([]piece{s.pause(wait, wait)}, tr.pieces...)
			}
		}
		tr.end = max(tr.end, tr.through)
	}
	if tr.through < 0 {
		tr.throughText = s.says(s.desk.after, t.after).Text
	}
	return tr
}

// The rows of a timeline, dp.
const (
	lineName  float32 = 84
	lineRow   float32 = 32
	lineTop   float32 = 20 // for the words above the rows
	lineScale float32 = 18 // for the seconds below them
	lineKey   float32 = 12 // a key is wide
)

// timeline draws a track.
type timeline struct {
	widget.BaseWidget
	track track
}

func newTimeline(t track) *timeline {
	l := &timeline{track: t}
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer implements fyne.Widget.
func (l *timeline) CreateRenderer() fyne.WidgetRenderer {
	r := &timelineRenderer{line: l}
	r.build()
	return r
}

type timelineRenderer struct {
	line    *timeline
	objects []fyne.CanvasObject
	places  []func(width float32) // puts one object each
}

func (r *timelineRenderer) Destroy()                     {}
func (r *timelineRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *timelineRenderer) MinSize() fyne.Size {
	return fyne.NewSize(240, lineTop+2*lineRow+theme.SpaceHalf+lineScale)
}

func (r *timelineRenderer) Layout(size fyne.Size) {
	for _, place := range r.places {
		place(size.Width)
	}
}

func (r *timelineRenderer) Refresh() {
	r.build()
	r.Layout(r.line.Size())
	canvas.Refresh(r.line)
}

// at is where a time stands.
func (r *timelineRenderer) at(ms int, width float32) float32 {
	return lineName + float32(ms)/float32(max(1, r.line.track.end))*(width-lineName-8)
}

func (r *timelineRenderer) add(o fyne.CanvasObject, place func(width float32)) {
	r.objects, r.places = append(r.objects, o), append(r.places, place)
}

// put adds an object that stands from one time to another in a row.
func (r *timelineRenderer) put(o fyne.CanvasObject, from, to int, y, height float32) {
	r.add(o, func(width float32) {
		x := r.at(from, width)
		o.Move(fyne.NewPos(x+1, y))
		o.Resize(fyne.NewSize(max(2, r.at(to, width)-x-2), height))
	})
}

// label adds a text that begins at a time, or ends there where there is no room behind it.
func (r *timelineRenderer) label(text string, tone theme.Tone, at int, y float32) {
	t := widgets.NewText(text, theme.Note).Bold().Tone(tone)
	r.add(t, func(width float32) {
		x, w := r.at(at, width)+4, t.MinSize().Width
		if x+w > width {
			x = r.at(at, width) - w - 4
		}
		t.Move(fyne.NewPos(max(0, x), y))
		t.Resize(fyne.NewSize(w, lineTop))
	})
}

// name writes on a piece what it is, or shorter; where there is no room for either it is left
// out.
func (r *timelineRenderer) name(p piece, ink color.NRGBA, at int, y float32) {
	var names []*widgets.Text
	for _, text := range []string{p.text, p.short} {
		t := widgets.NewText(text, theme.Note).Center().Color(ink)
		if p.kind != piecePause {
			t.Bold()
		}
		names = append(names, t)
	}
	for i, t := range names {
		r.add(t, func(width float32) {
			room := r.at(at+p.ms, width) - r.at(at, width)
			fits := func(t *widgets.Text) bool { return t.Text() != "" && t.MinSize().Width <= room }
			t.Hidden = !fits(t) || i > 0 && fits(names[0])
			t.Move(fyne.NewPos(r.at(at, width), y+6))
			t.Resize(fyne.NewSize(room, lineRow-12))
		})
	}
}

func (r *timelineRenderer) build() {
	r.objects, r.places = nil, nil
	tr, th := r.line.track, theme.Current()
	upper, lower := lineTop, lineTop+lineRow+theme.SpaceHalf
	for i, name := range []string{tr.pressed, tr.sent} {
		t := widgets.NewText(name, theme.Note).Muted().Truncate()
		y := []float32{upper, lower}[i]
		r.add(t, func(float32) {
			t.Move(fyne.NewPos(0, y+6))
			t.Resize(fyne.NewSize(lineName-8, lineRow-12))
		})
	}
	step := 1000
	for tr.end/step > 10 {
		step *= 2
	}
	for ms := 0; ms <= tr.end; ms += step {
		rule := canvas.NewRectangle(th.Line)
		r.add(rule, func(width float32) {
			rule.Move(fyne.NewPos(r.at(ms, width), lineTop))
			rule.Resize(fyne.NewSize(1, 2*lineRow+theme.SpaceHalf))
		})
		t := widgets.NewText(tr.seconds(ms), theme.Note).Muted()
		r.add(t, func(width float32) {
			w := t.MinSize().Width
			t.Move(fyne.NewPos(max(0, min(r.at(ms, width)-w/2, width-w)), lower+lineRow+2))
			t.Resize(fyne.NewSize(w, lineScale))
		})
	}
	for i, key := range tr.keys { // each ends where it was pressed, so that what follows from it stands behind it
		patch, t := canvas.NewRectangle(th.Sheet), widgets.NewText(string(key), theme.Secondary).Center()
		for _, o := range []fyne.CanvasObject{patch, t} {
			r.add(o, func(width float32) {
				o.Move(fyne.NewPos(r.at(i*dialplan.ByHand, width)-lineKey-2, upper+4))
				o.Resize(fyne.NewSize(lineKey, lineRow-8))
			})
		}
	}
	at := tr.begin
	for _, p := range tr.pieces {
		tone := theme.Accent
		if p.kind == piecePause {
			tone = theme.Idle
		}
		r.put(r.block(tone), at, at+p.ms, lower, lineRow)
		r.name(p, th.Chip(tone).Text, at, lower)
		at += p.ms
	}
	decided := canvas.NewRectangle(th.OnSheet(theme.Accent))
	r.add(decided, func(width float32) {
		decided.Move(fyne.NewPos(r.at(tr.decided, width)-1, 2))
		decided.Resize(fyne.NewSize(2, lineTop+2*lineRow))
	})
	r.label(tr.decidedText, theme.Accent, tr.decided, 0)
	if tr.through >= 0 {
		through := canvas.NewRectangle(th.OnSheet(theme.Go))
		r.add(through, func(width float32) {
			through.Move(fyne.NewPos(r.at(tr.through, width)-1, lineTop+lineRow/2))
			through.Resize(fyne.NewSize(2, lineRow*1.5+theme.SpaceHalf))
		})
		r.label(tr.throughText, theme.Go, tr.through, lineTop+2)
	} else {
		r.label(tr.throughText, theme.Stop, tr.decided, lower+6)
	}
}

// block is a filled piece of the lower row.
func (r *timelineRenderer) block(tone theme.Tone) *canvas.Rectangle {
	b := canvas.NewRectangle(theme.Current().Chip(tone).Fill)
	b.CornerRadius = 4
	return b
}
