package proof

import (
	"encoding/hex"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// look is how a standing is drawn and said.
type look struct {
	icon string
	tone theme.Tone
	text string
}

func lookOf(p device.Proof) look {
	if p.Written == 0 && (p.Standing == device.Unheard || p.Standing == device.Equal) {
		return look{"circle-check", theme.Idle, "proof.nothing"}
	}
	switch p.Standing {
	case device.Equal:
		return look{"circle-check", theme.Go, "proof.equal"}
	case device.Behind:
		return look{"cloud-up", theme.Accent, "proof.behind"}
	case device.Missing:
		return look{"alert", theme.Stop, "proof.missing"}
	case device.Unequal:
		return look{"alert", theme.Stop, "proof.heads"}
	case device.Rewound:
		return look{"alert", theme.Stop, "proof.rewound"}
	case device.Altered:
		return look{"alert", theme.Stop, "proof.journal"}
	}
	return look{"cloud-off", theme.Idle, "proof.unheard"}
}

// divided is the first sentence of a text, and the others.
func divided(text string) (first, rest string) {
	for _, mark := range []string{"。", ". "} {
		if first, rest, found := strings.Cut(text, mark); found {
			return first + strings.TrimSpace(mark), rest
		}
	}
	return text, ""
}

// thisDevice says in one sentence how it stands, and shows what that rests on.
func (s *Screen) thisDevice() fyne.CanvasObject {
	w, p := s.deps.Words, s.mine
	known := lookOf(p)
	what, do := divided(w.T(known.text, w.Count(p.Written), w.Count(p.Received)))
	sentence := widgets.TopRow(theme.SpaceIcon, widgets.NewIcon(known.icon, 24, known.tone), widgets.Grow(widgets.Column(4,
		widgets.NewParagraph(what, theme.Body).Bold().Tone(known.tone), paragraph(do))))
	parts := []fyne.CanvasObject{widgets.NewText(w.T("proof.this_device"), theme.Body).Bold(), sentence}
	if late := screen.BackupNote(s.deps); late != nil {
		parts = append(parts, late)
	}
	if s.trouble != nil {
		why, do := screen.Explain(w, s.trouble)
		parts = append(parts, widgets.NewNote(theme.Warn, "cloud-off", why, do))
	}
	rows := []fyne.CanvasObject{
		s.fact("proof.mine", s.head(p.Mine)),
		s.fact("proof.theirs", s.head(p.Theirs)),
		s.fact("proof.received", s.when(p.Receipt)),
		s.fact("proof.counted", s.counted()),
		s.fact("proof.records", s.records()),
	}
	if p.Witnesses > 0 {
		rows = append(rows, s.fact("proof.witnessed", w.T("proof.witnessed_days", p.Witnesses, w.Count(p.Witnessed))))
	}
	if off := s.deps.Store.SyncState().Offset; off.Abs() > protocol.DefaultLimits().Skew {
		rows = append(rows, s.fact("proof.clock", s.clock("proof.my_clock_slow", "proof.my_clock_fast", off.Milliseconds())))
	}
	if age := screen.BackupAge(s.deps); age != "" {
		rows = append(rows, s.fact("settings.backup", age))
	}
	label := w.T("proof.compare")
	if s.busy {
		label = w.T("proof.comparing")
	}
	parts = append(parts, widgets.Rows(rows...), widgets.Row(0, widgets.NewButton(widgets.Filled, "refresh", label, s.compare), widgets.Space()))
	return widgets.Sheet(widgets.Column(theme.SpaceIcon, parts...))
}

func paragraph(text string) fyne.CanvasObject {
	if text == "" {
		return widgets.Gap(0, 0)
	}
	return widgets.NewParagraph(text, theme.Body)
}

// fact is a line of what the sentence rests on.
func (s *Screen) fact(label, value string) fyne.CanvasObject {
	return widgets.AtLeast(0, 44, widgets.Row(theme.SpaceIcon,
		widgets.Fixed(120*theme.Current().Scale(), 0, widgets.NewText(s.deps.Words.T(label), theme.Secondary).Muted().Truncate()),
		widgets.Grow(widgets.Pad(6, 0, 6, 0, widgets.NewParagraph(value, theme.Body)))))
}

// head is the beginning of a chain's hash in groups, to be compared by eye.
func (s *Screen) head(chain []byte) string {
	if len(chain) == 0 {
		return s.deps.Words.T("proof.none")
	}
	text := hex.EncodeToString(chain[:min(8, len(chain))])
	var groups []string
	for ; len(text) > 4; text = text[4:] {
		groups = append(groups, text[:4])
	}
	return strings.Join(append(groups, text), " ")
}

func (s *Screen) when(at time.Time) string {
	if at.IsZero() {
		return s.deps.Words.T("proof.none")
	}
	return s.deps.Words.When(at, s.deps.Now())
}

// counted says how many of this journal's operations the server found when it counted its
// log anew.
func (s *Screen) counted() string {
	w, p := s.deps.Words, s.mine
	switch {
	case p.Counted.IsZero():
		return w.T("proof.none")
	case p.Lacking > 0:
		return w.T("proof.counted_lacking", w.Count(p.Found), w.Count(p.Lacking), s.when(p.Counted))
	}
	return w.T("proof.counted_all", w.Count(p.Found), s.when(p.Counted))
}

// records says how the records here compare with those the server gives this person.
func (s *Screen) records() string {
	w, c := s.deps.Words, s.mine.Records
	mine, theirs, at := w.Count(c.Mine), w.Count(c.Theirs), s.when(c.At)
	switch {
	case c.At.IsZero():
		return w.T("proof.none")
	case c.Equal:
		return w.T("proof.records_equal", mine, theirs, at)
	case c.Again:
		return w.T("proof.records_again", mine, theirs, at)
	}
	return w.T("proof.records_differ", mine, theirs, at)
}

// found lists the alarms there were.
func (s *Screen) found() fyne.CanvasObject {
	if len(s.mine.Alarms) == 0 {
		return nil
	}
	w := s.deps.Words
	rows := []fyne.CanvasObject{}
	for _, a := range s.mine.Alarms {
		told := w.T("proof.not_told")
		if a.Told {
			told = w.T("proof.told")
		}
		rows = append(rows, widgets.NewListRow(widgets.RowData{Title: w.T(alarmText(a.Kind)), Subtitle: told, Icon: "alert", IconTone: theme.Stop, Trailing: s.when(a.At)}, true, nil))
	}
	return s.group("proof.alarms", rows)
}

func (s *Screen) group(head string, rows []fyne.CanvasObject) fyne.CanvasObject {
	return widgets.SheetPad(0, widgets.Column(0,
		widgets.Pad(theme.SpaceSheet, theme.SpaceSheet, theme.SpaceIcon, theme.SpaceSheet, widgets.NewText(s.deps.Words.T(head), theme.Body).Bold()), widgets.Rows(rows...)))
}

// alarmText is the key of an alarm's sentence.
func alarmText(kind device.AlarmKind) string {
	switch kind {
	case device.AlarmFork:
		return "proof.alarm.fork"
	case device.AlarmBehind:
		return "proof.alarm.behind"
	case device.AlarmRecords:
		return "proof.alarm.records"
	case device.AlarmMissing:
		return "proof.alarm.missing"
	case device.AlarmHeads:
		return "proof.alarm.heads"
	case device.AlarmRewound:
		return "proof.alarm.rewound"
	case device.AlarmJournal:
		return "proof.alarm.journal"
	case device.AlarmSecrets:
		return "proof.alarm.secrets"
	}
	return "proof.alarm.unknown"
}
