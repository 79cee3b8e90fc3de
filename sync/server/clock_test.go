package server_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/server"
)

// daysOff is the test library with calendar_day records, and a step two working hours
// after an order is due.
func daysOff(t *testing.T) *form.Library {
	t.Helper()
	files := fstest.MapFS{"calendar_day.yaml": {Data: []byte(`
form: calendar_day
doc: own
zh: 日历
en: Day
create: administrator
fields:
  date: {type: date, zh: 日期, en: Date}
  kind: {type: choice, of: {holiday: {zh: 放假, en: Holiday}, working: {zh: 上班, en: Working}}, zh: 种类, en: Kind}
audience: anyone
`)}}
	const dir = "testdata/library"
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(dir + "/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(data), "{after: 0 h,", "{after: 2 working h,"))}
	}
	lib, err := form.Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// The clock was set for Tuesday, and Tuesday became a holiday: it waits for Wednesday.
func TestTick_waitsForAStepThatAHolidayMoved(t *testing.T) {
	o := newOffice(t, func(c *server.Config) { c.Library = daysOff(t) })
	web := o.serve()
	o.order(o.customer("中科大厦"), o.zhou)
	boss := o.tablet(web, o.supervisor)
	boss.sync()

	o.now = o.now.Add(time.Hour)
	o.create(o.admin, "calendar_day", form.Values{"date": form.Date("2026-11-24"), "kind": "holiday"})
	o.now = morning.Add(27 * time.Hour)
	tick(t, o)
	if told := boss.renewed().sync().tells; len(told) != 0 {
		t.Errorf("on the holiday the supervisor was told %+v", told)
	}
	o.now = morning.Add(72 * time.Hour)
	tick(t, o)
	tick(t, o)

	told := boss.renewed().sync().tells
	if len(told) != 1 || told[0].Text.En != "It is late" || !told[0].At.Equal(morning.Add(50*time.Hour)) {
		t.Errorf("the supervisor was told %+v", told)
	}
	o.verify()

	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	o.open()
	if o.Library().Calendar.Works("2026-11-24") {
		t.Error("a server that was started again has forgotten the holiday")
	}
}
