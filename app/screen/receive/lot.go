package receive

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"fieldline/app/code"
	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/sampling"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// lot is a lot with what decides what can be done with it.
type lot struct {
	rec      record.Record
	env      *form.Env
	product  *form.Record // nil: not here
	supplier *form.Record
	units    []*form.Record
	at       map[form.ID]int   // of a dialer, where it stands among the units
	there    int               // of the units that were not written off
	sampled  int               // of these in the sample
	undrawn  int               // of these that can still come into it
	tests    []*form.Record    // but for those that were cancelled: of what is gone
	limits   []decimal.Decimal // AQL of major and minor defects
	buttons  []form.Button     // while it is inspected
	found    *form.Record      // the lot with the defects that count against it, while it is inspected
}

// found is what the desk shows: the lots under way, and the chosen one.
type found struct {
	open []*form.Record
	lot  *lot
}

// read reads the lots under way; of one alone, or the one asked for, all that is shown.
func read(ctx context.Context, store *device.Store, id form.ID) (*found, error) {
	f := &found{}
	if store.Library().Form(library.Arrival) == nil {
		return f, nil
	}
	page, err := store.List(ctx, device.Query{Form: library.Arrival, List: library.ArrivalListOpen})
	if err != nil {
		return nil, err
	}
	for i := range page.Rows {
		f.open = append(f.open, &page.Rows[i].Record.Record)
	}
	if id == (form.ID{}) {
		if len(f.open) != 1 {
			return f, nil
		}
		id = f.open[0].ID
	}
	f.lot, err = readLot(ctx, store, id)
	return f, err
}

func readLot(ctx context.Context, store *device.Store, id form.ID) (*lot, error) {
	rec, err := store.Record(ctx, library.Arrival, id)
	if err != nil {
		return nil, err
	}
	l := &lot{rec: rec}
	l.env = store.Env(ctx, &l.rec)
	if rec.State == library.ArrivalInspecting {
		f := store.Library().Form(library.Arrival)
		l.buttons = f.Buttons(l.env)
		now := l.rec
		now.Values = form.Clone(now.Values)
		if err := f.Recompute(store.Env(ctx, &now)); err != nil {
			return nil, err
		}
		l.found = &now.Record
	}
	for column, into := range map[string]**form.Record{library.ArrivalProduct: &l.product, library.ArrivalSupplier: &l.supplier} {
		if ref, ok := rec.Get(column).(form.Ref); ok {
			if *into, err = l.env.World.Record(ref.Form, ref.ID); err != nil && !gone(err) {
				return nil, err
			}
		}
	}
	if l.units, err = l.env.World.Related(library.DialerUnit, library.DialerUnitArrival, id); err != nil {
		return nil, err
	}
	l.count()
	tests, err := l.env.World.Related(library.QualityTest, library.QualityTestArrival, id)
	if err != nil {
		return nil, err
	}
	l.tests = slices.DeleteFunc(slices.Clone(tests), func(t *form.Record) bool { return t.State == library.QualityTestCancelled })
	for _, part := range []string{".major", ".minor"} {
		v, err := l.env.World.Setting(library.Setting39+part, rec.Site, l.env.Now)
		if err != nil {
			return nil, err
		}
		if limit, ok := v.(decimal.Decimal); ok {
			l.limits = append(l.limits, limit)
		}
	}
	return l, nil
}

// gone tells whether an error only says that a record is not here.
func gone(err error) bool { return errors.Is(err, form.ErrNotHere) }

// followed is how many changed dialers are read one by one; of more all are read again.
const followed = 200

// follows tells whether a change is one of dialers alone, a few, while the lot is scanned
// in: all else is read as a whole.
func (l *lot) follows(ch device.Change) bool {
	if ch.Library || l.rec.State != library.ArrivalArriving || len(ch.Records) > followed {
		return false
	}
	for _, ref := range ch.Records {
		switch ref.Form {
		case library.Arrival, library.DialerModel, library.Supplier, library.Setting:
			return false
		}
	}
	return true
}

