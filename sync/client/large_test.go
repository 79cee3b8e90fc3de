package client_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
)

// counted is the count of a shelf on which so many dialers lie, all found.
func (o *office) counted(keeper *tablet, dialers int, remark string) form.ID {
	o.t.Helper()
	rows := make([]form.Row, dialers)
	for i := range rows {
		serial := fmt.Sprintf("D4-26%06d", i)
		id := o.create(o.staff[library.RoleStockKeeper], library.DialerUnit, form.Values{library.DialerUnitSerial: serial, library.DialerUnitModel: "D4"})
		rows[i] = form.Row{ID: fmt.Sprint(i), Values: form.Values{
			library.StockCountLinesRowSerial: serial, library.StockCountLinesRowUnit: form.Ref{Form: library.DialerUnit, ID: id},
			library.StockCountLinesRowExpected: true, library.StockCountLinesRowFound: true, library.StockCountLinesRowRemark: remark,
		}}
	}
	o.sync(keeper)
	id := keeper.new(library.StockCount, form.Values{library.StockCountLines: rows})
	o.sync(keeper)
	keeper.act(library.StockCount, id, library.StockCountFinish, nil)
	o.sync(keeper)
	return id
}

// A count of megabytes begins in one operation, as a shelf of ten thousand does, and reaches
// who confirms it; each dialer then knows when it was seen.
func TestSync_aCountOfMegabytes(t *testing.T) {
	o := newOffice(t)
	o.hire("confirms", library.RoleIntakeSupervisor)
	keeper := o.enrol(library.RoleStockKeeper, client.Config{})
	id := o.counted(keeper, 500, strings.Repeat("x", 4000))
	boss := o.enrol("confirms", client.Config{})
	o.sync(boss)
	boss.act(library.StockCount, id, library.StockCountConfirm, nil)
	o.sync(boss, keeper)

	count := keeper.get(library.StockCount, id)
	rows, _ := count.Values[library.StockCountLines].([]form.Row)
	if count.State != library.StockCountConfirmed || len(rows) != 500 {
		t.Fatalf("the count is %s with %d rows", count.State, len(rows))
	}
	unit, _ := rows[499].Values[library.StockCountLinesRowUnit].(form.Ref)
	if seen := keeper.get(library.DialerUnit, unit.ID).Values[library.DialerUnitSeenAt]; seen == nil {
		t.Error("the last dialer was not seen")
	}
}

// BenchmarkConfirm_ofMany is a count of ten thousand dialers from the tap that confirms it to
// the office's answer, which changes each of them: for each beside saving and sending one new
// dialer alone (x-single).
func BenchmarkConfirm_ofMany(b *testing.B) {
	const many, some = 10_000, 100
	o := newOffice(b)
	o.hire("confirms", library.RoleIntakeSupervisor)
	keeper := o.enrol(library.RoleStockKeeper, client.Config{})
	id := o.counted(keeper, many, "")
	boss := o.enrol("confirms", client.Config{})
	o.sync(boss)

	for b.Loop() {
		boss.act(library.StockCount, id, library.StockCountConfirm, nil)
		o.sync(boss)
	}
	if state := boss.get(library.StockCount, id).State; state != library.StockCountConfirmed || b.N != 1 {
		b.Fatalf("after %d the count is %s", b.N, state)
	}
	began := time.Now()
	for i := range some {
		keeper.new(library.DialerUnit, form.Values{library.DialerUnitSerial: fmt.Sprintf("D4-27%06d", i), library.DialerUnitModel: "D4"})
		o.sync(keeper)
	}
	b.ReportMetric(float64(b.Elapsed())/many/(float64(time.Since(began))/some), "x-single")
}
