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
	"fieldline/forms/driver"
	"fieldline/forms/library"
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
	st := ready(t, apptest.Options{})
	st.bench()
	st.Want("写入并封存", "D4-26081688", st.port)
	st.Shoot("seal-ready")
	st.password(t, "1357")

	st.Tap("写入并封存")
	st.Pass(time.Second)

	st.Want("已封存", "与交付一致", "写入前后", "old")
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
	st.Tap("程序设置单")
	st.Pass(time.Second)
	st.Shoot("seal-record")
	st.Want("封存", "个寄存器变了")
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
		}, "拨号器不接受（行数）", touched, "核对型号和程序"},
		"cuts the end off": {onSet("R002", func(d *linetest.Unit, answer string) string {
			d.Memory["R002"] = d.Memory["R002"][:5]
			return answer
		}), "读回与写入不同（第 2 行）", touched, "重新写入；还不同就换一台"},
		"alters a value": {onSet("C1", func(d *linetest.Unit, answer string) string { d.Memory["C1"] = "17909N"; return answer }),
			"读回与写入不同（第 1 条接入）", touched, "应为 17911N，读回 17909N"},
		"delays an answer": {func(d *linetest.Unit) {
			late := 10 * time.Second // longer than three tries are waited for
			d.Delay = func(command string) time.Duration {
				if wait := late; strings.HasPrefix(command, "SR001") {
					late = 0
					return wait
				}
				return 0
			}
		}, "拨号器没有回答（第 1 行）", touched, "检查电源和串口线"},
		"answers an error": {onSet("T2", func(*linetest.Unit, string) string { return "E" }), "拨号器不接受（拍叉）", touched, "核对型号和程序"},
		"loses power":      {onSet("R003", func(d *linetest.Unit, answer string) string { d.Dark = true; return answer }), "拨号器没有回答（第 3 行）", touched, "等两分钟"},
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
