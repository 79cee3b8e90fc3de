package receive_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/sound"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// desk is the receiving desk with a lot whose delivery note says 20.
func desk(t *testing.T, o apptest.Options) *apptest.Ready {
	t.Helper()
	o.Prepare = lay
	return apptest.OpenStore(t, o, screen.RouteReceive)
}

// lay puts the lot into the company.
func lay(c *apptest.Company) {
	supplier := c.Add(library.Supplier, "", library.SupplierApproved, apptest.Noon(), form.Values{library.SupplierName: "深圳恒信通讯设备厂"})
	model := c.Add(library.DialerModel, "", library.DialerModelInUse, apptest.Noon(), form.Values{
		library.DialerModelName: "IPD-4", library.DialerModelLines: int64(4), library.DialerModelSerialRule: "D4-",
	})
	c.Add(library.Arrival, "GR261123-001", library.ArrivalArriving, apptest.Noon(), form.Values{
		library.ArrivalSupplier: form.Ref{Form: library.Supplier, ID: supplier}, library.ArrivalProduct: form.Ref{Form: library.DialerModel, ID: model},
		library.ArrivalLotNo: "L2611-2", library.ArrivalReceivedOn: form.Date("2026-11-23"), library.ArrivalWarrantyTo: form.Date("2028-11-22"),
		library.ArrivalDeclared: int64(20),
	})
}

// A lot is scanned in with nothing but the scanner: the shelf, then the dialers; what is
// scanned twice, belongs elsewhere or is no serial number looks and sounds different, and
// makes no dialer.
func TestReceive_scanAfterScan(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Want("收货", "L2611-2", "先扫库位", "0", "/ 20 台")
	r.Scans("D4-26110001")
	r.Want("这是拨号器，请先扫库位")
	r.Heard = nil
	r.Scans("A03-2")
	r.Want("A03-2")
	for i := range 5 {
		r.Scans(fmt.Sprintf("D4-2611%04d", i+1))
	}
	r.Want("已计数", "5", "D4-26110005")
	r.Scans("]C1010690123456789221D4-26110006")
	r.Want("D4-26110006", "6")
	r.Scans("D4-26110002")
	r.Want("重复，不再计数", "这一批已收过", "6")
	r.Scans("6901234567892")
	r.Want("不认识，没有计数", "这是商品条码，每台都一样，请扫机身上的序列号")
	r.WantGone("仍然收下")
	r.Scans(r.Company.UnitSerial)
	r.Want("不该在这里", "早已登记，待检")
	r.Shoot("receive-desktop-zh")

	want := []sound.Tone{sound.Good, sound.Good, sound.Good, sound.Good, sound.Good, sound.Good, sound.Twice, sound.Unknown, sound.Unknown}
	if !slices.Equal(r.Heard, want) {
		t.Errorf("heard %v, want %v", r.Heard, want)
	}
	units := under(t, r, library.DialerUnit, library.DialerUnitLot, "L2611-2")
	if len(units) != 6 {
		t.Fatalf("%d dialers are in the lot", len(units))
	}
	for _, u := range units {
		if u.Values[library.DialerUnitShelf] != "A03-2" || u.Values[library.DialerUnitModel] != "IPD-4" || u.State != library.DialerUnitAwaitingInspection {
			t.Errorf("%v", u.Values)
		}
	}
}

// The number of the goods is taken for no shelf and no dialer, and a shelf where dialers lie
// for no dialer: it is where the next ones go.
func TestReceive_goodsAndShelvesAreNoDialers(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Scans("6901234567892")
	r.Want("这是商品条码", "先扫库位")
	r.WantGone("仍然收下")

	r.Scans("B01-1", "D4-26110001")
	r.Scans("A03-2") // where others lie
	r.WantGone("仍然收下")
	r.Scans("D4-26110002")
	r.Want("已收入 A03-2", "2")
	r.Scans("B01-1") // back to the lot's own
	r.Scans("D4-26110003")
	r.Want("已收入 B01-1", "3")

	r.Scans("Z99-9")
	r.Want("应以 D4- 开头", "仍然收下") // nobody knows it
	shelves := map[any]int{}
	for _, u := range under(t, r, library.DialerUnit, library.DialerUnitLot, "L2611-2") {
		shelves[u.Values[library.DialerUnitShelf]]++
	}
	if shelves["A03-2"] != 1 || shelves["B01-1"] != 2 || len(shelves) != 2 {
		t.Errorf("the dialers lie on %v", shelves)
	}
}

