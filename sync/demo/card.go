package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// fill are the parts that fill the card and what goes with it, and what to do once they
// are done. Where a dialer gave reason for it, the feedback comes before handing in.
func (e *engineer) fill(o *order) (parts []record.Part, then func()) {
	w := e.handle(o)
	v := e.cardOf(o, w)
	o.card = library.FeedbackCardFilled
	switch late := e.now.After(e.cardDue(o)); {
	case !late:
		o.excused = ""
	case o.excused == library.LateReasonIsCustomerMoved: // stands on it already
	default:
		if o.excused == "" {
			o.excused = library.LateReasonIsWaitingParts
		}
		v[library.FeedbackCardLateReason] = o.excused
	}
	e.sign(o, v)
	card := o.cardID()
	parts = append(parts, set(library.FeedbackCard, card, library.FeedbackCardBlank, v),
		perform(library.FeedbackCard, card, library.FeedbackCardBlank, library.FeedbackCardFill, nil))
	if o.kind == library.OrderKindIsRepair {
		parts = append(parts, e.repairCard(o, w)...)
	}
	for _, sl := range w.used {
		parts = append(parts, perform(library.Allotment, sl.id, library.AllotmentIssued, library.AllotmentClose, nil))
		sl.state = library.AllotmentUsed
	}
	handIn := perform(library.FeedbackCard, card, library.FeedbackCardFilled, library.FeedbackCardHandIn, nil)
	if len(w.doubtful) == 0 {
		parts = append(parts, handIn)
		return parts, func() { e.handedIn(o) }
	}
	return parts, func() { e.after(4, 7, func() { e.report(o, w, handIn) }) }
}

// cardDue is when the card of an order that was taken must be in (SET-01).
func (s *story) cardDue(o *order) time.Time {
	length, ok := s.lib.Setting(library.Setting01).Value.(form.Length)
	if !ok && s.err == nil {
		s.err = fmt.Errorf("setting %s is no length of time", library.Setting01)
	}
	return s.lib.Calendar.Add(o.taken, length)
}

// handedIn puts a card on the assistant's desk, and on the supervisor's if it is late.
func (e *engineer) handedIn(o *order) {
	o.card, o.handedIn = library.FeedbackCardReceived, e.now
	e.received = append(e.received, o)
	if o.excused != "" {
		e.late = append(e.late, o)
	}
	if o.repaired {
		e.analyses = append(e.analyses, o)
	}
}

// work is what was done to the dialers at the customer.
type work struct {
	units    []form.Values
	rows     []form.Row // of the card
	doubtful []doubt
	used     []*slip
	faulty   *unit // for the repair card
}

// doubt is a dialer that its engineer reports.
type doubt struct {
	row    int
	unit   *unit
	faulty bool
}

func dialer(u *unit, work, condition string) form.Values {
	return form.Values{library.FeedbackCardUnitsRowUnit: u.ref(), library.FeedbackCardUnitsRowWork: work, library.FeedbackCardUnitsRowCondition: condition}
}

// handle is what happens to the dialers on an order.
func (e *engineer) handle(o *order) *work {
	w := &work{}
	c := o.customer
	switch {
	case o.kind == library.OrderKindIsInstall:
		e.installAll(o, w)
	case o.fixed.swap && e.spare() != nil && !o.failed:
		old := c.units[0]
		e.swap(c, old, w)
		w.faulty = old
		w.doubtful = append(w.doubtful, doubt{0, old, true})
	default:
		condition := library.ConditionIsOk
		if o.fixed.swap || e.chance(0.006) {
			condition = library.ConditionIsDoubt
			w.doubtful = append(w.doubtful, doubt{0, c.units[0], false})
		}
		done := library.UnitWorkIsChecked
		if o.fixed.cause == library.CauseIsProgram {
			done = library.UnitWorkIsReset
		}
		if o.fixed.cause == library.CauseIsDialer {
			w.faulty = c.units[0]
		}
		w.units = append(w.units, dialer(c.units[0], done, condition))
		for _, u := range c.units[1:] {
			w.units = append(w.units, dialer(u, library.UnitWorkIsChecked, library.ConditionIsOk))
		}
	}
	return w
}

