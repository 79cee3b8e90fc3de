package record_test

import (
	"encoding/json"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/sync/record"
)

func extra(name string) map[string]json.RawMessage {
	return map[string]json.RawMessage{name: json.RawMessage("7")}
}

// late has both people see the order as it is; the first writes, then the second, who
// has not seen the first's.
func (o *office) late(t *testing.T, id form.ID, first, second form.ID, theirs, mine form.Values) record.Outcome {
	t.Helper()
	tablet := o.Clone()
	o.do(t, first, set("order", id, theirs))
	return o.Do(t, o.op(t, tablet, second, set("order", id, mine)))
}

func TestMerge_fieldsThatNobodyElseTouchedAreApplied(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)

	out := o.late(t, id, o.assistant, o.engineer, form.Values{"contact": "Ms Wu"}, form.Values{"fault": "other"})

	rec := o.get(t, "order", id)
	if out.Fate != record.Applied || rec.Values["contact"] != "Ms Wu" || rec.Values["fault"] != "other" {
		t.Errorf("%s: %v", out.Fate, rec.Values)
	}
}

func TestMerge_theSameValueIsNothing(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)

	out := o.late(t, id, o.assistant, o.engineer, form.Values{"contact": "Ms Wu"}, form.Values{"contact": "Ms Wu"})

	if out.Fate != record.Applied || len(out.Changes) != 0 || len(out.Conflicts) != 0 {
		t.Errorf("%s, %d changes, conflicts %v", out.Fate, len(out.Changes), out.Conflicts)
	}
}

func TestMerge_ownerTheWriterNamedEarlierWins(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)

	// contact is written by the assistant first, then by its engineer.
	out := o.late(t, id, o.engineer, o.assistant, form.Values{"contact": "Ms Wu"}, form.Values{"contact": "Mr Ye"})
	rec := o.get(t, "order", id)
	if out.Fate != record.Merged || rec.Values["contact"] != "Mr Ye" || len(out.Conflicts) != 1 {
		t.Fatalf("%s: %v, conflicts %v", out.Fate, rec.Values["contact"], out.Conflicts)
	}
	c := out.Conflicts[0]
	if !c.Mined || c.Theirs != "Ms Wu" || c.Mine != "Mr Ye" || c.Base != "Mr Lin" || c.Them.By != o.engineer || !c.Them.At.Equal(o.play.Now) {
		t.Errorf("conflict %+v", c)
	}

	out = o.late(t, id, o.assistant, o.engineer, form.Values{"contact": "one"}, form.Values{"contact": "two"})
	if v := o.get(t, "order", id).Values["contact"]; v != "one" || len(out.Conflicts) != 1 || out.Conflicts[0].Mined {
		t.Errorf("contact %v, conflicts %v", v, out.Conflicts)
	}
}

func TestMerge_ownerTheFirstToArriveWinsAmongEquals(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	other := o.play.Person("Wen", "assistant")

	out := o.late(t, id, o.assistant, other, form.Values{"contact": "one"}, form.Values{"contact": "two"})

	if v := o.get(t, "order", id).Values["contact"]; v != "one" || len(out.Conflicts) != 1 {
		t.Errorf("contact %v, conflicts %v", v, out.Conflicts)
	}
}

func TestMerge_textJoinsByLineAndOverlapIsAConflict(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)

	out := o.late(t, id, o.assistant, o.engineer,
		form.Values{"fault": "LINE ONE\nline two\nline three"}, form.Values{"fault": "line one\nline two\nline three\nline four"})
	if v := o.get(t, "order", id).Values["fault"]; v != "LINE ONE\nline two\nline three\nline four" || out.Fate != record.Merged {
		t.Errorf("%s: %q", out.Fate, v)
	}

	out = o.late(t, id, o.assistant, o.engineer, form.Values{"fault": "a"}, form.Values{"fault": "b"})
	if v := o.get(t, "order", id).Values["fault"]; v != "a" || len(out.Conflicts) != 1 || out.Conflicts[0].Mine != "b" {
		t.Errorf("%q, conflicts %v", v, out.Conflicts)
	}
}