// Serial numbers of digits alone are dialers where the model's begin so, or the scanner says
// that they are no EAN, though one in ten of them ends as an EAN would.
func TestReceive_digitsThatEndAsAnEAN(t *testing.T) {
	const one, another = "261100000004", "270000000007"
	for rule, c := range map[string]struct{ scan, serial, want string }{
		"":     {"]C0" + one, one, "已收入 A03-2"},
		"2611": {one, one, "已收入 A03-2"},
		"D4-":  {another, "", "这是商品条码"},
		"27":   {"]E0" + another, "", "这个码里没有序列号"},
	} {
		t.Run(rule, func(t *testing.T) {
			r := apptest.OpenStore(t, apptest.Options{Prepare: func(comp *apptest.Company) {
				lay(comp)
				model := comp.Records[len(comp.Records)-2].Values
				model[library.DialerModelSerialRule] = rule
				if rule == "" {
					delete(model, library.DialerModelSerialRule)
				}
			}}, screen.RouteReceive)
			r.Scans("A03-2")
			if rule == "" {
				r.Tap("A03-2")
			}
			r.Scans(c.scan)
			r.Want(c.want)
			var serials []any
			for _, u := range under(t, r, library.DialerUnit, library.DialerUnitLot, "L2611-2") {
				serials = append(serials, u.Values[library.DialerUnitSerial])
			}
			if c.serial == "" && len(serials) > 0 || c.serial != "" && !slices.Equal(serials, []any{c.serial}) {
				t.Errorf("in the lot are %v", serials)
			}
		})
	}
}

// A lot without a model is not scanned in: what its serial numbers look like is not known. Its
// page, where the model is filled in, is one tap away, and with the model the shelf comes first.
func TestReceive_theModelFirst(t *testing.T) {
	r := desk(t, apptest.Options{})
	lot := r.Company.Records[len(r.Company.Records)-1]
	model := lot.Values[library.ArrivalProduct]
	without := lot
	without.Rev, without.Values = lot.Rev+1, form.Clone(lot.Values)
	delete(without.Values, library.ArrivalProduct)
	r.Change(without)
	r.App.Nav().Go(screen.Place{Route: screen.RouteReceive})
	r.Pass(time.Second)

	r.Want("先填型号", "这批到货还没有填型号，请先填型号再扫描", "去填型号")
	r.WantGone("先扫库位")
	r.Scans("D4-26110001")
	r.Want("不认识，没有计数", "先填型号")
	r.WantGone("仍然收下", "开头")
	r.Shoot("receive-no-model-zh")
	if units := under(t, r, library.DialerUnit, library.DialerUnitArrival, form.Ref{Form: library.Arrival, ID: lot.ID}); len(units) != 0 {
		t.Errorf("%d dialers are taken in", len(units))
	}
	if shelf := r.Record(library.Arrival, lot.ID).Get(library.ArrivalShelf); shelf != nil {
		t.Errorf("the lot's shelf is %v", shelf)
	}
	r.Tap("去填型号")
	r.Pass(time.Second)
	r.Want("到货验收单")

	with := without
	with.Rev, with.Values = without.Rev+1, form.Clone(without.Values)
	with.Values[library.ArrivalProduct] = model
	r.App.Nav().Back()
	r.Pass(time.Second)
	r.Change(with)
	r.Pass(time.Second)
	r.Want("先扫库位")
	r.WantGone("去填型号")
	r.Scans("A03-2", "D4-26110001")
	r.Want("已收入 A03-2")
}

