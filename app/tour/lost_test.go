package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"fieldline/forms/library"
)

// A device that was reported lost destroys what it keeps as soon as the server can tell
// it, and says what happened, what is safe and what to do.
func TestDevice_isWipedWhenItIsLost(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	th := playhouse(t)
	p := th.player(t, "tablet", nil)
	p.enrol(c, library.RoleEngineer)
	store := p.app.Store()
	dir := store.Dir()
	_, err := c.office.command(ctx, "device", "set", "--dir", c.office.dir, store.Identity().Device.String(), "lost")
	must(t, err)

	p.app.Client().Wake()

	p.sees("已挂失", "已全部删除", "已经发送的内容都在服务器上", "请管理员再发一个登记码")
	must(t, p.Picture(filepath.Join(t.TempDir(), "lost.png")))
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
	p.reopen()
	p.sees("登记码")
	if p.Sees(library.RoleEngineer) {
		t.Error("the person is still offered for signing in")
	}

	// Found again, it is enrolled anew.
	p.enrol(c, library.RoleEngineer)
}

// A device whose person has left goes on sending and says so.
func TestDevice_saysThatItMayOnlySend(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	th := playhouse(t)
	p := th.player(t, "tablet", nil)
	p.enrol(c, library.RoleEngineer)
	_, err := c.office.command(ctx, "device", "set", "--dir", c.office.dir, p.app.Store().Identity().Device.String(), "drained")
	must(t, err)

	p.app.Client().Wake()

	p.sees("1 项要你处理")
	p.taps("发件箱")
	p.sees("这台设备只能再发送，不能再接收")
}
