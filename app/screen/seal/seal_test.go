//go:build linux

package seal_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/line/linetest"
	"fieldline/app/screen"
	"fieldline/forms/driver"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
)

// stage is the stock keeper's app beside a dialer on a serial line.
type stage struct {
	*apptest.Ready
	dialer  *linetest.Unit
	port    string
	program apptest.Program
}

func ready(t *testing.T, o apptest.Options) *stage {
	t.Helper()
	st := &stage{}
	st.dialer, st.port = linetest.Plug(t)
	st.dialer.Serial = "D4-26081688"
	if o.Role == "" {
		o.Role = library.RoleStockKeeper
	}
	if o.Size == (fyne.Size{}) {
		o.Size = fyne.NewSize(1280, 800)
	}
	o.Ports = func() ([]string, error) { return []string{st.port}, nil }
	prepare := o.Prepare
	o.Prepare = func(c *apptest.Company) {
		var err error
		if st.program, err = c.AddProgram(); err != nil {
			t.Fatal(err)
		}
		if prepare != nil {
			prepare(c)
		}
	}
	st.Ready = apptest.Open(t, o)
	return st
}

// short takes the rules for single areas out of the templates, so that a dialer is told its
// program quickly.
func short(c *apptest.Company) {
	for i := range c.Records {
		if text, ok := c.Records[i].Values[library.PlanTemplateText].(string); ok {
			c.Records[i].Values[library.PlanTemplateText] = regexp.MustCompile(`(?m)^.*each: .*\n`).ReplaceAllString(text, "")
		}
	}
}

// bench goes from the stock keeper's home over the dialer desk to the line.
func (st *stage) bench() {
	for _, text := range []string{"待设置", "D4-26081688", "试拨号码", "写入与封存"} {
		st.Tap(text)
		st.Pass(time.Second)
	}
}

// password types the unit's password.
func (st *stage) password(t *testing.T, text string) {
	t.Helper()
	if err := st.Fill("设置密码", text); err != nil {
		t.Fatal(err)
	}
}

// What was written and reads back the same is sealed: on the program's record with what the
// dialer held before, and on the dialer.
func TestWrite_sealsWhatReadsBackTheSame(t *testing.T) {
	st := ready(t, apptest.Options{Size: fyne.NewSize(1440, 900)})
	st.bench()
	st.Want("写入并封存", "D4-26081688", "深圳标准 v13", st.port)
	st.Shoot("seal-ready")
	st.password(t, "1357")

	st.Tap("写入并封存")
	st.Pass(time.Second)

	st.Want("已封存", "由 吴敏 封存", "写入前后", "old")
	st.WantGone("没有读机")
	st.Shoot("seal-done")
	config := st.Record(library.DialerConfig, st.program.Config)
	left, _ := config.Get(library.DialerConfigAsLeft).(string)
	if config.State != library.DialerConfigConfigured || config.Get(library.DialerConfigDigest) != driver.Digest(left) || config.Get(library.DialerConfigSealedSerial) != "D4-26081688" {
		t.Errorf("%s %v", config.State, config.Values)
	}
	if found, _ := config.Get(library.DialerConfigAsFound).(string); !strings.Contains(found, "R001=old\n") {
		t.Errorf("as found: %s", found)
	}
	values, err := driver.ReadValues(left)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		if got := st.dialer.Holds(v.Register); got != v.Value {
			t.Errorf("%s holds %q, sealed is %q", v.Register, got, v.Value)
		}
	}
	unit := st.Record(library.DialerUnit, st.program.Unit)
	if unit.Get(library.DialerUnitDelivered) != library.DeliveredIsAsDelivered || unit.Get(library.DialerUnitSealedValues) != left {
		t.Errorf("the dialer: %v", unit.Values)
	}
	st.WantGone("去工位做出库检测") // it is at a customer's
	st.Tap("程序设置单")
	st.Pass(time.Second)
	st.Shoot("seal-record")
	st.Want("封存", "个寄存器变了")
}