// However a serial number is typed, in small letters or in the full width of a Chinese
// keyboard, it is one dialer, registered in capitals.
func TestReceive_oneSpellingOfASerial(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Scans("A03-2", "d4-26119002")
	r.Want("已计数", "D4-26119002")
	for _, again := range []string{"D4-26119002", "d4-26119002", "Ｄ４－２６１１９００２", "ｄ４－２６１１９００２"} {
		r.Scans(again)
		r.Want("重复，不再计数", "这一批已收过")
	}
	units := under(t, r, library.DialerUnit, library.DialerUnitLot, "L2611-2")
	if len(units) != 1 || units[0].Values[library.DialerUnitSerial] != "D4-26119002" {
		t.Errorf("%d dialers are in the lot: %v", len(units), units)
	}
}

// A dialer that was taken in by mistake is taken out again by scanning it once more, and its
// number is free: scanned a third time it is taken in anew.
func TestReceive_takesOutWhatWasAMistake(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Scans("A03-2")
	r.Scans("D4-26110001")
	r.Scans("D4-26110002")
	r.Scans("D4-26110002")
	r.Want("这一批已收过")
	r.Shoot("receive-take-out-zh")
	r.Tap("收错了，取出")
	r.Pass(time.Second)
	r.Want("已取出", "要收时再扫一次")
	if units := under(t, r, library.DialerUnit, library.DialerUnitLot, "L2611-2"); len(units) != 1 {
		t.Errorf("%d dialers are in the lot", len(units))
	}

	r.Scans("D4-26110002")
	r.Want("已收入")
	units := under(t, r, library.DialerUnit, library.DialerUnitLot, "L2611-2")
	if len(units) != 2 {
		t.Fatalf("%d dialers are in the lot", len(units))
	}
	for _, u := range units {
		if u.State != library.DialerUnitAwaitingInspection {
			t.Errorf("%v is %s", u.Values[library.DialerUnitSerial], u.State)
		}
	}
}

