package app_test

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
)

const accountDigits, pinDigits = "8801234567", "90817263"

// visit is an engineer's tablet on the day of an order for a dialer with account and PIN.
func visit(t *testing.T, o apptest.Options) (*apptest.Ready, form.ID) {
	t.Helper()
	var program apptest.Program
	o.Role, o.Touch = library.RoleEngineer, true
	o.Prepare = func(c *apptest.Company) {
		var err error
		if program, err = c.AddProgram(); err != nil {
			t.Fatal(err)
		}
		c.Find(program.Config).Values[library.DialerConfigOrder] = form.Ref{Form: library.ServiceOrder, ID: c.Hardware}
	}
	r := apptest.Open(t, o)
	for field, secret := range map[string]string{library.DialerConfigAccount: accountDigits, library.DialerConfigPin: pinDigits} {
		r.Sync.Carries = append(r.Sync.Carries, protocol.Carried{Form: library.DialerConfig, ID: program.Config, Field: field, Secret: secret, Given: r.Now, Until: r.Now.Add(24 * time.Hour)})
	}
	slices.SortFunc(r.Sync.Carries, func(a, b protocol.Carried) int { return len(b.Secret) - len(a.Secret) })
	r.App.Nav().Open(library.DialerConfig, program.Config)
	r.Pass(time.Second)
	return r, program.Config
}

// Ahead of a visit an engineer takes the secrets of today's dialer along, for his password
// and a reason; without a network he is told why not, and what to do.
func TestAlong_isTakenWhereThereIsANetwork(t *testing.T) {
	r, _ := visit(t, apptest.Options{})
	r.Want("帐号和密码还没有带到本机", "出发前有网络时带出来")
	r.Shoot("along-none")
	r.Sync.Away = client.ErrOffline
	r.Tap("带到本机")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("没有写原因")
	fill(t, r, "原因", "下午上门重设")
	fill(t, r, "登录密码", "right")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("密码没有带出来", "请打电话请物控助理协助")
	r.Shoot("along-offline")

	r.Sync.Away = nil
	fill(t, r, "登录密码", "wrong")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("密码不对")
	fill(t, r, "登录密码", "right")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("帐号和密码已带到本机", "没有网络也能看")
	r.WantGone(accountDigits, pinDigits)
	r.Shoot("along-here")
	if !slices.Equal(r.Sync.Reasons, []string{"下午上门重设"}) {
		t.Errorf("the server has the reasons %q", r.Sync.Reasons)
	}
}

// On site, without a network, they are shown for the PIN and a reason that is kept, and for
// a minute; a device without a PIN has the server say who it is.
func TestAlong_isShownOnSite(t *testing.T) {
	r, config := visit(t, apptest.Options{})
	r.Sync.Carrying, r.Sync.Away = true, client.ErrOffline
	r.App.Nav().Back()
	r.App.Nav().Open(library.DialerConfig, config)
	r.Pass(time.Second)

	r.Tap("查看帐号密码")
	r.Key(fyne.KeyReturn)
	r.Want("请写明原因")
	fill(t, r, "原因", "现场重设")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("本机没有设置解锁码")
	fill(t, r, "登录密码", "right")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("没法确认是您本人", "设好解锁码")
	r.WantGone(accountDigits)
	r.Shoot("along-no-pin")
	r.Key(fyne.KeyEscape)

	r.App.ChoosePIN()
	for range 2 {
		r.Pass(time.Second)
		r.Keys(pin)
		r.Key(fyne.KeyReturn)
	}
	r.Pass(time.Second)
	r.Tap("查看帐号密码")
	fill(t, r, "原因", "现场重设")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("请输入解锁码")
	r.WantGone(accountDigits)
	r.Keys("112358")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("解锁码不对")
	if len(r.Sync.Looks) > 0 {
		t.Fatalf("a wrong PIN shows them: %q", r.Sync.Looks)
	}
	r.Keys(pin)
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("帐号", accountDigits, "帐号密码", pinDigits, "一分钟后自动收起")
	r.Shoot("along-shown")
	if !slices.Equal(r.Sync.Looks, []string{"现场重设"}) {
		t.Errorf("kept are the reasons %q", r.Sync.Looks)
	}
	r.Pass(time.Minute)
	r.WantGone(accountDigits, pinDigits)

	r.Sync.Carrying = false // its time is up
	r.Tap("查看帐号密码")
	fill(t, r, "原因", "再看一次")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Keys(pin)
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("带出的密码已到期", "请打电话请物控助理协助")
}

// Nobody else is offered any: not on another day, and not who has not the order.
func TestAlong_isForTodaysOrder(t *testing.T) {
	r, _ := visit(t, apptest.Options{Now: apptest.Noon().AddDate(0, 0, 1)})
	r.WantGone("带到本机")
}

// The pictures are for eyes.
func TestAlong_pictures(t *testing.T) {
	for _, p := range []struct {
		name string
		o    apptest.Options
	}{
		{"along-phone", apptest.Options{Size: fyne.NewSize(400, 800), Pixels: 2}},
		{"along-portrait-outdoor-english", apptest.Options{Size: fyne.NewSize(800, 1280), Mode: theme.Outdoor, Language: words.English}},
	} {
		t.Run(p.name, func(t *testing.T) {
			r, _ := visit(t, p.o)
			r.Shoot(p.name)
			r.Tap(r.App.Words().T("record.along_take"))
			r.Shoot(p.name + "-take")
			fill(t, r, r.App.Words().T("record.along_reason"), "下午上门")
			fill(t, r, r.App.Words().T("record.along_password"), "right")
			r.Key(fyne.KeyReturn)
			r.Pass(10 * time.Second)
			r.Shoot(p.name + "-here")
			r.Tap(r.App.Words().T("record.along_show"))
			r.Shoot(p.name + "-why")
		})
	}
}
