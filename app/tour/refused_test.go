package main

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"modernc.org/sqlite"

	"fieldline/app"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// disk is the disk below an app's database, which can be full.
type disk struct {
	mu    sync.Mutex
	conns []sqlite.ExecQuerierContext
}

// newDisk watches the databases that are opened below a folder from now on.
func newDisk(dir string) *disk {
	d := &disk{}
	sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, dsn string) error {
		if strings.Contains(dsn, filepath.ToSlash(dir)) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.conns = append(d.conns, conn)
		}
		return nil
	})
	return d
}

// limit lets the database have so many pages; SQLite keeps those there are.
func (d *disk) limit(t *testing.T, pages int) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, conn := range d.conns {
		rows, err := conn.QueryContext(context.Background(), "PRAGMA max_page_count = "+strconv.Itoa(pages), nil)
		if err == nil {
			err = errors.Join(rows.Next(make([]driver.Value, 1)), rows.Close())
		}
		must(t, err)
	}
}

// pastes pastes a text into the entry of a label.
func (p *player) pastes(label, text string) {
	p.t.Helper()
	p.fills(label, "")
	clipboard := p.theatre.driver.Clipboard()
	clipboard.SetContent(text)
	into, ok := p.app.Window().Canvas().Focused().(fyne.Shortcutable)
	if !ok {
		p.t.Fatalf("%s takes no text", label)
	}
	into.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
	p.loop.Settle()
}

// On a full disk a person reads what happened; what stands on the screen stays, what was
// saved before is whole, and with room made it is saved.
func TestFullDisk_keepsWhatIsTyped(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	th := playhouse(t)
	text := c.cardFor(ctx, filepath.Join(th.dir, "tablet", "first"))
	var card form.ID
	must(t, card.UnmarshalText([]byte(text)))
	d := newDisk(filepath.Join(th.dir, "tablet"))
	p := th.player(t, "tablet", func(cfg *app.Config) { cfg.Manual = true }) // nothing else writes
	p.nav().Open(library.FeedbackCard, card)
	p.fills("设备型号", "以前保存的")
	p.Leave()
	p.holds("a draft", func() bool { return kept(ctx, p.app.Store(), card) == "以前保存的" })
	d.limit(t, 1)

	long := strings.Repeat("弱电间潮湿，已加防潮盒。", 250)
	p.pastes("工况条件", long)
	p.Leave()

	p.sees("保存草稿没有成功", "为什么", "本机存储空间满了", "没有丢", "已保存的内容都在本机", "怎么办", "请删除不用的照片和文件")
	p.taps("关闭")
	p.sees("弱电间潮湿，已加防潮盒。", "以前保存的")
	if got := kept(ctx, p.app.Store(), card); got != "以前保存的" {
		t.Errorf("saved before: %q", got)
	}
	must(t, p.app.Store().CheckIntegrity(ctx))

	// The card is not left behind either; with room made it is.
	p.taps("今天")
	p.sees("保存填写的内容没有成功", "本机存储空间满了")
	p.taps("关闭")
	p.sees("工况条件", "弱电间潮湿，已加防潮盒。")
	d.limit(t, 1<<30)
	p.taps("今天")
	must(t, p.AwaitGone("工况条件"))
	rec, err := p.app.Store().Record(ctx, library.FeedbackCard, card)
	must(t, err)
	if got := rec.Values[library.FeedbackCardSiteConditions]; got != long || rec.Values[library.FeedbackCardDeviceModel] != "以前保存的" {
		t.Errorf("with room made, %d bytes are saved of %d", len(got.(string)), len(long))
	}
	must(t, p.app.Store().CheckIntegrity(ctx))
}

