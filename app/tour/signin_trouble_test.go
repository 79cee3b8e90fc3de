package main

import (
	"context"
	"path/filepath"
	"testing"

	"fieldline/forms/library"
	"fieldline/sync/protocol"
)

// Whatever is wrong with a code or behind it, the person reads what happened, what is
// safe and what to do; the code stays typed, and nothing is left behind on the machine.
func TestSignIn_saysWhatIsWrong(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	other := c.anotherOffice(ctx)
	th := playhouse(t)
	p := th.player(t, "tablet", nil)
	fresh := func(args ...string) protocol.Code {
		t.Helper()
		text, err := c.office.code(ctx, append([]string{"--role", library.RoleEngineer}, args...)...)
		must(t, err)
		code, err := protocol.ParseCode(text)
		must(t, err)
		return code
	}
	nowhere, err := freePort(ctx)
	must(t, err)
	elsewhere, foreign, wrong, late, used := fresh(), fresh(), fresh(), fresh("--valid", "1ms"), fresh()
	elsewhere.URL = "https://" + nowhere
	foreign.URL = "https://" + other.addr
	wrong.Secret[0]++
	first := th.player(t, "first", nil)
	first.app.Enrol(used.String())
	first.sees("现在可以离线工作了")

	for _, trouble := range []struct {
		name, code string
		what, do   string
	}{
		{"no code", "123456", "这不是登记码", "以 FL1. 开头"},
		{"half a code", used.String()[:30], "登记码不完整", "请重新复制整段登记码"},
		{"wrong address", elsewhere.String(), "连不上服务器 https://" + nowhere, "核对登记码里的地址"},
		{"another server", foreign.String(), "出示的证书和登记码里的不一样", "换一个网络再试"},
		{"wrong code", wrong.String(), "登记码不对", "请核对后再输"},
		{"expired code", late.String(), "登记码已过期", "请管理员再发一个"},
		{"used code", used.String(), "登记码已经用过", "请管理员再发一个"},
	} {
		p.fills("登记码", trouble.code)
		p.taps("登记这台设备")
		p.sees(trouble.what)
		p.sees("出了什么事", "没有丢", "没有改动任何内容", "怎么办", trouble.do)
		if !p.Sees(trouble.code[:6]) {
			t.Errorf("%s: what was typed is gone: %s", trouble.name, p.Summary())
		}
	}
	left, err := filepath.Glob(filepath.Join(th.dir, "tablet", "person-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}

	// A server that is down takes no code; the same code works once it is up.
	good := fresh()
	must(t, c.office.close())
	p.fills("登记码", good.String())
	p.taps("登记这台设备")
	p.sees("连不上服务器 https://"+c.office.addr, "没有改动任何内容", "请检查网络后再试")
	must(t, c.office.startWith(ctx))
	p.taps("登记这台设备")
	p.sees("现在可以离线工作了")
}
