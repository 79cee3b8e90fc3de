package app_test

import (
	"testing"
	"time"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// What somebody proposed waits on the desk of who decides, and its page says that it is his
// turn where there is one answer.
func TestDecide_whatIsProposedIsOnTheDesk(t *testing.T) {
	limits := form.Values{library.GiftName: "雨伞", library.GiftWantedLeast: int64(5), library.GiftWantedMost: int64(20)}
	for _, c := range []struct {
		form, state, role string
		values            form.Values
		list, name        string
		page              []string
	}{
		{library.Supplier, library.SupplierWatch, library.RoleManager, form.Values{library.SupplierName: "惠州新厂", library.SupplierProposal: "approved", library.SupplierProposalReason: "三批都合格"},
			"待评定", "惠州新厂", []string{"评为合格"}},
		{library.Gift, library.GiftInUse, library.RoleIntakeSupervisor, limits, "上下限待同意", "雨伞", []string{"轮到你", "同意上下限"}},
		{library.DialerModel, library.DialerModelInUse, library.RoleIntakeSupervisor, limits, "上下限待同意", "雨伞", []string{"轮到你", "同意上下限"}},
	} {
		t.Run(c.form, func(t *testing.T) {
			var id form.ID
			r := apptest.OpenAt(t, apptest.Options{Role: c.role, Prepare: func(company *apptest.Company) {
				id = company.Add(c.form, "", c.state, apptest.Noon(), c.values)
			}}, "desk")
			r.Want(c.list, c.name)
			r.App.Nav().Go(screen.Place{Route: screen.RouteRecord, Form: c.form, ID: id})
			r.Pass(time.Second)
			r.Want(c.page...)
		})
	}
}

// A request that came back waits on the desk of who wrote it, and not on that of another.
func TestDecide_whatCameBackIsOnTheDesk(t *testing.T) {
	for _, mine := range []bool{true, false} {
		r := apptest.OpenAt(t, apptest.Options{Role: library.RoleSalesRep, Prepare: func(c *apptest.Company) {
			rep := c.Holder(library.RoleSalesRep)
			if !mine {
				rep = c.Others
			}
			id := c.Add(library.InstallRequest, "IR261123-0009", library.InstallRequestReturned, apptest.Noon(), form.Values{
				library.InstallRequestCustomerName: "惠阳广达玩具厂", library.InstallRequestSalesRep: rep, library.InstallRequestReturnReason: "缺联系电话"})
			c.Find(id).CreatedBy = rep
		}}, "desk")
		if mine {
			r.Want("待提交", "惠阳广达玩具厂", "1 件待办")
		} else {
			r.Want("都办完了")
		}
	}
}