func TestMerge_unionJoinsMembers(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	o.do(t, o.assistant, set("order", id, form.Values{"tags": []string{"urgent", "remote"}}))

	out := o.late(t, id, o.assistant, o.engineer,
		form.Values{"tags": []string{"remote"}}, form.Values{"tags": []string{"urgent", "remote", "evening"}})

	if v := o.get(t, "order", id).Values["tags"]; !form.Equal(v, []string{"evening", "remote"}) || len(out.Conflicts) != 0 {
		t.Errorf("tags %v, conflicts %v", v, out.Conflicts)
	}
}

func lines(rows ...form.Row) form.Values { return form.Values{"lines": rows} }

func line(id, item string, pieces int64) form.Row {
	return form.Row{ID: id, Values: form.Values{"item": item, "pieces": pieces}}
}

func TestMerge_unionJoinsRowsAndCells(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	o.do(t, o.engineer, set("order", id, lines(line("a", "cable", 1), line("b", "plug", 1), line("c", "tape", 1))))

	out := o.late(t, id, o.engineer, o.engineer,
		lines(line("a", "cable", 2), line("b", "plug", 1), line("d", "clip", 1)),                       // a edited, c removed, d added
		lines(line("a", "coax", 1), line("b", "plug", 9), line("c", "tape", 1), line("e", "screw", 1))) // a and b edited, e added

	rows := o.get(t, "order", id).Values["lines"].([]form.Row)
	got := map[string]form.Values{}
	for _, r := range rows {
		got[r.ID] = r.Values
	}
	if len(rows) != 4 || got["a"]["item"] != "coax" || got["a"]["pieces"] != int64(2) || got["b"]["pieces"] != int64(9) ||
		got["d"] == nil || got["e"] == nil || len(out.Conflicts) != 0 {
		t.Errorf("rows %v, conflicts %v", rows, out.Conflicts)
	}
}

func TestMerge_unionTwoEditsOfOneCellFollowOwner(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	o.do(t, o.engineer, set("order", id, lines(line("a", "cable", 1))))

	out := o.late(t, id, o.engineer, o.engineer, lines(line("a", "coax", 1)), lines(line("a", "wire", 1)))

	rows := o.get(t, "order", id).Values["lines"].([]form.Row)
	if rows[0].Values["item"] != "coax" || len(out.Conflicts) != 1 || out.Conflicts[0].Cell != "item" || out.Conflicts[0].Row != "a" {
		t.Errorf("rows %v, conflicts %v", rows, out.Conflicts)
	}
}

func TestMerge_unionARowRemovedHereAndChangedThereStays(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	o.do(t, o.engineer, set("order", id, lines(line("a", "cable", 1), line("b", "plug", 1))))

	o.late(t, id, o.engineer, o.engineer, lines(line("a", "cable", 3), line("b", "plug", 1)), lines(line("b", "plug", 1)))

	if rows := o.get(t, "order", id).Values["lines"].([]form.Row); len(rows) != 2 {
		t.Errorf("rows %v", rows)
	}
}

func TestMerge_keyMakesOneRowOfWhatTwoDevicesAdd(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	counted := func(rowID, serial string) form.Values {
		return form.Values{"counted": []form.Row{{ID: rowID, Values: form.Values{"serial": serial, "found": true}}}}
	}

	out := o.late(t, id, o.engineer, o.engineer, counted("1", "A1"), counted("2", "A1"))

	rows, _ := o.get(t, "order", id).Values["counted"].([]form.Row)
	if len(rows) != 1 || len(out.Conflicts) != 0 {
		t.Errorf("rows %v, conflicts %v", rows, out.Conflicts)
	}
}

