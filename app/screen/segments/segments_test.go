package segments_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
)

func page(t *testing.T, o apptest.Options) *apptest.Ready {
	t.Helper()
	return apptest.OpenStore(t, o, screen.RouteSegments)
}

// imports chooses a file.
func imports(r *apptest.Ready, content string) {
	r.Picked = []byte(content)
	for _, label := range []string{"选择文件导入", "Choose a file to import"} {
		if r.Sees(label) {
			r.Tap(label)
		}
	}
	r.Pass(time.Second)
}

func inForce(t *testing.T, r *apptest.Ready) []*form.Record {
	t.Helper()
	found, err := r.App.Store().Env(t.Context(), nil).World.Matching(library.SegmentTable, nil, nil, []string{library.SegmentTableInForce})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A file with one wrong line changes nothing and says which line and why; a right one is
// put in force whole, the next takes its place, and the dial plan goes by it at once.
func TestSegments_import(t *testing.T) {
	r := page(t, apptest.Options{})
	r.Want("还没有号段表")
	imports(r, "号段,城市,区号\n1350280,深圳,0755\n135028,深圳,0755\n1380013,北京,010\n1390000,月球,026\n")
	r.Want("2 行不对，整个文件没有导入", "第 3 行 A 列：“135028”不是号段", "第 5 行 C 列：“026”不是区号")
	r.Shoot("segments-wrong-zh")
	if n := len(inForce(t, r)); n > 0 {
		t.Fatalf("%d tables are in force", n)
	}

	imports(r, "号段,城市,区号\n1350280,深圳,0755\n1380013,北京,010\n")
	r.WantGone("行不对")
	r.Shoot("segments-right-zh")
	r.Tap("启用这一版")
	r.Pass(time.Second)
	r.Want("2026-11，2 个号段", "本机已有，离线也能用")
	if table, err := program.SegmentsIn(r.App.Store().Env(t.Context(), nil).World); err != nil || table.Count != 2 {
		t.Fatalf("%v, %v", table, err)
	}

	imports(r, "号段,城市,区号\n1350280,深圳,0755\n1380013,上海,021\n1990001,北京,10\n1990002,北京,10\n")
	r.Want("新增", "换区号")
	if err := r.Fill("版本", "2026-12"); err != nil {
		t.Fatal(err)
	}
	r.Tap("启用这一版")
	r.Pass(time.Second)
	r.Want("2026-12，4 个号段")
	r.Shoot("segments-zh")
	tables := inForce(t, r)
	if len(tables) != 1 || tables[0].Values[library.SegmentTableEdition] != "2026-12" {
		t.Errorf("%d tables are in force", len(tables))
	}
	imports(r, "\xff\xfe1\x00")
	r.Want("这个文件读不了，没有导入")
	r.Shoot("segments-unreadable-zh")
}

// At the dialer desk a home mobile goes straight as soon as the table says so.
func TestSegments_countAtTheDialerDesk(t *testing.T) {
	var p apptest.Program
	r := page(t, apptest.Options{Prepare: func(c *apptest.Company) {
		var err error
		if p, err = c.AddProgram(); err != nil {
			t.Fatal(err)
		}
	}})
	desk := func() {
		r.App.Nav().Go(screen.Place{Route: screen.RoutePlan, Form: library.DialerConfig, ID: p.Config})
		r.Pass(time.Second)
	}
	desk()
	r.Want("17911 013502801234", "没有号段表，手机都当外地的")
	r.Tap("导入号段表")
	r.Pass(time.Second)
	imports(r, "1350280,755\n")
	r.Tap("启用这一版")
	r.Pass(time.Second)
	desk()
	r.Want("直通 13502801234", "号段表 2026-11，1 个号段")
	r.Shoot("plan-segments-zh")
}

func TestSegments_pictures(t *testing.T) {
	for _, o := range []struct {
		name string
		apptest.Options
	}{
		{"segments-tablet-en", apptest.Options{Size: fyne.NewSize(1280, 800), Touch: true, Language: words.English}},
		{"segments-phone-zh", apptest.Options{Size: fyne.NewSize(400, 800), Touch: true}},
	} {
		t.Run(o.name, func(t *testing.T) {
			r := page(t, o.Options)
			r.Shoot(o.name + "-none")
			var b strings.Builder
			for i := range 30 {
				fmt.Fprintf(&b, "13502%02d,9\n", i)
			}
			imports(r, b.String())
			r.Shoot(o.name)
		})
	}
}
