package form

// FieldType is one of the types of forms/README.md 2.
type FieldType string

// The field types.
const (
	Text      FieldType = "text"
	Note      FieldType = "note"
	Integer   FieldType = "integer"
	Decimal   FieldType = "decimal"
	Money     FieldType = "money"
	DateType  FieldType = "date"
	TimeType  FieldType = "time"
	DateTime  FieldType = "datetime"
	Duration  FieldType = "duration"
	Phone     FieldType = "phone"
	Choice    FieldType = "choice"
	Choices   FieldType = "choices"
	YesNo     FieldType = "yes_no"
	Rating    FieldType = "rating"
	Checklist FieldType = "checklist"
	RefType   FieldType = "ref"
	Person    FieldType = "person"
	People    FieldType = "people"
	Photos    FieldType = "photos"
	SignType  FieldType = "signature"
	File      FieldType = "file"
	Place     FieldType = "location"
	Scan      FieldType = "scan"
	Secret    FieldType = "secret"
	Table     FieldType = "table"
	Lookup    FieldType = "lookup"
)

// Field is one value of a document.
type Field struct {
	Name  string
	Label Label
	Type  FieldType

	Forms   []string     // ref: the forms it may point to
	Role    string       // person, people: only holders of this role, "" for anybody
	List    string       // choice, choices, checklist: a list of the library, "" when Words are given
	Words   []ChoiceWord // choice given in place as [a, b]; resolved from List otherwise. What people changed: Library.Words
	Columns []*Field     // table: its columns
	Path    string       // lookup

	Required *Demand // nil: never
	Show     *Expr   // nil: always
	Checks   []*Check
	Calc     *Expr
	With     string // of a calculated column: worked out as this other one is written, and then it stands
	Default  *Expr
	Only     *Expr
	Along    *Expr // of a secret: for whom and when it may be taken along, sealed to a device

	By  []Who
	In  []string
	See []Who

	Merge    string // owner, text, union, exclusive; resolved from the type when not given
	Key      string // table: the column that gives rows their id
	CanScan  bool   // `scan: true`
	Once     bool   // people write it when the record is made, or as long as it is empty
	Ahead    bool   // file, photos: its bytes are brought to devices before anybody looks at them
	Max      int    // 0: no limit given
	Phrases  string
	Editor   string
	Hint     Label
	Mask     string
	Unit     string // printed behind the value, such as mA
	Was      string
	Since    int
	Retired  int
	Module   string
	System   bool // `by: system`: only effects and the clock write it
	Section  *Section
	Pos      Pos
	ownBy    bool
	ownIn    bool
	formName string
}

// Demand says whether a value must be there: always, or when the expression holds.
type Demand struct {
	Always bool
	When   *Expr
}

// Check is a rule with its sentence for a person. Here says that a warning is asked where
// the act is done, by what is known there, and not once more on arrival.
type Check struct {
	That  *Expr
	Label Label
	Warn  bool
	Here  bool
	Since int
	Pos   Pos
}

// ChoiceWord is one word of a choice list with its labels. A word that people have added
// is offered from a day on, one that they have retired no longer from a day on.
type ChoiceWord struct {
	Word    string
	Label   Label
	Was     string
	Retired int
	From    Date
	Until   Date
}

// ChoiceList is a named list of choices.
type ChoiceList struct {
	Name  string
	Words []ChoiceWord
	Pos   Pos
}

// PhraseList is a named list of texts that are offered for a note.
type PhraseList struct {
	Name    string
	Phrases []Label
	Pos     Pos
}
