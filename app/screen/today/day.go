package today

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// cardDue is a feedback card that somebody still has to hand in.
type cardDue struct {
	card    *form.Record
	order   *form.Record
	name    string // the customer's
	taken   time.Time
	due     time.Time
	look    screen.Look // how near that is
	missing []form.Problem
}

// visit is one order as an engineer thinks of it: with its customer, its card, its
// appointment and the dialers that go with it.
type visit struct {
	order       *form.Record
	card        *form.Record // nil before the order was assigned, or when it is not here
	appointment *form.Record
	units       []*form.Record
	books       bool // this library has appointments
	dials       bool // and dialers
	takes       bool // and orders are to be accepted
	name        string
	start, end  time.Time
	travel      time.Duration // 0: nobody said
	plan        form.Answer   // whether the customer confirmed the install plan
	due         *cardDue
	late        []screen.Due  // deadlines of the order that are over
	buttons     []form.Button // what this person can do with the order
	office      string        // who assigned it
}

// day is what an engineer has before him.
type day struct {
	now      time.Time
	visits   []visit // today's, and open ones of earlier days, by planned time
	tomorrow []visit // those of the next day that has any
	nextDay  form.Date
	cards    []cardDue // to be handed in, the first due first
	units    []*form.Record
	next     int // index of the visit whose turn it is, -1 for none
}

// shown are the states in which an order stays on the run sheet.
func shown() []string {
	return []string{
		library.ServiceOrderAssigned, library.ServiceOrderAccepted, library.ServiceOrderInProgress,
		library.ServiceOrderEscalated, library.ServiceOrderRescheduled, library.ServiceOrderFinished,
		library.ServiceOrderVerified,
	}
}

// load reads the day of the person of an environment.
func load(env *form.Env) (*day, error) {
	w := env.World
	orders, err := w.Matching(library.ServiceOrder, []string{library.ServiceOrderEngineer}, []any{env.Me}, shown())
	if err != nil {
		return nil, fmt.Errorf("read my orders: %w", err)
	}
	d := &day{now: env.Now, next: -1}
	calendar := env.Lib.Calendar
	today := calendar.Day(env.Now)
	later := map[form.Date][]visit{}
	for _, order := range orders {
		v, err := visitOf(env, order)
		if err != nil {
			return nil, err
		}
		if v.due != nil {
			d.cards = append(d.cards, *v.due)
		}
		on := calendar.Day(v.start)
		switch {
		case v.start.IsZero():
		case on == today, on < today && v.underWay():
			d.visits = append(d.visits, v)
		case on > today:
			later[on] = append(later[on], v)
		case today == calendar.Day(timeOf(order, library.ServiceOrderFinishedAt)):
			d.visits = append(d.visits, v)
		}
	}
	for on := range later {
		if d.nextDay == "" || on < d.nextDay {
			d.nextDay = on
		}
	}
	d.tomorrow = later[d.nextDay]
	byTime := func(a, b visit) int { return a.start.Compare(b.start) }
	slices.SortStableFunc(d.visits, byTime)
	slices.SortStableFunc(d.tomorrow, byTime)
	slices.SortStableFunc(d.cards, func(a, b cardDue) int { return a.due.Compare(b.due) })
	d.next = nextOf(d.visits)

	d.units, err = inHand(env)
	return d, err
}

// inHand are the dialers that the person of an environment holds.
func inHand(env *form.Env) ([]*form.Record, error) {
	if f := env.Lib.Form(library.DialerUnit); f == nil || f.Column(library.DialerUnitHolder) == nil {
		return nil, nil
	}
	units, err := env.World.Matching(library.DialerUnit, []string{library.DialerUnitHolder}, []any{env.Me}, []string{library.DialerUnitAllotted, library.DialerUnitIssued, library.DialerUnitFaulty, library.DialerUnitAwaitingInspection})
	if err != nil {
		return nil, fmt.Errorf("read the dialers in my hands: %w", err)
	}
	slices.SortFunc(units, func(a, b *form.Record) int {
		return cmp.Compare(text(a, library.DialerUnitSerial), text(b, library.DialerUnitSerial))
	})
	return units, nil
}

// nextOf is the visit whose turn it is: the one in work, else the first that was
// departed for, else the first that is open.
func nextOf(visits []visit) int {
	best, rank := -1, 0
	for i, v := range visits {
		r := 0
		switch {
		case v.order.State == library.ServiceOrderInProgress:
			r = 4
		case v.order.State == library.ServiceOrderAccepted && v.order.Get(library.ServiceOrderDepartedAt) != nil:
			r = 3
		case v.order.State == library.ServiceOrderAccepted, v.order.State == library.ServiceOrderAssigned:
			r = 2
		case v.order.State == library.ServiceOrderEscalated:
			r = 1
		}
		if r > rank {
			best, rank = i, r
		}
	}
	return best
}

