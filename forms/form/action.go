package form

// WhoKind is the way a Who names people.
type WhoKind string

// The ways of naming people (forms/README.md 2).
const (
	WhoRole     WhoKind = "role"     // anybody who has the role at the record's site
	WhoIts      WhoKind = "its"      // the person or people in the field at Path
	WhoSuperior WhoKind = "superior" // superior of its Path
	WhoGroup    WhoKind = "group"    // group of its Path
	WhoUnit     WhoKind = "unit"     // unit of its Path
	WhoCreator  WhoKind = "creator"
	WhoAnyone   WhoKind = "anyone"
	WhoSystem   WhoKind = "system" // only effects and the clock
)

// Who is one entry of by, not, see, amend, audience or tell.
type Who struct {
	Kind WhoKind
	Role string
	Path string
	Pos  Pos
}

// Role is a post of the organisation.
type Role struct {
	Word     string
	Code     string
	Label    Label
	Group    string
	Superior string
	Module   string
	Pos      Pos
}

// Action moves a record from a state to a state, by somebody who may.
type Action struct {
	Name    string
	Label   Label
	From    []string // resolved: `any` is every open state
	To      string   // "" stays
	By      []Who
	Not     []Who
	Show    *Expr
	Checks  []*Check
	Ask     []Ask
	Upon    []string // fields it decides on: done on other values than were seen, it is refused
	Without []string // sections that are not demanded
	Despite []string // states in which a late fact is still accepted
	Then    []*Step
	Was     string
	Pos     Pos
}

// Ask is a field that an action's dialog asks for.
type Ask struct {
	Field    string
	Optional bool
}

// Step is one effect of an action (forms/README.md 5). Exactly one of Open, On, Set on this
// record, Add or Tell is what it does; Each and If frame it.
type Step struct {
	Open  string // form to create
	As    string // step key; the opened form's name when empty
	Again bool
	Copy  []string

	On  string // path to a record or a relation; "" is this record
	Act string // its action, as the system

	Set []Assign
	Add string // table to append a row to
	Row []Assign

	Each string // table or relation; `it` is the row or record
	If   *Expr

	Tell  []Who
	Label Label // the sentence that is told

	Pos Pos
}

// Key returns what the ids of opened records are derived from.
func (s *Step) Key() string {
	if s.As != "" {
		return s.As
	}
	return s.Open
}

// Assign gives a field a value: a choice word for itself, `nothing`, or an expression.
type Assign struct {
	Field   string
	Word    string // a choice word
	Nothing bool
	Value   *Expr
	Pos     Pos
}

// Deadline is a time by which a state must be entered.
type Deadline struct {
	Name   string
	Label  Label
	Done   Label // what was done by it once it is met, such as "handed in"; empty where nobody said
	Show   *Expr
	From   string  // an own date-time column
	Within *Within // how long after it
	Ahead  *Within // or how long before it
	Until  []string
	Pause  []string
	Steps  []*DeadlineStep
	Pos    Pos
}

// length is the deadline's distance from From: Within, or Ahead.
func (d *Deadline) length() *Within {
	if d.Ahead != nil {
		return d.Ahead
	}
	return d.Within
}

// Within is how long a deadline gives: a setting, a length, or an expression of type length.
type Within struct {
	Setting string // SET-01
	Length  Length
	Value   *Expr
	Pos     Pos
}

// DeadlineStep is a reminder or escalation before or after the due time.
type DeadlineStep struct {
	Before Length
	After  Length
	IsPast bool // After was given
	// Setting is the setting or part that gives Before or After, which then hold the
	// library's value; "" where the length is written out.
	Setting string
	Tell    []Who
	Act     string
	Label   Label
	Pos     Pos
}

// Unique demands one record per value of Of among those in states While.
type Unique struct {
	Of     []string
	While  []string
	During []string // start and end column; then only overlapping times collide
	Label  Label
	Since  int
	Pos    Pos
}

// Total is a sum over records per key, kept between Least and Most: what passes them is
// refused, unless Beyond names the action that then happens.
type Total struct {
	Name   string
	Key    []string
	Amount string
	In     []string
	Least  *Expr
	Most   *Expr
	Beyond string
	Label  Label
	Pos    Pos
}

// Every says that the calendar opens one record per period and subject, on the server.
type Every struct {
	Name string
	Each *Expr
	On   string
	If   *Expr
	Set  []Assign
	Open string
	Pos  Pos
}

// List is a view of a form's records.
type List struct {
	Name    string
	Label   Label
	For     []string // roles
	States  []string
	Where   *Expr
	Columns []string // paths
	Sort    string   // a leading '-' is descending
	Group   string
	Pos     Pos
}

// Print says how a document is put on paper.
type Print struct {
	Paper  string
	Copies int
	Order  []string
	Code   string
	Pos    Pos
}

// Import says how rows of a file become creates or sets.
type Import struct {
	Match   []string
	Columns map[string]string
	Pos     Pos
}

// Module switches a group of forms on or off.
type Module struct {
	Name  string
	Label Label
	On    bool
	Pos   Pos
}

// NumberPattern is a document number such as "FC{yymmdd}-{seq:4}".
type NumberPattern struct {
	Text   string
	Prefix string
	Period string // finest date token: yymmdd, yymm, yy or ""
	Width  int
}
