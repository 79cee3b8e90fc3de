//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app"
	"fieldline/app/line/linetest"
	"fieldline/app/screen"
	"fieldline/forms/driver"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// fifty is how many dialers come in one lot.
const fifty = 50

// lotShelf is a shelf where nothing lies before.
const lotShelf = "Z09-1"

// warehouse is the stock keeper's story: his desktop with a dialer on its serial line, the
// engineer's tablet, and the assistant who planned the visits.
type warehouse struct {
	*crew
	t              *testing.T
	ctx            context.Context
	lib            *form.Library
	keeper, tablet *player
	dialer         *linetest.Unit
	port           string
	model          string // of the lot
	hanging        string // serial number of the dialer that is swapped
	orders         []form.ID
	numbers        []string // of the orders
}

// Fifty dialers are received and inspected, one of them with a blemish, with which the
// technical supervisor takes the lot; three are set for
// three customers over the serial line, allotted, checked by their engineer and issued; one
// of them replaces a dialer on site without a network; what is left is counted. Everything is
// done as people do it, by scans, keys and taps; at the end each serial number is in exactly
// one place and the server's books are in order.
func TestStore_fiftyDialers(t *testing.T) {
	w := openWarehouse(t)
	defer func() {
		if t.Failed() && w.keeper.theatre.out != "" {
			for _, s := range w.keeper.theatre.stages {
				must(t, s.Picture(filepath.Join(s.theatre.out, "failed-"+s.name+".png")))
			}
		}
	}()
	serials := make([]string, fifty)
	for i := range serials {
		serials[i] = fmt.Sprintf("%s-2611%04d", w.prefix(), 9000+i)
	}
	bad, set := serials[fifty-1], serials[:3]

	w.receive(serials)
	w.inspect(serials, bad)
	for i, serial := range set {
		w.configure(serial, i)
	}
	w.allot(set)
	w.check(set)
	w.issue(set)
	w.swap(set[0])
	w.count(slices.Concat(serials[3:]))

	w.places(serials, map[string]string{
		set[0]: library.DialerUnitInstalled, set[1]: library.DialerUnitIssued, set[2]: library.DialerUnitIssued, bad: library.DialerUnitToSupplier,
	})
}

// openWarehouse opens the demo company and gives the engineer three orders of today, at three
// customers, the first of whom has a dialer.
func openWarehouse(t *testing.T) *warehouse {
	t.Helper()
	w := &warehouse{t: t, ctx: context.Background()}
	server, company := fieldserver(t), filepath.Join(t.TempDir(), "company")
	_, err := (&office{program: server}).command(w.ctx, "demo", "--dir", company, "--scale", "0.02")
	must(t, err)
	o, err := openOffice(w.ctx, server, filepath.Join(t.TempDir(), "server"), company)
	must(t, err)
	t.Cleanup(func() {
		must(t, o.close())
		_, err := o.command(w.ctx, "verify", "--dir", o.dir)
		must(t, err)
	})
	if w.lib, err = library.Open(); err != nil {
		t.Fatal(err)
	}
	w.crew = &crew{t: t, office: o}
	w.plan(w.crew)

	th := playhouse(t)
	th.out = os.Getenv("FIELDLINE_PICTURES")
	w.dialer, w.port = linetest.Plug(t)
	w.keeper = th.player(t, "store", func(cfg *app.Config) {
		cfg.Ports = func() ([]string, error) { return []string{w.port}, nil }
		cfg.Touch = func() bool { return false }
	})
	w.keeper.enrol(w.crew, library.RoleStockKeeper)
	return w
}