// installAll installs every dialer that was issued for the order.
func (e *engineer) installAll(o *order, w *work) {
	for _, sl := range o.slips {
		if sl.state != library.AllotmentIssued {
			continue
		}
		for _, u := range sl.units {
			e.putUp(o.customer, u, w)
		}
		w.used = append(w.used, sl)
	}
	if !o.customer.installed {
		o.customer.installed = true
		e.customers = append(e.customers, o.customer)
	}
}

func (e *engineer) putUp(c *customer, u *unit, w *work) {
	w.units = append(w.units, dialer(u, library.UnitWorkIsInstalled, library.ConditionIsOk))
	u.installed = e.today()
	if u.first == "" {
		u.first = u.installed
	}
	c.units = append(c.units, u)
	e.van = slices.DeleteFunc(e.van, func(x *unit) bool { return x == u })
}

// held are the issued dialers that no installation waits for.
func (e *engineer) held() []*unit {
	var all []*unit
	for _, u := range e.van {
		o := u.slip.order
		if o.kind != library.OrderKindIsInstall || o.state == library.ServiceOrderFinished || o.state == library.ServiceOrderVerified || o.state == library.ServiceOrderClosed {
			all = append(all, u)
		}
	}
	return all
}

// spare is a dialer to put in another's place, nil if there is none.
func (e *engineer) spare() *unit {
	if held := e.held(); len(held) > 0 {
		return held[0]
	}
	return nil
}

// swap takes a dialer out and puts a spare in its place.
func (e *engineer) swap(c *customer, old *unit, w *work) {
	w.units = append(w.units, dialer(old, library.UnitWorkIsReplaced, library.ConditionIsFaulty))
	c.units = slices.DeleteFunc(c.units, func(x *unit) bool { return x == old })
	e.back = append(e.back, old)
	spare := e.spare()
	e.putUp(c, spare, w)
	if sl := spare.slip; !slices.ContainsFunc(sl.units, func(u *unit) bool { return slices.Contains(e.van, u) }) {
		w.used = append(w.used, sl)
	}
}

// cardOf are the values of a card without its signature.
func (e *engineer) cardOf(o *order, w *work) form.Values {
	c := o.customer
	w.rows = e.rows(w.units...)
	v := form.Values{
		library.FeedbackCardItems: e.checklist(o), library.FeedbackCardTests: e.rows(e.tests(o)...), library.FeedbackCardUnits: w.rows,
		library.FeedbackCardRating: e.rating(o), library.FeedbackCardTrained: o.kind == library.OrderKindIsInstall || e.chance(0.6),
	}
	if v[library.FeedbackCardTrained] == true {
		v[library.FeedbackCardTopics], v[library.FeedbackCardTrainee] = one(e.story, topics), c.contact
	}
	if e.chance(0.25) {
		o.remark = one(e.story, remarks)
		v[library.FeedbackCardRemark] = o.remark
	}
	if o.kind == library.OrderKindIsRepair && e.chance(0.5) {
		v[library.FeedbackCardFaults] = e.rows(form.Values{
			library.FeedbackCardFaultsRowFault: o.fixed.code, library.FeedbackCardFaultsRowWhat: o.fixed.found, library.FeedbackCardFaultsRowHandling: o.fixed.treatment,
		})
	}
	if o.kind != library.OrderKindIsInstall && e.chance(0.006) {
		v[library.FeedbackCardDifficult], v[library.FeedbackCardProblem] = true, one(e.story, stuckOn)
		e.after(30, 90, func() { e.raise(o) })
	}
	return v
}

