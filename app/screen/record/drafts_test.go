package record

import (
	"testing"
	"time"

	"fieldline/app/screen"
	"fieldline/forms/form"
	acts "fieldline/sync/record"
)

func TestScreen_keepsADraftWhileTypingAndComesBackToTheSameField(t *testing.T) {
	tb := newTablet(t)
	tb.show(tb.card)
	tb.typeIn("接入方式", "，一路备用")
	if _, err := tb.Draft(ctx, tb.card.Form, tb.card.ID); err == nil {
		t.Error("a draft is written at every key")
	}
	tb.wait(2 * time.Second)

	d, err := tb.Draft(ctx, tb.card.Form, tb.card.ID)
	if err != nil || d.Values["access_method"] != "模拟中继 4 路，一路备用" || d.Focus != "access_method" || d.Base != 1 {
		t.Fatalf("the draft is %+v, %v", d, err)
	}
	tb.write("完成时间", "11-23 25")
	tb.reopen()
	s := tb.show(tb.card)

	if got := tb.input("接入方式").Text(); got != "模拟中继 4 路，一路备用" {
		t.Errorf("after a kill the field holds %q", got)
	}
	if got := tb.input("完成时间").Text(); got != "11-23 25" || !tb.sees("看不懂") {
		t.Errorf("half a time has become %q", got)
	}
	if s.view.Where().Field != "finished_at" || s.Place().Field != "finished_at" {
		t.Errorf("the cursor is in %q", s.view.Where())
	}
	if rec := tb.stored(tb.card); rec.Rev != 1 {
		t.Errorf("a draft has become revision %d", rec.Rev)
	}
}

func TestScreen_leavingMakesOneOperationOfWhatIsValid(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.card)
	tb.write("接入方式", "数字中继")
	tb.write("设备型号", "D8")
	tb.write("完成时间", "昨天")

	tb.must(s.Leave(ctx))

	ops := tb.journal()
	if len(ops) != 1 || len(ops[0].Parts) != 1 {
		t.Fatalf("the journal has %d operations", len(ops))
	}
	part := ops[0].Parts[0]
	if part.Kind != acts.Set || part.Values["access_method"] != "数字中继" || part.Values["device_model"] != "D8" || len(part.Values) != 2 {
		t.Errorf("it writes %v", part.Values)
	}
	if part.Was["access_method"] != "模拟中继 4 路" || part.Was["device_model"] != "D4" || part.Base != 1 {
		t.Errorf("it says it replaces %v of revision %d", part.Was, part.Base)
	}
	d, err := tb.Draft(ctx, tb.card.Form, tb.card.ID)
	if err != nil || d.Raw["finished_at"] != "昨天" || len(d.Values) != 0 {
		t.Errorf("what is no value yet is kept as %+v, %v", d, err)
	}
}

// What others write while a draft lies on the device is not written over: the operation
// says what stood there when typing began.
func TestScreen_aDraftRemembersWhatItReplaces(t *testing.T) {
	tb := newTablet(t)
	tb.show(tb.card)
	tb.typeIn("接入方式", "，一路备用")
	tb.wait(2 * time.Second)
	tb.reopen()
	theirs := tb.stored(tb.card)
	theirs.Values = form.Clone(theirs.Values)
	theirs.Values["access_method"], theirs.Rev = "数字中继", theirs.Rev+1
	tb.pull(theirs)

	s := tb.show(tb.card)
	tb.must(s.Leave(ctx))

	part := tb.journal()[0].Parts[0]
	if part.Was["access_method"] != "模拟中继 4 路" || part.Base != 1 {
		t.Errorf("it says it replaces %v of revision %d", part.Was, part.Base)
	}
}

func TestScreen_leavingWithoutTypingWritesNothing(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.card)
	tb.must(s.Leave(ctx))
	if ops := tb.journal(); len(ops) != 0 {
		t.Errorf("the journal has %d operations", len(ops))
	}
}

func TestScreen_whatTheFormsRefuseStaysTyped(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.card)
	tb.write("接入方式", "数字中继")
	tb.write("完成时间", "09:00") // before the arrival: only a hint while filling

	s.Save()

	if rec := tb.stored(tb.card); rec.Values["access_method"] != "数字中继" {
		t.Errorf("what is valid was not saved: %v", rec.Values)
	}
	if !tb.sees("完成早于到达") || tb.input("完成时间").Text() != "2026-11-23 09:00" {
		t.Error("what is wrong is not said at its field, or is gone")
	}
}

