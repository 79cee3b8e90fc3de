package proof_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
)

// open does one act, leads to the proof and answers as the server would.
func open(t *testing.T, o apptest.Options, answer func(r *apptest.Ready, ctx context.Context) error) *apptest.Ready {
	t.Helper()
	r := apptest.Open(t, o)
	r.Tap("出发去 14:00 这一单")
	r.Sync.OnProve = func(ctx context.Context) error { return answer(r, ctx) }
	r.Tap("周")
	r.Tap("核对是否全部送达")
	return r
}

func TestProof_saysEqualWhenBothAreTheSame(t *testing.T) {
	r := open(t, apptest.Options{}, func(r *apptest.Ready, ctx context.Context) error { return r.Receive(ctx, 1, 1) })

	r.Want("写了 1 条，服务器收到 1 条，两边一样。", "一样（今天 13:12）")
	r.WantGone("不一样")
}

func TestProof_neverSaysEqualWhenTheServerLacksSome(t *testing.T) {
	r := open(t, apptest.Options{}, func(r *apptest.Ready, ctx context.Context) error { return r.Receive(ctx, 1, 0) })

	r.Want("不一样：写了 1 条，服务器的账上只有 0 条。", "不会丢", "不要卸载", "服务器的账上缺少收到过的工作", "下次同步时告诉办公室")
	r.WantGone("两边一样")
	r.Want("点到 0 条，少了收到过的 1 条（今天 13:12）", "1 项要你处理")
	r.WantGone("已同步")
	r.Shoot("proof-missing")

	r.Tap("1 项要你处理")
	r.Want("服务器的账和本机的不一样", "不要卸载")
	r.Shoot("proof-outbox")
	r.Sync.OnProve = func(ctx context.Context) error { return r.Receive(ctx, 1, 1) }
	r.Tap("打开核对")
	r.Want("两边一样", "点到 1 条（今天 13:12）", "已同步")
	r.Tap("发件箱")
	r.WantGone("不一样")
}

// Where nothing was written there is nothing to compare, and nobody is sent for a network.
func TestProof_saysThatNothingWasWritten(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Size: fyne.NewSize(360, 800), Touch: true})
	r.Sync.OnProve = func(context.Context) error { return client.ErrOffline }
	r.App.Nav().Go(screen.Place{Route: screen.RouteProof})
	r.Pass(time.Second)

	r.Want("这台设备还没有写过，没有要送的。")
	r.WantGone("请联网后再核对")
	r.Shoot("proof-nothing")
}

func TestProof_saysWhatItKnowsWithoutANetwork(t *testing.T) {
	r := open(t, apptest.Options{}, func(*apptest.Ready, context.Context) error { return client.ErrOffline })

	r.Want("写了 1 条，服务器还没有说收到多少。", "都在本机保存着")
	r.WantGone("两边一样")

	r.Sync.OnProve = func(ctx context.Context) error { return r.Receive(ctx, 1, 1) }
	r.Tap("现在核对")
	r.Want("两边一样")
}

// The office reads how the devices of its people stand.
func TestProof_showsTheOfficeItsPeople(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalSupervisor})
	c := r.Company
	r.Sync.Seen = others(c, r.Now)

	r.Tap("何")
	r.Tap("核对是否全部送达")

	r.Want("同事的设备", "周建明，T07", "写 142，收 142，一样", "还有 3 条没送到", "时钟慢 12 分", "时钟快 364 天，现已调准", "服务器给出了另一份历史")
	r.Shoot("proof-office")
}

func others(c *apptest.Company, now time.Time) []protocol.DeviceSeen {
	seen := func(number int, written, received, agreed int64) protocol.DeviceSeen {
		return protocol.DeviceSeen{Device: [16]byte{byte(number)}, Number: number, Person: c.Engineer, State: "active", App: "0.3.1", Seen: now.Add(-time.Duration(number) * time.Minute),
			Written: written, Received: received, Agreed: agreed}
	}
	all := []protocol.DeviceSeen{seen(7, 142, 142, 142), seen(9, 145, 142, 142), seen(12, 30, 30, 30)}
	all[1].Person, all[1].Skew = c.Assistant, (12 * time.Minute).Milliseconds()
	all[0].WrongBy, all[0].WrongAt = -(364 * 24 * time.Hour).Milliseconds(), now.Add(-3*24*time.Hour)
	all[2].Person, all[2].Alarms = c.Keeper, []protocol.Alarm{{Kind: "fork", At: now.Add(-time.Hour)}}
	return all
}

// TestPictures draws the proof at every size, in both languages and both modes. With
// FIELDLINE_PICTURES set to a folder the pictures are left there.
func TestPictures(t *testing.T) {
	sizes := map[string]fyne.Size{"tablet": {Width: 1280, Height: 800}, "phone": {Width: 360, Height: 800}, "desktop": {Width: 1440, Height: 900}}
	for name, size := range sizes {
		for _, look := range []struct {
			language words.Language
			mode     theme.Mode
		}{{words.Chinese, theme.Light}, {words.Chinese, theme.Dark}, {words.English, theme.Light}, {words.English, theme.Dark}} {
			t.Run(fmt.Sprintf("%s-%s-%s", name, look.language, look.mode), func(t *testing.T) {
				r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalSupervisor, Size: size, Touch: name != "desktop", Language: look.language, Mode: look.mode})
				r.Sync.Seen = others(r.Company, r.Now)
				r.App.Nav().Go(screen.Place{Route: screen.RouteProof})
				r.Shoot(fmt.Sprintf("proof-%s-%s-%s", name, look.language, look.mode))
			})
		}
	}
}
