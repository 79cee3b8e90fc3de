package plan

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/dialplan"
	"fieldline/forms/library"
	"fieldline/forms/program"
)

// countParts say how many numbers there are and how many the change concerns.
func (s *Screen) countParts(all []trial) fyne.CanvasObject {
	w, changed, often, broken := s.deps.Words, 0, 0, 0
	for _, t := range all {
		if t.changed() {
			changed++
		}
		if t.listed.Should != "" {
			often++
			broken += t.weight()
		}
	}
	parts := []fyne.CanvasObject{widgets.NewText(w.T("plan.numbers", int64(len(all))), theme.Secondary).Muted()}
	if s.compares() {
		parts = append(parts, s.changedTag(changed), widgets.NewText(w.T("plan.same", int64(len(all)-changed)), theme.Secondary).Muted())
	}
	switch {
	case broken > 0:
		parts = append(parts, widgets.NewTag(theme.Stop, w.T("plan.often_broken", int64(broken))))
	case often > 0:
		parts = append(parts, widgets.NewTag(theme.Go, w.T("plan.often_kept", int64(often))))
	}
	if narrower(s.deps, wide) {
		return widgets.Flow(theme.SpaceButtons, parts...)
	}
	return widgets.Row(theme.SpaceButtons, parts...)
}

// tableParts are a row per number.
func (s *Screen) tableParts(all []trial) []fyne.CanvasObject {
	if s.onPhone() {
		return s.listParts(all)
	}
	columns := s.columns()
	rows := []fyne.CanvasObject{widgets.NewTableHead(columns, "", false, nil)}
	for _, t := range all {
		row := widgets.NewTableRow(columns, len(columns) < 3 || t.broken)
		keys := t.keys
		row.Set(s.cells(t, len(columns)), t.keys == s.chosen, func() { s.choose(keys) })
		rows = append(rows, row)
	}
	if len(all) == 0 {
		rows = append(rows, widgets.PadAll(theme.SpacePage, widgets.NewParagraph(s.deps.Words.T("plan.empty"), theme.Body).Muted()))
	}
	return rows
}

func (s *Screen) changedTag(changed int) fyne.CanvasObject {
	tone := theme.Warn
	if changed == 0 {
		tone = theme.Idle
	}
	return widgets.NewTag(tone, s.deps.Words.T("plan.changed", int64(changed)))
}

// notReady says why nothing can be dialled yet.
func (s *Screen) notReady() fyne.CanvasObject {
	w, after := s.deps.Words, s.desk.after
	if after.refused {
		return widgets.NewProblem(w.T("plan.away"), w.T("plan.away_todo"))
	}
	var lines []fyne.CanvasObject
	for _, p := range after.problems {
		lines = append(lines, widgets.NewProblem(w.Label(p.Label.Zh, p.Label.En), w.T("plan.fix")))
	}
	return widgets.Column(theme.SpaceHalf, lines...)
}

func (s *Screen) compares() bool {
	return s.desk.before != nil && s.desk.before.machine != nil
}

// columns are all five where there is room, else number and what is sent.
func (s *Screen) columns() []widgets.TableColumn {
	w, d := s.deps.Words, s.desk
	now, before := d.after.name, ""
	if s.compares() {
		now, before = d.apart()
	}
	if narrower(s.deps, table) {
		return []widgets.TableColumn{{Title: w.T("plan.number")}, {Title: d.after.name}}
	}
	columns := []widgets.TableColumn{{Title: w.T("plan.number")}, {Title: w.T("plan.class")}, {Title: w.T("plan.rule"), Width: 108}}
	if s.compares() {
		columns = append(columns, widgets.TableColumn{Title: w.T("plan.before", before)})
	}
	return append(columns, widgets.TableColumn{Title: w.T("plan.after", now)})
}

func (s *Screen) cells(t trial, columns int) []widgets.TableCell {
	w := s.deps.Words
	if t.wrong != "" {
		wrong := widgets.TableCell{Icon: "circle-x", Text: t.wrong, Tone: theme.Stop}
		return []widgets.TableCell{{Text: t.keys, Bold: true}, wrong}
	}
	number := widgets.TableCell{Text: t.keys, Bold: t.keys == s.chosen, Large: true}
	after := s.says(s.desk.after, t.after)
	if columns == 2 {
		number.Sub = s.class(t.kind)
		if t.listed.Remark != number.Sub {
			after.Sub = t.listed.Remark
		}
		if t.broken {
			after = s.should(t, after)
		} else if t.changed() {
			after.Sub = w.T("plan.before_was", s.says(s.desk.before, t.change.Before).Text)
		}
		return []widgets.TableCell{number, after}
	}
	if t.broken {
		after = s.should(t, after)
	}
	class := widgets.TableCell{Icon: classIcon(t.kind.Class), Text: s.class(t.kind), Plain: true, Muted: true}
	if t.listed.Customers && t.listed.Remark != "" {
		class.Text += w.Label("，", ", ") + t.listed.Remark
	}
	rule := widgets.TableCell{Text: s.rule(t.after), Muted: true}
	if t.changed() {
		rule.Text, rule.Tone, rule.Muted = w.T("plan.rule_changed", rule.Text), theme.Warn, false
	}
	cells := []widgets.TableCell{number, class, rule}
	if s.compares() {
		cells = append(cells, s.says(s.desk.before, t.change.Before))
	}
	return append(cells, after)
}

