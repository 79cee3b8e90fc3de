package main

import (
	"context"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"fieldline/app/widgets"
	"fieldline/forms/library"
)

const toolLoan = "tool_loan"

// A document that is one more YAML file is filled in, kept, sent and read without any
// other change.
func TestAddedForm_isOneFile(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	c.restart("--forms", withForm(t, filepath.Join("testdata", toolLoan+".yaml")))
	th := playhouse(t)
	ae := th.player(t, "tablet", nil)
	ae.enrol(c, library.RoleEngineer)
	t.Log(ae.Summary())
	ae.taps("全部")
	ae.sees("工具借用单")
	t.Log(ae.Summary())
	ae.taps("工具借用单")
	ae.taps("新建工具借用单")
	ae.sees("工具名称")
	t.Log(ae.Summary())
	_ = ctx
	must(t, ae.Picture("/tmp/w/new.png"))
	_ = fyne.NewPos
	_ = widgets.NewRating
}
