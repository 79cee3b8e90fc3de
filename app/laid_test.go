package app_test

import (
	"testing"
	"time"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// What the manager adds to the checklist stands on the card that is open at that moment.
func TestShell_drawsAChoiceThatArrives(t *testing.T) {
	r := apptest.Open(t, apptest.Options{})
	r.App.Nav().Open(library.FeedbackCard, r.Company.LogisticsCard)
	r.Want("清扫现场")
	r.WantGone("拍摄接线照片")

	r.Change(record.Record{Version: 1, Rev: 1, Seq: 900, Record: form.Record{
		ID: form.ID{1: 1}, Form: library.Choice, CreatedAt: r.Now, UpdatedAt: r.Now, Values: form.Values{
			library.ChoiceList: library.ServiceStandardWords, library.ChoiceWord: "wiring_photo", library.ChoiceZh: "拍摄接线照片", library.ChoiceEn: "Photograph the wiring",
			library.ChoiceValidFrom: form.Date("2026-11-23"), library.ChoicePlace: int64(3),
		}}})

	r.Want("拍摄接线照片")
	r.Shoot("choice-arrived")
}

func TestShell_managerAddsACause(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalSupervisor, Prepare: func(c *apptest.Company) {
		posts, _ := c.Find(c.Chief).Values[library.PersonPosts].([]form.Row)
		posts[0].Values[library.PersonPostsRowRole] = library.RoleManager
	}})
	r.Tap("选项调整")
	r.Tap("新建选项调整")
	r.Tap("请选择")
	r.Tap("原因类别")
	for label, text := range map[string]string{"代码": "Lightning", "中文名称": "雷击", "英文名称": "Lightning"} {
		if err := r.Fill(label, text); err != nil {
			t.Fatal(err)
		}
	}
	r.Leave()
	r.Want("请以字母开头")
	r.Shoot("choice-refused")
	if err := r.Fill("代码", "lightning"); err != nil {
		t.Fatal(err)
	}
	r.Leave()
	r.Tap("建立")
	r.Pass(time.Second)

	r.Shoot("choice-made")
	lib := r.App.Store().Library()
	if w, known := lib.Word(lib.Form(library.RepairCard).Field(library.RepairCardCause), "lightning"); !known || w.Label.Zh != "雷击" {
		t.Errorf("the cause is %+v", w)
	}
	r.App.Nav().Go(screen.Place{Route: screen.RouteList, Form: library.Choice, List: library.ChoiceListAll})
	r.Want("原因类别", "lightning", "雷击", "2026-11-23")
	r.Shoot("choice-list")
}
