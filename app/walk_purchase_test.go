package app_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// purchase puts a request for 15 dialers into the company, in a state.
func purchase(c *apptest.Company, state string) form.ID {
	id := c.Add(library.Replenishment, "PR261123-001", state, apptest.Noon(), form.Values{
		library.ReplenishmentKind: "dialer", library.ReplenishmentItem: "IPD-4", library.ReplenishmentQuantity: int64(15), library.ReplenishmentPrice: int64(32000),
		library.ReplenishmentProduct:  form.Ref{Form: library.DialerModel, ID: c.Add(library.DialerModel, "", library.DialerModelInUse, apptest.Noon(), form.Values{library.DialerModelName: "IPD-4"})},
		library.ReplenishmentSupplier: form.Ref{Form: library.Supplier, ID: c.Add(library.Supplier, "", library.SupplierApproved, apptest.Noon(), form.Values{library.SupplierName: "惠州新厂"})},
		library.ReplenishmentNeedOn:   form.Date("2026-12-20"),
	})
	c.Find(id).CreatedBy = c.Keeper
	return id
}

// A request for more dialers is written by the stock keeper, with what the model says, and
// handed to the manager.
func TestPurchase_isWrittenAndSubmitted(t *testing.T) {
	r := apptest.OpenStore(t, apptest.Options{Prepare: func(c *apptest.Company) {
		c.Add(library.DialerModel, "", library.DialerModelInUse, apptest.Noon(), form.Values{library.DialerModelName: "IPD-4", library.DialerModelLeast: int64(5), library.DialerModelMost: int64(20)})
	}}, "bench")
	r.App.Nav().New(library.Replenishment, nil)
	r.Pass(time.Second)
	for label, name := range map[string]string{"型号档案": "IPD-4", "供应商": "东莞联科电子"} {
		fill(t, r, label, name)
		if err := r.TapIn(label, name); err != nil {
			t.Fatal(err)
		}
	}
	r.Want("5", "20") // least and most of the model
	fill(t, r, "申请数量", "15")
	fill(t, r, "单价", "320")
	fill(t, r, "需要日期", "2026-11-20")
	r.Leave()
	r.Want("需要日期已过")
	fill(t, r, "需要日期", "2026-12-20")
	r.Leave()
	r.Want("¥4,800.00")
	r.Tap("建立")
	r.Tap("提交审批")
	r.Pass(time.Second)
	r.Want("待审批", "轮到客户服务部经理")
}

// Everybody after him finds his step on the page, and what he is asked is all that is needed.
func TestPurchase_goesFromHandToHand(t *testing.T) {
	for _, c := range []struct {
		role, from, act, label, text, to string
	}{
		{library.RoleTechnicalSupervisor, library.ReplenishmentToApprove, "建议供应商与数量", "申请数量", "20", library.ReplenishmentToApprove},
		{library.RoleManager, library.ReplenishmentToApprove, "批准", "审批意见", "同意", library.ReplenishmentApproved},
		{library.RoleManager, library.ReplenishmentToApprove, "退回", "退回原因", "太多", library.ReplenishmentReturned},
		{library.RoleStockKeeper, library.ReplenishmentApproved, "下单", "采购单号", "CG-17", library.ReplenishmentOrdered},
		{library.RoleFinance, library.ReplenishmentArrivedAll, "付款", "付款日", "2026-11-23", library.ReplenishmentArrivedAll},
	} {
		t.Run(c.role+" "+c.act, func(t *testing.T) {
			var id form.ID
			r := apptest.Open(t, apptest.Options{Role: c.role, Prepare: func(company *apptest.Company) { id = purchase(company, c.from) }})
			r.App.Nav().Open(library.Replenishment, id)
			r.Pass(time.Second)
			r.Tap(c.act)
			fill(t, r, c.label, c.text)
			r.Leave()
			r.Key(fyne.KeyReturn)
			r.Pass(time.Second)
			r.Want(c.act + "，已记下")
			if got := r.Record(library.Replenishment, id).State; got != c.to {
				t.Errorf("it is %s; there is: %s", got, r.Summary())
			}
		})
	}
}
