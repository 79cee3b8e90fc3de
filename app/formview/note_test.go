package formview

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"fieldline/app/widgets"
)

func TestNote_putsPhrasesBehindWhatIsTyped(t *testing.T) {
	s := small(t, `{type: note, zh: 工况条件, en: Conditions, phrases: site}`)
	s.types("机柜\n偏热")

	c := s.view.cells[Spot{Field: "one"}]
	phrases, ok := c.extra.(*widgets.Button)
	if !ok {
		t.Fatal("there is no button for phrases")
	}
	test.Tap(phrases)
	s.pick("接地良好")

	if s.value() != "机柜\n偏热；接地良好" {
		t.Errorf("the value is %q", s.value())
	}
}
