package client

import "testing"

func TestState_showsTheWorstFirst(t *testing.T) {
	s := State{NeedYou: 1, Stale: true, Running: true, Total: 3, Pending: 2}
	for _, step := range []struct {
		want Phase
		then func()
	}{
		{NeedsYou, func() { s.NeedYou = 0 }},
		{TooOld, func() { s.Stale, s.Running = false, false }},
		{Offline, func() { s.Online, s.Running = true, true }},
		{Syncing, func() { s.Running, s.Total = false, 0 }},
		{ToSend, func() { s.Pending = 0 }},
		{UpToDate, func() {}},
	} {
		if got := s.Phase(); got != step.want {
			t.Errorf("%+v shows %q, want %q", s, got, step.want)
		}
		step.then()
	}
}

func TestBoard_tellsOnlyWhatChanged(t *testing.T) {
	var b board
	var seen []State
	stop := b.watch(func(s State) { seen = append(seen, s) })

	b.set(func(s *State) { s.Pending = 1 })
	b.set(func(s *State) { s.Pending = 1 })
	stop()
	b.set(func(s *State) { s.Pending = 2 })

	if len(seen) != 1 || seen[0].Pending != 1 {
		t.Errorf("told %+v, want one change to 1 pending", seen)
	}
}