// A picture of 60 000 x 60 000 pixels is not taken, whatever the file says it is; what
// was typed beside it stays.
func TestHugePicture_isRefusedWithASentence(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	th := playhouse(t)
	must(t, os.WriteFile(filepath.Join(th.dir, "home", "poster.png"), hugePNG(), 0o600))
	text := c.cardFor(ctx, filepath.Join(th.dir, "tablet", "first"))
	var card form.ID
	must(t, card.UnmarshalText([]byte(text)))
	p := th.player(t, "tablet", nil)
	p.nav().Open(library.FeedbackCard, card)
	p.fills("设备型号", "先填了型号")

	p.taps("拍照或选图", "poster")
	must(t, p.confirm("选用"))

	p.sees("保存文件没有成功", "60000 × 60000 个像素", "没有丢", "怎么办", "请用相机重拍或先缩小")
	p.taps("关闭")
	p.sees("先填了型号", "拍照或选图")
	p.attaches("拍照或选图") // a good one is taken as before
	p.Leave()
	p.holds("a draft", func() bool {
		d, err := p.app.Store().Draft(ctx, library.FeedbackCard, card)
		photos, _ := d.Values[library.FeedbackCardPhotos].([]form.Row)
		return err == nil && len(photos) == 1 && d.Values[library.FeedbackCardDeviceModel] == "先填了型号"
	})
}

// hugePNG is a PNG whose header says 60 000 x 60 000 pixels.
func hugePNG() []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	head := append([]byte("IHDR"), make([]byte, 13)...)
	binary.BigEndian.PutUint32(head[4:], 60_000)
	binary.BigEndian.PutUint32(head[8:], 60_000)
	head[12], head[13] = 8, 2
	b.Write(binary.BigEndian.AppendUint32(nil, 13))
	b.Write(head)
	b.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(head)))
	return b.Bytes()
}

// An engineer works on an order that was given to somebody else meanwhile: he reads that,
// and what he typed is there and at the office.
func TestForeignOrder_saysWhoseItIsAndLosesNothing(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	c.hireAs("second", library.RoleEngineer)
	th := playhouse(t)
	c.cardFor(ctx, filepath.Join(th.dir, "tablet", "first"))
	p := th.player(t, "tablet", nil)
	p.online.Store(false)
	p.app.Client().Wake()
	p.sees("离线")
	orders, err := c.desk.List(ctx, device.Query{Form: library.ServiceOrder})
	must(t, err)
	order := orders.Rows[0].Record.ID
	p.nav().Open(library.ServiceOrder, order)
	p.taps("接单")
	must(t, p.TapIn("表头", "是"))
	must(t, p.confirm("接单"))
	must(t, p.until(ctx, library.ServiceOrder, order, inState(library.ServiceOrderAccepted)))

	must(t, c.desk.Sync(ctx))
	people, err := c.desk.List(ctx, device.Query{Form: library.Person, Search: "second"})
	must(t, err)
	out, err := c.desk.Do(ctx, record.Part{Kind: record.Act, Form: library.ServiceOrder, ID: order, Action: library.ServiceOrderReassign,
		Values: form.Values{library.ServiceOrderEngineer: people.Rows[0].Record.ID, library.ServiceOrderReassignReason: "上一单未完",
			library.ServiceOrderPlannedStart: time.Now().Add(time.Hour), library.ServiceOrderPlannedEnd: time.Now().Add(2 * time.Hour)}})
	if err != nil || out.Fate != record.Applied {
		t.Fatalf("%v %+v", err, out)
	}
	c.ahead = device.UndoWindow
	must(t, c.desk.Sync(ctx))
	p.online.Store(true)
	p.sends(ctx)
	p.taps("发件箱")
	p.sees("要你处理", "服务单接单已作为报告交办公室", "情况在此期间变了", "没有丢", "你填的内容都留着", "你填的是", "表头正确", "交给办公室", "不要了")
	if n := p.waiting(ctx); n != 0 {
		t.Errorf("%d records are stuck behind it", n)
	}
	p.taps("不要了")
	must(t, p.Type("已改派，不用去了"))
	must(t, p.confirm("不要了"))
	p.sees("没有要你处理的")
	p.sends(ctx)
	p.nav().Open(library.ServiceOrder, order)
	p.sees("不在本机", "这张单可能已经不归您")
}
