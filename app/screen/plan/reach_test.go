package plan_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	_ "modernc.org/sqlite" // the database is asked beside the store

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// fleet opens the desk of a template whose edition before sets twelve dialers, two of which
// stand at a customer that was visited this week, and whose own sets three.
func fleet(t *testing.T, o apptest.Options) (*apptest.Ready, form.ID) {
	t.Helper()
	var template form.ID
	o.Prepare = func(c *apptest.Company) {
		p, err := c.AddProgram()
		if err != nil {
			t.Fatal(err)
		}
		template = p.Template
		ref := func(id form.ID) form.Ref { return form.Ref{Form: library.PlanTemplate, ID: id} }
		c.Find(p.Template).Values[library.PlanTemplateFirst] = ref(p.Earlier)
		set := func(n int, by, customer form.ID) {
			unit := c.Add(library.DialerUnit, "", library.DialerUnitInstalled, apptest.Noon().AddDate(0, -2, 0), form.Values{
				library.DialerUnitSerial: fmt.Sprintf("D4-2609%04d", n), library.DialerUnitModel: "IPD-4", library.DialerUnitCustomer: form.Ref{Form: library.Customer, ID: customer},
				library.DialerUnitPlace: library.PlaceIsCustomer, library.DialerUnitFamily: ref(p.Earlier), library.DialerUnitTemplate: ref(by),
			})
			config := c.Add(library.DialerConfig, fmt.Sprintf("DC260901-%04d", n), library.DialerConfigPassed, apptest.Noon().AddDate(0, -2, 0), form.Values{
				library.DialerConfigUnit: form.Ref{Form: library.DialerUnit, ID: unit}, library.DialerConfigTemplate: ref(by), library.DialerConfigAreaCode: "755",
				library.DialerConfigAccessNumbers: []form.Row{{ID: "1", Values: form.Values{library.DialerConfigAccessNumbersRowAccess: "17909"}}},
				library.DialerConfigLines:         []form.Row{{ID: "1", Values: form.Values{library.DialerConfigLinesRowLine: int64(1)}}},
			})
			c.Find(unit).Values[library.DialerUnitConfig] = form.Ref{Form: library.DialerConfig, ID: config}
		}
		for i := range c.Records { // the dialer of the program is at its maker's: it counts nowhere
			if rec := &c.Records[i]; rec.Values[library.DialerUnitSerial] == "D4-26081688" {
				rec.State = library.DialerUnitWithSupplier
			}
		}
		visited := c.Find(c.Hotel)
		visited.Values[library.ServiceOrderArrivedAt] = apptest.Noon().Add(-4 * time.Hour)
		hotel, _ := visited.Values[library.ServiceOrderCustomer].(form.Ref)
		mill := c.Customer("CU000091", "龙华永盛五金厂", "罗经理", "075528118800", "龙华区民治路 9 号", "龙华")
		shop := c.Customer("CU000092", "南山海文书店", "何小姐", "075526611200", "南山区学府路 3 号", "南山")
		for i := range 15 {
			switch {
			case i < 2:
				set(i, p.Earlier, hotel.ID)
			case i < 8:
				set(i, p.Earlier, mill)
			case i < 12:
				set(i, p.Earlier, shop)
			default:
				set(i, p.Template, mill)
			}
		}
		c.Add(library.Rollout, "RO261123-001", library.RolloutReady, apptest.Noon(), form.Values{
			library.RolloutTemplate: ref(p.Template), library.RolloutFamily: ref(p.Earlier), library.RolloutChange: "国际长途默认拦截",
		})
	}
	r := apptest.OpenStore(t, o, "bench")
	r.App.Nav().Go(screen.Place{Route: screen.RoutePlan, Form: library.PlanTemplate, ID: template})
	r.Pass(time.Second)
	return r, template
}

