package apptest

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

func TestHand_worksByWhatIsSeen(t *testing.T) {
	a := test.NewTempApp(t)
	w := a.NewWindow("")
	name := widget.NewEntry()
	said := ""
	var rows []fyne.CanvasObject
	for range 40 {
		rows = append(rows, widget.NewLabel("row"))
	}
	loop := NewLoop()
	say := widget.NewButton("Say", func() { loop.Do(func() { said = name.Text }) })
	w.SetContent(container.NewVScroll(container.NewVBox(append(rows, widget.NewLabel("Name"), name, say)...)))
	w.Resize(fyne.NewSize(300, 200))
	h := NewHand(w, loop)

	if err := h.Fill("Name", "周建明"); err != nil {
		t.Fatal(err)
	}
	if err := h.Tap("Say"); err != nil {
		t.Fatal(err)
	}

	if said != "周建明" {
		t.Errorf("the button heard %q", said)
	}
	if !h.Sees("周建明") {
		t.Errorf("what was typed is not seen among %s", h.Summary())
	}
}

func TestHand_fillsTheFieldAndNotWhatStandsBelowALinkToIt(t *testing.T) {
	a := test.NewTempApp(t)
	w := a.NewWindow("")
	access, remark := widget.NewEntry(), widget.NewEntry()
	row := func(label string, e *widget.Entry) fyne.CanvasObject {
		return container.NewGridWithColumns(2, widget.NewLabel(label), e)
	}
	w.SetContent(container.NewVBox(widget.NewLabel("Remark"), row("Access", access), row("Remark", remark)))
	w.Resize(fyne.NewSize(300, 200))

	if err := NewHand(w, NewLoop()).Fill("Remark", "very good"); err != nil {
		t.Fatal(err)
	}

	if remark.Text != "very good" || access.Text != "" {
		t.Errorf("the remark is %q and the access %q", remark.Text, access.Text)
	}
}
