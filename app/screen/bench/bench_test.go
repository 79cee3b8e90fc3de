package bench_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/forms/library"
)

func TestBench_findsAndSaysWhatIsKnown(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleStockKeeper, Size: fyne.NewSize(1440, 900)})
	r.Want("等待扫描", "库存")
	scan := func(code string) {
		if err := r.Scan(code); err != nil {
			t.Fatal(err)
		}
		r.Pass(time.Second)
	}

	scan("6923450658121")
	r.Want("查无此机", "登记新机")
	r.Shoot("bench-unknown")
	scan(r.Company.UnitSerial)
	r.Want("刚扫到", "找到，待检", "入库检测")
	scan(r.Company.UnitSerial)

	r.Want("重复扫描")
	r.Shoot("bench-scanned")
}
