package proof

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// others lists the devices of one's people, nil where there are none.
func (s *Screen) others() fyne.CanvasObject {
	if len(s.devices) == 0 {
		return nil
	}
	w := s.deps.Words
	rows := []fyne.CanvasObject{widgets.Pad(theme.SpaceButtons, theme.SpaceSheet, theme.SpaceButtons, theme.SpaceSheet,
		widgets.NewParagraph(w.T("proof.devices_why"), theme.Secondary).Muted())}
	for _, d := range s.devices {
		rows = append(rows, s.other(d))
	}
	return s.group("proof.devices", rows)
}

// other is one device: who has it, how it stands, when it was seen.
func (s *Screen) other(d protocol.DeviceSeen) fyne.CanvasObject {
	w := s.deps.Words
	row := widgets.RowData{Title: w.T("proof.device", s.speech().Name("person", d.Person), fmt.Sprintf("%02d", d.Number))}
	switch {
	case d.Received > d.Written:
		row.Icon, row.IconTone, row.Subtitle = "alert", theme.Stop, w.T("proof.device_more", w.Count(d.Written), w.Count(d.Received))
	case d.Received < d.Written:
		row.Icon, row.IconTone, row.Subtitle = "cloud-up", theme.Accent, w.T("proof.device_behind", w.Count(d.Written), w.Count(d.Received), w.Count(d.Written-d.Received))
	case d.Agreed < d.Received:
		row.Icon, row.IconTone, row.Subtitle = "cloud-up", theme.Idle, w.T("proof.device_open", w.Count(d.Written), w.Count(d.Received))
	default:
		row.Icon, row.IconTone, row.Subtitle = "circle-check", theme.Go, w.T("proof.device_equal", w.Count(d.Written), w.Count(d.Received))
	}
	notes := []string{w.T("proof.device_seen", s.when(d.Seen))}
	switch d.State {
	case "drained":
		notes = append(notes, w.T("proof.device_drained"))
	case "lost":
		notes = append(notes, w.T("proof.device_lost"))
	}
	wrong := ""
	switch {
	case d.Skew != 0:
		wrong = s.clock("proof.clock_slow", "proof.clock_fast", d.Skew)
	case !d.WrongAt.IsZero():
		notes = append(notes, w.T("proof.clock_was", s.clock("proof.clock_slow", "proof.clock_fast", d.WrongBy), s.when(d.WrongAt)))
	}
	if d.App != "" {
		notes = append(notes, w.T("proof.device_app", d.App))
	}
	row.Note, row.NoteTone = strings.Join(notes, w.Label("，", ", ")), theme.Idle
	if wrong != "" {
		row.Note, row.NoteIcon, row.NoteTone = wrong+w.Label("，", ", ")+row.Note, "clock", theme.Warn
	}
	if len(d.Alarms) > 0 {
		row.Icon, row.IconTone = "alert", theme.Stop
		row.Note, row.NoteIcon, row.NoteTone = w.T(alarmText(device.AlarmKind(d.Alarms[0].Kind)))+w.Label("，", ", ")+row.Note, "alert", theme.Stop
	}
	return widgets.NewListRow(row, true, nil)
}

// clock says how far a clock is off.
func (s *Screen) clock(slow, fast string, off int64) string {
	by := time.Duration(off) * time.Millisecond
	if by > 0 {
		return s.deps.Words.T(slow, s.deps.Words.Duration(by))
	}
	return s.deps.Words.T(fast, s.deps.Words.Duration(by))
}
