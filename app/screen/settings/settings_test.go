package settings_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/library"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

func TestSettings_signsOutOnlyWhenNothingWaits(t *testing.T) {
	r := apptest.Open(t, apptest.Options{})
	r.Tap("出发去 14:00 这一单")
	r.Tap("周")

	r.Tap("退出并删除")

	r.Want("现在还不能退出")
	r.Shoot("settings-not-yet")
}

func TestSettings_areInForceAtOnce(t *testing.T) {
	r := apptest.Open(t, apptest.Options{})
	r.Tap("周")

	r.Tap("深色")
	if mode := theme.Current().Mode(); mode != theme.Dark {
		t.Errorf("the mode is %s", mode)
	}
	r.Tap("150%")
	if scale := theme.Current().Scale(); scale != 1.5 {
		t.Errorf("the scale is %v", scale)
	}
	r.Want("设置")
	r.Shoot("settings-dark-large")

	r.Close()
	again := apptest.Open(t, apptest.Options{Dir: r.Dir, AsLeft: true})
	if mode := theme.Current().Mode(); mode != theme.Dark {
		t.Errorf("after starting again the mode is %s", mode)
	}
	again.Want("设置")
}

func TestSettings_removesTheInstallationWhenTheServerHasAll(t *testing.T) {
	r := apptest.Open(t, apptest.Options{})
	r.Tap("周")

	r.Tap("退出并删除")
	r.Want("退出并从本机删除资料？")
	r.Tap("退出并删除")

	r.Want("登记码")
	r.WantGone("在这台设备上用过的人")
	if _, err := os.Stat(filepath.Join(r.Dir, "person-1")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the folder is still there:", err)
	}
}

func TestSettings_sayThatNothingIsUnsent(t *testing.T) {
	r := apptest.Open(t, apptest.Options{})
	r.Tap("周")

	r.Want("没有未送出的内容", "服务器全都有了", "今天 02:12")
	r.WantGone("存成救援文件")
}

// What is unsent goes into one file; who hands one in reads what became of it, twice too.
func TestSettings_saveAndHandInARescueFile(t *testing.T) {
	r := apptest.Open(t, apptest.Options{})
	r.Tap("出发去 14:00 这一单")
	r.Tap("周")
	r.Want("还没送到：1 项工作、0 个附件、0 份草稿")
	r.Shoot("settings-unsent")

	r.Tap("存成救援文件")
	r.Want("已存好：1 项工作、0 个附件、0 份草稿", "以后，这台设备才可以清除。")
	r.Shoot("settings-rescued")
	if string(r.Saved) != "sealed" {
		t.Errorf("saved is %q", r.Saved)
	}
	r.Tap("关闭")

	r.Picked = r.Saved
	n := 3
	r.Sync.OnHandIn = func(content []byte) (*protocol.RescueReply, error) {
		if string(content) != "sealed" {
			t.Errorf("handed in is %q", content)
		}
		reply := &protocol.RescueReply{Name: "刘洋", Number: 9, Operations: 3, New: n, Parked: n / 3, Files: n - 1, Drafts: 1}
		if n == 0 {
			reply.Files = 0
		}
		n = 0
		return reply, nil
	}
	r.Tap("交救援文件")
	r.Want("刘洋的设备 T09", "送到了 3 项工作、2 个附件。", "1 项没有被接受", "文件里有 1 份草稿")
	r.Shoot("settings-handed-in")
	r.Tap("关闭")
	r.Tap("交救援文件")
	r.Want("3 项工作服务器早已有了，没有重复。")
	r.Tap("关闭")

	r.Sync.OnHandIn = func([]byte) (*protocol.RescueReply, error) {
		return nil, protocol.NewProblem(protocol.RescueDamaged, "")
	}
	r.Tap("交救援文件")
	r.Want("这不是完整的救援文件：", "重新导出或重新传一次。")
}

func TestSettings_inEnglish(t *testing.T) {
	for name, size := range map[string]fyne.Size{"phone": {Width: 400, Height: 800}, "tall": {Width: 800, Height: 1280}} {
		t.Run(name, func(t *testing.T) {
			r := apptest.Open(t, apptest.Options{Language: words.English, Size: size, Touch: true})
			if _, err := r.App.Store().Do(context.Background(), record.Part{Kind: record.Act, Form: library.ServiceOrder, ID: r.Company.Hardware, Action: library.ServiceOrderDepart}); err != nil {
				t.Fatal(err)
			}
			r.App.Nav().Go(screen.Place{Route: screen.RouteSettings})
			r.Want("Not sent yet: 1 act, 0 files, 0 drafts", "Hand in a rescue file")
			r.Shoot("settings-unsent-" + name)
		})
	}
}