func TestMerge_exclusiveRefusesAStaleClaimWithBothShown(t *testing.T) {
	o := newOffice(t)
	unit := o.do(t, o.keeper, create("unit", form.Values{"serial": "A1"})).Changes[0].After.ID
	tablet := o.Clone()
	o.do(t, o.keeper, set("unit", unit, form.Values{"holder": o.engineer}))

	out := o.Do(t, o.op(t, tablet, o.lead, set("unit", unit, form.Values{"holder": o.second})))

	if out.Fate != record.Refused || !formtest.Has(out.Problems, form.KeyOneHolder) {
		t.Fatalf("%s: %s", out.Fate, formtest.Sentences(out.Problems))
	}
	args := out.Problems[0].Args
	if said(t, args["mine"]) != o.second.String() || said(t, args["theirs"]) != o.engineer.String() || args["who"] != o.keeper || args["at"] != o.play.Now {
		t.Errorf("claims %v", args)
	}
}

// said is a claim as it travels.
func said(t *testing.T, claim any) any {
	t.Helper()
	raw, ok := claim.(json.RawMessage)
	var v any
	if err := json.Unmarshal(raw, &v); !ok || err != nil {
		t.Fatalf("claim %v: %v", claim, err)
	}
	return v
}

// What is one value is compared and set as a whole: a change of one field is refused
// where somebody has changed another of them.
func TestMerge_anExclusiveSectionIsOneValue(t *testing.T) {
	o := newOffice(t)
	unit := o.do(t, o.keeper, create("unit", form.Values{"serial": "A1", "scheme": "one", "gain": int64(3)})).Changes[0].After.ID
	tablet := o.Clone()
	o.do(t, o.keeper, set("unit", unit, form.Values{"gain": int64(5)}))

	out := o.Do(t, o.op(t, tablet, o.lead, set("unit", unit, form.Values{"scheme": "two"})))

	if out.Fate != record.Refused || !formtest.Has(out.Problems, form.KeyOneHolder) || out.Problems[0].Field != "gain" {
		t.Fatalf("%s: %s", out.Fate, formtest.Sentences(out.Problems))
	}
	if args := out.Problems[0].Args; said(t, args["mine"]) != float64(3) || said(t, args["theirs"]) != float64(5) {
		t.Errorf("claims %v", args)
	}
	if rec := o.get(t, "unit", unit); rec.Values["scheme"] != "one" || rec.Values["gain"] != int64(5) {
		t.Errorf("the unit is %v", rec.Values)
	}

	same := o.op(t, tablet, o.lead, set("unit", unit, form.Values{"gain": int64(5), "scheme": "two"}))
	if out := o.Do(t, same); out.Fate != record.Applied {
		t.Errorf("both made it 5, and it is %s: %s", out.Fate, formtest.Sentences(out.Problems))
	}
	again := o.op(t, o.Store, o.keeper, set("unit", unit, form.Values{"gain": int64(6)}), set("unit", unit, form.Values{"scheme": "three"}))
	if out := o.Do(t, again); out.Fate != record.Applied {
		t.Errorf("two parts of one operation: %s: %s", out.Fate, formtest.Sentences(out.Problems))
	}
}

func TestFate_anActThatFittedTheStateSeenIsParked(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	tablet := o.Clone()
	o.do(t, o.engineer, set("order", id, form.Values{"arrived": o.play.Now, "findings": "x"}), act("order", id, "finish", nil))

	out := o.Do(t, o.op(t, tablet, o.assistant, act("order", id, "move", nil)))

	if out.Fate != record.Parked || !formtest.Has(out.Problems, form.KeyWrongState) || len(out.Changes) != 0 {
		t.Errorf("%s: %s", out.Fate, formtest.Sentences(out.Problems))
	}
}

