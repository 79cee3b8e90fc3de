package app_test

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/words"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
)

// The stock keeper reads the account of a program whose box is lost, at the server: for his
// password and a reason, one secret at a time and for a minute. Without a network he is
// told what is safe and what to do.
func TestReveal_onTheRecord(t *testing.T) {
	account, pin := protocol.SecretRef("account"), protocol.SecretRef("pin")
	var program apptest.Program
	r := apptest.Open(t, apptest.Options{Role: library.RoleStockKeeper, Prepare: func(c *apptest.Company) {
		var err error
		if program, err = c.AddProgram(); err != nil {
			t.Fatal(err)
		}
		values := c.Find(program.Config).Values
		values[library.DialerConfigAccount], values[library.DialerConfigPin] = account, pin
	}})
	r.Sync.Secrets = map[string]string{account: accountDigits, pin: pinDigits}
	r.App.Nav().Open(library.DialerConfig, program.Config)
	r.Pass(time.Second)
	r.Tap("查看帐号")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("没有写原因")
	fill(t, r, "原因", "客户忘了帐号")
	r.Sync.Away = client.ErrOffline
	fill(t, r, "登录密码", "right")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("没有取出来")
	r.Sync.Away, r.Sync.Reasons = nil, nil
	fill(t, r, "登录密码", "wrong")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want("密码不对")
	r.WantGone(accountDigits)
	fill(t, r, "登录密码", "right")
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	r.Want(accountDigits, "一分钟后自动收起")
	r.WantGone(pinDigits)
	r.Shoot("reveal")
	if !slices.Equal(r.Sync.Reasons, []string{"客户忘了帐号"}) {
		t.Errorf("the server has the reasons %q", r.Sync.Reasons)
	}
	r.Pass(time.Minute)
	r.WantGone(accountDigits)
}

// Where nothing is kept, or it is not for this person, nothing is offered.
func TestReveal_isNotOfferedWithoutASecret(t *testing.T) {
	var program apptest.Program
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Language: words.English, Prepare: func(c *apptest.Company) {
		var err error
		if program, err = c.AddProgram(); err != nil {
			t.Fatal(err)
		}
	}})
	r.App.Nav().Open(library.DialerConfig, program.Config)
	r.Pass(time.Second)
	r.WantGone("The server keeps accounts and passwords")
}