// plan is what the assistant does beforehand.
func (w *warehouse) plan(c *crew) {
	w.t.Helper()
	desk := c.enrol(w.ctx, filepath.Join(w.t.TempDir(), "assistant"), library.RoleTechnicalAssistant)
	people, err := desk.List(w.ctx, device.Query{Form: library.Person, Limit: 200})
	must(w.t, err)
	var who form.ID
	for _, row := range people.Rows {
		if row.Record.Values[library.PersonName] == engineer {
			who = row.Record.ID
		}
	}
	units, err := desk.List(w.ctx, device.Query{Form: library.DialerUnit, States: []string{library.DialerUnitInstalled}, Limit: 200})
	must(w.t, err)
	var customers []form.Ref
	for _, row := range units.Rows {
		ref, ok := row.Record.Values[library.DialerUnitCustomer].(form.Ref)
		if !ok || slices.Contains(customers, ref) || len(customers) == 3 {
			continue
		}
		if len(customers) == 0 {
			w.hanging, _ = row.Record.Values[library.DialerUnitSerial].(string)
		}
		customers = append(customers, ref)
	}
	if len(customers) < 3 || who == (form.ID{}) {
		w.t.Fatalf("%d customers have a dialer; the engineer is %s", len(customers), who)
	}
	free := w.free(desk, who)
	for i, customer := range customers {
		start := free.Add(time.Duration(i+1) * time.Minute)
		order := desk.create(w.t, library.ServiceOrder, form.Values{
			library.ServiceOrderKind: library.OrderKindIsRepair, library.ServiceOrderCustomer: customer, library.ServiceOrderProblem: "抓不到外线，换机", library.ServiceOrderEngineer: who,
		})
		w.does(desk, library.ServiceOrder, order, library.ServiceOrderAppoint, nil)
		visits, err := desk.Related(w.ctx, library.Appointment, library.AppointmentOrder, order)
		must(w.t, err)
		w.does(desk, library.Appointment, visits[0].ID, library.AppointmentConfirm, form.Values{library.AppointmentWindowStart: start, library.AppointmentWindowEnd: start.Add(time.Minute)})
		w.does(desk, library.ServiceOrder, order, library.ServiceOrderAssign, nil)
		w.orders = append(w.orders, order)
	}
	c.ahead = device.UndoWindow
	must(w.t, desk.Sync(w.ctx))
	c.ahead = 0
	for _, id := range w.orders {
		rec, err := desk.Record(w.ctx, library.ServiceOrder, id)
		must(w.t, err)
		w.numbers = append(w.numbers, rec.Number)
	}
}

// free is when an engineer has done all that is planned for him today: the company's day may
// be under way whenever this is played.
func (w *warehouse) free(desk *machine, engineer form.ID) time.Time {
	w.t.Helper()
	orders, err := desk.List(w.ctx, device.Query{Form: library.ServiceOrder, States: []string{library.ServiceOrderAssigned, library.ServiceOrderAccepted, library.ServiceOrderInProgress}, Limit: 1000})
	must(w.t, err)
	free := time.Now()
	evening := free.Add(12 * time.Hour)
	for _, row := range orders.Rows {
		end, ok := row.Record.Values[library.ServiceOrderPlannedEnd].(time.Time)
		if ok && row.Record.Values[library.ServiceOrderEngineer] == engineer && end.After(free) && end.Before(evening) {
			free = end
		}
	}
	return free
}

// does lets a machine without a screen do an action.
func (w *warehouse) does(m *machine, formName string, id form.ID, action string, values form.Values) {
	w.t.Helper()
	out, err := m.Do(w.ctx, record.Part{Kind: record.Act, Form: formName, ID: id, Action: action, Values: values})
	if err != nil || out.Fate != record.Applied {
		w.t.Fatalf("%s %s: %v %v", formName, action, err, out.Problems)
	}
}

// prefix begins the serial numbers of the model whose units show what they hold.
func (w *warehouse) prefix() string {
	w.t.Helper()
	models, err := w.keeper.app.Store().List(w.ctx, device.Query{Form: library.DialerModel, Limit: 50})
	must(w.t, err)
	for _, row := range models.Rows {
		if row.Record.Values[library.DialerModelUnitType] == library.UnitTypeIsTerminal8 {
			w.model, _ = row.Record.Values[library.DialerModelName].(string)
			rule, _ := row.Record.Values[library.DialerModelSerialRule].(string)
			return rule[:len(rule)-1]
		}
	}
	w.t.Fatal("no model shows what it holds")
	return ""
}

// goes opens a desk of the stock keeper as its button does.
func (w *warehouse) goes(p *player, route string) {
	w.t.Helper()
	p.nav().Go(screen.Place{Route: route})
	p.loop.Quiet(stillness)
}

// scans scans a code and waits until all these texts are seen.
func (p *player) scans(code string, want ...string) {
	p.t.Helper()
	must(p.t, p.Scan(code))
	p.sees(want...)
}

// shoots leaves a picture where somebody wants pictures.
func (w *warehouse) shoots(p *player, name string) {
	w.t.Helper()
	if p.theatre.out != "" {
		must(w.t, p.picture(name))
	}
}

