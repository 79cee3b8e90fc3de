package app_test

import (
	"encoding/json"
	"testing"
	"time"

	"fieldline/app/apptest"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// aCase puts the work of an engineer on a desk, who finished an order that was given to
// another meanwhile.
func aCase(t *testing.T, c *apptest.Company) {
	t.Helper()
	lib, err := library.Open()
	if err != nil {
		t.Fatal(err)
	}
	done := apptest.Noon().Add(-2 * time.Hour)
	work, err := record.Encode(lib, record.Operation{ID: form.ID{1}, Dseq: 1, At: done, Actor: c.Engineer, Parts: []record.Part{{
		Kind: record.Act, Form: library.ServiceOrder, ID: c.Hardware, Action: library.ServiceOrderFinish, Values: form.Values{library.ServiceOrderSolved: true}}}})
	if err != nil {
		t.Fatal(err)
	}
	why, err := json.Marshal([]form.Problem{{Form: library.ServiceOrder, ID: c.Hardware, Key: form.KeyWrongState,
		Args: map[string]any{"state": lib.Form(library.ServiceOrder).State(library.ServiceOrderAssigned).Label, "action": form.Label{Zh: "完工", En: "Finish"}}}})
	if err != nil {
		t.Fatal(err)
	}
	c.Add(library.Review, "RV261123-0001", library.ReviewOpen, done, form.Values{
		library.ReviewKind: "work", library.ReviewAuthor: c.Engineer, library.ReviewDevice: "T07 Huawei MatePad", library.ReviewAbout: form.Ref{Form: library.ServiceOrder, ID: c.Hardware},
		library.ReviewWorks: []form.Row{{ID: form.ID{1}.String(), Values: form.Values{"done_at": done, "fate": "parked", "work": string(work), "why": string(why)}}},
	})
}

// The office finds work that was not taken, with who did what when and why it was not,
// and lets it count or answers.
func TestCases_theOfficeDecides(t *testing.T) {
	for language, texts := range map[words.Language][]string{
		words.Chinese: {"待处理", "周建明", "T07 Huawei MatePad", "技术服务单：完工", "已解决 是", "留作报告", "不能完工", "采纳", "答复本人"},
		words.English: {"Cases", "周建明", "T07 Huawei MatePad", "Technical service order: Finish", "Solved Yes", "Kept as a report", "Finish is", "Accept", "Answer the person"},
	} {
		t.Run(string(language), func(t *testing.T) {
			r := apptest.Open(t, apptest.Options{Role: library.RoleTechnicalAssistant, Language: language, Prepare: func(c *apptest.Company) { aCase(t, c) }})
			r.Tap(texts[0])
			r.Want("RV261123-0001", "福永恒泰五金") // whose it is, what was done and why it did not count
			r.Want(texts[1:]...)
			r.Shoot("cases-" + string(language))
			id := r.Company.Records[len(r.Company.Records)-1].ID
			r.App.Nav().Open(library.Review, id)
			r.Pass(time.Second)
			r.Want(texts[1:]...)
			r.Shoot("case-" + string(language))

			r.App.Nav().Act(library.Review, id, "accept")
			r.Pass(time.Second)

			if got := r.Record(library.Review, id).State; got != library.ReviewAccepted {
				t.Errorf("the case is %s", got)
			}
		})
	}
}
