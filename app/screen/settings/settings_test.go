package settings_test

import (
	"testing"

	"fieldline/app/apptest"
)

func TestSettings_signsOutOnlyWhenNothingWaits(t *testing.T) {
	r := apptest.Open(t, apptest.Options{})
	r.Tap("出发去 14:00 这一单")
	r.Tap("周")

	r.Tap("退出并删除")

	r.Want("现在还不能退出")
	r.Shoot("settings-not-yet")
}