func (w *warehouse) label(formName, field string) string {
	return w.lib.Form(formName).Field(field).Label.Zh
}

func (w *warehouse) act(formName, action string) string {
	return w.lib.Form(formName).Action(action).Label.Zh
}

// chooses fills a field that points to a record and takes what is found.
func (p *player) chooses(label, text string) {
	p.t.Helper()
	p.fills(label, text)
	p.holds(text+" is offered", func() bool { return p.TapIn(label, text) == nil })
}

// receive registers the lot and scans it in; what is scanned twice or belongs elsewhere makes
// no dialer.
func (w *warehouse) receive(serials []string) {
	w.t.Helper()
	p, f := w.keeper, library.Arrival
	w.goes(p, screen.RouteReceive)
	p.taps("换一批", "新到一批")
	p.sees(w.label(f, library.ArrivalLotNo))
	suppliers, err := p.app.Store().List(w.ctx, device.Query{Form: library.Supplier, Limit: 5})
	must(w.t, err)
	name, _ := suppliers.Rows[0].Record.Values[library.SupplierName].(string)
	p.chooses(w.label(f, library.ArrivalSupplier), name)
	p.chooses(w.label(f, library.ArrivalProduct), w.model)
	p.fills(w.label(f, library.ArrivalLotNo), "L2611-50")
	p.fills(w.label(f, library.ArrivalShelf), lotShelf)
	p.fills(w.label(f, library.ArrivalDeclared), fmt.Sprint(fifty))
	p.Leave()
	w.shoots(p, "lot")
	p.taps("建立")
	p.sees("去收货") // nothing can be inspected yet
	w.goes(p, screen.RouteReceive)
	p.taps("L2611-50")
	p.sees(lotShelf)
	for i, serial := range serials {
		p.scans(serial, serial)
		if i == 20 {
			p.scans(serial, "重复，不再计数")
			p.scans(w.hanging, "早已登记")
			w.shoots(p, "receive")
		}
	}
	p.sees(fmt.Sprint(fifty))
}

// inspect draws the sample and tests every dialer, each with a scan and a key; one has a
// blemish, and the lot would be refused for it.
func (w *warehouse) inspect(serials []string, bad string) {
	w.t.Helper()
	p, f := w.keeper, library.QualityTest
	p.Key(fyne.KeyF4)
	p.sees("已抽")
	p.loop.Quiet(time.Second)
	p.Key(fyne.KeyF8)
	p.sees("检验中")
	for i, serial := range serials {
		p.scans(serial, "待检")
		if serial != bad {
			p.Key(fyne.KeyF9)
		} else {
			w.shoots(p, "inspect")
			p.taps("不合格")
			p.sees(w.label(f, library.QualityTestDefectNote))
			must(w.t, p.TapIn(w.label(f, library.QualityTestDefect), "请选择"))
			p.taps(w.word("fault_code", library.FaultCodeIsM01))
			p.fills(w.label(f, library.QualityTestDefectNote), "外壳有划痕")
			p.Leave()
			must(w.t, p.confirm(w.act(f, library.QualityTestFail)))
		}
		p.sees(fmt.Sprintf("已检 %d / %d 台", i+1, fifty))
	}
	p.sends(w.ctx)
	w.concede()
	must(w.t, p.sync(w.ctx))
	p.sees("整批已接收入库，可以设置程序")
	w.shoots(p, "accepted")
}

// concede is the technical supervisor, who takes the lot in spite of the blemish.
func (w *warehouse) concede() {
	w.t.Helper()
	desk := w.enrol(w.ctx, filepath.Join(w.t.TempDir(), "supervisor"), library.RoleTechnicalSupervisor)
	lots, err := desk.List(w.ctx, device.Query{Form: library.Arrival, States: []string{library.ArrivalInspecting}, Limit: 50})
	must(w.t, err)
	for _, row := range lots.Rows {
		if row.Record.Values[library.ArrivalLotNo] != "L2611-50" {
			continue
		}
		w.does(desk, library.Arrival, row.Record.ID, library.ArrivalConcede, form.Values{library.ArrivalConcession: "外壳划痕一台，不影响使用"})
		w.ahead = device.UndoWindow
		must(w.t, desk.Sync(w.ctx))
		w.ahead = 0
		return
	}
	w.t.Fatal("the supervisor does not see the lot")
}