// What a dialer held before the first try is what was found, however many tries it takes.
func TestWrite_keepsWhatWasFoundAtFirst(t *testing.T) {
	st := ready(t, apptest.Options{Prepare: short})
	spoils := true
	st.dialer.Answer = func(command, answer string) string {
		if strings.HasPrefix(command, "SR001") && spoils {
			st.dialer.Memory["R001"], spoils = "1", false
		}
		return answer
	}
	st.bench()
	st.password(t, "1357")
	st.Tap("写入并封存")
	st.Pass(time.Second)
	st.Want("第 1 行：读回与写入不同")

	st.Tap("写入并封存")
	st.Pass(time.Second)

	st.Want("已封存", "old")
	if found, _ := st.Record(library.DialerConfig, st.program.Config).Get(library.DialerConfigAsFound).(string); !strings.Contains(found, "R001=old\n") {
		t.Errorf("as found: %s", found)
	}
}

// It is kept on the program's record before anything is written, so that it is there when the
// app was killed in between, and for another dialer it counts for nothing.
func TestWrite_keepsWhatWasFoundThroughARestart(t *testing.T) {
	st := ready(t, apptest.Options{Prepare: short})
	spoils := true
	st.dialer.Answer = func(command, answer string) string {
		if strings.HasPrefix(command, "SR001") && spoils {
			st.dialer.Memory["R001"], spoils = "1", false
		}
		return answer
	}
	st.bench()
	st.password(t, "1357")
	st.Tap("写入并封存")
	st.Pass(time.Second)
	st.Want("第 1 行：读回与写入不同", "上次没有写完")
	st.Shoot("seal-half")
	ports := func() ([]string, error) { return []string{st.port}, nil }
	st.Kill()

	st.Ready = apptest.Open(t, apptest.Options{Dir: st.Dir, Size: fyne.NewSize(1280, 800), Ports: ports})
	st.App.Nav().Go(screen.Place{Route: screen.RouteSeal, Form: library.DialerConfig, ID: st.program.Config})
	st.Pass(time.Second)
	st.Want("上次没有写完", "写入前的内容已经记在单子上")
	st.password(t, "1357")
	st.Tap("写入并封存")
	st.Pass(time.Second)

	st.Want("已封存", "old")
	if found, _ := st.Record(library.DialerConfig, st.program.Config).Get(library.DialerConfigAsFound).(string); !strings.Contains(found, "R001=old\n") {
		t.Errorf("as found: %s", found)
	}
}

