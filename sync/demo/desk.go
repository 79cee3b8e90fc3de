package demo

import (
	"strings"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// checkCards is the assistant's round over the cards handed in before a time: checked,
// or sent back with what is missing.
func (b *branch) checkCards(before time.Time) {
	var parts []record.Part
	var later []*order
	for _, o := range b.received {
		switch {
		case o.handedIn.After(before):
			later = append(later, o)
		case !o.returned && o.kind != library.OrderKindIsInstall && b.chance(0.03):
			parts = append(parts, b.returnCard(o))
		default:
			parts = append(parts, b.check(o)...)
		}
	}
	b.received = later
	b.do(b.assistant, parts...)
}

func (b *branch) check(o *order) []record.Part {
	card := o.cardID()
	parts := []record.Part{
		perform(library.FeedbackCard, card, library.FeedbackCardReceived, library.FeedbackCardCheck, nil),
		perform(library.FeedbackCard, card, library.FeedbackCardChecked, library.FeedbackCardEnter, nil),
	}
	if o.repaired {
		parts = append(parts, perform(library.RepairCard, o.repairID(), library.RepairCardSubmitted, library.RepairCardCheck, nil))
	}
	o.state, o.card, o.checkedOn = library.ServiceOrderVerified, library.FeedbackCardEntered, b.today()
	if o.excused == "" && b.today() < b.workDay(b.cfg.Day, -4) {
		parts = append(parts, filing(o)...)
	}
	b.toClose = append(b.toClose, o)
	return parts
}

// returnCard sends a card back; its engineer completes it the next morning.
func (b *branch) returnCard(o *order) record.Part {
	o.returned, o.card = true, library.FeedbackCardReturned
	if b.today() < b.eve() {
		b.when(b.between(b.workDay(b.today(), 1), clockTime(8, 15), clockTime(8, 35)), func() { o.engineer.complete(o) })
	}
	return perform(library.FeedbackCard, o.cardID(), library.FeedbackCardReceived, library.FeedbackCardReturn, form.Values{
		library.FeedbackCardMissing: one(b.story, missing),
	})
}

func (e *engineer) complete(o *order) {
	card := o.cardID()
	again := set(library.FeedbackCard, card, library.FeedbackCardReturned, form.Values{library.FeedbackCardRemark: strings.TrimPrefix(o.remark+"，已补填", "，")})
	if o.remark != "" {
		again.Was = form.Values{library.FeedbackCardRemark: o.remark}
	}
	e.do(e.person, again, perform(library.FeedbackCard, card, library.FeedbackCardReturned, library.FeedbackCardComplete, nil))
	o.card, o.handedIn = library.FeedbackCardReceived, e.now
	e.received = append(e.received, o)
}

// closeOrders enters what was checked before today in the outside systems, passes the
// cards on, files them and closes the orders.
func (b *branch) closeOrders() {
	var parts []record.Part
	var later, failed []*order
	for _, o := range b.toClose {
		if o.checkedOn >= b.today() || o.excused != "" && !o.ruled || b.chance(0.01) {
			later = append(later, o)
			continue
		}
		parts = append(parts, b.closing(o)...)
		if o.failed && b.chance(0.6) {
			failed = append(failed, o)
		}
	}
	b.toClose = later
	for _, o := range failed {
		parts = append(parts, perform(library.ServiceOrder, o.id, library.ServiceOrderClosed, library.ServiceOrderFollowUp, nil))
		b.followUp = append(b.followUp, &order{
			id: opened(o.ref(), library.ServiceOrder, form.ID{}), kind: o.kind, customer: o.customer, state: library.ServiceOrderDraft,
			problem: o.problem, fixed: o.fixed, repeats: o,
		})
	}
	b.do(b.assistant, parts...)
}

func (b *branch) closing(o *order) []record.Part {
	systems := map[string]string{library.ExternalEntry: "CRM"}
	keys := []string{library.ExternalEntry}
	if o.kind == library.OrderKindIsInstall {
		keys, systems["gamis"] = append(keys, "gamis"), "GAMIS"
	}
	var parts []record.Part
	for _, key := range keys {
		id := opened(o.cardRef(), key, form.ID{})
		parts = append(parts, perform(library.ExternalEntry, id, library.ExternalEntryToEnter, library.ExternalEntryEnter, form.Values{
			library.ExternalEntryOutsideNo: b.outsideNo(systems[key]),
		}))
		b.entered = append(b.entered, entry{id, b.assistant})
	}
	if o.card == library.FeedbackCardEntered {
		parts = append(parts, filing(o)...)
	}
	o.state = library.ServiceOrderClosed
	return append(parts, perform(library.ServiceOrder, o.id, library.ServiceOrderVerified, library.ServiceOrderClose, nil))
}

// filing are the parts that pass a card on and file it.
func filing(o *order) []record.Part {
	card := o.cardID()
	o.card = library.FeedbackCardFiled
	return []record.Part{
		perform(library.FeedbackCard, card, library.FeedbackCardEntered, library.FeedbackCardPassOn, nil),
		perform(library.FeedbackCard, card, library.FeedbackCardPassedOn, library.FeedbackCardFile, nil),
	}
}

// sample lets the intake supervisor look at a few entries of the week.
func (b *branch) sample() {
	var parts []record.Part
	for range min(5, len(b.entered)) {
		i := b.r.IntN(len(b.entered))
		en := b.entered[i]
		b.entered = append(b.entered[:i], b.entered[i+1:]...)
		if !b.chance(0.06) {
			parts = append(parts, perform(library.ExternalEntry, en.id, library.ExternalEntryEntered, library.ExternalEntryMarkRight, nil))
			continue
		}
		parts = append(parts, perform(library.ExternalEntry, en.id, library.ExternalEntryEntered, library.ExternalEntryMarkWrong, form.Values{
			library.ExternalEntryWrongField: "设备型号",
		}))
		b.after(60, 180, func() {
			b.do(en.by, perform(library.ExternalEntry, en.id, library.ExternalEntryWrong, library.ExternalEntryCorrect, form.Values{
				library.ExternalEntryCorrection: "已按反馈卡改正",
			}))
		})
	}
	b.do(b.supervisor, parts...)
	b.entered = nil
}