// The sample is drawn as the standard asks, with the keyboard, and the inspection opens a
// test for every dialer; scanning one opens its test.
func TestReceive_sampleAndInspect(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Scans("A03-2")
	for i := range 20 {
		r.Scans(fmt.Sprintf("D4-2611%04d", i+1))
	}
	r.Want("已抽 0 台，要 13 台")
	r.Key(fyne.KeyF4)
	r.Pass(time.Second)
	r.Want("已抽 13 台，要 13 台")
	r.Shoot("receive-sample-zh")
	r.Tap("打印标签")
	r.Pass(time.Second)
	r.Want("打印 20 张标签", "左边距", "列数")
	r.Shoot("receive-labels-zh")
	if err := r.Fill("列数", "4"); err != nil {
		t.Fatal(err)
	}
	r.Tap("生成并打印")
	r.Want("标签排不下这张纸")
	for label, value := range map[string]string{"列数": "2", "左边距": "31.5", "开头已用几格": "3"} {
		if err := r.Fill(label, value); err != nil {
			t.Fatal(err)
		}
	}
	r.Tap("生成并打印")
	r.Pass(time.Second)
	if len(r.Opened) != 1 || !strings.HasSuffix(r.Opened[0], ".pdf") {
		t.Errorf("opened %v", r.Opened)
	}
	r.Tap("打印标签")
	r.Pass(time.Second)
	r.Want("31.5") // as it was the last time; the next sheet is a whole one
	kept, ok := r.App.Paper(screen.PaperSheet)
	if !ok || kept.Columns != 2 || kept.Left != 31.5 || kept.Skip != 0 {
		t.Errorf("kept as %+v", kept)
	}
	r.Tap("取消")
	r.Key(fyne.KeyF8)
	r.Pass(time.Second)
	r.Want("检验中", "已检 0 / 20 台")

	full := 0
	tests := under(t, r, library.QualityTest, library.QualityTestLot, "L2611-2")
	for _, test := range tests {
		if test.Values[library.QualityTestExtent] == library.ExtentIsFull {
			full++
		}
	}
	if len(tests) != 20 || full != 13 {
		t.Errorf("%d tests, %d of them full", len(tests), full)
	}
	r.Scans("D4-26110007")
	r.Want("待检", "标签与序列号相符")
	c := r.App.Window().Canvas()
	before := c.Focused()
	c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyF9})
	if c.Focused() != before || before == nil {
		t.Error("a scan right behind the key loses its beginning")
	}
	r.Pass(time.Second)
	r.Want("检测合格", "已检 1 / 20 台")
	r.Want("D4-26110007 检测合格，已记下", "撤销")
	r.Tap("撤销") // it was another one
	r.Pass(time.Second)
	r.Want("已检 0 / 20 台", "已撤回，请再扫一次重检")
	r.Scans("D4-26110007")
	r.Want("标签与序列号相符")
	r.Key(fyne.KeyF9)
	r.Pass(time.Second)
	r.Want("已检 1 / 20 台")
	r.Scans("D4-26110007")
	r.Want("已检：合格", "看检测单")
	r.WantGone("重复，不再计数")
	r.Scans("D4-26110008")
	r.Shoot("receive-test-zh")
	r.Tap("各项合格")
	r.Pass(time.Second)
	r.Want("已检 2 / 20 台")
	for _, test := range under(t, r, library.QualityTest, library.QualityTestLot, "L2611-2") {
		rows, _ := test.Get(library.QualityTestItems).([]form.Row)
		ticked := 0
		for _, row := range rows {
			if done, _ := row.Values["done"].(bool); done {
				ticked++
			}
		}
		want := map[bool]int{false: 0, true: 8}[test.State == library.QualityTestPassed]
		if want > 0 && test.Values[library.QualityTestExtent] == library.ExtentIsCritical {
			want = 3
		}
		if ticked != want {
			t.Errorf("a test that is %s has %d items ticked, want %d", test.State, ticked, want)
		}
	}
	fails(t, r, "D4-26110009", "外壳接口损坏")
	r.Want("已检 3 / 20 台", "D4-26110009")
	r.WantGone("逐项填写")
	r.Shoot("receive-failed-zh")
	r.Scans("D4-26110010")
	r.Tap("逐项填写")
	r.Pass(time.Second)
	r.Want("出入库质量检测")
}

// fails writes down at the desk that a dialer of the lot has a defect.
func fails(t *testing.T, r *apptest.Ready, serial, defect string) {
	t.Helper()
	r.Scans(serial)
	r.Tap("不合格")
	r.Pass(time.Second)
	r.Want("缺陷")
	r.Tap("请选择")
	r.Tap(defect)
	if err := r.Fill("缺陷说明", "见照片"); err != nil {
		t.Fatal(err)
	}
	r.Leave()
	var button apptest.Seen
	for _, seen := range r.Look() { // the title reads the same and comes first
		if seen.Text == "检测不合格" {
			button = seen
		}
	}
	if err := r.TapSeen(button); err != nil {
		t.Fatal(err)
	}
	r.Pass(time.Second)
}

// inspectsShort begins the inspection of a lot with fewer dialers than were said to come.
func inspectsShort(t *testing.T, r *apptest.Ready) {
	t.Helper()
	r.Key(fyne.KeyF8)
	r.Pass(time.Second)
	if err := r.Fill("为什么", "少到"); err != nil {
		t.Fatal(err)
	}
	r.Leave()
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
}

