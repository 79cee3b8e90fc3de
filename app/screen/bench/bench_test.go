package bench_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/forms/library"
)

func TestBench_findsAndSaysWhatIsKnown(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleStockKeeper, Size: fyne.NewSize(1440, 900)})
	r.Want("等待扫描", "库存")

	r.Scans("6923450658121")
	r.Want("查无此机", "登记新机")
	r.Shoot("bench-unknown")
	r.Scans(r.Company.UnitSerial)
	r.Want("刚扫到", "找到，待检", "入库检测")
	r.WantGone("重复扫描")
	r.Scans(r.Company.UnitSerial)

	r.Want("重复扫描")
	r.Shoot("bench-scanned")
}

// A scan finds the thing whatever its label says: the serial number in GS1 elements, small
// letters typed by hand, the id on a paper; a text that merely names it is not it.
func TestBench_findsByEveryLabel(t *testing.T) {
	r := apptest.OpenStore(t, apptest.Options{}, "bench")
	serial := r.Company.UnitSerial
	for _, code := range []string{"]C1010690123456789221" + serial, strings.ToLower(serial), r.Unit(serial).ID.String()} {
		r.Scans("NOBODY-1")
		r.Want("查无此机", "登记新机")
		r.Scans(code)
		r.Want("入库检测")
		r.WantGone("登记新机")
	}
	r.Scans(serial[:len(serial)-2])
	r.Want("查无此机")
}

// The number of goods, as a scanner says by its prefix, is no serial number to be registered.
func TestBench_registersNoGoods(t *testing.T) {
	r := apptest.OpenStore(t, apptest.Options{}, "bench")
	for _, code := range []string{"]E06901234567892", "]C10106901234567892"} {
		r.Scans(code)
		r.Want("这个码里没有序列号")
		r.WantGone("登记新机")
	}
}

// Where the camera is the scanner the bench reads codes from photos, as the other desks do.
func TestBench_readsFromAPhotoWhereThereIsNoScanner(t *testing.T) {
	for _, touch := range []bool{true, false} {
		r := apptest.Open(t, apptest.Options{Role: library.RoleStockKeeper, Touch: touch})
		if r.Sees("从照片读码") != touch {
			t.Errorf("touch %v: %s", touch, r.Summary())
		}
		r.Shoot(fmt.Sprintf("bench-photo-%v", touch))
		r.Close()
	}
}
