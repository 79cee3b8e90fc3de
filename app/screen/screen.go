// Package screen says what every screen is and what it is given. The screens themselves
// live one package each below this one; the shell (package app) makes them from its list
// of routes, shows one at a time and calls them when something changed.
package screen

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/sound"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/sync/client"
	"fieldline/sync/device"
)

// Screen is what fills the window beside the rail. The shell draws the header above it.
// All methods but those of the Deps' Store and Syncer are called on the UI thread.
type Screen interface {
	// Content returns the same object every time; it is built for the class and words
	// of the moment the screen was made in.
	Content() fyne.CanvasObject
	// Header says what the shell writes above the content; it is asked again after
	// every Refresh and after Nav.Redraw.
	Header() Header
	// Refresh is called when records, settings or the state of syncing changed.
	Refresh()
	// Place says where one is, so that the screen can be made again there: after a
	// change of language, theme or width, and after a kill.
	Place() Place
	// Leave is called before anything else is shown and on close: what is typed
	// becomes a draft or an operation. An error is shown and keeps the screen open.
	Leave(ctx context.Context) error
}

// Header is the line above a screen. The sync badge always follows it.
type Header struct {
	Title   string
	Context string // one quiet line: the date, the customer, a count
	Back    bool   // a screen opened from another: a back arrow leads to it
	// Actions are drawn before the sync badge. On a phone they are left out; a screen
	// puts what matters there into its own bar.
	Actions []fyne.CanvasObject
	// Search stands beside the title where there is room, else in a row below it.
	Search fyne.CanvasObject
}

// Place is where somebody is. It is comparable and small enough to be written on every move.
type Place struct {
	Route string // name of a route of package app: "today", "list", "record", ...
	Form  string `json:",omitempty"`
	List  string `json:",omitempty"` // list: which of the form's lists
	ID    form.ID
	Field string `json:",omitempty"` // record: the field in focus; list: what is searched
}

// The routes that screens name to one another.
const (
	RouteRecord   = "record"
	RouteList     = "list"
	RouteOutbox   = "outbox"
	RouteSettings = "settings"
	RouteProof    = "proof"
	RoutePlan     = "plan"
	RouteSeal     = "seal"
	RouteBench    = "bench"
	RouteSegments = "segments"
	RouteReceive  = "receive"
	RouteCount    = "count"
	RouteIssue    = "issue"
	RouteQuality  = "quality"
)

// Class is how much room there is and what it is used with.
type Class int

// The classes: a phone is narrower than 600, a tablet is touched, a desktop has a pointer
// and denser rows.
const (
	Phone Class = iota
	Tablet
	Desktop
)

// UI runs a function on the thread that draws. In the app it is fyne.Do; tests run it inline.
type UI interface{ Do(func()) }

// Syncer is what a screen may know and ask of syncing.
type Syncer interface {
	State() client.State
	Wake()
	OnState(func(client.State)) (stop func())
}

// Fetcher is a Syncer that brings the bytes of an attachment that another device made.
type Fetcher interface {
	Fetch(ctx context.Context, sha256 string) error
}

// Nav leads to other screens and shows what lies over one. Its methods are called on the
// UI thread.
type Nav interface {
	// Open shows a record, at a field when one is given.
	Open(formName string, id form.ID, field ...string)
	// OpenList shows one of a form's lists, "" for the first.
	OpenList(formName, list string)
	// New begins a record that has these values.
	New(formName string, values form.Values)
	// Act does an action of a record from elsewhere: what it asks for and warns of comes
	// as a dialog, its refusal as Problems, its success as a Toast with undo. The shell
	// hands it to the record screen's Act.
	Act(formName string, id form.ID, action string)
	// Go shows any place.
	Go(Place)
	// Back shows what was shown before.
	Back()
	// Close goes back where a record is shown that is no more.
	Close(formName string, id form.ID)
	// Redraw asks the current screen for its header again.
	Redraw()
	// Toast says for some seconds what happened; undo may be nil. The button to take
	// it back is shown as long as it can be taken back.
	Toast(text string, undo func())
	// Problems shows why something was refused; fixing jumps to a problem's field when
	// the record is the one that is open.
	Problems(title string, problems []form.Problem)
	// Failed shows an error of the machine: what happened, what is safe, what to do.
	Failed(doing string, err error)
	// Dialog lays a panel over the screen.
	Dialog(Dialog) (closeIt func())
	// Again asks for the PIN of this installation once more, before something that nobody
	// may see who only picked the device up. It tells whether there is a PIN to ask for.
	Again(then func()) bool
}

