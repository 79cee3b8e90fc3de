package settings_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"fieldline/app/apptest"
	"fieldline/app/theme"
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
