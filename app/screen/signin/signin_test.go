package signin_test

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
)

func TestSignIn_saysWhatWentWrongAndWhatToDo(t *testing.T) {
	door := &apptest.Door{}
	https := protocol.Code{URL: "https://fw.example:8443", Pin: protocol.Pin{1}, Secret: [16]byte{1}}.String()
	for _, c := range []struct {
		name  string
		door  apptest.Door
		code  string
		wants []string
	}{
		{"no code", apptest.Door{}, "hello", []string{"这不是登记码。", "请把管理员发来的整段文字粘贴进来，以 FL1. 开头。"}},
		{"cut code", apptest.Door{}, https[:len(https)-6], []string{"登记码不完整，或抄错了字。"}},
		{"newer code", apptest.Door{}, "FL2.abcdef", []string{"这个登记码要用更新的程序。"}},
		{"server down", apptest.Door{Shut: true}, door.Code(), []string{"连不上服务器 http://127.0.0.1:9", "请检查网络后再试"}},
		{"wrong code", apptest.Door{Problem: protocol.NewProblem(protocol.CodeWrong, "")}, door.Code(), []string{"登记码不对", "请核对后再输。"}},
		{"used code", apptest.Door{Problem: protocol.NewProblem(protocol.CodeUsed, "")}, door.Code(), []string{"登记码已经用过", "请管理员再发一个。"}},
		{"expired code", apptest.Door{Problem: protocol.NewProblem(protocol.CodeExpired, "")}, door.Code(), []string{"登记码已过期"}},
		{"another certificate", apptest.Door{Foreign: true}, door.Code(), []string{"出示的证书和登记码里的不一样", "没有发送任何内容。"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := apptest.Open(t, apptest.Options{Door: &c.door})
			r.Want("登记码", "登记这台设备")

			if err := r.Type(c.code); err != nil {
				t.Fatal(err)
			}
			r.Tap("登记这台设备")

			r.Want("出了什么事", "没有丢", "怎么办")
			r.Want(c.wants...)
			r.Shoot("signin-" + c.name)
		})
	}
}

func TestSignIn_downloadsAndStarts(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Door: &apptest.Door{}, Touch: true})
	r.Shoot("signin")
	r.OnConnect = func() {
		r.Sync.OnSync = func(ctx context.Context) error {
			r.Sync.Set(func(s *client.State) { s.Running, s.Done, s.Total = true, 20, 80 })
			r.Loop.Settle()
			r.Want("25%", "同步中 20 / 80")
			r.Shoot("signin-download")
			return r.Pull(ctx)
		}
	}

	if err := r.Type((&apptest.Door{}).Code()); err != nil {
		t.Fatal(err)
	}
	r.Tap("登记这台设备")

	r.Want("现在可以离线工作了", "周建明；服务器 127.0.0.1:9", "技术服务单", "100%")
	r.Shoot("signin-ready")
	r.Tap("开始今天")
	r.Want("今天", "福永恒泰五金制品厂")
}

func TestSignIn_goesOnAfterABreak(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Door: &apptest.Door{}, Touch: true, Size: fyne.NewSize(360, 800), Pixels: 2})
	broken := true
	r.OnConnect = func() {
		r.Sync.OnSync = func(ctx context.Context) error {
			if broken {
				broken = false
				return client.ErrOffline
			}
			return r.Pull(ctx)
		}
	}
	if err := r.Type((&apptest.Door{}).Code()); err != nil {
		t.Fatal(err)
	}
	r.Tap("登记这台设备")
	r.Want("登记已经完成，下到的资料", "再试一次")
	r.Shoot("signin-broken-phone")

	r.Tap("再试一次")

	r.Want("现在可以离线工作了")
	r.Shoot("signin-ready-phone")
}

func TestSignIn_offersWhoWasHereBefore(t *testing.T) {
	r := apptest.Open(t, apptest.Options{})
	r.Tap("周")
	r.Tap("换人")

	r.Want("在这台设备上用过的人", "周建明")
	r.Shoot("signin-known")
	r.Tap("周建明")

	r.Want("福永恒泰五金制品厂")
}