// A template says how many dialers it touches and where somebody was this week; sent out,
// its progress stands there too. Sent out twice, each task is made once.
func TestDesk_rollsOut(t *testing.T) {
	r, template := fleet(t, apptest.Options{})
	r.Want("15 台拨号器：3 台已设，0 台已安排，12 台待安排", "其中 2 台的客户本周有人上门", "派发任务")
	if done, visited := counted(t, r, template); done != [2]int{3, 12} || visited != 2 {
		t.Errorf("a plain count says %v are done and not, %d of them at customers visited", done, visited)
	}
	r.Shoot("plan-reach")
	made := func(formName, via string, id form.ID) []*form.Record {
		found, err := r.App.Store().Env(t.Context(), nil).World.Related(formName, via, id)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	rollout := made(library.Rollout, library.RolloutTemplate, template)[0].ID
	for range 2 {
		r.Tap("派发任务")
		r.Pass(time.Second)
		if orders, tasks := made(library.ServiceOrder, library.ServiceOrderRollout, rollout), made(library.DialerConfig, library.DialerConfigRollout, rollout); len(orders) != 3 || len(tasks) != 12 {
			t.Fatalf("%d orders and %d programs, want one per customer and one per dialer", len(orders), len(tasks))
		}
		r.Want("15 台拨号器：3 台已设，0 台已安排，12 台待安排")
	}
	r.Tap("看更换单")
	r.Pass(time.Second)
	r.Want("RO261123", "进行中", "国际长途默认拦截", "还有程序没有设置，请先设置或取消")
	r.Want("待设置", "D4-26090011，南山海文书店", "IPD-4，客户处，南山海文书店") // at whom, and whether it is set
	r.Shoot("plan-rollout")
	for _, part := range r.Parts() {
		if b, ok := part.(*widgets.Button); ok && b.Label() == "完成" && b.Kind() == widgets.Filled {
			t.Error("what is refused stands as the next step")
		}
	}
	for _, task := range made(library.DialerConfig, library.DialerConfigRollout, rollout)[:1] {
		r.App.Nav().Open(library.DialerConfig, task.ID)
		r.Pass(time.Second)
		r.Want("深圳标准", "755", "17909")
		r.Shoot("plan-task")
	}
}

// counted asks the database itself: the dialers of the template's family that are set by it
// and that are not, and how many of these stand at customers who were visited since Monday.
func counted(t *testing.T, r *apptest.Ready, template form.ID) (units [2]int, visited int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(r.App.Store().Dir(), "fieldline.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	const inUse = ` FROM dialer_unit u JOIN dialer_config c ON c.id = u.config JOIN plan_template p ON p.id = c.template
		WHERE u.state IN ('configured', 'allotted', 'issued', 'installed') AND coalesce(p.first, p.id) = (SELECT coalesce(first, id) FROM plan_template WHERE id = ?) AND `
	for query, into := range map[string]*int{
		"SELECT count(*)" + inUse + "p.id = ?":  &units[0],
		"SELECT count(*)" + inUse + "p.id <> ?": &units[1],
		"SELECT count(*)" + inUse + "p.id <> ? AND u.customer IN (SELECT customer FROM service_order WHERE arrived_at >= '2026-11-22T16:00:00.000Z')": &visited,
	} {
		if err := db.QueryRowContext(t.Context(), query, template[:], template[:]).Scan(into); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return units, visited
}

func TestDesk_rollsOutPictures(t *testing.T) {
	for name, o := range map[string]apptest.Options{
		"plan-reach-tablet-en": {Size: fyne.NewSize(1280, 800), Touch: true, Language: words.English},
		"plan-reach-phone-zh":  {Size: fyne.NewSize(400, 800), Touch: true},
	} {
		t.Run(name, func(t *testing.T) {
			r, _ := fleet(t, o)
			r.Want(map[bool]string{true: "Send out the tasks", false: "派发任务"}[strings.HasSuffix(name, "en")])
			r.Shoot(name)
		})
	}
}
