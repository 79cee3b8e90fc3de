package demo

import (
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// escalate stops the work: the supervisor answers within two hours, unless the order is
// to stay as it is.
func (e *engineer) escalate(day form.Date, o *order) {
	question := one(e.story, stuckOn)
	op := e.do(e.person, perform(library.ServiceOrder, o.id, library.ServiceOrderInProgress, library.ServiceOrderEscalate, form.Values{
		library.ServiceOrderStuckOn: question,
	}))
	o.state = library.ServiceOrderEscalated
	id := opened(o.ref(), library.DifficultIssue, op)
	if o.stuck {
		e.after(5, 15, func() {
			e.do(e.technical, perform(library.DifficultIssue, id, library.DifficultIssueEscalated, library.DifficultIssueTake, nil))
		})
		return
	}
	e.after(20, 50, func() {
		answer := form.Values{library.DifficultIssueSolution: one(e.story, solutions)}
		e.do(e.technical,
			perform(library.DifficultIssue, id, library.DifficultIssueEscalated, library.DifficultIssueTake, nil),
			perform(library.DifficultIssue, id, library.DifficultIssueEscalated, library.DifficultIssueAnswer, answer))
		o.state = library.ServiceOrderInProgress
		e.solved = append(e.solved, issue{id, e.now})
		e.after(12, 20, func() { e.finish(day, o) })
	})
}

// raise is what becomes of an issue that a card told of: solved by the engineer, or by
// the supervisor, with the systems department or without, or not at all.
func (e *engineer) raise(o *order) {
	id := opened(o.cardRef(), library.DifficultIssue, form.ID{})
	if e.chance(0.4) {
		e.do(e.person, perform(library.DifficultIssue, id, library.DifficultIssueRegistered, library.DifficultIssueSolve, form.Values{
			library.DifficultIssueSolution: one(e.story, solutions),
		}))
		e.solved = append(e.solved, issue{id, e.now})
		return
	}
	e.do(e.person, perform(library.DifficultIssue, id, library.DifficultIssueRegistered, library.DifficultIssueEscalate, nil))
	taken := e.now.Add(e.minutes(40, 120))
	if taken.After(e.at(e.today(), 16, 30)) {
		taken = e.between(e.workDay(e.today(), 1), clockTime(9, 5), clockTime(9, 40))
	}
	e.when(taken, func() {
		e.do(e.technical, perform(library.DifficultIssue, id, library.DifficultIssueEscalated, library.DifficultIssueTake, nil))
		e.after(20, 90, func() { e.judgeIssue(id) })
	})
}

func (b *branch) judgeIssue(id form.ID) {
	switch p := b.r.Float64(); {
	case p < 0.55:
		b.do(b.technical, perform(library.DifficultIssue, id, library.DifficultIssueEscalated, library.DifficultIssueAnswer, form.Values{
			library.DifficultIssueSolution: one(b.story, solutions),
		}))
		b.solved = append(b.solved, issue{id, b.now})
	case p < 0.9:
		b.do(b.technical, perform(library.DifficultIssue, id, library.DifficultIssueEscalated, library.DifficultIssueHandOver, form.Values{
			library.DifficultIssueAskedThere: "请查平台侧鉴权日志",
		}))
		later := b.workDay(b.today(), 2+b.r.IntN(5))
		b.when(b.between(later, clockTime(10, 0), clockTime(16, 0)), func() {
			b.do(b.technical, perform(library.DifficultIssue, id, library.DifficultIssueWithSystems, library.DifficultIssueAnswer, form.Values{
				library.DifficultIssueSolution: "平台侧鉴权参数已改正，复测正常",
			}))
			b.solved = append(b.solved, issue{id, b.now})
		})
	default:
		b.do(b.technical, perform(library.DifficultIssue, id, library.DifficultIssueEscalated, library.DifficultIssueGiveUp, form.Values{
			library.DifficultIssueNotSolvable: "该型号不支持，已列入换型计划",
		}))
	}
}

// supervise is the technical supervisor's afternoon: rulings on late cards and opinions
// on the dialers that engineers reported.
func (b *branch) supervise() {
	var parts []record.Part
	before := b.now.Add(-3 * time.Hour)
	var waiting []*order
	for _, o := range b.late {
		if o.handedIn.After(before) || o.card == library.FeedbackCardReturned {
			waiting = append(waiting, o)
			continue
		}
		verdict := library.LateVerdictIsAccepted
		if o.excused != library.LateReasonIsCustomerMoved && b.chance(0.25) {
			verdict = library.LateVerdictIsRefused
		}
		parts = append(parts, perform(library.FeedbackCard, o.cardID(), o.card, library.FeedbackCardRuleLate, form.Values{library.FeedbackCardLateVerdict: verdict}))
		o.ruled = true
	}
	b.late = waiting
	for _, f := range b.feedbacks {
		if f.state != library.QualityFeedbackSubmitted || f.at.After(before) {
			continue
		}
		if b.chance(0.85) {
			parts = append(parts, perform(library.QualityFeedback, f.id, f.state, library.QualityFeedbackConfirm, form.Values{library.QualityFeedbackOpinion: one(b.story, opinions)}))
			f.state, f.at = library.QualityFeedbackConfirmed, b.now
			continue
		}
		parts = append(parts, perform(library.QualityFeedback, f.id, f.state, library.QualityFeedbackDismiss, form.Values{library.QualityFeedbackOpinion: one(b.story, dismissals)}))
		f.state = library.QualityFeedbackNotAFault
	}
	b.do(b.technical, parts...)
}

// analyse is the supervisor's week: repair cards that were checked are analysed and
// archived, and solved issues filed.
func (b *branch) analyse() {
	var parts []record.Part
	var later []*order
	for _, o := range b.analyses {
		if o.card != library.FeedbackCardFiled && o.card != library.FeedbackCardEntered || b.chance(0.1) {
			later = append(later, o)
			continue
		}
		id := o.repairID()
		parts = append(parts, perform(library.RepairCard, id, library.RepairCardChecked, library.RepairCardAnalyse, form.Values{library.RepairCardAnalysis: one(b.story, analyses)}))
		archive := form.Values{library.RepairCardArchiveReason: "常见问题，已有档案"}
		if b.chance(0.08) {
			archive = form.Values{library.RepairCardArchiveTitle: o.fixed.symptom + "：" + o.fixed.found}
		}
		parts = append(parts, perform(library.RepairCard, id, library.RepairCardAnalysed, library.RepairCardArchive, archive))
	}
	b.analyses = later
	var open []issue
	for _, i := range b.solved {
		if b.now.Sub(i.at) < 72*time.Hour {
			open = append(open, i)
			continue
		}
		parts = append(parts, perform(library.DifficultIssue, i.id, library.DifficultIssueSolved, library.DifficultIssueArchive, nil))
	}
	b.solved = open
	b.do(b.technical, parts...)
}

// feedbackID is the id of the feedback that a row of the card opens.
func (e *engineer) feedbackID(o *order, w *work, d doubt) form.ID {
	return form.DerivedID(o.cardRef(), library.QualityFeedback, w.rows[d.row].ID, form.ID{})
}