// units are the dialers of refs as they are now, nil for one that is not here.
func units(env *form.Env, refs []form.Ref) ([]*form.Record, error) {
	found := make([]*form.Record, len(refs))
	for i, ref := range refs {
		var err error
		if found[i], err = env.World.Record(ref.Form, ref.ID); err != nil && !gone(err) {
			return nil, err
		}
	}
	return found, nil
}

// count notes where each dialer stands, how many are there and how many in the sample.
func (l *lot) count() {
	l.at, l.there, l.sampled, l.undrawn = make(map[form.ID]int, len(l.units)), 0, 0, 0
	for i, u := range l.units {
		l.at[u.ID] = i
		l.add(u, 1)
	}
}

// add counts a dialer, or with -1 no longer.
func (l *lot) add(u *form.Record, n int) {
	if there(u) {
		l.there += n
	}
	switch {
	case sampled(u):
		l.sampled += n
	case drawable(u):
		l.undrawn += n
	}
}

// there tells whether a dialer was not written off: nobody can draw or test what is gone.
func there(u *form.Record) bool {
	lost, _ := u.Get(library.DialerUnitLost).(bool)
	return !lost && u.State != library.DialerUnitScrapped
}

// sampled tells whether a dialer that is there is in the sample.
func sampled(u *form.Record) bool {
	in, _ := u.Get(library.DialerUnitSample).(bool)
	return in && there(u)
}

// put takes a dialer as it is now among the lot's own, or out of them where it is no more
// of the lot. It tells whether that changed what is counted.
func (l *lot) put(id form.ID, unit *form.Record) (changed bool) {
	i, had := l.at[id]
	has := unit != nil && screen.Points(unit, library.DialerUnitArrival, l.rec.ID)
	was, drawn, rest := l.there, l.sampled, l.undrawn
	switch {
	case has && had:
		l.add(l.units[i], -1)
		l.add(unit, 1)
		l.units[i] = unit
	case has:
		l.at[id] = len(l.units)
		l.add(unit, 1)
		l.units = append(l.units, unit)
	case had:
		l.units = slices.Delete(l.units, i, i+1)
		l.count()
	}
	return has != had || l.there != was || l.sampled != drawn || l.undrawn != rest
}

func (l *lot) name(column string) string {
	text, _ := l.rec.Get(column).(string)
	return text
}

// model is what the lot's dialers are called.
func (l *lot) model() string {
	if l.product == nil {
		return ""
	}
	name, _ := l.product.Get(library.DialerModelName).(string)
	return name
}

// declared is how many the delivery note says, zero where nobody typed it.
func (l *lot) declared() int {
	n, _ := l.rec.Get(library.ArrivalDeclared).(int64)
	return int(n)
}

// rule is what the model's serial numbers begin with.
func (l *lot) rule() string {
	if l.product == nil {
		return ""
	}
	rule, _ := l.product.Get(library.DialerModelSerialRule).(string)
	return rule
}

// modelless tells whether nobody said yet what the lot is of: what its serial numbers begin
// with is not known, so nothing tells a dialer from a shelf.
func (l *lot) modelless() bool {
	_, said := l.rec.Get(library.ArrivalProduct).(form.Ref)
	return !said && l.rec.State == library.ArrivalArriving
}

// open tells whether dialers may be taken in: also what is found in the box later.
func (l *lot) open() bool {
	return l.rec.State == library.ArrivalArriving || l.rec.State == library.ArrivalInspecting
}

// goods tells whether a code may be the number that is on every box of the goods: of a scanner
// that does not say what it read, and no serial number of the model.
func (l *lot) goods(c code.Code) bool {
	return c.Symbology == "" && len(c.Serial) >= 12 && code.ValidGTIN(c.Serial) && (l.rule() == "" || !l.fits(c))
}

// meant is what a code stands for: a dialer, a shelf, or neither of those that are known.
type meant struct {
	unit  *form.Record
	shelf bool
}

// means looks up what a code stands for; at is the shelf that is being filled. What can only
// be a dialer of the model is looked for on no shelf.
func (l *lot) means(env *form.Env, c code.Code, at string) (*meant, error) {
	unit, err := screen.FindUnit(env, c.Serial)
	switch {
	case err != nil:
		return nil, err
	case unit != nil || l.rule() != "" && l.fits(c):
		return &meant{unit: unit}, nil
	case c.Serial == at || c.Serial == l.name(library.ArrivalShelf):
		return &meant{shelf: true}, nil
	}
	known, err := screen.ShelfKnown(env, c.Serial)
	return &meant{shelf: known}, err
}

