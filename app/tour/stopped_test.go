package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
)

const password = "售后工程师的密码一号"

// A server that is down, that is another one, that does not know the sign-in any more:
// the person works on, reads what stopped syncing, and nothing typed is lost.
func TestStopped_saysWhyAndKeepsWhatIsTyped(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	th := playhouse(t)
	text := c.cardFor(ctx, filepath.Join(th.dir, "tablet", "first"))
	var card form.ID
	must(t, card.UnmarshalText([]byte(text)))
	c.setPassword("ae", library.RoleEngineer)
	p := th.player(t, "tablet", nil)
	p.nav().Open(library.FeedbackCard, card)
	types := func(text string) {
		t.Helper()
		p.fills("设备型号", text)
		p.Leave()
		p.holds("a draft of "+text, func() bool { return kept(ctx, p.app.Store(), card) == text })
	}

	types("服务器没开")
	must(t, c.office.close())
	p.app.Client().Wake()
	p.sees("离线", "服务器没开")

	types("别人的服务器")
	mine := c.office.dir
	c.office.dir = filepath.Join(t.TempDir(), "other")
	must(t, c.office.startWith(ctx))
	p.app.Client().Wake()
	p.sees("要你处理", "别人的服务器")
	p.taps("发件箱")
	p.sees("同步停下了", "证书变了", "什么也没有发送，内容都在本机", "请换一个网络")
	must(t, c.office.close())
	c.office.dir = mine
	must(t, c.office.startWith(ctx))
	p.app.Client().Wake()
	must(t, p.AwaitGone("同步停下了"))

	// A copy of the installation spends its tokens; the server takes all of them away.
	must(t, p.close())
	c.spend(ctx, filepath.Join(th.dir, "tablet", "first"))
	p.begin()
	p.nav().Open(library.FeedbackCard, card)
	p.sees("别人的服务器", "要你处理")
	types("登录过期")
	p.taps("发件箱")
	p.sees("同步停下了", "登录凭证被用了两次", "请重新登录")
	p.taps("重新登录")
	p.typesInto(0, "ae")
	p.typesInto(1, "不是这个密码呀")
	must(t, p.confirm("重新登录"))
	p.sees("姓名或密码不对", "本机的内容都在")
	p.typesInto(1, password)
	must(t, p.confirm("重新登录"))
	must(t, p.AwaitGone("登录只影响同步")) // the dialog lies over the rest
	must(t, p.AwaitGone("同步停下了"))
	p.sends(ctx)
	p.nav().Open(library.FeedbackCard, card)
	p.sees("登录过期")
	must(t, c.watch.Sync(ctx))
	if got := kept(ctx, c.watch.Store, card); got != "登录过期" {
		t.Errorf("the office has %q", got)
	}
}

// typesInto types into an entry of a dialog, in place of what is in it.
func (p *player) typesInto(at int, text string) {
	p.t.Helper()
	var entries []apptest.Seen
	for _, s := range p.Look() {
		if s.Entry != nil {
			entries = append(entries, s)
		}
	}
	if at >= len(entries) {
		p.t.Fatalf("there is no entry %d: %s", at, p.Summary())
	}
	must(p.t, p.TapSeen(entries[at]))
	p.app.Window().Canvas().Focus(entries[at].Entry)
	if sh, ok := entries[at].Entry.(fyne.Shortcutable); ok {
		sh.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
	must(p.t, p.Type(text))
}

// setPassword gives the holder of a role a name and the password.
func (c *crew) setPassword(name, role string) {
	c.t.Helper()
	cmd := exec.Command(c.office.program, "user", "password", "--dir", c.office.dir, "--person", role, "--name", name)
	cmd.Stdin = strings.NewReader(password + "\n")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		c.t.Fatalf("set a password: %v: %s", err, out.String())
	}
}

// spend lets a copy of an installation sync, so that the original's token is worth nothing.
func (c *crew) spend(ctx context.Context, dir string) {
	c.t.Helper()
	copied := filepath.Join(c.t.TempDir(), "copy")
	must(c.t, os.CopyFS(copied, os.DirFS(dir)))
	store, err := device.Open(ctx, copied, nil, device.Config{})
	must(c.t, err)
	defer func() { must(c.t, store.Close()) }()
	thief, err := client.New(store, client.Config{})
	must(c.t, err)
	must(c.t, thief.Sync(ctx))
}
