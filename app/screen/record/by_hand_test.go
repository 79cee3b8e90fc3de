package record_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// A dialer that cannot be written at the desk is set by hand: while that is asked it is the
// technical supervisor's turn, once he agreed the stock keeper's, who says that it reads back
// and sets it up, with the reason still to be read; then nobody waits for anybody.
func TestByHand_theTurnGoesToAndFro(t *testing.T) {
	for name, c := range map[string]struct {
		state      string
		values     form.Values
		want, gone []string
	}{
		"not asked": {library.DialerConfigToConfigure, form.Values{}, []string{"轮到你", "写入并封存", "申请手工设置"}, []string{"设置完成", "同意手工设置"}},
		"asked":     {library.DialerConfigToConfigure, form.Values{library.DialerConfigHandReason: "串口坏了"}, []string{"轮到技术支持组主管", "串口坏了"}, []string{"轮到你"}},
		"agreed":    {library.DialerConfigToConfigure, form.Values{library.DialerConfigHandReason: "串口坏了", library.DialerConfigHandBy: true}, []string{"轮到你", "串口坏了", "补下一项：读回一致"}, []string{"轮到技术支持组主管", "不同意手工设置", "申请手工设置"}},
		"it agrees": {library.DialerConfigToConfigure, form.Values{library.DialerConfigHandReason: "串口坏了", library.DialerConfigHandBy: true, library.DialerConfigAgrees: true}, []string{"轮到你", "设置完成"}, []string{"轮到技术支持组主管", "不同意手工设置"}},
		"it is set": {library.DialerConfigConfigured, form.Values{library.DialerConfigHandReason: "串口坏了", library.DialerConfigHandBy: true, library.DialerConfigAgrees: true}, []string{"串口坏了"}, []string{"轮到技术支持组主管", "轮到你"}},
	} {
		t.Run(name, func(t *testing.T) {
			var p apptest.Program
			r := apptest.Open(t, apptest.Options{Role: library.RoleStockKeeper, Size: fyne.NewSize(1440, 1400), Prepare: func(all *apptest.Company) {
				var err error
				if p, err = all.AddProgram(); err != nil {
					t.Fatal(err)
				}
				config := all.Find(p.Config)
				config.State = c.state
				for column, v := range c.values {
					if column == library.DialerConfigHandBy {
						v = all.Holder(library.RoleTechnicalSupervisor)
					}
					config.Values[column] = v
				}
			}})
			r.App.Nav().Open(library.DialerConfig, p.Config)
			r.Pass(time.Second)
			r.Want(c.want...)
			r.WantGone(c.gone...)
		})
	}
}