func (w *warehouse) word(list, word string) string {
	return (&day{theatre: w.keeper.theatre, lib: w.lib}).word(list, word)
}

// configure sets one dialer for one customer's order, writes it over the line and seals it.
func (w *warehouse) configure(serial string, n int) {
	w.t.Helper()
	p, f := w.keeper, library.DialerConfig
	w.dialer.Change(func() {
		w.dialer.Serial = serial
		w.dialer.Memory = map[string]string{"T0": "1000005000030000800", "R001": "old"}
	})
	w.goes(p, "bench")
	p.scans(serial, "在库")
	p.taps("设置程序")
	p.sees(w.label(f, library.DialerConfigTemplate))
	p.chooses(w.label(f, library.DialerConfigOrder), w.numbers[n])
	if n == 0 { // the others begin like the one before
		p.fills(w.label(f, library.DialerConfigTemplate), "深圳")
		p.taps("深圳标准 2")
		p.fills(w.label(f, library.DialerConfigAreaCode), "755")
		w.row(library.DialerConfigAccessNumbers, library.DialerConfigAccessNumbersRowAccess, "17911")
		w.row(library.DialerConfigLines, library.DialerConfigLinesRowLine, "1")
	}
	p.Leave()
	p.loop.Quiet(stillness)
	w.shoots(p, fmt.Sprintf("program-%d", n+1))
	p.taps("建立")
	p.sees("写入与封存")
	p.taps("试拨号码", "写入与封存")
	p.fills("设置密码", "1357")
	p.taps("写入并封存")
	if !p.loop.Until(func() bool { return p.Sees("已封存") }, 2*time.Minute) {
		w.t.Fatal(p.Summary())
	}
	must(w.t, p.unit(w.ctx, serial, func(u *form.Record) bool {
		values, _ := u.Values[library.DialerUnitSealedValues].(string)
		return u.State == library.DialerUnitConfigured && values != "" && u.Values[library.DialerUnitSealedDigest] == driver.Digest(values)
	}))
	p.sees("去工位做出库检测")
	w.shoots(p, fmt.Sprintf("sealed-%d", n+1))
}

// row adds a row to a table of the program and fills one of its columns.
func (w *warehouse) row(table, column, text string) {
	w.t.Helper()
	p, f := w.keeper, w.lib.Form(library.DialerConfig)
	must(w.t, p.TapIn(w.label(f.Name, table), "加一行"))
	for _, c := range f.Field(table).Columns {
		if c.Name == column {
			p.fills(c.Label.Zh, text)
		}
	}
	p.Leave()
}

// allot gives each dialer that was set to the engineer of its order, with its out-test.
func (w *warehouse) allot(set []string) {
	w.t.Helper()
	p := w.keeper
	w.goes(p, screen.RouteIssue)
	for _, serial := range set {
		p.scans(serial, serial, "没有合格的出库检测")
		p.taps("出库检测各项合格")
		must(w.t, p.unit(w.ctx, serial, inState(library.DialerUnitAllotted)))
	}
	w.shoots(p, "allotted")
	p.sends(w.ctx)
}

// check is what the engineer does before he leaves.
func (w *warehouse) check(set []string) {
	w.t.Helper()
	// Opened not before now: the driver of tests opens all sheets on the window made last.
	w.tablet = w.keeper.theatre.player(w.t, "tablet", nil)
	p := w.tablet
	p.enrol(w.crew, library.RoleEngineer)
	w.goes(p, "van")
	for _, serial := range set {
		p.scans(serial, serial, "审核合格，可以出库")
		must(w.t, p.unit(w.ctx, serial, filled(library.DialerUnitPrecheck)))
	}
	w.shoots(p, "checked")
	p.sends(w.ctx)
}

// issue hands out what was checked.
func (w *warehouse) issue(set []string) {
	w.t.Helper()
	p := w.keeper
	must(w.t, p.sync(w.ctx))
	w.goes(p, screen.RouteIssue)
	for _, serial := range set {
		p.scans(serial, serial, "已出库给"+engineer)
		must(w.t, p.unit(w.ctx, serial, inState(library.DialerUnitIssued)))
	}
	w.shoots(p, "issued")
	p.sends(w.ctx)
}

