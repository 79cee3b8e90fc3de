package main

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/widgets"
)

// Whoever taps a number finds as many rows: on every home of the demo company, for every
// count of its sheets and of the rail.
func TestCounts_areTheRowsThatOpen(t *testing.T) {
	ctx := context.Background()
	server, company := fieldserver(t), filepath.Join(t.TempDir(), "company")
	_, err := (&office{program: server}).command(ctx, "demo", "--dir", company, "--scale", "0.02")
	must(t, err)
	o, err := openOffice(ctx, server, filepath.Join(t.TempDir(), "server"), company)
	must(t, err)
	t.Cleanup(func() { must(t, o.close()) })
	th := playhouse(t)
	c := &crew{t: t, office: o}
	for _, role := range []string{
		"engineer", "technical_assistant", "stock_keeper", "technical_supervisor", "manager", "intake_supervisor",
		"representative_1", "representative_2", "sales_rep", "finance", "administrator",
	} {
		p := th.player(t, role, nil)
		p.enrol(c, role)
		home := p.app.Screen().Place()
		p.loop.Quiet(time.Second)
		all := p.counted()
		all = append(all, p.railCounts()...)
		t.Logf("%s: %d counts", role, len(all))
		for _, count := range all {
			p.nav().Go(home)
			p.loop.Quiet(stillness)
			count.tap()
			p.loop.Quiet(stillness)
			if at := p.app.Screen().Place().Route; at != screen.RouteList {
				t.Errorf("%s: %s %d leads to %s", role, count.name, count.said, at)
				continue
			}
			if rows := p.rows(); rows != count.said {
				t.Errorf("%s: %s says %d and opens %d rows", role, count.name, count.said, rows)
			}
		}
		must(t, p.close())
	}
}

// counted is a number on the screen that leads to what it counts.
type counted struct {
	name string
	said int
	tap  func()
}

// counted are the rows of the screen with a number at their end.
func (p *player) counted() []counted {
	var all []counted
	for _, seen := range p.Parts() {
		row, ok := seen.(*widgets.ListRow)
		if !ok || !row.Data().Chevron {
			continue
		}
		said, err := strconv.Atoi(row.Data().Trailing)
		if err != nil {
			continue
		}
		all = append(all, counted{fmt.Sprintf("%s (%s)", row.Data().Title, row.Data().Subtitle), said, func() { row.Tapped(&fyne.PointEvent{}) }})
	}
	return all
}

// railCounts are the numbers in the rail but the outbox's, whose rows are no list.
func (p *player) railCounts() []counted {
	var all []counted
	for _, seen := range p.Parts() {
		rail, ok := seen.(*widgets.Rail)
		if !ok {
			continue
		}
		for _, item := range rail.Items() {
			if item.Count > 0 && item.Key != screen.RouteOutbox {
				all = append(all, counted{item.Label, item.Count, func() { p.choose(item.Key) }})
			}
		}
	}
	return all
}

// choose taps a desk in the rail as it is now.
func (p *player) choose(key string) {
	for _, seen := range p.Parts() {
		if rail, ok := seen.(*widgets.Rail); ok {
			rail.Tap(key)
			return
		}
	}
}

// rows scrolls through the list that is seen to its end and counts its rows.
func (p *player) rows() int {
	p.t.Helper()
	before := -1
	for {
		now := 0
		for _, seen := range p.Parts() {
			if list, ok := seen.(*widgets.VirtualList); ok {
				now = list.Count()
				list.ScrollTo(math.MaxInt)
			}
		}
		p.loop.Quiet(stillness)
		if now == before {
			return now
		}
		before = now
	}
}
