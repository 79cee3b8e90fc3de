package record

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	acts "fieldline/sync/record"
)

// Whatever "New" below a paper begins belongs to that paper: the field that says so is seen on
// the new one, and its form does not refuse it for the state in which the first one stands.
func TestScreen_newBelowAPaperBelongsToIt(t *testing.T) {
	tb := newTablet(t)
	begun := 0
	for _, role := range tb.Library().Roles {
		tb.holds(role.Word)
		for _, f := range tb.Library().Forms {
			if !slices.ContainsFunc(f.Related, func(rel *form.Relation) bool { return tb.Library().Form(rel.Of).MayStart(tb.Env(ctx, nil)) }) {
				continue
			}
			states := []string{""}
			for _, st := range f.States {
				states = append(states, st.Name)
			}
			for _, state := range states[min(1, len(f.States)):] {
				paper := tb.record(f.Name, state, "", form.Values{})
				tb.pull(paper)
				below := tb.show(paper)
				for _, rel := range f.Related {
					first, may := below.begins(rel, nil)
					if !may || !rel.Many {
						continue
					}
					s := tb.showAt(screen.Place{Route: screen.RouteRecord, Form: rel.Of, ID: tb.newID()}, first)
					if !s.view.Writes(rel.Via) {
						t.Errorf("%s of %s %s by %s: %s is not seen", rel.Of, f.Name, state, role.Word, rel.Via)
					}
					part, _ := s.session.write(s.view, nil)
					out, err := tb.Do(ctx, part)
					tb.must(err)
					for _, p := range out.Problems {
						if p.Field == rel.Via {
							t.Errorf("%s of %s %s by %s: %s %v", rel.Of, f.Name, state, role.Word, p.Key, p)
						}
					}
					begun++
				}
			}
		}
	}
	if begun < 50 {
		t.Errorf("only %d were begun", begun)
	}
}

// A request begun below a gift is one for that gift, with what its record says.
func TestScreen_aRequestBelowAGiftIsForIt(t *testing.T) {
	tb := newTablet(t)
	gift := tb.record(library.Gift, library.GiftInUse, "", form.Values{library.GiftName: "雨伞", library.GiftLeast: int64(5), library.GiftMost: int64(20)})
	tb.pull(gift)
	tb.as(tb.keeper)

	s := tb.showAt(screen.Place{Route: screen.RouteRecord, Form: library.Replenishment, ID: tb.newID()}, form.Values{library.ReplenishmentGift: tb.ref(gift)})

	for field, want := range map[string]any{library.ReplenishmentKind: "gift", library.ReplenishmentItem: "雨伞", library.ReplenishmentLeast: int64(5), library.ReplenishmentMost: int64(20)} {
		if got := s.view.Values()[field]; !form.Equal(got, want) {
			t.Errorf("%s is %v, want %v", field, got, want)
		}
	}
}

// A request that has its plan offers no second one; a plan that was given up leaves room.
func TestScreen_aRequestHasOnePlan(t *testing.T) {
	for state, want := range map[string]bool{library.InstallPlanSent: false, library.InstallPlanCancelled: true} {
		tb := newTablet(t)
		tb.as(tb.assistant)
		request := tb.record(library.InstallRequest, library.InstallRequestApproved, "", form.Values{library.InstallRequestCustomerName: "新客户"})
		tb.pull(request, tb.record(library.InstallPlan, state, "PL261123-0001", form.Values{library.InstallPlanRequest: tb.ref(request)}))

		tb.show(request)

		if !tb.sees("PL261123-0001") || tb.sees("新建") != want {
			t.Errorf("beside a plan that is %s another is offered: %v", state, tb.sees("新建"))
		}
	}
}

// Of many records below a paper those that went badly come first; the rest is a tap away.
func TestScreen_whatFailedComesFirst(t *testing.T) {
	tb := newTablet(t)
	lot := tb.record(library.Arrival, library.ArrivalInspecting, "GR261123-001", form.Values{library.ArrivalLotNo: "L1"})
	recs := []acts.Record{lot}
	for i := range 20 {
		state := library.QualityTestPassed
		if i == 0 {
			state = library.QualityTestFailed
		}
		test := tb.record(library.QualityTest, state, fmt.Sprintf("QT261123-%04d", i), form.Values{library.QualityTestArrival: tb.ref(lot)})
		test.CreatedAt = noon.Add(time.Duration(i) * time.Minute)
		recs = append(recs, test)
	}
	tb.pull(recs...)
	tb.holds(library.RoleTechnicalSupervisor)

	tb.show(lot)

	if !tb.sees("QT261123-0000") || !tb.sees("QT261123-0019") || tb.sees("QT261123-0001") || !tb.sees("还有 8 项") {
		t.Error("the failed test does not come first, or the rest is not told of")
	}
	more, _ := find(tb.window.Content(), func(r *widgets.ListRow) bool { return r.Data().Title == "还有 8 项" })
	test.Tap(more)
	if !tb.sees("QT261123-0001") || tb.sees("还有") {
		t.Error("the rest is not shown")
	}
}
