package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// hostileRounds is how often work is done, synced, and the server killed meanwhile.
const hostileRounds = 30

// A server that is killed between and during syncs, again and again, ends with the same
// records as every machine: nothing is lost, nothing is there twice.
func TestHostileWeek_leavesEverybodyWithTheSame(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := newCrew(t)
	c.hireAs("second assistant", library.RoleTechnicalAssistant)
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("FIELDLINE_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		must(t, err)
		seed = n
	}
	t.Logf("FIELDLINE_SEED=%d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	week := &week{crew: c, r: r, made: map[form.Ref]bool{}}
	week.join(ctx, "--role", library.RoleTechnicalAssistant)
	week.join(ctx, "--person", "second assistant")

	for range hostileRounds {
		week.round(ctx)
	}

	for range 2 { // the second time brings what the other has sent
		for _, m := range week.machines {
			week.settle(ctx, m)
		}
	}
	week.compare(ctx)
	_, err := c.office.command(ctx, "verify", "--dir", c.office.dir)
	must(t, err)
	t.Logf("%d kills, %d syncs of which %d broke off, %d records made", week.kills, week.syncs, week.broken, len(week.made))
}

// week is what happens to two machines and their server.
type week struct {
	*crew
	r        *rand.Rand
	machines []*tossed
	made     map[form.Ref]bool // what was saved on a machine

	mu                   sync.Mutex
	kills, syncs, broken int
}

// tossed is a machine that is closed and opened now and then.
type tossed struct {
	*machine
	dir, name string
	who       []string // whose it is, for another one
}

func (w *week) config() client.Config {
	return client.Config{Now: func() time.Time { return time.Now().Add(w.ahead) }}
}

// join enrols a machine.
func (w *week) join(ctx context.Context, who ...string) {
	w.t.Helper()
	m := &tossed{dir: filepath.Join(w.t.TempDir(), "machine"), name: fmt.Sprint(len(w.machines) + 1), who: who}
	w.enrolFor(ctx, m)
	w.machines = append(w.machines, m)
	w.t.Cleanup(func() { must(w.t, m.Store.Close()) })
}

func (w *week) enrolFor(ctx context.Context, m *tossed) {
	w.t.Helper()
	code, err := w.office.code(ctx, m.who...)
	must(w.t, err)
	store, err := client.Enrol(ctx, m.dir, code, w.config())
	must(w.t, err)
	syncer, err := client.New(store, w.config())
	must(w.t, err)
	m.machine = &machine{store, syncer}
	must(w.t, syncer.Sync(ctx))
}

// reopen closes a machine and opens it from what is on its disk.
func (w *week) reopen(ctx context.Context, m *tossed) {
	w.t.Helper()
	must(w.t, m.Store.Close())
	store, err := device.Open(ctx, m.dir, nil, device.Config{Now: w.config().Now})
	must(w.t, err)
	syncer, err := client.New(store, w.config())
	must(w.t, err)
	m.machine = &machine{store, syncer}
}

// round has both machines work and sync, and kills the server at some moment of it.
func (w *week) round(ctx context.Context) {
	w.t.Helper()
	for _, m := range w.machines {
		for range w.r.IntN(6) {
			w.work(ctx, m)
		}
		if w.r.IntN(5) == 0 {
			w.reopen(ctx, m)
		}
	}
	w.ahead += device.UndoWindow
	moment := time.Duration(w.r.Int64N(int64(60 * time.Millisecond)))
	kill := w.r.IntN(4) // 0: not; 1: before the syncs; else during them
	if kill == 1 {
		w.kill()
	}
	var all sync.WaitGroup
	for _, m := range w.machines {
		all.Go(func() { w.sync(ctx, m) })
	}
	if kill > 1 {
		<-time.After(moment)
		w.kill()
	}
	all.Wait()
	if kill > 0 {
		must(w.t, w.office.startWith(ctx))
	}
}

// sync goes rounds; that the server goes away meanwhile is no failure.
func (w *week) sync(ctx context.Context, m *tossed) {
	err := m.Sync(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.syncs++
	var p *protocol.Problem
	switch {
	case err == nil:
	case errors.Is(err, client.ErrOffline), errors.As(err, &p) && p.Retry:
		w.broken++
	default:
		w.t.Errorf("machine %s: %v", m.name, err)
	}
}

func (w *week) kill() {
	w.kills++
	must(w.t, w.office.process.Process.Kill())
	<-w.office.ended
}

// work does something on a machine as its person might.
func (w *week) work(ctx context.Context, m *tossed) {
	w.t.Helper()
	customer := w.any(ctx, m, library.Customer)
	order := w.any(ctx, m, library.ServiceOrder)
	switch n := w.r.IntN(10); {
	case n < 3 || customer == nil:
		w.do(ctx, m, record.Part{Kind: record.Create, Form: library.Customer, Values: form.Values{
			library.CustomerName: fmt.Sprintf("客户%d", w.r.IntN(1_000_000)), library.CustomerSizeClass: library.SizeClassIsSmallMedium, library.CustomerContact: "李娜",
			library.CustomerPhone: "13800138046", library.CustomerAddress: "桂园路18号", library.CustomerServices: []string{library.ServiceIsIP},
		}})
	case n < 6:
		field := []string{library.CustomerContact, library.CustomerAddress}[w.r.IntN(2)]
		w.do(ctx, m, record.Part{Kind: record.Set, Form: library.Customer, ID: customer.ID, Base: customer.Rev,
			Values: form.Values{field: fmt.Sprintf("%s %d", m.name, w.r.IntN(1_000_000))}, Was: form.Values{field: customer.Values[field]}})
	case n < 8 || order == nil:
		w.do(ctx, m, record.Part{Kind: record.Create, Form: library.ServiceOrder, Values: form.Values{
			library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: form.Ref{Form: library.Customer, ID: customer.ID},
		}})
	case n < 9:
		w.do(ctx, m, record.Part{Kind: record.Set, Form: library.ServiceOrder, ID: order.ID, Base: order.Rev,
			Values: form.Values{library.ServiceOrderOfficeNote: fmt.Sprintf("第%d行\n机器 %s", w.r.IntN(100), m.name)},
			Was:    form.Values{library.ServiceOrderOfficeNote: order.Values[library.ServiceOrderOfficeNote]}})
	default:
		w.do(ctx, m, record.Part{Kind: record.Act, Form: library.ServiceOrder, ID: order.ID, Action: library.ServiceOrderCancel,
			Values: form.Values{library.ServiceOrderCancelReason: "客户取消"}})
	}
}

// any picks one of the newest records of a form, nil when there is none.
func (w *week) any(ctx context.Context, m *tossed, formName string) *record.Record {
	w.t.Helper()
	page, err := m.List(ctx, device.Query{Form: formName, Limit: 20})
	must(w.t, err)
	if len(page.Rows) == 0 {
		return nil
	}
	return &page.Rows[w.r.IntN(len(page.Rows))].Record
}

// do saves one act; what the forms refuse at once is no work.
func (w *week) do(ctx context.Context, m *tossed, part record.Part) {
	w.t.Helper()
	out, err := m.Do(ctx, part)
	must(w.t, err)
	if out.Fate == record.Applied && part.Kind == record.Create {
		after := out.Changes[0].After
		w.made[form.Ref{Form: after.Form, ID: after.ID}] = true
	}
}

// settle syncs a machine until nothing waits any more.
func (w *week) settle(ctx context.Context, m *tossed) {
	w.t.Helper()
	w.ahead += device.UndoWindow
	must(w.t, m.Sync(ctx))
	batch, err := m.Pending(ctx, 1, 1)
	must(w.t, err)
	if batch.Total != 0 {
		w.t.Errorf("machine %s still has %d operations to send", m.name, batch.Total)
	}
	must(w.t, m.CheckIntegrity(ctx))
}

// compare holds every machine against a new one of the same person, which has nothing but
// what the server holds, and the machines against each other.
func (w *week) compare(ctx context.Context) {
	w.t.Helper()
	kept := map[form.Ref]bool{}
	for _, m := range w.machines {
		fresh := &tossed{dir: filepath.Join(w.t.TempDir(), "fresh"), name: m.name + " anew", who: m.who}
		w.enrolFor(ctx, fresh)
		w.t.Cleanup(func() { must(w.t, fresh.Store.Close()) })
		mine, err := m.Digest(ctx)
		must(w.t, err)
		theirs, err := fresh.Digest(ctx)
		must(w.t, err)
		if mine != theirs {
			w.t.Errorf("machine %s has confirmed %d records, the server holds %d for it, and they differ", m.name, mine.Count, theirs.Count)
		}
		here, there := w.dump(ctx, m), w.dump(ctx, fresh)
		for ref, text := range there {
			kept[ref] = true
			if here[ref] != text {
				w.t.Errorf("machine %s has %s %s as\n%s\nthe server as\n%s", m.name, ref.Form, ref.ID, here[ref], text)
			}
		}
		for ref, text := range here {
			if _, ok := there[ref]; !ok {
				w.t.Errorf("machine %s has a %s that the server has not: %s", m.name, ref.Form, text)
			}
		}
		entries, err := m.Outbox(ctx)
		must(w.t, err)
		for _, e := range entries { // refused or parked: its author has it
			kept[form.Ref{Form: e.Form, ID: e.ID}] = true
		}
	}
	for ref := range w.made {
		if !kept[ref] {
			w.t.Errorf("%s %s was saved and is nowhere", ref.Form, ref.ID)
		}
	}
}

// dump is every record of a machine in canonical JSON; no number is there twice.
func (w *week) dump(ctx context.Context, m *tossed) map[form.Ref]string {
	w.t.Helper()
	all := map[form.Ref]string{}
	for _, f := range m.Library().Forms {
		numbers := map[string]form.ID{}
		q := device.Query{Form: f.Name, Limit: 500}
		for {
			page, err := m.List(ctx, q)
			must(w.t, err)
			for _, row := range page.Rows {
				rec := row.Record
				if other, twice := numbers[rec.Number]; twice && rec.Number != "" {
					w.t.Errorf("machine %s calls two %s %s: %s and %s", m.name, f.Name, rec.Number, rec.ID, other)
				}
				numbers[rec.Number] = rec.ID
				all[form.Ref{Form: f.Name, ID: rec.ID}] = fmt.Sprintf("%s %s rev %d by %s at %s: %s", rec.Number, rec.State, rec.Rev, rec.CreatedBy, rec.UpdatedAt, f.EncodeValues(rec.Values))
			}
			if page.Next == "" {
				break
			}
			q.After = page.Next
		}
	}
	return all
}