func TestMerge_earlierPartsOfOneOperationAreNoOthers(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)

	out := o.Must(t, o.op(t, o.Store, o.engineer,
		set("order", id, form.Values{"contact": "one"}), set("order", id, form.Values{"contact": "two"})))

	if v := o.get(t, "order", id).Values["contact"]; v != "two" || out.Fate != record.Applied {
		t.Errorf("%s: %v, conflicts %v", out.Fate, v, out.Conflicts)
	}
}

func TestFate_theStateSeenIsThatOfTheBaseWhereItIsNotSaid(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	tablet := o.Clone()
	o.do(t, o.assistant, act("order", id, "cancel", form.Values{"reason": "closed"}))
	op := o.op(t, tablet, o.engineer, set("order", id, form.Values{"findings": "done already"}))
	op.Parts[0].State = ""

	if out := o.Do(t, op); out.Fate != record.Applied {
		t.Errorf("%s: %s", out.Fate, formtest.Sentences(out.Problems))
	}
}

func TestFate_anActThatNeverFittedIsRefused(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)

	if out := o.Do(t, o.op(t, o.Store, o.assistant, act("order", id, "assign", form.Values{"engineer": o.second}))); out.Fate != record.Refused {
		t.Errorf("%s: %s", out.Fate, formtest.Sentences(out.Problems))
	}
}

func TestFate_aLateFactIsAppliedDespite(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	tablet := o.Clone()
	o.do(t, o.assistant, act("order", id, "cancel", form.Values{"reason": "closed"}))

	out := o.Do(t, o.op(t, tablet, o.engineer,
		set("order", id, form.Values{"arrived": o.play.Now, "findings": "done already"}), act("order", id, "finish", nil)))

	rec := o.get(t, "order", id)
	if out.Fate != record.Applied || rec.State != "finished" || rec.Values["findings"] != "done already" {
		t.Errorf("%s, %s: %s", out.Fate, rec.State, formtest.Sentences(out.Problems))
	}
	if len(out.Changes) != 2 || out.Changes[1].After.Values["about"] != "late" {
		t.Errorf("changes %+v", out.Changes)
	}
}

func TestFate_aRightThatWasLostMeanwhileParks(t *testing.T) {
	o := newOffice(t)
	for _, forgetful := range []bool{false, true} {
		id := o.working(t)
		tablet := o.Clone()
		o.do(t, o.assistant, act("order", id, "move", nil))
		o.do(t, o.assistant, act("order", id, "assign", form.Values{"engineer": o.second}))
		o.do(t, o.second, act("order", id, "start", nil))
		o.Forgetful = forgetful

		out := o.Do(t, o.op(t, tablet, o.engineer, set("order", id, form.Values{"findings": "I was there"})))

		// Without history only what the operation itself says can be judged, and it does
		// not say who the engineer was.
		want := map[bool]record.Fate{false: record.Parked, true: record.Refused}[forgetful]
		if out.Fate != want {
			t.Errorf("forgetful %v: %s, %s", forgetful, out.Fate, formtest.Sentences(out.Problems))
		}
		o.Forgetful = false
	}
}

func TestFate_aRightNobodyEverHadIsRefused(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	tablet := o.Clone()
	o.do(t, o.assistant, act("order", id, "move", nil))

	if out := o.Do(t, o.op(t, tablet, o.second, set("order", id, form.Values{"findings": "x"}))); out.Fate != record.Refused {
		t.Errorf("%s: %s", out.Fate, formtest.Sentences(out.Problems))
	}
}

func TestFate_aFieldFrozenMeanwhileParks(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	card := o.play.One("card", "order", id).ID
	tablet := o.Clone()
	o.do(t, o.assistant, act("card", card, "drop", nil))

	if out := o.Do(t, o.op(t, tablet, o.engineer, set("card", card, form.Values{"method": "isdn"}))); out.Fate != record.Parked {
		t.Errorf("%s: %s", out.Fate, formtest.Sentences(out.Problems))
	}
}