func (e *engineer) checklist(o *order) []form.Row {
	items := e.ticked(library.FeedbackCard, library.FeedbackCardItems)
	if o.kind != library.OrderKindIsInstall && e.chance(0.12) {
		for i := range items {
			if items[i].ID == "program" {
				items[i].Values = form.Values{"item": "program", "done": false, "note": "程序无需改动"}
			}
		}
	}
	return items
}

// rating is the customer's mark, a good one most times.
func (s *story) rating(o *order) int64 {
	switch p := s.r.Float64(); {
	case o.failed:
		return int64(2 + s.r.IntN(2))
	case p < 0.70:
		return 5
	case p < 0.95:
		return 4
	}
	return 3
}

// tests are the measured values of a visit.
func (e *engineer) tests(o *order) []form.Values {
	current := decimal.New(200+int64(e.r.IntN(65)), -1)
	passed := true
	if o.failed {
		current, passed = decimal.New(140+int64(e.r.IntN(30)), -1), false
	}
	loop := form.Values{
		library.FeedbackCardTestsRowItem: library.TestItemIsLoopCurrent, library.FeedbackCardTestsRowMeasured: current,
		library.FeedbackCardTestsRowPassed: passed,
	}
	if !passed {
		loop[library.FeedbackCardTestsRowRemark] = "外线环流偏低，已报局方"
	}
	all := []form.Values{loop, {
		library.FeedbackCardTestsRowItem: library.TestItemIsTrialCalls, library.FeedbackCardTestsRowMeasured: decimal.NewFromInt(6),
		library.FeedbackCardTestsRowPassed: true,
	}}
	if o.kind == library.OrderKindIsInstall {
		all = append(all, form.Values{
			library.FeedbackCardTestsRowItem: library.TestItemIsDialLevel, library.FeedbackCardTestsRowMeasured: decimal.New(-(55 + int64(e.r.IntN(30))), -1),
			library.FeedbackCardTestsRowPassed: true,
		}, form.Values{library.FeedbackCardTestsRowItem: library.TestItemIsEmergency, library.FeedbackCardTestsRowPassed: true})
	}
	return all
}

// sign puts the customer's signature on a card, bound to what stands on it.
func (e *engineer) sign(o *order, v form.Values) {
	c := o.customer
	at := e.now.Truncate(time.Millisecond).UTC()
	covered := form.Clone(v)
	for name, value := range map[string]any{
		library.FeedbackCardOrder: o.ref(), library.FeedbackCardCustomer: c.ref(), library.FeedbackCardKind: o.kind, library.FeedbackCardEngineer: e.person.id,
		library.FeedbackCardTakenAt: o.taken.UTC(), library.FeedbackCardAccessMethod: c.access, library.FeedbackCardDeviceModel: c.device,
		library.FeedbackCardSiteConditions: c.sites, library.FeedbackCardArrivedAt: o.arrived.UTC(), library.FeedbackCardFinishedAt: o.finished.UTC(),
	} {
		covered[name] = value
	}
	if o.excused == library.LateReasonIsCustomerMoved {
		covered[library.FeedbackCardLateReason] = o.excused
	}
	f := e.lib.Form(library.FeedbackCard)
	card := &form.Record{Form: f.Name, State: f.Start(), Values: covered}
	if err := f.Recompute(&form.Env{Lib: e.lib, Self: card, Now: at}); err != nil {
		e.err = fmt.Errorf("sign the card of %s: %w", c.name, err)
		return
	}
	var fields []string
	for _, field := range f.Fields() {
		if signs(field, covered) {
			fields = append(fields, field.Name)
		}
	}
	sum := sha256.Sum256(f.EncodeValues(only(covered, fields)))
	v[library.FeedbackCardSignature] = form.Signature{
		SHA256: e.pictures[c.picture], Signer: c.contact, At: at, Fields: fields, Digest: hex.EncodeToString(sum[:]),
	}
}