// A dialer of the lot that was written off is neither drawn nor waited for: a lot that is
// sampled whole is inspected without it. Found again, it is drawn and inspected as well.
func TestReceive_samplesWhatIsThere(t *testing.T) {
	r := desk(t, apptest.Options{})
	lot := r.Company.Records[len(r.Company.Records)-1].ID
	r.Scans("A03-2")
	for i := range 4 {
		r.Scans(fmt.Sprintf("D4-2611%04d", i+1))
	}
	lost := theirs(r, 1, lot)
	lost.Values[library.DialerUnitSample] = true
	r.Change(lost)
	r.Pass(time.Second)
	r.Want("已抽 1 台，要 5 台")
	lost.Rev, lost.State, lost.Values = 2, library.DialerUnitToScrap, form.Clone(lost.Values)
	lost.Values[library.DialerUnitLost] = true
	r.Change(lost)
	r.Pass(time.Second)
	r.Want("已抽 0 台，要 4 台", "其中 1 台盘亏或报废，抽样时不算")
	r.Key(fyne.KeyF4)
	r.Pass(time.Second)
	r.Want("已抽 4 台，要 4 台")
	inspectsShort(t, r)
	r.Want("已检 0 / 4 台")
	r.WantGone("抽样时不算")

	found := lost
	found.Rev, found.State, found.Values = 3, library.DialerUnitAwaitingInspection, form.Clone(lost.Values)
	delete(found.Values, library.DialerUnitLost)
	delete(found.Values, library.DialerUnitSample)
	r.Change(found)
	r.Pass(time.Second)
	r.Want("有要补检的拨号器，抽样方案已重算", "已抽 4 台，要 5 台")
	r.Key(fyne.KeyF4)
	r.Pass(time.Second)
	r.Want("已抽 5 台，要 5 台")
	inspectsShort(t, r)
	r.Want("已检 0 / 5 台")
	r.WantGone("有要补检的拨号器")
}

// The test of a dialer that was written off meanwhile was cancelled: it is neither done nor to
// be done.
func TestReceive_countsNoCancelledTest(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Scans("A03-2")
	for i := range 3 {
		r.Scans(fmt.Sprintf("D4-2611%04d", i+1))
	}
	r.Key(fyne.KeyF4)
	r.Pass(time.Second)
	inspectsShort(t, r)
	r.Want("已检 0 / 3 台")

	lost := *r.Record(library.DialerUnit, under(t, r, library.DialerUnit, library.DialerUnitLot, "L2611-2")[0].ID)
	test := *r.Record(library.QualityTest, under(t, r, library.QualityTest, library.QualityTestUnit, form.Ref{Form: library.DialerUnit, ID: lost.ID})[0].ID)
	lost.State, lost.Values = library.DialerUnitToScrap, form.Clone(lost.Values)
	lost.Values[library.DialerUnitLost] = true
	test.State = library.QualityTestCancelled
	for _, rec := range []record.Record{lost, test} {
		rec.Rev++
		r.Change(rec)
	}
	r.Pass(time.Second)

	r.Want("已检 0 / 2 台")
}

// A dialer that has failed and was sent back before the sample was drawn is not asked for.
func TestReceive_samplesWithoutWhatWasSentBack(t *testing.T) {
	r := desk(t, apptest.Options{})
	lot := r.Company.Records[len(r.Company.Records)-1].ID
	r.Scans("A03-2")
	for i := range 4 {
		r.Scans(fmt.Sprintf("D4-2611%04d", i+1))
	}
	dead := theirs(r, 1, lot)
	r.Change(dead)
	r.Pass(time.Second)
	r.Want("已抽 0 台，要 5 台")
	dead.Rev, dead.State, dead.Values = 2, library.DialerUnitWithSupplier, form.Clone(dead.Values)
	r.Change(dead)
	r.Pass(time.Second)
	r.Want("已抽 0 台，要 4 台")
	r.Key(fyne.KeyF4)
	r.Pass(time.Second)
	r.Want("已抽 4 台，要 4 台")
}

