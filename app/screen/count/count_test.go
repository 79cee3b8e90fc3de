package count_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/sound"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

func desk(t *testing.T, o apptest.Options) *apptest.Ready {
	t.Helper()
	o.Prepare = func(c *apptest.Company) {
		for i := range c.Records { // what the office works out is not laid by itself
			if rec := &c.Records[i]; rec.Form == library.DialerUnit && rec.Values[library.DialerUnitShelf] != nil {
				rec.Values[library.DialerUnitPlace] = library.PlaceIsWarehouse
			}
		}
	}
	return apptest.OpenStore(t, o, screen.RouteCount)
}

// countOf is the one count of a shelf, as it is stored now.
func countOf(t *testing.T, r *apptest.Ready, shelf string) *record.Record {
	t.Helper()
	counts, err := r.App.Store().Env(context.Background(), nil).World.Matching(library.StockCount, []string{library.StockCountShelf}, []any{shelf}, nil)
	if err != nil || len(counts) != 1 {
		t.Fatalf("%d counts, %v", len(counts), err)
	}
	return r.Record(library.StockCount, counts[0].ID)
}

// Every dialer that was not seen yet can be reached, and what the books have elsewhere is not
// said to be unknown to them.
func TestCount_showsTheRest(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Scans("A03-2", "D4-26081704")
	r.WantGone("账上没有")
	r.Want("账上不在这里", "账上不在这里的", "还没扫到的", "还有 3 台")

	r.Tap("还有 3 台")

	r.WantGone("还有 3 台")
	rows, _ := countOf(t, r, "A03-2").Get(library.StockCountLines).([]form.Row)
	for _, row := range rows {
		r.Want(row.Values[library.StockCountLinesRowSerial].(string))
	}
	r.Shoot("count-rest-zh")
	r.Scans("D4-26081730") // a scan later it is still so
	r.WantGone("还有 2 台")
}

// A shelf is counted with nothing but the scanner; twice, elsewhere and unknown look and
// sound different, and every serial number is one line.
func TestCount_scanAfterScan(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Want("盘点", "先扫要盘的库位")
	r.Scans("D4-26081730")
	r.Want("这是拨号器，请先扫库位")
	r.Scans("A30-2") // a slip of the hand
	r.Want("没有用过的库位")
	r.Scans("A03-2")
	r.Want("A03-2", "/ 15 台")
	r.Scans("D4-26081730", "d4-26081731")
	r.Want("已计数", "2", "D4-26081731")
	r.Scans("D4-26081730")
	r.Want("重复，不再计数")
	r.Scans("D4-26081704")
	r.Want("不该在这里", "账上不在这里，现为已领用")
	r.Scans("nobody-1")
	r.Want("不认识，没有计数", "NOBODY-1", "记下这个序列号")
	r.Shoot("count-desktop-zh")

	want := []sound.Tone{sound.Unknown, sound.Unknown, sound.Good, sound.Good, sound.Twice, sound.Unknown, sound.Unknown}
	if !slices.Equal(r.Heard, want) {
		t.Errorf("heard %v, want %v", r.Heard, want)
	}
	count := countOf(t, r, "A03-2")
	for column, n := range map[string]int64{
		library.StockCountExpectedCount: 15, library.StockCountFoundCount: 3, library.StockCountMissingCount: 13, library.StockCountSurplusCount: 1,
	} {
		if have := count.Values[column]; !form.Equal(have, n) {
			t.Errorf("%s is %v, want %d", column, have, n)
		}
	}
	r.Tap("记下这个序列号")
	r.Pass(time.Second)
	r.Want("盘盈")
	r.Key(fyne.KeyF8)
	r.Pass(time.Second)
	r.Want("还有 15 台与账上不符")
	r.Shoot("count-owing-zh")
	r.Tap("取消")
	r.Want("没写怎么处理")
	r.Key(fyne.KeyF8)
	r.Pass(time.Second)
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("差异处理") // its page, where that is said

	count = countOf(t, r, "A03-2")
	rows, _ := count.Get(library.StockCountLines).([]form.Row)
	for _, row := range rows {
		switch row.Values[library.StockCountLinesRowExpected] == row.Values[library.StockCountLinesRowFound] {
		case true:
		case row.Values[library.StockCountLinesRowFound] == true:
			row.Values[library.StockCountLinesRowRemedy] = library.CountRemedyIsBookLate
		default:
			row.Values[library.StockCountLinesRowRemedy] = library.CountRemedyIsElsewhere
		}
	}
	does(t, r, record.Part{Kind: record.Set, Form: library.StockCount, ID: count.ID, Values: form.Values{library.StockCountLines: rows}})
	r.App.Nav().Back()
	r.Pass(time.Second)
	r.Want("另处找到", "单据补办")
	r.WantGone("没写怎么处理")
	r.Key(fyne.KeyF8)
	r.Pass(time.Second)
	r.Want("盘点完成，已记下")
}