// should says below what becomes of a number what should.
func (s *Screen) should(t trial, after widgets.TableCell) widgets.TableCell {
	lib := s.deps.Store.Library()
	way := t.listed.Should
	if f := lib.Form(library.Customer); f != nil && f.Field(library.CustomerOften) != nil {
		for _, column := range f.Field(library.CustomerOften).Columns {
			if column.Name == library.CustomerOftenRowShould {
				way = formview.Speech{Words: s.deps.Words, Lib: lib, Now: s.deps.Now}.Value(column, way)
			}
		}
	}
	if t.listed.Goes != "" {
		way += " " + t.listed.Goes
	}
	after.Icon, after.Tone, after.Plain, after.Sub = "circle-alert", theme.Stop, false, s.deps.Words.T("plan.should", way)
	if f := t.elsewhere; f != nil {
		after.Sub += s.deps.Words.T("plan.elsewhere", s.where(f))
	}
	return after
}

// where is the line and the time at which a number does not go as it should.
func (s *Screen) where(f *program.Fault) string {
	w := s.deps.Words
	at := w.Label("周"+string([]rune("一二三四五六日")[f.When.Weekday-1]), time.Weekday(f.When.Weekday%7).String())
	at += fmt.Sprintf(" %02d:%02d", f.When.Minute/60, f.When.Minute%60)
	if f.When.Holiday {
		at += w.Label("（节假日）", " (a holiday)")
	}
	if len(s.desk.after.plan.Profile().Lines) > 1 {
		at = w.T("plan.line", f.Line) + " " + at
	}
	return at
}

// rule names the rule that won: the emergency numbers stand above all.
func (s *Screen) rule(o dialplan.Outcome) string {
	if o.Rule == "" {
		return "–"
	}
	return s.ruleName(o.Rule)
}

func (s *Screen) ruleName(rule string) string {
	if rule == dialplan.EmergencyRule {
		return s.deps.Words.T("plan.must_pass")
	}
	return rule
}

// class is what a number is, with the place it leads to.
func (s *Screen) class(k dialplan.Kind) string {
	w := s.deps.Words
	text, name := w.T("plan.class."+k.Class), w.Label(k.Name.Zh, k.Name.En)
	switch k.Class {
	case dialplan.ClassNational, dialplan.ClassMobile, dialplan.ClassEmergency, dialplan.ClassService:
		if name != "" {
			text += " " + name
		}
	}
	return text
}

func classIcon(class string) string {
	switch class {
	case dialplan.ClassEmergency:
		return "siren"
	case dialplan.ClassLocal:
		return "phone"
	case dialplan.ClassNational:
		return "map-pin"
	case dialplan.ClassMobile:
		return "smartphone"
	case dialplan.ClassIntl:
		return "globe"
	case dialplan.ClassService, dialplan.ClassShared, dialplan.ClassFreephone:
		return "headset"
	case dialplan.ClassPremium:
		return "yuan"
	case dialplan.ClassAccess, dialplan.ClassFeature:
		return "hash"
	}
	return "circle-help"
}

// says is what a number comes to: what goes to the line, or why nothing does.
func (s *Screen) says(by *side, o dialplan.Outcome) widgets.TableCell {
	w := s.deps.Words
	switch o.Action {
	case dialplan.Direct:
		return widgets.TableCell{Icon: "arrow-right", Text: w.T("plan.direct", s.sent(by, o)), Plain: true, Tone: theme.Idle}
	case dialplan.Through:
		return widgets.TableCell{Icon: "split", Text: s.sent(by, o), Tone: theme.Accent}
	case dialplan.Block:
		return widgets.TableCell{Icon: "ban", Text: w.T("plan.blocked"), Tone: theme.Stop}
	}
	return widgets.TableCell{Icon: "circle-x", Text: w.T("plan.reason." + reason(o)), Tone: theme.Stop}
}

// reason is why nothing was dialled; what has no sentence of its own is no match.
func reason(o dialplan.Outcome) string {
	switch o.Reason {
	case dialplan.Incomplete, dialplan.TooLong, dialplan.NoDigit, dialplan.NoRoute, dialplan.Tie:
		return o.Reason
	}
	return dialplan.NoMatch
}

// sent writes what goes to the line: the access code apart, secrets by their names.
func (s *Screen) sent(by *side, o dialplan.Outcome) string {
	var parts []string
	for i, p := range s.pieces(by, o) {
		if i > 0 && p.kind == piecePause {
			continue
		}
		parts = append(parts, p.text)
	}
	return strings.Join(parts, " ")
}
