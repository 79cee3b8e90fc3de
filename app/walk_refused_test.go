package app_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// A dialog whose act is refused by a rule says why above its buttons, in view: also where it
// asks for more than its window has room for.
func TestRefused_isSeenInTheDialog(t *testing.T) {
	const why = "请逐台写明不合格原因"
	for name, size := range map[string]fyne.Size{"tablet": fyne.NewSize(1280, 800), "phone": fyne.NewSize(400, 640)} {
		t.Run(name, func(t *testing.T) {
			var slip form.ID
			r := apptest.Open(t, apptest.Options{Role: library.RoleEngineer, Touch: true, Size: size, Prepare: func(c *apptest.Company) {
				slip = c.Add(library.Allotment, "AL261123-0001", library.AllotmentAllotted, apptest.Noon(), form.Values{
					library.AllotmentOrder: form.Ref{Form: library.ServiceOrder, ID: c.Market}, library.AllotmentEngineer: c.Engineer,
					library.AllotmentUnits: []form.Row{{ID: "1", Values: form.Values{library.AllotmentUnitsRowUnit: form.Ref{Form: library.DialerUnit, ID: c.Unit}}}},
				})
				unit := c.Find(c.Unit)
				unit.State, unit.Values[library.DialerUnitSlip], unit.Values[library.DialerUnitHolder] = library.DialerUnitAllotted, form.Ref{Form: library.Allotment, ID: slip}, c.Engineer
			}})
			r.App.Nav().Open(library.Allotment, slip)
			r.Pass(time.Second)
			r.App.Nav().Act(library.Allotment, slip, library.AllotmentReject)
			r.Pass(time.Second)
			r.Leave()
			r.Key(fyne.KeyReturn)
			r.Pass(time.Second)
			r.Shoot("refused-in-dialog-" + name)

			said, err := r.Find(why)
			if err != nil {
				t.Fatal(err)
			}
			button, err := r.Find("取消")
			if err != nil {
				t.Fatal(err)
			}
			if said.At.Y+said.Size.Height > button.At.Y || said.At.Y < 0 {
				t.Errorf("it is said at %v, the buttons are at %v", said.At, button.At)
			}
		})
	}
}