// swap is the engineer's visit without a network: the old dialer out, the new one in.
func (w *warehouse) swap(serial string) {
	w.t.Helper()
	p, f := w.tablet, library.Swap
	must(w.t, p.sync(w.ctx))
	p.online.Store(false)
	p.app.Client().Wake()
	p.nav().Open(library.ServiceOrder, w.orders[0])
	p.taps(w.act(library.ServiceOrder, library.ServiceOrderAccept))
	must(w.t, p.TapIn(w.label(library.ServiceOrder, library.ServiceOrderHeaderCorrect), "是"))
	must(w.t, p.confirm(w.act(library.ServiceOrder, library.ServiceOrderAccept)))
	must(w.t, p.until(w.ctx, library.ServiceOrder, w.orders[0], inState(library.ServiceOrderAccepted)))
	for _, act := range []string{library.ServiceOrderDepart, library.ServiceOrderArrive, library.ServiceOrderStart} {
		p.taps(w.act(library.ServiceOrder, act))
		p.loop.Quiet(stillness)
	}
	must(w.t, p.until(w.ctx, library.ServiceOrder, w.orders[0], inState(library.ServiceOrderInProgress)))
	w.goes(p, "van")
	p.scans(w.hanging, "现场换机")
	w.shoots(p, "swap")
	p.scans(serial, w.label(f, library.SwapSymptom))
	p.fills(w.label(f, library.SwapSymptom), "抓不到外线")
	must(w.t, p.TapIn(w.label(f, library.SwapFaultCode), "请选择"))
	p.taps(w.word("fault_code", library.FaultCodeIsL02))
	p.Leave()
	w.shoots(p, "swap-form")
	p.taps("建立", w.act(f, library.SwapSwap))
	must(w.t, p.unit(w.ctx, serial, inState(library.DialerUnitInstalled)))
	must(w.t, p.unit(w.ctx, w.hanging, inState(library.DialerUnitFaulty)))
	w.shoots(p, "swapped")
	p.online.Store(true)
	p.sends(w.ctx)
}

// count counts what is left of the lot.
func (w *warehouse) count(left []string) {
	w.t.Helper()
	p := w.keeper
	must(w.t, p.sync(w.ctx))
	w.goes(p, screen.RouteCount)
	p.scans(lotShelf, fmt.Sprintf("/ %d 台", len(left)))
	for i, serial := range left {
		must(w.t, p.Scan(serial))
		if i == len(left)/2 {
			p.scans(serial, "重复，不再计数")
			w.shoots(p, "count")
		}
	}
	p.Key(fyne.KeyF8)
	p.holds("the count is finished", func() bool { return w.counted().State == library.StockCountCounted })
	p.loop.Quiet(stillness)
	w.shoots(p, "counted")
	p.sends(w.ctx)
}

// places sees that the stock keeper has each serial number once, in the state that the story
// left it in, and in one place.
func (w *warehouse) places(serials []string, states map[string]string) {
	w.t.Helper()
	must(w.t, w.keeper.sync(w.ctx))
	have := map[string][]record.Record{}
	q := device.Query{Form: library.DialerUnit, Limit: 500}
	for {
		page, err := w.keeper.app.Store().List(w.ctx, q)
		must(w.t, err)
		for _, row := range page.Rows {
			serial, _ := row.Record.Values[library.DialerUnitSerial].(string)
			have[serial] = append(have[serial], row.Record)
		}
		if q.After = page.Next; page.Next == "" {
			break
		}
	}
	for _, serial := range serials {
		want := states[serial]
		if want == "" {
			want = library.DialerUnitInStock
		}
		if all := have[serial]; len(all) != 1 || all[0].State != want {
			w.t.Errorf("%s: %v, want one that is %s", serial, all, want)
		}
	}
	count := w.counted()
	for column, n := range map[string]int64{library.StockCountExpectedCount: fifty - 3, library.StockCountFoundCount: fifty - 3, library.StockCountMissingCount: 0, library.StockCountSurplusCount: 0} {
		if got := count.Values[column]; !form.Equal(got, n) {
			w.t.Errorf("the count's %s is %v, want %d", column, got, n)
		}
	}
}

// counted is the count of the lot's shelf.
func (w *warehouse) counted() record.Record {
	w.t.Helper()
	counts, err := w.keeper.app.Store().List(w.ctx, device.Query{Form: library.StockCount, Limit: 50})
	must(w.t, err)
	for _, row := range counts.Rows {
		if row.Record.Values[library.StockCountShelf] == lotShelf {
			return row.Record
		}
	}
	w.t.Fatal("nothing was counted")
	return record.Record{}
}