func visitOf(env *form.Env, order *form.Record) (visit, error) {
	f := env.Lib.Form(order.Form)
	v := visit{order: order, books: env.Lib.Form(library.Appointment) != nil, dials: env.Lib.Form(library.DialerUnit) != nil,
		takes: f.Action(library.ServiceOrderAccept) != nil,
		start: timeOf(order, library.ServiceOrderPlannedStart), end: timeOf(order, library.ServiceOrderPlannedEnd)}
	var err error
	if v.name, err = customerName(env, order); err != nil {
		return v, err
	}
	if v.card, err = oneRelated(env, library.FeedbackCard, library.FeedbackCardOrder, order.ID); err != nil {
		return v, err
	}
	if v.appointment, err = oneRelated(env, library.Appointment, library.AppointmentOrder, order.ID); err != nil {
		return v, err
	}
	if v.appointment != nil {
		if minutes, ok := v.appointment.Get(library.AppointmentTravelMinutes).(int64); ok {
			v.travel = time.Duration(minutes) * time.Minute
		}
	}
	if v.units, err = related(env, library.DialerUnit, library.DialerUnitOrder, order.ID); err != nil {
		return v, err
	}
	if v.plan, err = planOf(env, order); err != nil {
		return v, err
	}
	if v.due, err = dueOf(env, v); err != nil {
		return v, err
	}
	v.buttons = mine(env, order)
	v.late = screen.LateDues(f, order, env.Now)
	if by, ok := order.Get(library.ServiceOrderAssignedBy).(form.ID); ok {
		v.office, err = nameOf(env, form.Ref{Form: library.Person, ID: by}, library.PersonName)
	}
	return v, err
}

// mine are the actions on an order that are this person's.
func mine(env *form.Env, order *form.Record) []form.Button {
	at := *env
	at.Self = order
	var all []form.Button
	for _, b := range env.Lib.Form(order.Form).Buttons(&at) {
		if b.Allowed || len(b.Why) == 0 || b.Why[0].Key != form.KeyWhoMay {
			all = append(all, b)
		}
	}
	return all
}

// dueOf returns the card of a visit while it is wanted from the engineer.
func dueOf(env *form.Env, v visit) (*cardDue, error) {
	if v.card == nil || v.card.Get(library.FeedbackCardTakenAt) == nil {
		return nil, nil
	}
	switch v.card.State {
	case library.FeedbackCardBlank, library.FeedbackCardFilled, library.FeedbackCardReturned:
	default:
		return nil, nil
	}
	due := timeOf(v.card, library.FeedbackCardReturnDue)
	if v.underWay() && v.card.State == library.FeedbackCardBlank && env.Now.Before(due) {
		return nil, nil // its turn comes after the visit
	}
	c := &cardDue{card: v.card, order: v.order, name: v.name, taken: timeOf(v.card, library.FeedbackCardTakenAt), due: due, look: screen.Look{Icon: "clock"}}
	f := env.Lib.Form(library.FeedbackCard)
	for _, d := range f.Deadlines {
		if d.Name+"_due" == library.FeedbackCardReturnDue {
			c.look = screen.DueLook(d, v.card, due, env.Now)
		}
	}
	at := *env
	at.Self = v.card
	for _, word := range []string{library.FeedbackCardFill, library.FeedbackCardComplete} {
		a := f.Action(word)
		if a == nil || !slices.Contains(a.From, v.card.State) {
			continue
		}
		c.missing = append(c.missing, f.Missing(&at, a)...)
	}
	return c, nil
}

// planOf tells whether the customer confirmed the plan of an install; other kinds need none.
func planOf(env *form.Env, order *form.Record) (form.Answer, error) {
	if text(order, library.ServiceOrderKind) != library.OrderKindIsInstall {
		return form.Yes, nil
	}
	request, ok := order.Get(library.ServiceOrderRequest).(form.Ref)
	if !ok {
		return form.Unknown, nil
	}
	plans, err := related(env, library.InstallPlan, library.InstallPlanRequest, request.ID)
	if err != nil {
		return form.Unknown, err
	}
	for _, p := range plans {
		if p.State == library.InstallPlanConfirmed {
			return form.Yes, nil
		}
	}
	if len(plans) == 0 {
		return form.Unknown, nil
	}
	return form.No, nil
}