// Whatever is wrong with the dialer or the line is refused with what happened, what is safe
// and what to do; nothing is sealed, and no secret is on the screen.
func TestWrite_everyFaultIsRefused(t *testing.T) {
	const touched, untouched = "在重新写入并读回一致之前，这台不能用", "没有写入任何内容，拨号器里还是原来的程序"
	onSet := func(register string, f func(d *linetest.Unit, answer string) string) func(*linetest.Unit) {
		return func(d *linetest.Unit) {
			d.Answer = func(command, answer string) string {
				if strings.HasPrefix(command, "S"+register) {
					return f(d, answer)
				}
				return answer
			}
		}
	}
	for name, c := range map[string]struct {
		fault      func(*linetest.Unit)
		what, safe string
		todo       string
	}{
		"drops a byte": {func(d *linetest.Unit) {
			d.In = func(_ int, b byte) []byte {
				if b == '=' {
					return nil
				}
				return []byte{b}
			}
		}, "行数：拨号器不接受", touched, "核对型号和程序"},
		"cuts the end off": {onSet("R002", func(d *linetest.Unit, answer string) string {
			d.Memory["R002"] = d.Memory["R002"][:5]
			return answer
		}), "第 2 行：读回与写入不同", touched, "重新写入；还不同就换一台"},
		"alters a value": {onSet("C1", func(d *linetest.Unit, answer string) string { d.Memory["C1"] = "17909N"; return answer }),
			"第 1 条接入：读回与写入不同", touched, "应为 17911N，读回 17909N"},
		"delays an answer": {func(d *linetest.Unit) {
			late := 10 * time.Second // longer than three tries are waited for
			d.Delay = func(command string) time.Duration {
				if wait := late; strings.HasPrefix(command, "SR001") {
					late = 0
					return wait
				}
				return 0
			}
		}, "第 1 行：拨号器没有回答", touched, "检查电源和串口线"},
		"answers an error": {onSet("T2", func(*linetest.Unit, string) string { return "E" }), "拍叉：拨号器不接受", touched, "核对型号和程序"},
		"loses power":      {onSet("R003", func(d *linetest.Unit, answer string) string { d.Dark = true; return answer }), "第 3 行：拨号器没有回答", touched, "等两分钟"},
		"another password": {func(d *linetest.Unit) { d.Password = "2468" }, "拨号器不认设置密码", untouched, "核对设置密码再试"},
		"another dialer":   {func(d *linetest.Unit) { d.Serial = "D4-26081699" }, "接着的是另一台：D4-26081699", untouched, "接上 D4-26081688 再写"},
	} {
		t.Run(name, func(t *testing.T) {
			st := ready(t, apptest.Options{Prepare: short})
			c.fault(st.dialer)
			st.bench()
			st.password(t, "1357")

			st.Tap("写入并封存")
			st.Pass(time.Second)

			st.Want("没有封存。", c.what, c.safe, c.todo)
			st.WantGone("已封存")
			config, unit := st.Record(library.DialerConfig, st.program.Config), st.Record(library.DialerUnit, st.program.Unit)
			if config.State != library.DialerConfigToConfigure || config.Get(library.DialerConfigDigest) != nil || unit.Get(library.DialerUnitSealedValues) != nil {
				t.Errorf("sealed: %s %v", config.State, config.Values)
			}
		})
	}
}

// On site the scan says whether the program on record is the one that was sealed, or what is
// different since, without a network; what the dialer holds nobody has read.
func TestDelivery_isSeenOnSite(t *testing.T) {
	keeper := ready(t, apptest.Options{Prepare: short})
	keeper.bench()
	keeper.password(t, "1357")
	keeper.Tap("写入并封存")
	keeper.Pass(time.Second)
	keeper.Want("已封存")
	sealed, program := keeper.Record(library.DialerUnit, keeper.program.Unit), keeper.Record(library.DialerConfig, keeper.program.Config)
	keeper.Close()

	for name, c := range map[string]struct {
		change    bool
		van, here []string
	}{
		"as delivered": {false, []string{"与交付一致"}, []string{"程序单与封存一致"}},
		"changed":      {true, []string{"交付后有变"}, []string{"程序单在封存后改过", "号码的处理不同，最短的一例", "第 1 条接入", "17911N", "17909N"}},
	} {
		t.Run(name, func(t *testing.T) {
			st := ready(t, apptest.Options{Role: library.RoleEngineer, Size: fyne.NewSize(800, 1280), Touch: true, Prepare: func(c2 *apptest.Company) {
				short(c2)
				unit := c2.Find(sealed.ID)
				old := unit.Values[library.DialerUnitConfig]
				unit.Values = form.Clone(sealed.Values)
				c2.Find(program.ID).Values, c2.Find(program.ID).State = form.Clone(program.Values), program.State
				if c.change {
					unit.Values[library.DialerUnitConfig], unit.Values[library.DialerUnitDelivered] = old, library.DeliveredIsChanged
				}
			}})
			st.Sync.Set(func(s *client.State) { s.Online = false })
			st.App.Nav().Go(screen.Place{Route: "van"})
			st.Pass(time.Second)
			if err := st.Scan("D4-26081688"); err != nil {
				t.Fatal(err)
			}
			st.Pass(time.Second)
			st.Want(c.van...)

			st.Tap("核对交付")
			st.Pass(time.Second)

			st.Want(c.here...)
			st.WantGone(c.van...)
			st.Want("没有读机", "由 吴敏 封存", driver.Spaced(driver.Digest(sealed.Get(library.DialerUnitSealedValues).(string))))
			st.Shoot("delivery-" + name)
		})
	}
}

