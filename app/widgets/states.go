package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fieldline/app/theme"
)

// EmptyState says what belongs here, why it is not here, and leaves the one next step to
// actions; on a phone that stands in the bar.
func EmptyState(icon, title, why string, actions ...fyne.CanvasObject) *fyne.Container {
	th := theme.Current()
	circle := box(48)
	fillBox(circle, th.Sheet, th.Line, th.Hairline())
	sign := Fixed(96, 96, container.NewStack(circle, PadAll(28, newIcon(icon, 40, accent))))
	parts := []fyne.CanvasObject{
		Middle(sign),
		Gap(0, 4),
		NewParagraph(title, theme.Title).Bold().Center(),
		NewParagraph(why, theme.Body).Muted().Center(),
	}
	if len(actions) > 0 {
		parts = append(parts, Gap(0, 4), Middle(Row(theme.SpaceButtons, actions...)))
	}
	return centred(AtMost(400, Column(14, parts...)))
}

// ErrorText is what an ErrorState says, with its heads already translated.
type ErrorText struct {
	Title          string
	WhyHead, Why   string
	SafeHead, Safe string
	WhatHead, What string
	Number         string // the sentence with the error's number; "" for none
	CopyName       string
	OnCopy         func()
	Actions        []fyne.CanvasObject
}

// ErrorState is a sheet that says why it failed, that nothing is lost, and what to do.
func ErrorState(text ErrorText) *fyne.Container {
	part := func(icon string, tone theme.Tone, head, body string) fyne.CanvasObject {
		return TopRow(theme.SpaceIcon, NewIcon(icon, 24, tone), Grow(Column(4,
			NewText(head, theme.Body).Bold(), NewParagraph(body, theme.Body).Muted())))
	}
	parts := []fyne.CanvasObject{
		Row(theme.SpaceIcon, NewIcon("circle-x", 30, theme.Stop), Grow(NewParagraph(text.Title, theme.Title).Bold())),
		Rule(),
	}
	if text.Why != "" {
		parts = append(parts, part("hard-drive", theme.Stop, text.WhyHead, text.Why))
	}
	if text.Safe != "" {
		parts = append(parts, part("shield-check", theme.Go, text.SafeHead, text.Safe))
	}
	if text.What != "" {
		parts = append(parts, part("list-checks", theme.Accent, text.WhatHead, text.What))
	}
	if text.Number != "" {
		row := []fyne.CanvasObject{Grow(NewParagraph(text.Number, theme.Secondary).Muted())}
		if text.OnCopy != nil {
			row = append(row, NewQuietIcon("copy", text.CopyName, text.OnCopy))
		}
		parts = append(parts, Rule(), Row(8, row...))
	}
	if len(text.Actions) > 0 {
		parts = append(parts, EqualAtLeast(160, theme.SpaceButtons, text.Actions...))
	}
	return centred(AtMost(480, Sheet(Column(18, parts...))))
}

// centred puts a block a little above the middle of what there is.
func centred(block fyne.CanvasObject) *fyne.Container {
	return container.New(&centredLayout{}, block)
}

type centredLayout struct{}

func (l *centredLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return tallest(objects, max(1, width-2*theme.SpaceSheets)) + 2*theme.SpacePage
}

func (l *centredLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(2*theme.SpaceSheets, 2*theme.SpacePage)
}

func (l *centredLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := max(1, size.Width-2*theme.SpaceSheets)
	h := HeightFor(objects[0], w)
	place(objects[0], theme.SpaceSheets, max(theme.SpacePage, (size.Height-h)*0.45), w, h)
}
