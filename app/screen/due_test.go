package screen_test

import (
	"testing"
	"time"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

func TestDueLook_warnsBeforeTheEnd(t *testing.T) {
	day, hour := form.Length{N: 1, Unit: "d"}, form.Length{N: 1, Unit: "h"}
	noon := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		before form.Length
		from   time.Time
		left   time.Duration
		want   theme.Tone
	}{
		{"three quarters are left", hour, noon.Add(-10 * time.Hour), 30 * time.Hour, theme.Idle},
		{"a quarter is left", hour, noon.Add(-6 * time.Hour), 2 * time.Hour, theme.Warn},
		{"a little more", hour, noon.Add(-6 * time.Hour), 2*time.Hour + time.Second, theme.Idle},
		{"its first reminder was", day, noon.Add(-time.Hour), 24 * time.Hour, theme.Warn},
		{"a time that is set, five hours off", hour, time.Time{}, 5 * time.Hour, theme.Warn},
		{"a time that is set, seven hours off", hour, time.Time{}, 7 * time.Hour, theme.Idle},
		{"it is over", hour, noon.Add(-time.Hour), 0, theme.Stop},
	} {
		d := &form.Deadline{Name: "answer", From: "begun_at", Steps: []*form.DeadlineStep{{Before: c.before}}}
		rec := &form.Record{Values: form.Values{"begun_at": c.from}}

		if got := screen.DueLook(d, rec, noon.Add(c.left), noon).Tone; got != c.want {
			t.Errorf("%s: tone %v", c.name, got)
		}
	}
}

func TestRunningClock_doesNotRunForNobody(t *testing.T) {
	lib, err := library.Open()
	if err != nil {
		t.Fatal(err)
	}
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	f, now := lib.Form(library.FeedbackCard), time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	d := *f.Deadlines[0]
	d.Pause = []string{library.FeedbackCardReturned}
	for _, c := range []struct {
		state string
		met   any
		runs  bool
	}{
		{library.FeedbackCardBlank, nil, true}, {library.FeedbackCardReturned, nil, false}, {library.FeedbackCardBlank, now, false},
		{library.FeedbackCardCancelled, nil, false}, {library.FeedbackCardFiled, nil, false},
	} {
		rec := &form.Record{Form: f.Name, State: c.state, Values: form.Values{library.FeedbackCardReturnDue: now.Add(time.Hour)}}
		if c.met != nil {
			rec.Values["return_met"] = c.met
		}
		if _, runs := screen.RunningClock(w, f, rec, &d, now); runs != c.runs {
			t.Errorf("in %s, met %v: runs %v", c.state, c.met, runs)
		}
	}
}