// underWay tells whether the engineer still has to act on the order itself.
func (v visit) underWay() bool {
	switch v.order.State {
	case library.ServiceOrderAssigned, library.ServiceOrderAccepted, library.ServiceOrderInProgress, library.ServiceOrderEscalated:
		return true
	}
	return false
}

// done tells whether the visit is behind him.
func (v visit) done() bool {
	return v.order.State == library.ServiceOrderFinished || v.order.State == library.ServiceOrderVerified
}

// otherTime is when the customer agreed to, where the order was planned for another time
// since; zero where both are one.
func (v visit) otherTime() time.Time {
	if v.appointment == nil || v.appointment.State != library.AppointmentConfirmed {
		return time.Time{}
	}
	if agreed := timeOf(v.appointment, library.AppointmentWindowStart); !agreed.IsZero() && !agreed.Equal(v.start) {
		return agreed
	}
	return time.Time{}
}

// confirmed tells whether the customer agreed to the time.
func (v visit) confirmed() form.Answer {
	switch {
	case v.appointment == nil:
		return form.Unknown
	case !v.otherTime().IsZero():
		return form.No
	case v.appointment.State == library.AppointmentConfirmed, v.appointment.State == library.AppointmentKept:
		return form.Yes
	}
	return form.No
}

// agreed tells whether no customer has to be asked for the time any more.
func (v visit) agreed() bool { return !v.books || v.confirmed() == form.Yes }

// needsDialer tells whether a dialer has to be brought along.
func (v visit) needsDialer() bool {
	return v.dials && (text(v.order, library.ServiceOrderKind) == library.OrderKindIsInstall || len(v.units) > 0)
}

// dialer tells whether the dialers of the visit are in the engineer's hands.
func (v visit) dialer() form.Answer {
	if !v.needsDialer() {
		return form.Yes
	}
	held := false
	for _, u := range v.units {
		switch u.State {
		case library.DialerUnitIssued, library.DialerUnitInstalled:
			held = true
		case library.DialerUnitConfigured, library.DialerUnitAllotted:
			return form.No
		}
	}
	if held {
		return form.Yes
	}
	return form.No
}

// ready tells whether nothing is in the way of setting out.
func (v visit) ready() bool {
	return v.agreed() && v.dialer() == form.Yes && v.plan != form.No
}

// toLeave tells whether he has not set out yet and somebody said how long the way is.
func (v visit) toLeave() bool {
	waits := v.order.State == library.ServiceOrderAssigned || v.order.State == library.ServiceOrderAccepted
	return waits && v.travel > 0 && v.order.Get(library.ServiceOrderDepartedAt) == nil
}

// leaveBy is when one has to set out to be there in time, zero when nobody gave a travel time.
func (v visit) leaveBy() time.Time {
	if v.travel == 0 {
		return time.Time{}
	}
	return v.start.Add(-v.travel)
}

// customerName is the name of an order's customer, or its number where orders have none.
func customerName(env *form.Env, rec *form.Record) (string, error) {
	if env.Lib.Form(rec.Form).Column(library.ServiceOrderCustomer) == nil {
		return rec.Number, nil
	}
	ref, ok := rec.Get(library.ServiceOrderCustomer).(form.Ref)
	if !ok {
		return "", nil
	}
	return nameOf(env, ref, library.CustomerName)
}

// nameOf is the name in a column of a record, "" where the record is not here.
func nameOf(env *form.Env, ref form.Ref, column string) (string, error) {
	rec, err := env.World.Record(ref.Form, ref.ID)
	switch {
	case errors.Is(err, form.ErrNotHere):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("read %s %s: %w", ref.Form, ref.ID, err)
	}
	return text(rec, column), nil
}

// oneRelated returns the record that points to id, nil for none.
func oneRelated(env *form.Env, formName, via string, id form.ID) (*form.Record, error) {
	all, err := related(env, formName, via, id)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[len(all)-1], nil
}

// related returns the records that point to id, none where the library has no such.
func related(env *form.Env, formName, via string, id form.ID) ([]*form.Record, error) {
	if f := env.Lib.Form(formName); f == nil || f.Column(via) == nil {
		return nil, nil
	}
	all, err := env.World.Related(formName, via, id)
	if err != nil {
		return nil, fmt.Errorf("read %s of %s: %w", formName, id, err)
	}
	return all, nil
}

func timeOf(rec *form.Record, column string) time.Time {
	t, _ := rec.Get(column).(time.Time)
	return t
}

func text(rec *form.Record, column string) string {
	s, _ := rec.Get(column).(string)
	return s
}