// What a dialer is read to hold is compared with its seal; that its program on record is as
// it was does not stand against it.
func TestRead_findsWhatChangedInADialer(t *testing.T) {
	st := ready(t, apptest.Options{Prepare: short})
	st.bench()
	st.password(t, "1357")
	st.Tap("写入并封存")
	st.Pass(time.Second)
	st.Want("已封存")

	st.Tap("拨号器")
	st.Pass(time.Second)
	st.Tap("核对交付")
	st.Pass(time.Second)
	st.password(t, "1357")
	st.Tap("只读回")
	st.Pass(time.Second)
	st.Want("与交付一致", "逐个比较过")

	st.dialer.Change(func() { st.dialer.Memory["C1"] = "17909N" })
	st.password(t, "1357")
	st.Tap("只读回")
	st.Pass(time.Second)
	st.Want("交付后有变", "号码的处理不同", "第 1 条接入", "17911N", "17909N", "由 吴敏 封存")
	st.WantGone("与交付一致", "程序单与封存一致", "没有读机")
	st.Shoot("read-changed")
	if st.dialer.Open() || st.dialer.Holds("C1") != "17909N" {
		t.Error("it was not left as it was")
	}

	st.dialer.Change(func() { st.dialer.Memory["C1"] = "17911PPPPP7700112233#4455#N" })
	st.password(t, "1357")
	st.Tap("只读回")
	st.Pass(time.Second)
	st.Want("交付后有变", "已遮盖，不能逐个号码比较")
	if st.Sees("7700112233") {
		t.Error("somebody's account is shown")
	}
}

// The screen stays alive while a dialer is written: how far it is is seen, one may leave and
// come back, and call it off; then the dialer is let go and nothing is sealed.
func TestWrite_canBeLeftAndCalledOff(t *testing.T) {
	st := ready(t, apptest.Options{Beside: true})
	st.dialer.Delay = func(command string) time.Duration {
		if strings.HasPrefix(command, "SR") { // a slow one: there is time to look around
			return 300 * time.Millisecond
		}
		return 0
	}
	await := func(text string) {
		t.Helper()
		if !st.Loop.Until(func() bool { return st.Sees(text) }, time.Minute) {
			t.Fatalf("%q is not seen; there is: %s", text, st.Summary())
		}
	}
	tap := func(text string) {
		t.Helper()
		await(text)
		st.Tap(text)
	}
	for _, text := range []string{"待设置", "D4-26081688", "试拨号码", "写入与封存"} {
		tap(text)
	}
	await("写入并封存")
	st.password(t, "1357")
	st.Tap("写入并封存")
	await("正在写入，")
	st.Shoot("seal-writing")
	st.Tap("拨号器") // to its record, and back
	await("库位")
	st.App.Nav().Back()
	await("正在写入，")
	st.Tap("停止")
	await("已按您的要求停止")

	st.Want("没有封存。", "这台不能用")
	if st.dialer.Open() {
		t.Error("the dialer was left in its programming mode")
	}
	if config := st.Record(library.DialerConfig, st.program.Config); config.State != library.DialerConfigToConfigure {
		t.Errorf("it is %s", config.State)
	}
}

// The card's row of a dialer says it, too, beside what is done with the dialer.
func TestDelivery_standsInTheCardsRow(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleEngineer, Size: fyne.NewSize(1280, 800), Touch: true, Prepare: func(c *apptest.Company) {
		for _, row := range c.Find(c.LogisticsCard).Values[library.FeedbackCardUnits].([]form.Row) {
			c.Find(row.Values[library.FeedbackCardUnitsRowUnit].(form.Ref).ID).Values[library.DialerUnitDelivered] = library.DeliveredIsAsDelivered
			row.Values[library.FeedbackCardUnitsRowDelivered] = library.DeliveredIsAsDelivered
		}
	}})
	r.App.Nav().Open(library.FeedbackCard, r.Company.LogisticsCard, library.FeedbackCardUnits)
	r.Pass(time.Second)
	r.Shoot("card-delivered")
	r.Want("换下\u2002D4-25110386", "与交付一致")
}
