// Package form is the vocabulary of the documents: what a Form is made of, how it is
// read from YAML, what its expressions mean and how an act on a filled form is judged.
// It is pure: no database, no network, no clock of its own. Begin with Parse, which
// reads a library of forms, and with World, through which an evaluation sees records.
package form

// Library is everything one organisation's work is defined by: forms, roles, settings,
// choices, phrases, calendar and modules. It is read-only once made and safe for
// concurrent use; With lays over it what people change of it by records.
type Library struct {
	Forms    []*Form
	Roles    []*Role
	Settings []*Setting
	Choices  []*ChoiceList
	Phrases  []*PhraseList
	Calendar *Calendar
	Modules  []*Module
	// SHA256 names the library by its canonical JSON, hexadecimal.
	SHA256 string

	forms    map[string]*Form
	roles    map[string]*Role
	settings map[string]*Setting
	choices  map[string]*ChoiceList
	phrases  map[string]*PhraseList
	modules  map[string]*Module
	warnings []Fault
	json     []byte
	// published is the library this one is laid over, nil for one as it was published.
	published *Library
	// named are the Go functions an expression may call by name (forms/README.md 3).
	named map[string]Named
}

// Form returns the form of that name, or nil.
func (l *Library) Form(name string) *Form { return l.forms[name] }

// Role returns the role of that word, or nil.
func (l *Library) Role(word string) *Role { return l.roles[word] }

// Setting returns the setting of that id (SET-01), or nil.
func (l *Library) Setting(id string) *Setting { return l.settings[id] }

// ChoiceList returns the choice list of that name, or nil.
func (l *Library) ChoiceList(name string) *ChoiceList { return l.choices[name] }

// PhraseList returns the phrase list of that name, or nil.
func (l *Library) PhraseList(name string) *PhraseList { return l.phrases[name] }

// Module returns the module of that name, or nil.
func (l *Library) Module(name string) *Module { return l.modules[name] }

// Warnings returns what the linter advises against but does not refuse (forms/README.md 9).
func (l *Library) Warnings() []Fault { return l.warnings }

// Label is a text for people in both languages.
type Label struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Form is the definition of one kind of document.
type Form struct {
	Name    string
	Doc     string // domain.md's id, or "own"
	Label   Label
	Version int
	Module  string

	Number *NumberPattern // nil: the form has no number
	NameBy []string       // columns by which a ref shows a record of this form

	Create []Who
	By     []Who    // who may write the fields unless a section or field says otherwise
	In     []string // and in which states; empty: all open ones

	Sections  []*Section // a short form has one section without a name
	Related   []*Relation
	States    []*State // empty: a master record, always open
	Actions   []*Action
	Deadlines []*Deadline
	Checks    []*Check
	Uniques   []*Unique
	Totals    []*Total
	Every     []*Every

	Amend     []Who
	Audience  []Who
	Carry     []string // paths
	Leave     string   // a length after final, "never", or empty for the default
	Anonymous bool

	Lists  []*List
	Search []string
	Print  *Print
	Import *Import

	Pos Pos

	lib        *Library
	fields     map[string]*Field
	states     map[string]*State
	actions    map[string]*Action
	relations  map[string]*Relation
	columns    []*Column
	byColumn   map[string]*Column
	calcOrder  []*Field
	calcTables []*Field       // tables with calculated columns
	all        []*Field       // the fields of all sections
	content    []byte         // canonical, to tell a changed form
	at         map[string]Pos // of the keys at the top of the file
	exprs      []*Expr        // every expression of the form, in the order of the file
}

// Library returns the library the form belongs to.
func (f *Form) Library() *Library { return f.lib }

// Field returns the field of that name in any section, or nil.
func (f *Form) Field(name string) *Field { return f.fields[name] }

// State returns the state of that word, or nil.
func (f *Form) State(word string) *State { return f.states[word] }

// Action returns the action of that word, or nil.
func (f *Form) Action(word string) *Action { return f.actions[word] }

// Relation returns the relation of that name, or nil.
func (f *Form) Relation(name string) *Relation { return f.relations[name] }

// Columns returns every stored column in table order: the fields, then for each state
// its stamps, for each deadline its due and met times, and the amendments.
func (f *Form) Columns() []*Column { return f.columns }

// Column returns the stored column of that name, or nil.
func (f *Form) Column(name string) *Column { return f.byColumn[name] }

// Start returns the word of the start state, "" for a master record.
func (f *Form) Start() string {
	if len(f.States) == 0 {
		return ""
	}
	return f.States[0].Name
}

// Fields returns all fields in the order of the form. The list must not be changed.
func (f *Form) Fields() []*Field { return f.all }

// Section is a part of the paper form, on screen and in print.
type Section struct {
	Name   string
	Label  Label
	By     []Who
	In     []string
	See    []Who
	Show   *Expr
	Module string
	Merge  string // "exclusive": the fields are one value, written whole or not at all
	Fields []*Field
	Pos    Pos
	ownBy  bool
	ownIn  bool
}

// Relation names the records whose ref Via points to this form.
type Relation struct {
	Name string
	Of   string
	Via  string
	Many bool
	Pos  Pos
}

// State is a step in the life of a document.
type State struct {
	Name    string
	Label   Label
	Draft   bool // nothing is demanded yet
	Final   bool // done, frozen
	Void    bool // cancelled, never counted
	Was     string
	Retired int
	Becomes string
	Pos     Pos
}

// Open tells whether the state is neither final nor void.
func (s *State) Open() bool { return !s.Final && !s.Void }

// Column is one stored value of a record beside the built-in ones.
type Column struct {
	Name  string
	Kind  ColumnKind
	Type  FieldType // the type its value has: datetime for <state>_at, person for _by, integer for _times
	Field *Field    // nil for stamps, deadlines and amendments
}

// ColumnKind tells where a column comes from.
type ColumnKind int

// The kinds of column.
const (
	OfField ColumnKind = iota
	OfStamp
	OfDeadline
	OfAmendments
)

// Pos is a place in a form file, for messages.
type Pos struct {
	File   string
	Line   int
	Column int
}