func TestScreen_othersChangesComeInAndTypingStays(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.card)
	tb.typeIn("接入方式", "！")
	card := tb.card
	card.Values = form.Clone(card.Values)
	card.Values["device_model"] = "D8"
	tb.seq++
	card.Rev, card.Seq = 2, tb.seq
	tb.pull(card)

	s.Refresh()

	if got := tb.input("接入方式"); got.Text() != "模拟中继 4 路！" || !got.Focused() {
		t.Errorf("what is typed became %q, focused %v", got.Text(), got.Focused())
	}
	if got := tb.input("设备型号").Text(); got != "D8" {
		t.Errorf("what came in is %q", got)
	}
	tb.must(s.Leave(ctx))
	part := tb.journal()[0].Parts[0]
	if len(part.Values) != 1 || part.Base != 1 || part.Was["access_method"] != "模拟中继 4 路" {
		t.Errorf("the operation is %+v", part)
	}
}

func TestScreen_fiveMinutesRestMakesAnOperation(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.card)
	tb.write("接入方式", "数字中继")
	tb.wait(4 * time.Minute)
	if len(tb.journal()) != 0 {
		t.Fatal("an operation was made too soon")
	}
	tb.wait(2 * time.Minute)
	if len(tb.journal()) != 1 || s.session.dirty(s.view) {
		t.Errorf("the journal has %d operations", len(tb.journal()))
	}
}

func TestScreen_aNewRecordIsMadeWhenAllIsThere(t *testing.T) {
	tb := newTablet(t).asKeeper()
	id := tb.newID()
	s := tb.showAt(screen.Place{Route: screen.RouteRecord, Form: "dialer_unit", ID: id}, form.Values{})
	if title := s.Header().Title; title != "新建拨号器" {
		t.Errorf("it is called %q", title)
	}
	if got := tb.filled(); got != "补下一项：序列号" {
		t.Errorf("the button says %q", got)
	}
	tb.write("序列号", "D4-26110001")
	tb.must(s.Keep(ctx))
	tb.reopen()
	s = tb.showAt(screen.Place{Route: screen.RouteRecord, Form: "dialer_unit", ID: id}, nil)
	if got := tb.input("序列号").Text(); got != "D4-26110001" {
		t.Fatalf("after a kill the serial is %q", got)
	}
	tb.write("型号", "D4")
	if got := tb.filled(); got != "建立" {
		t.Fatalf("the button says %q; missing %v", got, s.next().lacks)
	}

	tb.tap("建立")

	rec, err := tb.Record(ctx, "dialer_unit", id)
	if err != nil || rec.Values["serial"] != "D4-26110001" || rec.State != "awaiting_inspection" {
		t.Fatalf("the unit is %+v, %v; problems %v %v", rec.Values, err, s.view.Problems(), s.notices)
	}
	if s.session.fresh {
		t.Error("the screen still takes it for new")
	}
}

func TestScreen_aNewRecordNobodyFilledIsForgotten(t *testing.T) {
	tb := newTablet(t).asKeeper()
	id := tb.newID()
	s := tb.showAt(screen.Place{Route: screen.RouteRecord, Form: "dialer_unit", ID: id}, form.Values{})
	tb.must(s.Leave(ctx))
	if _, err := tb.Draft(ctx, "dialer_unit", id); err == nil || len(tb.journal()) != 0 {
		t.Error("an empty record has left something behind")
	}
}

// asKeeper hands the tablet to the stock keeper.
func (tb *tablet) asKeeper() *tablet { return tb.as(tb.keeper) }

func TestScreen_aNewRecordNeedsNoValues(t *testing.T) {
	tb := newTablet(t).asKeeper()
	tb.showAt(screen.Place{Route: screen.RouteRecord, Form: "dialer_unit", ID: tb.newID()}, nil)
	if got := tb.filled(); got != "补下一项：序列号" {
		t.Errorf("the button says %q", got)
	}
}

// Whatever anybody may begin can be made: what comes by itself, such as the edition of a
// program, is not sent as if it had been written.
func TestScreen_whatComesByItselfIsNotWritten(t *testing.T) {
	tb := newTablet(t)
	begun := 0
	for _, role := range tb.Library().Roles {
		tb.holds(role.Word)
		for _, f := range tb.Library().Forms {
			if !f.MayStart(tb.Env(ctx, nil)) {
				continue
			}
			s := tb.showAt(screen.Place{Route: screen.RouteRecord, Form: f.Name, ID: tb.newID()}, form.Values{})
			part, _ := s.session.write(s.view, nil)
			out, err := tb.Do(ctx, part)
			tb.must(err)
			for _, p := range out.Problems {
				if p.Key == form.KeyWhoMayWrite || p.Key == form.KeyReadOnly || p.Key == form.KeyFrozen {
					t.Errorf("%s by %s: %s %v", f.Name, role.Word, p.Field, p)
				}
			}
			begun++
		}
	}
	if begun < 20 {
		t.Errorf("only %d were begun", begun)
	}
}
