package world

import (
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// play is one step: time passes, something happens, what has died comes back, and the
// oracle looks.
func (w *World) play() error {
	d := w.dice
	w.now = w.now.Add(w.chaos.pause(d)).Truncate(time.Millisecond)
	tb := pick(d, w.tablets)
	err := w.happen(d, tb)
	if err == nil {
		err = w.comeBack(d)
	}
	if err == nil && w.failure == nil {
		err = w.look(tb)
	}
	return err
}

// happen draws what happens. The order and the numbers are part of what a seed means.
func (w *World) happen(d dice, tb *tablet) error {
	c := &w.chaos
	switch n := d.IntN(1000); {
	case n < 430:
		return w.work(d, tb)
	case n < 740:
		return w.syncOne(tb)
	case n < 790:
		return w.deliverHeld(d)
	case n < 830:
		return w.tick()
	case n < 850:
		return w.officeWork(d)
	case n < 870 && c.posts:
		return w.changePosts(d)
	case n < 890 && c.lines:
		tb.offline = !tb.offline
		w.note("tablet %d is offline: %t", tb.n, tb.offline)
	case n < 915 && c.crashes:
		if tb.life != gone {
			tb.disk().arm(1+d.IntN(120), d.in(2))
			w.note("tablet %d will die soon", tb.n)
		}
	case n < 930 && c.outages:
		w.office.disk().arm(1+d.IntN(150), d.in(2))
		w.note("the office will die soon")
	case n < 945 && c.clocks:
		tb.skew = pick(d, []time.Duration{0, time.Minute, -time.Minute, 3 * time.Hour, -3 * time.Hour, 400 * 24 * time.Hour, -50 * 365 * 24 * time.Hour, time.Duration(d.IntN(7200)-3600) * time.Second})
		w.note("the clock of tablet %d is off by %s", tb.n, tb.skew)
	case n < 955 && c.restore:
		w.note("the office makes a backup")
		return w.unlessDead(w.office.backUp())
	case n < 960 && c.restore:
		return w.restoreOffice()
	case n < 970 && c.copies:
		return w.copyTablet(d, tb)
	case n < 974 && c.leaving:
		return w.letGo(d, tb)
	case n < 978 && c.upgrade && w.office.lib == w.company.lib:
		w.office.lib = w.company.newer
		w.note("the office publishes the newer library")
		return w.unlessDead(w.office.srv.Publish(ctx, w.office.lib))
	case n < 990:
		if tb.life != gone {
			w.note("tablet %d is started anew", tb.n)
			if err := tb.store.Close(); err != nil && !tb.disk().dead {
				return err
			}
			return tb.start()
		}
	case n < 993 && c.meet:
		w.note("the office makes a backup")
		return w.unlessDead(w.office.backUp())
	case n < 995 && c.meet:
		return w.restoreOffice()
	case c.meet:
		return w.copyTablet(d, tb)
	}
	return nil
}

// comeBack starts what has died.
func (w *World) comeBack(d dice) error {
	for _, tb := range w.tablets {
		if tb.disk().dead {
			w.note("tablet %d died and is started again", tb.n)
			w.faults++
			if err := tb.crash(); err != nil {
				return err
			}
			w.recall(tb)
		}
	}
	if w.office.srv != nil && w.office.disk().dead {
		w.note("the office died and is started again")
		w.faults++
		if err := w.office.crash(); err != nil {
			return err
		}
		return w.office.open()
	}
	return nil
}

func (w *World) syncOne(tb *tablet) error {
	if tb.life == gone {
		return nil
	}
	whole, err := tb.sync()
	w.note("tablet %d syncs: whole %t, %v", tb.n, whole, err)
	if whole {
		w.lookAfterSync(tb)
	}
	return nil // what went wrong on the way is what the history is about
}

// deliverHeld lets some message arrive that nobody waits for any more, not the oldest
// first.
func (w *World) deliverHeld(d dice) error {
	if len(w.held) == 0 {
		return nil
	}
	n := d.IntN(len(w.held))
	m := w.held[n]
	w.held = append(w.held[:n:n], w.held[n+1:]...)
	w.note("a message of tablet %d to %s arrives late", m.from, m.path)
	w.deliver(m, len(m.body))
	return nil
}

func (w *World) tick() error {
	err := w.office.srv.Tick(ctx)
	w.note("the office's clock works: %v", err)
	return w.unlessDead(err)
}

// unlessDead forgives an error of a server whose power has failed.
func (w *World) unlessDead(err error) error {
	if w.office.disk().dead {
		return nil
	}
	return err
}

// officeWork is an act of the administrator at the server itself.
func (w *World) officeWork(d dice) error {
	w.words++
	_, err := w.office.srv.Do(ctx, w.company.admin, record.Part{Kind: record.Create, Form: "site", Values: form.Values{"name": w.word()}})
	w.note("the administrator makes a site: %v", err)
	return w.unlessDead(err)
}

// changePosts gives somebody another post.
func (w *World) changePosts(d dice) error {
	who := pick(d, w.tablets)
	role, site := pick(d, []string{"engineer", "assistant", "keeper"}), pick(d, []form.ID{w.company.north, w.company.south, {}})
	if role == "keeper" {
		w.keepers(who.person)
	}
	res, err := w.office.srv.Do(ctx, w.company.admin, record.Part{Kind: record.Set, Form: "person", ID: who.person, Values: form.Values{"posts": posts(role, site)}})
	w.note("%s becomes %s: %s %v", who.account, role, res.Fate, err)
	return w.unlessDead(err)
}

// keepers notes who may see what only a keeper sees.
func (w *World) keepers(person form.ID) {
	for _, tb := range w.tablets {
		if tb.person == person {
			tb.role = "keeper"
		}
	}
}

func (w *World) restoreOffice() error {
	if w.office.backup == "" {
		return nil
	}
	w.faults++
	w.note("the office is restored from its backup")
	return w.office.restore()
}

// letGo drains a tablet, calls it lost, or takes it back.
func (w *World) letGo(d dice, tb *tablet) error {
	if tb.life == gone {
		return nil
	}
	state := pick(d, []server.DeviceState{server.DeviceDrained, server.DeviceDrained, server.DeviceActive, server.DeviceLost})
	if tb.life == lost {
		return nil
	}
	err := w.office.srv.SetDeviceState(ctx, tb.store.Identity().Device, state)
	w.note("tablet %d is %s: %v", tb.n, state, err)
	if err != nil {
		return w.unlessDead(err)
	}
	tb.life = map[server.DeviceState]life{server.DeviceActive: active, server.DeviceDrained: drained, server.DeviceLost: lost}[state]
	return nil
}