// What to do about a difference is said at the desk: for one dialer by a tap on it, for all
// the rest in one go. What is not in the books is not written off.
func TestCount_saysWhatToDoAtTheDesk(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Scans("A03-2", "D4-26081730", "D4-26081704")
	r.Tap("D4-26081732")
	r.Want("另处找到", "提请报损")
	r.Tap("提请报损")
	r.Pass(time.Second)
	r.Want("这 13 台一样处理")
	r.Shoot("count-remedies-zh")
	r.Tap("这 13 台一样处理")
	r.Tap("另处找到")
	r.Pass(time.Second)
	r.WantGone("一样处理")
	r.Key(fyne.KeyF8)
	r.Pass(time.Second)
	r.Want("还有 1 台与账上不符")
	r.Tap("取消")
	r.Tap("没写怎么处理")
	r.Tap("单据补办")
	r.Pass(time.Second)

	r.Key(fyne.KeyF8)
	r.Pass(time.Second)
	r.Want("盘点完成，已记下")
	count := countOf(t, r, "A03-2")
	said := map[any]int{}
	rows, _ := count.Get(library.StockCountLines).([]form.Row)
	for _, row := range rows {
		said[row.Values[library.StockCountLinesRowRemedy]]++
	}
	if said[library.CountRemedyIsWriteOff] != 1 || said[library.CountRemedyIsElsewhere] != 13 || said[library.CountRemedyIsBookLate] != 1 {
		t.Errorf("the remedies are %v", said)
	}
}

// The same is said of thousands at once, in an operation that a server takes.
func TestCount_saysTheSameOfThousands(t *testing.T) {
	const many = 3 * record.MostParts
	r := apptest.OpenStore(t, apptest.Options{Prepare: func(c *apptest.Company) { fill(c, many) }}, screen.RouteCount)
	r.Scans("B01-1")
	r.Scans("D4-26000007")
	r.Tap("这 1499 台一样处理")
	r.Tap("另处找到")
	r.Pass(time.Second)
	r.WantGone("一样处理")

	rows, _ := countOf(t, r, "B01-1").Get(library.StockCountLines).([]form.Row)
	for _, row := range rows {
		found, remedy := row.Values[library.StockCountLinesRowFound], row.Values[library.StockCountLinesRowRemedy]
		if serial := row.Values[library.StockCountLinesRowSerial]; serial == "D4-26000007" && (found != true || remedy != nil) || serial != "D4-26000007" && (found != nil || remedy != library.CountRemedyIsElsewhere) {
			t.Fatalf("of %s it is said %v %v", serial, found, remedy)
		}
	}
	batch, err := r.App.Store().Pending(context.Background(), 100, 64<<20)
	if err != nil || len(rows) != many || batch.Total != 3 {
		t.Errorf("%d rows in %d operations, %v", len(rows), batch.Total, err)
	}
	for _, s := range batch.Ops {
		if _, err := record.Decode(r.App.Store().Library(), s.Body); err != nil {
			t.Error(err)
		}
	}
}

// Once a count is finished, here or elsewhere, nothing more is written into it: the desk
// offers it no more, and says so to a scan.
func TestCount_finishedIsFinished(t *testing.T) {
	r := desk(t, apptest.Options{})
	id := r.App.Store().NewID()
	does(t, r, record.Part{Kind: record.Create, Form: library.StockCount, ID: id, Values: form.Values{
		library.StockCountShelf: "Z9",
		library.StockCountLines: []form.Row{{Values: form.Values{library.StockCountLinesRowSerial: "NOBODY-0", library.StockCountLinesRowFound: true, library.StockCountLinesRowRemedy: library.CountRemedyIsBookLate}}},
	}})
	r.App.Nav().Go(screen.Place{Route: screen.RouteCount, ID: id})
	r.Pass(time.Second)
	r.Scans("NOBODY-1")
	r.Want("记下这个序列号")
	does(t, r, record.Part{Kind: record.Act, Form: library.StockCount, ID: id, Action: library.StockCountFinish})
	r.Pass(time.Second)
	r.WantGone("记下这个序列号")

	r.Scans("NOBODY-2", "D4-26081730")
	r.Want("这次盘点已经完成")
	r.WantGone("记下这个序列号")
	if rows, _ := r.Record(library.StockCount, id).Get(library.StockCountLines).([]form.Row); len(rows) != 1 {
		t.Errorf("%d lines are in the count", len(rows))
	}
	out, err := r.App.Store().Do(context.Background(), record.Part{Kind: record.Add, Form: library.StockCount, ID: id, Table: library.StockCountLines,
		Row: form.Row{Values: form.Values{library.StockCountLinesRowSerial: "NOBODY-1", library.StockCountLinesRowFound: true}}})
	if err != nil || len(out.Problems) == 0 {
		t.Errorf("a line is written into a finished count: %v", err)
	}
}