// Dialog is a panel that wants an answer. Esc cancels, Enter confirms where no field
// wants it.
type Dialog struct {
	Title   string
	Content fyne.CanvasObject
	Note    fyne.CanvasObject // above the buttons, in view however far the content is scrolled; nil for none
	Confirm string            // the filled button; "" for none
	Cancel  string            // the other; "" is the words' own
	Grave   bool              // the confirming button warns
	OnYes   func() bool       // keeps the dialog open by returning false
	Focus   fyne.Focusable    // has the focus when it opens; nil for none
}

// Deps is what a screen is made with.
type Deps struct {
	Store  *device.Store
	Syncer Syncer
	Words  *words.Words
	UI     UI
	Nav    Nav
	Window func() fyne.Window // for file dialogs and focus
	Width  func() float32     // of the content, without the rail
	Class  func() Class
	Now    func() time.Time
	// Launch hands an address such as tel: or geo: to the system.
	Launch func(address string)
	// Copy puts a text on the clipboard and says so.
	Copy func(text string)
	// After runs a function on the UI thread when a time has passed; tests run it when
	// they let the time pass.
	After func(time.Duration, func()) (stop func())
	// Play lets a scan be heard; nil is silence.
	Play func(sound.Tone)
	// Papers remember how labels lie on this machine's paper; nil remembers nothing.
	Papers Papers
	// Background runs reads and saves off the UI thread and is waited for on close;
	// tests run it inline. Results come back through UI.Do.
	Background func(func(ctx context.Context))
}

// Tell says why something could not be done: what a person can do something about with its
// sentence, all else as an error of the machine. It tells whether there was one.
func (d Deps) Tell(doing string, err error) bool {
	p, told := device.ProblemOf(err)
	switch {
	case told:
		d.Nav.Problems(doing, []form.Problem{p})
	case err != nil:
		d.Nav.Failed(doing, err)
	}
	return err != nil
}

// Follower is a screen that reads only what changed, where the rest is much: it is told
// what that was in place of being refreshed.
type Follower interface{ Follow(device.Change) }

// Keeper is a screen that can keep what is typed as a draft without making an operation
// of it: it is made again at once, in another language, theme or width.
type Keeper interface{ Keep(context.Context) error }

// Heir is a screen that takes over what the one shows that it is made again from, where
// that is kept nowhere else.
type Heir interface{ Inherit(before Screen) }

// Scrolling is a screen that is found again where it was scrolled to, when one comes back
// to it.
type Scrolling interface {
	// Offset is which place stands at the top now, in dp.
	Offset() float32
	// ScrollTo brings a place to the top, as soon as it has been read.
	ScrollTo(y float32)
}

// SearchKey is a screen that has a search box: `/` and Ctrl+F.
type SearchKey interface{ FocusSearch() }

// NewKey is a screen on which something can be made: Ctrl+N.
type NewKey interface{ MakeNew() }

// SaveKey is a screen on which something can be saved: Ctrl+S.
type SaveKey interface{ Save() }

// Keys is a screen that takes keys while no field has the focus: arrows, Enter and the
// like. It tells whether the key meant something.
type Keys interface{ TypedKey(*fyne.KeyEvent) bool }

// Scans is a screen of something that is scanned at another place: a code that it has no
// use for itself is scanned there.
type Scans interface{ ScansAt() (Place, bool) }

// Scanned is a screen that takes what a scanner typed while no field had the focus. It
// tells whether it did; otherwise the shell looks for the unit or record by itself.
type Scanned interface{ Scanned(text string) bool }
