package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// orchard is a library of another trade: nothing of the telephone carrier's work is in it.
func orchard(t *testing.T, role string) *form.Library {
	t.Helper()
	files := fstest.MapFS{
		"roles.yaml":   {Data: []byte(role + ": {code: GD, zh: 园丁, en: Gardener, group: outside}\nadministrator: {code: ADM, zh: 管理员, en: Administrator, group: outside}\nhr: {code: HR, zh: 人事, en: HR, group: outside}\nmanager: {code: MGR, zh: 经理, en: Manager, group: outside}\n")},
		"choices.yaml": {Data: []byte("role:\n  " + role + ": {zh: 园丁, en: Gardener}\nfruit:\n  apple: {zh: 苹果, en: Apple}\n  pear: {zh: 梨, en: Pear}\n")},
		"tree.yaml": {Data: []byte(`form: tree
doc: own
zh: 果树
en: Tree
number: "TR{yy}-{seq:4}"
create: ` + role + `
by: creator
in: [planted]
fields:
  fruit:  {type: choice, of: fruit, zh: 果种, en: Fruit, required: true}
  row:    {type: integer, zh: 行号, en: Row, required: true}
  remark: {type: note, zh: 备注, en: Remark}
states:
  planted: {zh: 已栽, en: Planted}
  felled:  {zh: 已伐, en: Felled, final: true}
actions:
  fell: {zh: 砍伐, en: Fell, from: planted, to: felled, by: creator, ask: remark}
audience: anyone
lists:
  all: {zh: 全部果树, en: All trees, for: ` + role + `, states: planted, columns: [number, fruit, row, state], sort: number}
search: [number]
`)},
	}
	for _, name := range []string{"person.yaml", "site.yaml", "calendar.yaml"} {
		raw, err := fs.ReadFile(library.Files(), name)
		must(t, err)
		files[name] = &fstest.MapFile{Data: raw}
	}
	lib, err := form.Parse(files)
	must(t, err)
	return lib
}

// roundsLibrary has orders as the only document of the carrier's: no cards, no
// appointments, no dialers, no customers.
func roundsLibrary(t *testing.T) *form.Library {
	t.Helper()
	files := fstest.MapFS{
		"roles.yaml":   {Data: []byte("engineer: {code: GD, zh: 园丁, en: Gardener, group: outside}\nadministrator: {code: ADM, zh: 管理员, en: Administrator, group: outside}\nhr: {code: HR, zh: 人事, en: HR, group: outside}\nmanager: {code: MGR, zh: 经理, en: Manager, group: outside}\n")},
		"choices.yaml": {Data: []byte("role:\n  engineer: {zh: 园丁, en: Gardener}\n")},
		"service_order.yaml": {Data: []byte(`form: service_order
doc: own
zh: 养护单
en: Round
number: "RD{yy}-{seq:4}"
create: engineer
by: creator
in: [assigned]
fields:
  engineer:      {type: person, zh: 园丁, en: Gardener, required: true}
  planned_start: {type: datetime, zh: 时间, en: Time, required: true}
states:
  assigned: {zh: 已派, en: Assigned}
  finished: {zh: 已完, en: Done, final: true}
actions:
  finish: {zh: 完成养护, en: Done, from: assigned, to: finished, by: its engineer}
audience: anyone
lists:
  mine: {zh: 我的养护单, en: My rounds, for: engineer, states: assigned, where: engineer == me, columns: [number, planned_start, state], sort: planned_start}
search: [number]
`)},
	}
	for _, name := range []string{"person.yaml", "site.yaml", "calendar.yaml"} {
		raw, err := fs.ReadFile(library.Files(), name)
		must(t, err)
		files[name] = &fstest.MapFile{Data: raw}
	}
	lib, err := form.Parse(files)
	must(t, err)
	return lib
}

// The engineer's home draws what a library has of the documents it is made of.
func TestToday_drawsWhatThereIs(t *testing.T) {
	for _, size := range []fyne.Size{{Width: 1280, Height: 800}, {Width: 360, Height: 800}} {
		dir := lay(t, roundsLibrary(t), library.RoleEngineer)
		r := apptest.Open(t, apptest.Options{Dir: dir, Touch: true, Size: size})
		r.Want("今天没有排给你的单")
		me := r.App.Store().Identity().Person
		for _, start := range []time.Time{apptest.Noon().Add(time.Hour), apptest.Noon().Add(25 * time.Hour)} {
			out, err := r.App.Store().Do(context.Background(), record.Part{Kind: record.Create, Form: library.ServiceOrder, Values: form.Values{
				library.ServiceOrderEngineer: me, library.ServiceOrderPlannedStart: start,
			}})
			must(t, err)
			if out.Fate != record.Applied {
				t.Fatal(out.Problems)
			}
		}
		r.Pass(time.Second)

		r.Want("14:12", "明天 1 单，都备好了", "完成养护", "T03-0001")
		r.Shoot(fmt.Sprintf("today-rounds-%.0f", size.Width))
		r.WantGone("没有成功", "还没接单", "客户")
	}
}

// lay makes an installation with a library and nobody in it but its person.
func lay(t *testing.T, lib *form.Library, role string) string {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	store, err := device.Open(ctx, filepath.Join(dir, "first"), lib, device.Config{Now: apptest.Noon})
	must(t, err)
	me := record.Record{Record: form.Record{ID: store.NewID(), Form: library.Person, CreatedAt: apptest.Noon(), UpdatedAt: apptest.Noon(), Values: form.Values{
		library.PersonName: "李园", library.PersonPosts: []form.Row{{ID: "1", Values: form.Values{"role": role, "from": form.Date("2020-01-01")}}},
	}}, Rev: 1, Seq: 1}
	must(t, store.SetIdentity(ctx, device.Identity{Device: store.NewID(), DeviceNumber: 3, Person: me.ID, PersonName: "李园", Server: "https://orchard.example"}))
	must(t, store.ApplyReply(ctx, device.Reply{Epoch: "test", Records: []record.Record{me}, Cursor: "1"}))
	must(t, store.Close())
	must(t, os.WriteFile(filepath.Join(dir, "app.json"), []byte(`{"Current":"first"}`), 0o600))
	return dir
}

// The app's own setup for tests runs whatever library an installation has; where it holds
// none of the documents that screens of their own are made for, the generic ones serve.
func TestSetup_runsAnotherLibrary(t *testing.T) {
	for _, role := range []string{"gardener", library.RoleStockKeeper, library.RoleEngineer} {
		t.Run(role, func(t *testing.T) {
			r := apptest.Open(t, apptest.Options{Dir: lay(t, orchard(t, role), role), Touch: true})
			if role == library.RoleEngineer { // his home is the desk, for want of orders
				r.Want("今天")
			} else {
				r.Tap("全部")
			}
			r.Tap("果树")
			r.Tap("新建果树")
			r.Tap("梨")
			must(t, r.Fill("行号", "12"))
			r.Leave()
			r.Tap("建立")
			r.Want("T03", "砍伐")
			tree := r.App.Screen().Place().ID

			r.Tap("砍伐")
			must(t, r.Fill("备注", "病枯"))
			r.Leave()
			seen := r.Look() // the dialog's button is its last word
			must(t, r.TapSeen(seen[len(seen)-1]))

			if rec := r.Record("tree", tree); rec.State != "felled" || rec.Values["row"] != int64(12) || rec.Values["fruit"] != "pear" {
				t.Errorf("the tree is %s with %v", rec.State, rec.Values)
			}
		})
	}
}
