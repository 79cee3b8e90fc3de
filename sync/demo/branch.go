package demo

import (
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// branch is a site with its people, customers and warehouse.
type branch struct {
	*story
	site form.ID
	city city

	supervisor, rep1, rep2, keeper, assistant, technical, sales *person

	engineers []*engineer
	suppliers []*supplier
	template  form.ID      // in force
	text      *form.Record // what it says, of the second edition
	readable  bool         // programs are read back and sealed
	customers []*customer  // those who may be visited

	prospects map[form.Date][]*prospect // by the day of the visit

	// The warehouse.
	stock   []*unit
	damaged []*unit
	refused []*unit // to go back to the supplier
	serial  int
	arrived int
	share   int // of the company's dialers
	wanted  map[form.Date][]*order
	slips   map[form.Date][]*slip
	books   []booking // posted and not in Kingdee
	booked  []booking // in Kingdee and not audited

	products  map[string]form.ID
	came      []*unit // every dialer that was ever received
	lots      int
	ordered   []*purchase
	paid      []*purchase // arrived and to be paid
	orders    int
	gift      form.ID
	umbrellas int
	returns   int // to suppliers

	// The desk of the technical assistant.
	received []*order // cards handed in
	toClose  []*order // cards checked
	followUp []*order // drafts after a failed one
	entered  []entry  // entries that may be sampled

	// The desk of the technical supervisor.
	late      []*order
	feedbacks []*feedback
	analyses  []*order
	solved    []issue
}

type person struct {
	id   form.ID
	name string
	role string
}

// engineer is a person with what is in the van and planned.
type engineer struct {
	*person
	*branch
	van    []*unit // issued and not installed
	back   []*unit // faulty, to be brought back
	spares int     // he likes to have with him
	asked  int     // spares on their way
	days   map[form.Date][]*order
	secret map[form.Date][]*order // what will come in on the day itself
	moved  []*order               // to get a new date
}

type supplier struct {
	id     form.ID
	name   string
	models []model
}

type model struct {
	name   string
	prefix string
	lines  int
	price  int64 // fen
}

type customer struct {
	id                    form.ID
	name, contact, phone  string
	address, district     string
	access, device, sites string
	services              []string
	lines                 []string
	key                   bool
	units                 []*unit
	seen                  form.Date // last day somebody is there
	repair                *order    // the last one
	installed             bool
	picture               int
}

func (c *customer) ref() form.Ref { return ref(library.Customer, c.id) }

// unit is a dialer.
type unit struct {
	id        form.ID
	serial    string
	model     model
	config    form.ID
	slip      *slip
	came      form.Date
	from      form.ID // its supplier
	failed    bool    // coming in
	installed form.Date
	first     form.Date   // it was installed
	faults    []form.Date // that were reported
	sent      form.Date   // to the supplier, the last time
	back      form.Date   // from there
	times     int         // it has been awaiting inspection
	marred    bool        // a reason stands on it already
	damage    form.ID     // its damage record
}

func (u *unit) ref() form.Ref { return ref(library.DialerUnit, u.id) }

// slip is an allotment with the state it is in.
type slip struct {
	id    form.ID
	order *order
	units []*unit
	rows  []form.Row
	state string
}

// booking is a posted stock movement.
type booking struct {
	id form.ID
	at time.Time
}

type entry struct {
	id form.ID
	by *person
}

// prospect is a customer on the way from the request to the installation.
type prospect struct {
	customer *customer
	request  form.ID
	plan     form.ID
	dialers  int
	visit    form.Date
	install  bool
	order    *order
	dropped  bool
	keen     bool      // it will not be given up
	engineer *engineer // who is to go there; nil: anybody
}

// order is a service order with what is to become of it.
type order struct {
	id       form.ID
	kind     string
	urgent   bool
	customer *customer
	engineer *engineer
	start    time.Time
	end      time.Time
	state    string
	problem  string
	prospect *prospect
	repeats  *order
	fresh    bool // it is made when it is assigned

	booked  bool        // its appointment is confirmed
	agreed  form.Values // what the customer agreed to last
	why     form.Values // it was moved last
	dialers int         // to be issued for it
	slips   []*slip

	taken    time.Time
	arrived  time.Time
	departed bool
	finished time.Time

	// What will happen on it.
	noon  bool // taken shortly before the visit
	blank bool // its card stays blank
	stuck bool // it is escalated and stays so

	card      string // state of its card
	handedIn  time.Time
	checkedOn form.Date
	excused   string // late reason
	remark    string // the customer's
	ruled     bool
	returned  bool
	failed    bool
	repaired  bool // its repair card is submitted
	fixed     repair
}

func (o *order) ref() form.Ref      { return ref(library.ServiceOrder, o.id) }
func (o *order) cardRef() form.Ref  { return ref(library.FeedbackCard, o.cardID()) }
func (o *order) cardID() form.ID    { return opened(o.ref(), library.FeedbackCard, form.ID{}) }
func (o *order) repairID() form.ID  { return opened(o.ref(), library.RepairCard, form.ID{}) }
func (o *order) meetingID() form.ID { return opened(o.ref(), library.Appointment, form.ID{}) }

// feedback is a dialer quality feedback that has been submitted.
type feedback struct {
	id    form.ID
	state string
	at    time.Time
}

// issue is a solved difficult issue.
type issue struct {
	id form.ID
	at time.Time
}

// minutesOf is how long a visit is planned to take.
func (s *story) minutesOf(kind string) int {
	switch kind {
	case library.OrderKindIsInstall:
		return 75 + 15*s.r.IntN(4)
	case library.OrderKindIsRepair:
		return 50 + 10*s.r.IntN(4)
	}
	return 40 + 10*s.r.IntN(3)
}