// does is what was done elsewhere on this device.
func does(t *testing.T, r *apptest.Ready, part record.Part) {
	t.Helper()
	out, err := r.App.Store().Do(context.Background(), part)
	if err != nil || len(out.Problems) > 0 {
		t.Fatal(out.Problems, err)
	}
}

// A count of a model that was begun elsewhere, as where the books were short, expects at the
// desk what they say of that model, and nobody who was written off; what was found stays found.
func TestCount_ofAModel(t *testing.T) {
	r := desk(t, apptest.Options{})
	id := r.App.Store().NewID()
	does(t, r, record.Part{Kind: record.Create, Form: library.StockCount, ID: id, Values: form.Values{
		library.StockCountModel: "IPD-4", library.StockCountShelf: "A03-2",
		library.StockCountLines: []form.Row{{Values: form.Values{library.StockCountLinesRowSerial: "D4-26081731", library.StockCountLinesRowFound: true}}},
	}})
	lost := *r.Record(library.DialerUnit, r.Unit("D4-26081732").ID)
	lost.Values = form.Clone(lost.Values)
	lost.State, lost.Values[library.DialerUnitLost] = library.DialerUnitToScrap, true
	lost.Rev++
	r.Change(lost)
	r.Pass(time.Second)

	r.Want("A03-2，IPD-4", "1", "/ 14 台")
	r.WantGone("D4-26081732")
	r.Scans("D4-26081730")
	r.Want("已计数", "2", "/ 14 台")
}

// Who scans faster than is saved loses nothing: the shelf and what lies on it without a pause,
// one of them twice, and away.
func TestCount_scansWithoutAPause(t *testing.T) {
	r := desk(t, apptest.Options{})
	for _, code := range []string{"A03-2", "D4-26081730", "D4-26081731", "D4-26081731", "D4-26081732"} {
		if err := r.Scan(code); err != nil {
			t.Fatal(err)
		}
	}
	r.App.Nav().Go(screen.Place{Route: screen.RouteReceive})
	r.Pass(time.Second)

	counts, err := r.App.Store().Env(context.Background(), nil).World.Matching(library.StockCount, nil, nil, nil)
	if err != nil || len(counts) != 1 {
		t.Fatalf("%d counts, %v", len(counts), err)
	}
	if shelf, n := counts[0].Values[library.StockCountShelf], counts[0].Values[library.StockCountFoundCount]; shelf != "A03-2" || !form.Equal(n, int64(3)) {
		t.Errorf("on %v %v were counted", shelf, n)
	}
	want := []sound.Tone{sound.Good, sound.Good, sound.Twice, sound.Good}
	if !slices.Equal(r.Heard, want) {
		t.Errorf("heard %v, want %v", r.Heard, want)
	}
	if err := r.Scan("D4-26081733"); err != nil { // the cursor is on the desk that is seen
		t.Fatal(err)
	}
	r.Pass(time.Second)
	r.Want("收货")
}

func TestCount_pictures(t *testing.T) {
	for _, o := range []struct {
		name string
		apptest.Options
	}{
		{"count-tablet-en", apptest.Options{Size: fyne.NewSize(1280, 800), Touch: true, Language: words.English}},
		{"count-phone-zh", apptest.Options{Size: fyne.NewSize(400, 800), Touch: true}},
	} {
		t.Run(o.name, func(t *testing.T) {
			r := desk(t, o.Options)
			r.Shoot(o.name + "-begin")
			r.Scans("A03-2", "D4-26081730", "D4-26081731", "D4-26081730", "D4-26081704")
			r.Shoot(o.name)
		})
	}
}

// What another device counted stands on the screen as soon as a sync brings it, also where
// one's own next scan is saved first.
func TestCount_seesWhatOthersCount(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Scans("A03-2", "D4-26081730")
	r.Deliver()
	r.Pass(time.Second)
	count := countOf(t, r, "A03-2")
	theirs := func(serial string) record.Record {
		t.Helper()
		rec := *r.Record(library.StockCount, count.ID)
		rec.Values = form.Clone(rec.Values)
		rec.Rev++
		rows, _ := rec.Get(library.StockCountLines).([]form.Row)
		for i := range rows {
			if rows[i].Values[library.StockCountLinesRowSerial] == serial {
				rows[i].Values[library.StockCountLinesRowFound] = true
				return rec
			}
		}
		t.Fatalf("%s is not in the count", serial)
		return rec
	}

	r.Change(theirs("D4-26081732"))
	r.Pass(time.Second)
	r.Want("2", "/ 15 台", "D4-26081730")

	reply := device.Reply{Records: []record.Record{theirs("D4-26081733")}, Epoch: "test", Cursor: "3"}
	if err := errors.Join(r.App.Store().ApplyReply(context.Background(), reply), r.Scan("D4-26081731")); err != nil { // no time to read what came
		t.Fatal(err)
	}
	r.Want("4", "已计数", "D4-26081731")
	r.Scans("D4-26081733")
	r.Want("重复，不再计数", "4")
}
