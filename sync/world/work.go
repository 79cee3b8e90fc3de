package world

import (
	"strings"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// work is something that a tablet's person does. What the forms refuse at once is not
// done; most of it is right, some of it is not.
func (w *World) work(d dice, tb *tablet) error {
	if tb.life == gone {
		return nil
	}
	switch n := d.IntN(100); {
	case w.chaos.files && n%8 == 7:
		return w.attach(d, tb)
	case n < 8:
		return w.newJob(d, tb)
	case n < 34:
		return w.setJob(d, tb)
	case n < 55:
		return w.actJob(d, tb)
	case n < 63:
		return w.workCard(d, tb)
	case n < 71:
		return w.workCustomer(d, tb)
	case n < 79:
		return w.workUnit(d, tb)
	case n < 85:
		return w.addRow(d, tb)
	case n < 88:
		return w.typeOnly(d, tb)
	case n < 91:
		return w.undo(tb)
	case n < 95:
		return w.answerCase(d, tb)
	}
	return w.resolve(d, tb)
}

// ids lists the records of a form on a tablet, as they are in its table.
func (tb *tablet) ids(formName string) ([]form.ID, error) {
	cells, err := tb.disk().query("SELECT id FROM " + formName + " ORDER BY id")
	if err != nil {
		return nil, err
	}
	ids := make([]form.ID, len(cells))
	for i, c := range cells {
		b, _ := c.([]byte)
		copy(ids[i][:], b)
	}
	return ids, nil
}

// one draws a record of a form that is on a tablet.
func (w *World) one(d dice, tb *tablet, formName string) (record.Record, bool, error) {
	ids, err := tb.ids(formName)
	if err != nil || len(ids) == 0 {
		return record.Record{}, false, err
	}
	// New ones more often: that is where people meet.
	id := ids[len(ids)-1-min(d.IntN(len(ids)), d.IntN(len(ids)))]
	rec, err := tb.store.Record(ctx, formName, id)
	if tb.disk().dead {
		return rec, false, nil
	}
	return rec, err == nil, err
}

func (w *World) newJob(d dice, tb *tablet) error {
	values := form.Values{"engineer": pick(d, w.company.seats[:3]).person, "asked_at": w.now.Add(d.between(0, 50*time.Hour)).UTC().Truncate(time.Second)}
	word := w.word()
	values["fault"] = word
	if d.in(4) { // with its customer, in one act
		name := w.word()
		customer := w.newID()
		values["customer"] = form.Ref{Form: "customer", ID: customer}
		return w.save(d, tb, []string{word, name}, device.Work{Parts: []record.Part{
			{Kind: record.Create, Form: "customer", ID: customer, Values: form.Values{"name": name}},
			{Kind: record.Create, Form: "job", ID: w.newID(), Values: values},
		}})
	}
	customer, ok, err := w.one(d, tb, "customer")
	if err != nil || !ok {
		return err
	}
	values["customer"] = form.Ref{Form: "customer", ID: customer.ID}
	return w.save(d, tb, []string{word}, device.Work{Parts: []record.Part{{Kind: record.Create, Form: "job", Values: values}}})
}

func (w *World) setJob(d dice, tb *tablet) error {
	job, ok, err := w.one(d, tb, "job")
	if err != nil || !ok {
		return err
	}
	values := form.Values{}
	var words []string
	for range 1 + d.IntN(2) {
		words = w.typeInto(d, tb, &job, values, words)
	}
	return w.save(d, tb, words, device.Work{Parts: []record.Part{{Kind: record.Set, Form: "job", ID: job.ID, Values: values}}})
}

// typeInto writes into one field of a job, unless this act has written it already.
func (w *World) typeInto(d dice, tb *tablet, job *record.Record, values form.Values, words []string) []string {
	word := w.word()
	name, v := w.typedInto(d, tb, job, word)
	if _, twice := values[name]; twice {
		return words
	}
	values[name] = v
	if name == "tags" {
		return words
	}
	return append(words, word)
}

func (w *World) typedInto(d dice, tb *tablet, job *record.Record, word string) (name string, v any) {
	switch d.IntN(7) {
	case 0, 1:
		return "fault", word
	case 2:
		if tb.store.Library().Form("job").Column("spot") == nil {
			return "place", word
		}
		return pick(d, []string{"spot", "advice"}), word
	case 3, 4:
		old, _ := job.Values["findings"].(string)
		return "findings", edit(d, old, word)
	case 5:
		rows, _ := form.CloneValue(job.Values["log"]).([]form.Row)
		if len(rows) > 0 && d.in(2) {
			rows[d.IntN(len(rows))].Values["what"] = word
		} else {
			rows = append(rows, form.Row{ID: w.newID().String(), Values: form.Values{"what": word}})
		}
		return "log", rows
	}
	return "tags", tags(d)
}

func tags(d dice) []string {
	var all []string
	for _, t := range []string{"noise", "no_tone", "cable", "battery"} {
		if d.in(2) {
			all = append(all, t)
		}
	}
	return all
}

// edit writes a word over a line of a text, or as a new line somewhere.
func edit(d dice, text, word string) string {
	if text == "" {
		return word
	}
	lines := strings.Split(text, "\n")
	at := d.IntN(len(lines))
	if d.in(2) {
		lines[at] = word
	} else {
		lines = append(lines[:at], append([]string{word}, lines[at:]...)...)
	}
	return strings.Join(lines, "\n")
}

func (w *World) actJob(d dice, tb *tablet) error {
	job, ok, err := w.one(d, tb, "job")
	if err != nil || !ok {
		return err
	}
	action := pick(d, []string{"start", "start", "finish", "finish", "assign", "cancel"})
	p := record.Part{Kind: record.Act, Form: "job", ID: job.ID, Action: action}
	var words []string
	switch {
	case action == "assign":
		p.Values = form.Values{"engineer": pick(d, w.company.seats[:3]).person}
	case d.in(2):
		word := w.word()
		p.Values, words = form.Values{"fault": word}, []string{word}
	}
	if action == "finish" && d.in(2) {
		unit, ok, err := w.one(d, tb, "unit")
		if err != nil || !ok {
			return err
		}
		if p.Values == nil {
			p.Values = form.Values{}
		}
		p.Values["unit"] = form.Ref{Form: "unit", ID: unit.ID}
	}
	if action == "finish" && w.chaos.files && d.in(2) {
		a, err := tb.store.PutAttachment(ctx, strings.NewReader(w.word()), "proof.txt")
		if err != nil || tb.disk().dead {
			return tb.unlessDead(err)
		}
		if p.Values == nil {
			p.Values = form.Values{}
		}
		p.Values["proof"] = a
	}
	return w.save(d, tb, words, device.Work{Parts: []record.Part{p}})
}

func (w *World) workCard(d dice, tb *tablet) error {
	card, ok, err := w.one(d, tb, "card")
	if err != nil || !ok {
		return err
	}
	word := w.word()
	p := record.Part{Kind: record.Set, Form: "card", ID: card.ID, Values: form.Values{"result": word}}
	if d.in(2) {
		p.Kind, p.Action = record.Act, "hand_in"
	}
	return w.save(d, tb, []string{word}, device.Work{Parts: []record.Part{p}})
}

func (w *World) workCustomer(d dice, tb *tablet) error {
	word := w.word()
	if d.in(4) {
		return w.save(d, tb, []string{word}, device.Work{Parts: []record.Part{{Kind: record.Create, Form: "customer", Values: form.Values{"name": word}}}})
	}
	customer, ok, err := w.one(d, tb, "customer")
	if err != nil || !ok {
		return err
	}
	p := record.Part{Kind: record.Set, Form: "customer", ID: customer.ID, Values: form.Values{}}
	words := []string{word}
	switch d.IntN(5) {
	case 0:
		p.Values["credit"] = word
		if tb.role == "keeper" {
			w.secrets = append(w.secrets, secret{text: word})
		}
	case 1:
		box, err := tb.store.Seal(word)
		if err != nil {
			return err
		}
		p.Values["pin"], words = box, nil
		w.secrets = append(w.secrets, secret{text: word, sealed: true})
	case 2:
		old, _ := customer.Values["notes"].(string)
		p.Values["notes"] = edit(d, old, word)
	default:
		p.Values["name"] = word
	}
	return w.save(d, tb, words, device.Work{Parts: []record.Part{p}})
}

func (w *World) workUnit(d dice, tb *tablet) error {
	if d.in(4) {
		word := "S" + string(rune('0'+d.IntN(6))) // serials collide
		return w.save(d, tb, nil, device.Work{Parts: []record.Part{{Kind: record.Create, Form: "unit", Values: form.Values{"serial": word}}}})
	}
	unit, ok, err := w.one(d, tb, "unit")
	if err != nil || !ok {
		return err
	}
	p := record.Part{Kind: record.Set, Form: "unit", ID: unit.ID}
	switch d.IntN(6) {
	case 0:
		p.Kind, p.Action = record.Act, "throw"
	case 1:
		word := w.word()
		p.Values = form.Values{"label": word}
		return w.save(d, tb, []string{word}, device.Work{Parts: []record.Part{p}})
	default:
		p.Values = form.Values{"holder": pick(d, w.company.seats[:3]).person}
		if d.in(4) {
			p.Values["holder"] = nil
		}
	}
	return w.save(d, tb, nil, device.Work{Parts: []record.Part{p}})
}

func (w *World) addRow(d dice, tb *tablet) error {
	job, ok, err := w.one(d, tb, "job")
	if err != nil || !ok {
		return err
	}
	word := w.word()
	return w.save(d, tb, []string{word}, device.Work{Parts: []record.Part{{Kind: record.Add, Form: "job", ID: job.ID, Table: "log", Row: form.Row{Values: form.Values{"what": word}}}}})
}

// typeOnly types into a job and leaves it at that.
func (w *World) typeOnly(d dice, tb *tablet) error {
	job, ok, err := w.one(d, tb, "job")
	if err != nil || !ok {
		return err
	}
	word := w.word()
	_, err = w.draft(tb, record.Part{Form: "job", ID: job.ID, Values: form.Values{"fault": word}}, []string{word})
	return err
}

// attach puts a file to a job.
func (w *World) attach(d dice, tb *tablet) error {
	job, ok, err := w.one(d, tb, "job")
	if err != nil || !ok {
		return err
	}
	a, err := tb.store.PutAttachment(ctx, strings.NewReader(strings.Repeat(w.word(), 1+d.IntN(300))), "proof.txt")
	if tb.disk().dead {
		return nil
	}
	if err != nil {
		return err
	}
	return w.save(d, tb, nil, device.Work{Parts: []record.Part{{Kind: record.Set, Form: "job", ID: job.ID, Values: form.Values{"proof": a}}}})
}