// signs tells whether the signature on a card covers a field: what can be filled at
// that moment, and what else is filled.
func signs(field *form.Field, values form.Values) bool {
	switch field.Type {
	case form.SignType, form.Secret, form.Lookup:
		return false
	}
	if field.Calc != nil {
		return false
	}
	if !form.Empty(values[field.Name]) {
		return true
	}
	switch field.Name {
	case library.FeedbackCardProblem, library.FeedbackCardTopics, library.FeedbackCardTrainee,
		library.FeedbackCardLateReason, library.FeedbackCardLateNote, library.FeedbackCardMissing, library.FeedbackCardLateVerdict:
		return false // not shown, or the office's
	}
	return true
}

func only(values form.Values, names []string) form.Values {
	some := form.Values{}
	for _, name := range names {
		if v, ok := values[name]; ok {
			some[name] = v
		}
	}
	return some
}

// repairCard are the parts that fill and submit the repair card.
func (e *engineer) repairCard(o *order, w *work) []record.Part {
	fix := o.fixed
	if fix.cause == "" {
		fix = repairs[0]
	}
	v := form.Values{
		library.RepairCardCause: fix.cause, library.RepairCardFaultCode: fix.code,
		library.RepairCardTreatment: fix.treatment, library.RepairCardSolved: !o.failed,
	}
	if o.problem == "" {
		v[library.RepairCardSymptom] = fix.symptom
	}
	if fix.cause == library.CauseIsDialer {
		u := w.faulty
		if u == nil {
			u = o.customer.units[0]
		}
		v[library.RepairCardUnit] = u.ref()
		if len(w.doubtful) == 0 || !w.doubtful[0].faulty {
			v[library.RepairCardTreatment] = "重插接线并复位，观察使用"
		}
	}
	if o.failed {
		v[library.RepairCardTreatment] = "外线由局方处理"
	}
	o.repaired = true
	id := o.repairID()
	return []record.Part{set(library.RepairCard, id, library.RepairCardBlank, v),
		perform(library.RepairCard, id, library.RepairCardBlank, library.RepairCardSubmit, nil)}
}

// report submits the feedback on doubtful dialers and hands the card in (BR-16).
func (e *engineer) report(o *order, w *work, handIn record.Part) {
	var parts []record.Part
	for _, d := range w.doubtful {
		id := e.feedbackID(o, w, d)
		severity := library.SeverityIsMinor
		if d.faulty {
			severity = one(e.story, []string{library.SeverityIsMajor, library.SeverityIsMajor, library.SeverityIsCritical})
		}
		v := form.Values{library.QualityFeedbackSymptom: "偶发：" + one(e.story, defects).found, library.QualityFeedbackSeverity: severity}
		if d.faulty || o.fixed.swap {
			v[library.QualityFeedbackSymptom], v[library.QualityFeedbackFaultCode] = o.fixed.symptom+"，"+o.fixed.found, o.fixed.code
		}
		if d.unit.installed != "" {
			v[library.QualityFeedbackInstalledOn] = d.unit.installed
		}
		parts = append(parts, set(library.QualityFeedback, id, library.QualityFeedbackBlank, v),
			perform(library.QualityFeedback, id, library.QualityFeedbackBlank, library.QualityFeedbackSubmit, nil))
		d.unit.faults = append(d.unit.faults, e.today())
		e.feedbacks = append(e.feedbacks, &feedback{id, library.QualityFeedbackSubmitted, e.now})
	}
	if o.excused == "" && e.now.After(e.cardDue(o)) { // it was not when the card was filled
		o.excused = library.LateReasonIsWaitingParts
		parts = append(parts, set(library.FeedbackCard, o.cardID(), library.FeedbackCardFilled, form.Values{library.FeedbackCardLateReason: o.excused}))
	}
	e.do(e.person, append(parts, handIn)...)
	e.handedIn(o)
}