// A defect beside the sample is not held against the lot; a dialer that is found in the box
// when the inspection is under way is taken in, drawn for and inspected with the rest.
func TestReceive_oneMoreInTheBox(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Scans("A03-2")
	for i := range 19 {
		r.Scans(fmt.Sprintf("D4-2611%04d", i+1))
	}
	r.Key(fyne.KeyF4)
	r.Pass(time.Second)
	inspectsShort(t, r)
	r.Want("已检 0 / 19 台")

	for _, u := range under(t, r, library.DialerUnit, library.DialerUnitLot, "L2611-2") {
		if u.Get(library.DialerUnitSample) != true {
			fails(t, r, u.Values[library.DialerUnitSerial].(string), "抓不到外线")
			break
		}
	}
	r.Want("已检 1 / 19 台", "主要缺陷 | 0 | 0", "样本外另有 1 台不合格，逐台退厂")

	r.Scans("D4-26110020")
	r.Want("不在这一批里")
	r.Tap("仍然收下")
	r.Pass(time.Second)
	r.Want("已收入 A03-2", "开始检验后又收了 1 台", "补检后收的", "已抽 13 台，要 13 台")
	r.Shoot("receive-late-zh")
	r.Key(fyne.KeyF8)
	r.Pass(time.Second)
	r.Want("已检 1 / 20 台")
	r.WantGone("开始检验后又收了")
	r.Scans("D4-26110020")
	r.Want("待检")
}

// On the smallest phone the plan says what each of its lines is about, in whole words.
func TestReceive_planOnAPhone(t *testing.T) {
	r := desk(t, apptest.Options{Size: fyne.NewSize(360, 800), Touch: true})
	r.Scans("A03-2", "D4-26110001")
	for _, class := range []string{"严重缺陷（全检）", "主要缺陷", "次要缺陷"} {
		if seen, err := r.Find(class); err != nil {
			t.Error(err)
		} else if seen.Size.Width < 64 {
			t.Errorf("%s has %.0f to stand in", class, seen.Size.Width)
		}
	}
	r.Shoot("receive-plan-phone-zh")
}

// A lot with too many defects in its sample cannot be accepted: the desk asks the technical
// supervisor for a concession, and says that it waits for him and what he answers.
func TestReceive_asksForAConcession(t *testing.T) {
	r := desk(t, apptest.Options{})
	lot := r.Company.Records[len(r.Company.Records)-1].ID
	r.Scans("A03-2", "D4-26110001")
	r.Tap("随机抽样")
	r.Pass(time.Second)
	does(t, r, record.Part{Kind: record.Set, Form: library.Arrival, ID: lot, Values: form.Values{library.ArrivalDeclared: int64(1)}},
		record.Part{Kind: record.Act, Form: library.Arrival, ID: lot, Action: library.ArrivalInspect})
	r.Want("已检 0 / 1 台")
	r.WantGone("整批接收", "申请让步接收")
	fails(t, r, "D4-26110001", "抓不到外线")
	r.Want("主要缺陷 | 1 | 0", "申请让步接收", "整批拒收", "这批不合格", "主要缺陷发现 1，最多 0")
	for _, part := range r.Parts() {
		if b, ok := part.(*widgets.Button); ok && (b.Label() == "整批拒收") != (b.Kind() == widgets.Filled) && (b.Label() == "整批拒收" || b.Label() == "申请让步接收") {
			t.Errorf("%q stands as the wrong step", b.Label())
		}
	}
	r.WantGone("整批接收", "样本外")
	r.Shoot("receive-concession-zh")

	does(t, r, record.Part{Kind: record.Act, Form: library.Arrival, ID: lot, Action: library.ArrivalAskConcession, Values: form.Values{library.ArrivalPlea: "客户急用"}})
	r.Want("已申请让步接收，等技术主管决定", "整批拒收")
	r.WantGone("申请让步接收 |")

	denied := *r.Record(library.Arrival, lot)
	denied.Rev, denied.Values = denied.Rev+1, form.Clone(denied.Values)
	delete(denied.Values, library.ArrivalAskedAt)
	denied.Values[library.ArrivalNoConcession] = "外线不能用"
	r.Change(denied)
	r.Pass(time.Second)
	r.Want("技术主管不同意让步：外线不能用", "整批拒收")
	r.WantGone("等技术主管决定")
}

// does is what was done elsewhere on this device.
func does(t *testing.T, r *apptest.Ready, parts ...record.Part) {
	t.Helper()
	out, err := r.App.Store().Do(context.Background(), parts...)
	if err != nil || len(out.Problems) > 0 {
		t.Fatal(out.Problems, err)
	}
	r.Pass(time.Second)
}

