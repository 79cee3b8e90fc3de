package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
)

// Two tablets, the clock of one a year slow and that of the other a year fast: both
// enrol, show today's work, reckon deadlines from the real time, and what is done on them
// bears it; the server's log names them.
func TestClock_aYearOff(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	th := playhouse(t)
	c.cardFor(ctx, filepath.Join(t.TempDir(), "elsewhere", "first"))
	orders, err := c.desk.List(ctx, device.Query{Form: library.ServiceOrder})
	must(t, err)
	order := orders.Rows[0].Record.ID

	slow := th.wrongClock(t, c, "slow", -365*24*time.Hour)
	slow.nav().Open(library.ServiceOrder, order)
	slow.taps("接单")
	must(t, slow.TapIn("表头正确", "是"))
	must(t, slow.confirm("接单"))
	must(t, slow.until(ctx, library.ServiceOrder, order, inState(library.ServiceOrderAccepted)))
	cards, err := slow.app.Store().Related(ctx, library.FeedbackCard, library.FeedbackCardOrder, order)
	must(t, err)
	slow.nav().Open(library.FeedbackCard, cards[0].ID)
	slow.sees("交卡时限", "还剩 23 小时 59 分")
	slow.online.Store(true)
	slow.sends(ctx)
	c.seesMoment(ctx, order, library.ServiceOrderAccepted+"_at")

	fast := th.wrongClock(t, c, "fast", 365*24*time.Hour)
	fast.nav().Open(library.ServiceOrder, order)
	fast.taps("出发")
	fast.sees("客户还没有确认预约") // a warning, which may be gone on in spite of
	fast.typesInto(0, "电话里说好了")
	must(t, fast.confirm("出发"))
	must(t, fast.until(ctx, library.ServiceOrder, order, filled(library.ServiceOrderDepartedAt)))
	fast.online.Store(true)
	fast.sends(ctx)
	c.seesMoment(ctx, order, library.ServiceOrderDepartedAt)

	must(t, c.office.close())
	for _, p := range []*player{slow, fast} {
		if id := p.app.Store().Identity().Device.String(); !strings.Contains(c.office.log.String(), `"device's clock is off","device":"`+id) {
			t.Errorf("the log does not name the %s device %s: %s", p.name, id, c.office.log.String())
		}
	}
	must(t, c.office.startWith(ctx))
}

// wrongClock enrols the engineer's app on a machine whose clock is off, looks at its day
// and takes its network away.
func (t *theatre) wrongClock(tt *testing.T, c *crew, name string, off time.Duration) *player {
	tt.Helper()
	p := t.player(tt, name, nil)
	p.ahead.Store(int64(off))
	p.enrol(c, library.RoleEngineer)
	p.sees("南山海纳物流有限公司", p.app.Words().Day(time.Now()))
	if wrong := time.Until(p.app.Store().Now()).Abs(); wrong > 5*time.Second {
		tt.Errorf("the time of the %s machine is wrong by %s", name, wrong)
	}
	p.online.Store(false)
	p.app.Client().Wake()
	p.sees("离线")
	return p
}

// seesMoment looks at the office whether something has just been done.
func (c *crew) seesMoment(ctx context.Context, order form.ID, field string) {
	c.t.Helper()
	must(c.t, c.desk.Sync(ctx))
	rec, err := c.desk.Record(ctx, library.ServiceOrder, order)
	must(c.t, err)
	if at, _ := rec.Values[field].(time.Time); time.Since(at).Abs() > time.Minute {
		c.t.Errorf("the office reads %s as %s", field, at)
	}
}
