package library_test

import (
	"testing"
	"unicode/utf8"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

func TestOpen(t *testing.T) {
	lib := open(t)

	for _, name := range []string{library.Customer, library.ServiceOrder, library.FeedbackCard, library.DialerUnit, library.Person} {
		if lib.Form(name) == nil {
			t.Errorf("there is no form %s", name)
		}
	}
	again, err := form.FromJSON(lib.JSON())
	if err != nil {
		t.Fatal(err)
	}
	if again.SHA256 != lib.SHA256 {
		t.Error("a device reads another library than the server sent")
	}
}

// A deadline that was met says what was done by it, on devices too.
func TestDeadlines_sayWhatWasDone(t *testing.T) {
	lib, err := form.FromJSON(open(t).JSON())
	if err != nil {
		t.Fatal(err)
	}

	for _, f := range lib.Forms {
		for _, d := range f.Deadlines {
			if d.Done.Zh == "" || d.Done.En == "" || d.Done == d.Label {
				t.Errorf("%s.%s says %q when it is met", f.Name, d.Name, d.Done)
			}
		}
	}
}

// The posts a person can be given are the roles, with the same labels.
func TestRoles_areTheChoicesOfAPost(t *testing.T) {
	lib := open(t)

	words := lib.ChoiceList("role").Words
	if len(words) != len(lib.Roles) {
		t.Fatalf("%d choices for %d roles", len(words), len(lib.Roles))
	}
	for i, r := range lib.Roles {
		if words[i].Word != r.Word || words[i].Label != r.Label {
			t.Errorf("choice %d is %v, want %s %v", i, words[i], r.Word, r.Label)
		}
	}
}

func TestCalendar_holidaysAndSwappedDays(t *testing.T) {
	cal := open(t).Calendar

	for day, works := range map[form.Date]bool{
		"2026-02-13": true, "2026-02-14": true, "2026-02-16": false, "2026-02-23": false, "2026-02-24": true,
		"2026-09-20": true, "2026-10-01": false, "2026-10-08": true, "2026-10-10": true, "2026-11-21": false, "2026-11-23": true,
	} {
		if cal.Works(day) != works {
			t.Errorf("%s: works %v, want %v", day, !works, works)
		}
	}
}

// A name on a button or in a list head has at most twelve characters.
func TestLabels_areShort(t *testing.T) {
	const most = 12
	short := func(what string, l form.Label) {
		if utf8.RuneCountInString(l.Zh) > most {
			t.Errorf("%s: %q has more than %d characters", what, l.Zh, most)
		}
	}
	for _, f := range open(t).Forms {
		short(f.Name, f.Label)
		for _, field := range f.Fields() {
			short(f.Name+"."+field.Name, field.Label)
			for _, c := range field.Columns {
				short(f.Name+"."+field.Name+"."+c.Name, c.Label)
			}
		}
		for _, s := range f.States {
			short(f.Name+"."+s.Name, s.Label)
		}
		for _, a := range f.Actions {
			short(f.Name+"."+a.Name, a.Label)
		}
		for _, l := range f.Lists {
			short(f.Name+".lists."+l.Name, l.Label)
		}
	}
}