// The page of a lot that is being received leads to the desk with this lot.
func TestReceive_fromThePageOfTheLot(t *testing.T) {
	r := desk(t, apptest.Options{})
	lot := r.Company.Records[len(r.Company.Records)-1].ID
	other := r.App.Store().NewID()
	does(t, r, record.Part{Kind: record.Create, Form: library.Arrival, ID: other, Values: form.Values{library.ArrivalLotNo: "L2612-1"}})
	r.App.Nav().Open(library.Arrival, lot)
	r.Pass(time.Second)
	r.Tap("去收货")
	r.Pass(time.Second)
	r.Want("L2611-2", "先扫库位")

	r.App.Nav().Back()
	r.Pass(time.Second)
	r.Scans("A03-2") // on the page, it means the same
	r.Want("L2611-2", "A03-2")
	r.Scans("D4-26110001")
	r.Want("已收入 A03-2")
}

// Before anything is scanned the next step of a lot is to receive it, on a phone too; that
// the inspection cannot begin yet is still said.
func TestReceive_isTheNextStepOfALot(t *testing.T) {
	r := desk(t, apptest.Options{Size: fyne.NewSize(360, 800), Touch: true})
	lot := r.Company.Records[len(r.Company.Records)-1].ID
	r.App.Nav().Open(library.Arrival, lot)
	r.Pass(time.Second)
	r.Want("去收货")
	r.Shoot("receive-next-phone-zh")
	r.Tap("去收货")
	r.Pass(time.Second)
	r.Scans("A03-2", "D4-26110001")
	r.Want("已收入 A03-2")
}

// Where nothing tells a serial number from a shelf, a name that no shelf had before is asked
// about; the same scan again says that it is one.
func TestReceive_asksAboutANewShelf(t *testing.T) {
	r := desk(t, apptest.Options{})
	model := r.Company.Records[len(r.Company.Records)-2]
	model.Rev, model.Values = model.Rev+1, form.Clone(model.Values)
	delete(model.Values, library.DialerModelSerialRule)
	r.Change(model)
	r.App.Nav().Go(screen.Place{Route: screen.RouteReceive})
	r.Pass(time.Second)

	r.Scans("YD4711")
	r.Want("没有用过的库位", "是库位", "先扫库位")
	r.Shoot("receive-new-shelf-zh")
	r.Scans("A03-2") // where others lie
	r.WantGone("先扫库位")
	r.Want("A03-2")

	r.Key(fyne.KeyF2)
	r.Scans("N01-1", "N01-1")
	r.WantGone("先扫库位")
	r.Want("N01-1")
}

// A code that names the goods and no piece of them is answered, not passed over.
func TestReceive_codeWithoutASerial(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Scans("]C10106901234567892")
	r.Want("06901234567892", "这个码里没有序列号")
}

func TestReceive_pictures(t *testing.T) {
	for _, o := range []struct {
		name string
		apptest.Options
	}{
		{"receive-tablet-en", apptest.Options{Size: fyne.NewSize(1280, 800), Touch: true, Language: words.English}},
		{"receive-portrait-zh", apptest.Options{Size: fyne.NewSize(800, 1280), Touch: true}},
		{"receive-phone-zh", apptest.Options{Size: fyne.NewSize(400, 800), Touch: true}},
	} {
		t.Run(o.name, func(t *testing.T) {
			r := desk(t, o.Options)
			for _, code := range []string{"A03-2", "D4-26110001", "D4-26110002", "D4-26110002", "6901234567892", "D4-26110003"} {
				r.Scans(code)
			}
			r.Shoot(o.name)
		})
	}
}

// under are the records of a form whose column says something.
func under(t *testing.T, r *apptest.Ready, formName, column string, value any) []*form.Record {
	t.Helper()
	found, err := r.App.Store().Env(context.Background(), nil).World.Matching(formName, []string{column}, []any{value}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
