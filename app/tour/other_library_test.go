package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

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
	for _, role := range []string{"gardener", library.RoleStockKeeper} {
		t.Run(role, func(t *testing.T) {
			r := apptest.Open(t, apptest.Options{Dir: lay(t, orchard(t, role), role), Touch: true})
			r.Tap("全部")
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
