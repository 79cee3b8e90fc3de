//go:build linux

package seal_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/line"
	"fieldline/app/line/linetest"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
	"fieldline/sync/protocol"
)

const account, pin = "8801234567", "90817263"

// twoStage gives the program a carrier that asks for account and PIN, whose digits only the
// server has.
func twoStage(t *testing.T) func(*apptest.Company) {
	return func(c *apptest.Company) {
		starters, err := program.Starters()
		if err != nil {
			t.Fatal(err)
		}
		for i := range c.Records {
			rec := &c.Records[i]
			switch {
			case rec.Form == library.PlanTemplate:
				rec.Values[library.PlanTemplateText] = starters["two_stage"]
			case rec.Number == "DC261123-0004":
				rec.Values[library.DialerConfigAccount], rec.Values[library.DialerConfigPin], rec.Values[library.DialerConfigUnitPassword] = "secret:a", "secret:p", "secret:u"
				row := func(id, name, value string) form.Row {
					return form.Row{ID: id, Values: form.Values{library.DialerConfigParametersRowParameter: name, library.DialerConfigParametersRowValue: value}}
				}
				rec.Values[library.DialerConfigParameters] = []form.Row{row("1", "account_digits", "10"), row("2", "pin_digits", "8")}
			}
		}
		short(c)
	}
}

// Account, PIN and password come from the server, with the reason that is kept there, go to
// the dialer and nowhere else; nor does what a dialer shows of the customer before.
func TestWrite_secretsGoToTheDialerAlone(t *testing.T) {
	t.Run("it shows stars", func(t *testing.T) {
		secretsGoToTheDialerAlone(t, false, "只显示位数（帐号、密码）", "出库检测时试拨一次确认")
	})
	t.Run("it shows them", func(t *testing.T) { secretsGoToTheDialerAlone(t, true) })
}

