package library_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
)

// What the manager may pick as a list is one.
func TestChoice_isOfAListOfTheLibrary(t *testing.T) {
	lib := open(t)

	for _, w := range lib.ChoiceList(library.ChoiceListWords).Words {
		if lib.ChoiceList(w.Word) == nil {
			t.Errorf("there is no choice list %s", w.Word)
		}
	}
}

func TestChoice_isTheManagersAndWellSpelled(t *testing.T) {
	c := newCompany(t)
	weather := form.Values{
		library.ChoiceList: library.LateReasonWords, library.ChoiceWord: "bad_weather",
		library.ChoiceZh: "恶劣天气", library.ChoiceEn: "Bad weather",
	}
	for _, who := range []string{library.RoleTechnicalSupervisor, library.RoleEngineer, library.RoleAdministrator} {
		if problems := c.as(who).NoCreate(library.Choice, weather); !formtest.Has(problems, form.KeyWhoMay) {
			t.Errorf("a choice by the %s: %s", who, formtest.Sentences(problems))
		}
	}
	refused := func(name string, value any, key string) {
		t.Helper()
		values := form.Clone(weather)
		values[name] = value
		if problems := c.as(library.RoleManager).NoCreate(library.Choice, values); !formtest.Has(problems, key) {
			t.Errorf("%s %v: %s, want %s", name, value, formtest.Sentences(problems), key)
		}
	}
	for _, code := range []string{"Bad weather", "坏天气", "2late", "bad-weather"} {
		refused(library.ChoiceWord, code, "choice.fields.word.check.0")
	}
	refused(library.ChoiceList, library.VerdictWords, form.KeyUnknownWord)
	refused(library.ChoicePlace, int64(0), "choice.fields.place.check.0")

	made := c.create(library.RoleManager, library.Choice, weather)

	if problems := c.as(library.RoleManager).NoSet(library.Choice, made.id, form.Values{library.ChoiceWord: "storm"}); !formtest.Has(problems, form.KeyWrittenOnce) {
		t.Errorf("another code: %s", formtest.Sentences(problems))
	}
	if ok, _ := c.Lib.Form(library.Choice).Writable(c.Env(c.people[library.RoleManager], c.Get(library.Choice, made.id)), c.Lib.Form(library.Choice).Field(library.ChoiceWord)); ok {
		t.Error("the code of a choice that is made can be typed into")
	}
	c.as(library.RoleManager).Set(library.Choice, made.id, form.Values{library.ChoiceZh: "天气恶劣"})
	c.as(library.RoleManager).Set(library.Choice, made.id, form.Values{library.ChoiceZh: "恶劣天气"})

	c.says(made, library.ChoiceValidFrom, form.Date("2026-11-23"))
	if problems := c.as(library.RoleManager).NoCreate(library.Choice, weather); !formtest.Has(problems, "choice.unique.0") {
		t.Errorf("the same choice again: %s", formtest.Sentences(problems))
	}
	if w, ok := c.Lib.Word(c.Lib.Form(library.FeedbackCard).Field(library.FeedbackCardLateReason), "bad_weather"); !ok || w.Label.Zh != "恶劣天气" {
		t.Errorf("the card offers %+v", w)
	}
}

func TestCalendarDay_changesWorkingTime(t *testing.T) {
	c := newCompany(t)
	closing := c.Lib.Calendar.Add(c.Now, form.Length{N: 1, Unit: "d", Working: true})

	day := c.create(library.RoleAdministrator, library.CalendarDay, form.Values{
		library.CalendarDayDate: form.Date("2026-11-24"), library.CalendarDayKind: library.DayKindIsHoliday, library.CalendarDayName: "校庆",
	})
	again := form.Values{library.CalendarDayDate: form.Date("2026-11-24"), library.CalendarDayKind: library.DayKindIsWorking, library.CalendarDayName: "又上班"}
	if problems := c.as(library.RoleManager).NoCreate(library.CalendarDay, again); !formtest.Has(problems, "calendar_day.unique.0") {
		t.Errorf("the day a second time: %s", formtest.Sentences(problems))
	}
	if have := c.Lib.Calendar.Add(c.Now, form.Length{N: 1, Unit: "d", Working: true}); !have.Equal(closing.Add(24 * time.Hour)) {
		t.Errorf("one working day ends at %s, want a day after %s", have, closing)
	}

	hours := form.Values{library.CalendarDayKind: library.DayKindIsWorking, library.CalendarDayOpens: "13:00", library.CalendarDayCloses: "12:00"}
	if problems := c.as(library.RoleManager).NoSet(library.CalendarDay, day.id, hours); !formtest.Has(problems, "calendar_day.check.0") {
		t.Errorf("closing before opening: %s", formtest.Sentences(problems))
	}
	c.as(library.RoleManager).Set(library.CalendarDay, day.id, form.Values{library.CalendarDayKind: library.DayKindIsWorking, library.CalendarDayCloses: "12:00"})
	if have := c.Lib.Calendar.Add(c.Now, form.Length{N: 1, Unit: "d", Working: true}); !have.Equal(closing.Add(-6 * time.Hour)) {
		t.Errorf("one working day ends at %s, want six hours before %s", have, closing)
	}
	if label := c.Lib.Calendar.Holiday("2026-11-24").Zh; label != "校庆" {
		t.Errorf("the day is called %s", label)
	}
}