// fits tells whether a code may be a serial number of the model: it begins as theirs do,
// and the GTIN beside it is the model's.
func (l *lot) fits(c code.Code) bool {
	return !l.otherGoods(c) && strings.HasPrefix(strings.ToUpper(c.Serial), strings.ToUpper(l.rule()))
}

// otherGoods tells whether the GTIN beside a serial number is another model's.
func (l *lot) otherGoods(c code.Code) bool {
	if l.product == nil || c.GTIN == "" {
		return false
	}
	gtin, _ := l.product.Get(library.DialerModelGtin).(string)
	return gtin != "" && strings.TrimLeft(gtin, "0") != strings.TrimLeft(c.GTIN, "0")
}

// plans are what the standard asks of the lot as it is now.
func (l *lot) plans() []sampling.Plan {
	var plans []sampling.Plan
	for _, limit := range l.limits {
		plans = append(plans, sampling.For(len(l.units), limit))
	}
	return plans
}

// sampleSize is how many have to be drawn: the largest of the plans, or all that can be.
func (l *lot) sampleSize() int {
	size := 0
	for _, p := range l.plans() {
		size = max(size, p.Size)
	}
	return min(size, l.sampled+l.undrawn)
}

// tested is how many tests have their verdict.
func (l *lot) tested() int {
	n := 0
	for _, t := range l.tests {
		if t.State != library.QualityTestToTest {
			n++
		}
	}
	return n
}

// beside is how many dialers outside the sample have a defect that is not held against the
// lot: each goes back by itself.
func (l *lot) beside() int {
	n := 0
	for _, t := range l.tests {
		if t.State == library.QualityTestFailed && t.Get(library.QualityTestExtent) == library.ExtentIsCritical && t.Get(library.QualityTestSeverity) != library.SeverityIsCritical {
			n++
		}
	}
	return n
}

// late is how many dialers were taken in after the inspection had begun: the plan does not
// know of them.
func (l *lot) late() int {
	if size, ok := l.rec.Get(library.ArrivalSize).(int64); ok && l.rec.State == library.ArrivalInspecting {
		return len(l.units) - int(size)
	}
	return 0
}

// grown tells whether there is more of the lot than its plan knows of: dialers taken in
// late, or missing ones that were found again.
func (l *lot) grown() bool {
	return l.late() > 0 || slices.ContainsFunc(l.buttons, func(b form.Button) bool { return b.Action.Name == library.ArrivalInspectMore })
}

// samples tells whether the sample is to be drawn: of what is being taken in, or of a lot
// that has grown.
func (l *lot) samples() bool { return l.rec.State == library.ArrivalArriving || l.grown() }

// draw chooses the sample by lot. What was drawn before the inspection began stays in it, it
// may be tested already; so does what has failed and was sent back.
func (l *lot) draw() map[form.ID]bool {
	drawn := map[form.ID]bool{}
	for _, u := range l.units {
		if sampled(u) && (l.rec.State == library.ArrivalInspecting || !drawable(u)) {
			drawn[u.ID] = true
		}
	}
	size := l.sampleSize()
	for _, i := range rand.Perm(len(l.units)) {
		if u := l.units[i]; len(drawn) < size && drawable(u) {
			drawn[u.ID] = true
		}
	}
	return drawn
}

// drawable tells whether a dialer may come into the sample: also one that has failed beside
// it, or a lot that grows would be judged by what is good of it. What was sent back before
// it was drawn may not.
func drawable(u *form.Record) bool {
	return u.State == library.DialerUnitAwaitingInspection || u.State == library.DialerUnitToSupplier
}

// tally is how many of how many: dialers of those on the delivery note, and once the lot is
// inspected tests with their verdict.
func (l *lot) tally() (count, of int) {
	if l.rec.State == library.ArrivalInspecting {
		return l.tested(), len(l.tests)
	}
	return len(l.units), l.declared()
}
