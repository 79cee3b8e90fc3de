package app_test

import (
	"slices"
	"testing"
	"time"

	"fieldline/app/apptest"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
)

// The badge, the rail and the outbox count the same: what needs somebody while there is
// any, else what is to be sent, by documents. A row names whose order it is.
func TestCounts_areOfOneMeaning(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	shows := func(count string) bool {
		return slices.ContainsFunc(r.Look(), func(s apptest.Seen) bool { return s.Text == count })
	}
	r.App.Nav().Act(library.ServiceOrder, r.Company.Hardware, library.ServiceOrderDepart)
	r.Pass(time.Second)
	r.Tap("发件箱")
	r.Want("1 张待发送", "SO261123-0007 福永恒泰五金制品厂")
	r.Sync.Set(func(s *client.State) { s.Pending = 4 })
	r.Pass(time.Second)
	if r.Want("4 张待发送"); !shows("4") {
		t.Error("the rail does not say what the badge says")
	}

	r.Refuse(form.Problem{Form: library.ServiceOrder, Key: "service_order.actions.depart.check.0", Label: &form.Label{Zh: "请勿出发", En: "Stay"}})
	r.Sync.Set(func(s *client.State) { s.Pending, s.NeedYou = 4, 2 }) // four more wait behind two
	r.Pass(time.Second)

	if r.Want("2 项要你处理"); !shows("2") || shows("6") || shows("4") {
		t.Error("the rail does not say what the badge says")
	}
}