func secretsGoToTheDialerAlone(t *testing.T, shows bool, want ...string) {
	st := ready(t, apptest.Options{Prepare: twoStage(t)})
	st.Sync.Secrets = map[string]string{"secret:a": account, "secret:p": pin, "secret:u": "1357"}
	st.dialer.Shows = shows
	st.bench()
	st.Tap("写入并封存")
	st.Pass(time.Second)

	st.Want(append(want, "已封存")...)
	if st.dialer.Holds("A1") != account || st.dialer.Holds("B1") != pin {
		t.Errorf("it holds %q and %q", st.dialer.Holds("A1"), st.dialer.Holds("B1"))
	}
	if len(st.Sync.Reasons) != 3 || st.Sync.Reasons[0] != "写入拨号器 D4-26081688" {
		t.Errorf("the reasons are %q", st.Sync.Reasons)
	}
	st.Tap("全部")
	st.Pass(time.Second)
	config := st.Record(library.DialerConfig, st.program.Config)
	told := config.Get(library.DialerConfigReadBack).(form.Attachment)
	file, err := st.App.Store().Attachment(context.Background(), told.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	shown := strings.Join([]string{st.Summary(), string(kept)}, "\n")
	for _, v := range config.Values {
		if text, ok := v.(string); ok {
			shown += "\n" + text
		}
	}
	for _, secret := range []string{account, pin, "1357", linetest.OldAccount, linetest.OldPIN} {
		if strings.Contains(shown, secret) {
			t.Errorf("%s is to be seen", secret)
		}
	}
}

// Who comes back to a device that is signed in shows first that it is he; then the work
// goes on by itself.
func TestWrite_asksToSignInAgain(t *testing.T) {
	st := ready(t, apptest.Options{Prepare: twoStage(t)})
	st.Sync.Secrets = map[string]string{"secret:a": account, "secret:p": pin, "secret:u": "1357"}
	st.Sync.AsksAgain = true
	st.bench()
	st.Tap("写入并封存")
	st.Pass(time.Second)
	st.Want("取密码前请再输一次您的登录密码", "没有写入任何内容")
	st.Shoot("sign-in-again")
	st.Tap("输入登录密码")
	if err := st.Fill("登录密码", "wrong"); err != nil {
		t.Fatal(err)
	}
	st.Key(fyne.KeyReturn)
	st.Pass(time.Second)
	st.Want("密码不对")
	st.Shoot("sign-in-again-wrong")
	if st.dialer.Holds("C1") != "" {
		t.Error("it was written to")
	}

	if err := st.Fill("登录密码", "right"); err != nil {
		t.Fatal(err)
	}
	st.Key(fyne.KeyReturn)
	st.Pass(time.Second)
	st.Want("已封存")
	if st.dialer.Holds("A1") != account {
		t.Errorf("it holds %q", st.dialer.Holds("A1"))
	}
}

// Without a network and without what is typed nothing is written.
func TestWrite_secretsThatAreNotToBeHad(t *testing.T) {
	st := ready(t, apptest.Options{Prepare: twoStage(t)})
	st.Sync.Away = protocol.NewProblem(protocol.NotFound, "")
	st.bench()
	st.Tap("写入并封存")
	st.Pass(time.Second)
	st.Want("取不到", "请在上面输入", "没有写入任何内容")
	if st.dialer.Holds("C1") != "" {
		t.Error("it was written to")
	}

	for label, digits := range map[string]string{"帐号": account, "帐号密码": pin, "设置密码": "1357"} {
		if err := st.Fill(label, digits); err != nil {
			t.Fatal(err)
		}
	}
	st.Tap("写入并封存")
	st.Pass(time.Second)
	st.Want("已封存")
}

// An account with another number of digits than the program was made for is not written: what
// was proved of the program would not hold.
func TestWrite_wantsAsManyDigitsAsTheProgramSays(t *testing.T) {
	st := ready(t, apptest.Options{Prepare: twoStage(t)})
	st.Sync.Secrets = map[string]string{"secret:a": account + "89", "secret:p": pin, "secret:u": "1357"}
	st.bench()
	st.Tap("写入并封存")
	st.Pass(time.Second)

	st.Want("帐号有 12 位，程序是按 10 位做的", "核对后重新输入", "没有写入任何内容")
	st.Shoot("other-digits")
	if st.dialer.Commands > 0 {
		t.Error("it was talked to")
	}

	if err := st.Fill("帐号", account); err != nil {
		t.Fatal(err)
	}
	st.Tap("写入并封存")
	st.Pass(time.Second)
	st.Want("已封存")
}

// A dialer that is set from a telephone gets its keys as a sound; a recording of it is heard
// key by key, and what it says of a difference holds no secret.
func TestTones_areSavedAndHeardAgain(t *testing.T) {
	st := ready(t, apptest.Options{Prepare: byKeys(short)})
	st.bench()
	st.Want("这种拨号器从话机设置，不能读回，所以不能封存")
	st.password(t, "1357")
	st.Tap("存成声音文件")
	st.Pass(time.Second)
	st.Want("已存好")
	pcm, rate, err := line.ReadWAV(bytes.NewReader(st.Saved))
	if err != nil {
		t.Fatal(err)
	}
	keys := ""
	for _, h := range line.Listen(pcm[:rate*10], rate) {
		keys += string(h.Key)
	}
	if !strings.HasPrefix(keys, "#345*1357") {
		t.Errorf("it begins with %s", keys)
	}

	st.Picked = st.Saved
	st.Tap("核对录音")
	st.Pass(time.Second)
	st.Want("个键，与程序完全一致")
	st.Shoot("tones")

	spoilt := bytes.Clone(st.Saved)
	clear(spoilt[len(spoilt)/2 : len(spoilt)/2+rate*8])
	st.Picked = spoilt
	st.Tap("核对录音")
	st.Pass(time.Second)
	st.Want("个键", "不同", "请从头再放")
	st.Picked = []byte("no sound")
	st.Tap("核对录音")
	st.Pass(time.Second)
	st.Want("这不是能读的录音")
}

// byKeys makes all dialers of the type that is set from a telephone.
func byKeys(prepare func(*apptest.Company)) func(*apptest.Company) {
	return func(c *apptest.Company) {
		prepare(c)
		for i := range c.Records {
			if c.Records[i].Form == library.DialerModel {
				c.Records[i].Values[library.DialerModelUnitType] = library.UnitTypeIsRegister8
			}
		}
	}
}

// No file is left that is no whole sound: none is made before all secrets are there, and one
// that the disk does not take is taken away again.
func TestTones_leaveNoFileThatIsNotWhole(t *testing.T) {
	st := ready(t, apptest.Options{Prepare: byKeys(twoStage(t))})
	st.Sync.Away = protocol.NewProblem(protocol.NotFound, "")
	st.bench()
	st.Tap("存成声音文件")
	st.Pass(time.Second)
	st.Want("取不到", "请在上面输入")
	if st.Saved != nil {
		t.Errorf("a file of %d bytes is there", len(st.Saved))
	}

	st.Sync.Away, st.DiskFull = nil, true
	st.Sync.Secrets = map[string]string{"secret:a": account, "secret:p": pin, "secret:u": "1357"}
	st.Tap("存成声音文件")
	st.Pass(time.Second)
	st.Want("没有成功")
	if st.Saved != nil {
		t.Errorf("a file of %d bytes is there", len(st.Saved))
	}
}

// A second sign-in goes on with the sound that was wanted.
func TestTones_areSavedAfterASecondSignIn(t *testing.T) {
	st := ready(t, apptest.Options{Prepare: byKeys(twoStage(t))})
	st.Sync.Secrets = map[string]string{"secret:a": account, "secret:p": pin, "secret:u": "1357"}
	st.Sync.AsksAgain = true
	st.bench()
	st.Tap("存成声音文件")
	st.Pass(time.Second)
	st.Want("取密码前请再输一次您的登录密码")
	st.Tap("输入登录密码")
	if err := st.Fill("登录密码", "right"); err != nil {
		t.Fatal(err)
	}
	st.Key(fyne.KeyReturn)
	st.Pass(time.Second)

	st.Want("已存好")
	if len(st.Saved) == 0 {
		t.Error("no sound is saved")
	}
}

// A warning of the form is answered before anything is written, and the answer goes along.
func TestWrite_wantsTheReasonFirst(t *testing.T) {
	st := ready(t, apptest.Options{Prepare: func(c *apptest.Company) {
		short(c)
		for i := range c.Records {
			if rows, ok := c.Records[i].Values[library.PlanTemplateNumbers].([]form.Row); ok {
				for _, row := range rows {
					if row.Values[library.PlanTemplateNumbersRowNumber] == "26012345" {
						row.Values[library.PlanTemplateNumbersRowShould] = library.CallWayIsBarred
					}
				}
			}
		}
	}})
	st.bench()
	st.password(t, "1357")
	st.Want("客户常拨的号码不再照应当的方式送")
	st.Tap("写入并封存")
	st.Pass(time.Second)
	if st.dialer.Holds("C1") != "" {
		t.Error("it was written to")
	}

	if err := st.Fill("原因", "客户自己要这样"); err != nil {
		t.Fatal(err)
	}
	st.Tap("写入并封存")
	st.Pass(time.Second)
	st.Want("已封存")
}