func TestFate_aWarningNeedsItsReason(t *testing.T) {
	o := newOffice(t)
	id := o.do(t, o.assistant, create("order", form.Values{"customer": ref("customer", o.customer)})).Changes[0].After.ID
	o.do(t, o.assistant, act("order", id, "assign", form.Values{"engineer": o.engineer}))
	op := o.op(t, o.Store, o.engineer, act("order", id, "start", nil))

	out := o.Apply(t, op)
	if out.Fate != record.Refused || !out.Problems[0].Warn {
		t.Fatalf("%s: %+v", out.Fate, out.Problems)
	}
	op.Overrode = []record.Override{{Check: out.Problems[0].Key, Reason: "I know the place"}}
	if out := o.Apply(t, op); out.Fate != record.Applied {
		t.Errorf("%s: %s", out.Fate, formtest.Sentences(out.Problems))
	}
}

func TestAmendment_isKeptFromBothSides(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	o.do(t, o.engineer, set("order", id, form.Values{"arrived": o.play.Now, "findings": "x"}), act("order", id, "finish", nil))
	amend := func(says string) record.Part {
		return record.Part{Kind: record.Add, Form: "order", ID: id, Table: "amendments",
			Row: form.Row{ID: o.play.ID().String(), Values: form.Values{"field": "findings", "says": says, "why": "miscounted"}}}
	}
	tablet := o.Clone()
	o.do(t, o.assistant, amend("one"))
	o.play.Wait(time.Minute)
	o.Must(t, o.op(t, tablet, o.engineer, amend("two")))

	if rows, _ := o.get(t, "order", id).Values["amendments"].([]form.Row); len(rows) != 2 {
		t.Errorf("amendments %v", rows)
	}
}

// Nobody decides on values that he did not see: an act that does so is refused where somebody
// has replaced one since, with both shown, and done once it was looked at.
func TestMerge_anActDecidesOnWhatWasSeen(t *testing.T) {
	o := newOffice(t)
	unit := o.do(t, o.keeper, create("unit", form.Values{"serial": "A1", "scheme": "one", "gain": int64(3)})).Changes[0].After.ID
	scrap := record.Part{Kind: record.Act, Form: "unit", ID: unit, Action: "scrap"}
	tablet := o.Clone()
	o.do(t, o.keeper, set("unit", unit, form.Values{"serial": "A2"})) // not what it decides on
	o.do(t, o.keeper, set("unit", unit, form.Values{"gain": int64(5)}))

	out := o.Do(t, o.op(t, tablet, o.lead, scrap))

	if out.Fate != record.Refused || len(out.Problems) != 1 || out.Problems[0].Key != form.KeyNotAsSeen || out.Problems[0].Field != "gain" {
		t.Fatalf("%s: %s", out.Fate, formtest.Sentences(out.Problems))
	}
	if args := out.Problems[0].Args; said(t, args["mine"]) != float64(3) || said(t, args["theirs"]) != float64(5) || args["who"] != o.keeper {
		t.Errorf("claims %v", args)
	}
	if out := o.Do(t, o.op(t, tablet, o.engineer, scrap)); len(out.Problems) != 1 || out.Problems[0].Key != form.KeyWhoMay {
		t.Errorf("who may not do it is told what others wrote: %v", out.Problems)
	}
	o.do(t, o.lead, set("unit", unit, form.Values{"gain": int64(6)}), scrap) // one's own change is known
}

func TestMerge_anActOfAnAppThatSaysNothingOfWhatItSawIsDone(t *testing.T) {
	o := newOffice(t)
	unit := o.do(t, o.keeper, create("unit", form.Values{"serial": "A1", "gain": int64(3)})).Changes[0].After.ID
	op := o.op(t, o.Store, o.lead, record.Part{Kind: record.Act, Form: "unit", ID: unit, Action: "scrap"})
	op.Parts[0].Upon = nil
	o.do(t, o.keeper, set("unit", unit, form.Values{"gain": int64(5)}))

	o.Must(t, op)
}
