package apptest

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/app"
	"fieldline/app/screen/settings"
	"fieldline/app/sound"
	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/record"
	"fieldline/sync/vault"
)

// Options say whose app it is and how it looks. The zero Options are the engineer's, on
// a desktop of 1280 x 800, in Chinese and light.
type Options struct {
	Role     string // of library: whose installation it is
	Size     fyne.Size
	Touch    bool
	Language words.Language
	Mode     theme.Mode
	Scale    float32                  // of text
	Pixels   float32                  // of a picture per dp
	AsLeft   bool                     // with Dir: the look that was chosen there
	Dir      string                   // a folder used before, to open the app again
	Empty    bool                     // no records but the people
	Arriving bool                     // the first pull has not come to its end
	Prepare  func(*Company)           // changes the records before they are laid
	BackedUp *time.Time               // the server's last backup; nil: last night
	Now      time.Time                // what the clock shows at first; zero is Noon
	Ports    func() ([]string, error) // the serial ports there are; nil: those of this machine
	Beside   bool                     // work runs beside the thread that draws, as in the app
	Door     *Door                    // nobody has enrolled yet; this is where a code leads
}

// Ready is the app with a small company in it, on a clock that only moves when told.
type Ready struct {
	*Hand
	App     *app.App
	Loop    *Loop
	Company *Company
	Sync    *StillSync
	Dir     string
	Now     time.Time
	Opened  []string     // addresses handed to the system
	Heard   []sound.Tone // what the scans sounded like
	Saved   []byte       // the file that was saved last; nil: there is none
	Picked  []byte       // the file that is opened next
	// DiskFull is a disk with no room for a file.
	DiskFull bool
	// BackedUp is when the server was last backed up.
	BackedUp time.Time
	// OnConnect is called when an installation has got its StillSync.
	OnConnect func()

	t      testing.TB
	timers []*timer
}

type timer struct {
	at time.Time
	f  func()
}

// Open makes the app ready; it is closed when the test ends.
func Open(t testing.TB, o Options) *Ready {
	t.Helper()
	if o.Size == (fyne.Size{}) {
		o.Size = fyne.NewSize(1280, 800)
	}
	r := &Ready{t: t, Loop: NewLoop(), Company: NewCompany(), Now: Noon(), Dir: o.Dir, BackedUp: Noon().Add(-11 * time.Hour)}
	if o.BackedUp != nil {
		r.BackedUp = *o.BackedUp
	}
	if !o.Now.IsZero() {
		r.Now = o.Now
	}
	if r.Dir == "" {
		r.Dir = t.TempDir()
		if o.Door == nil {
			r.lay(o)
		}
	}
	var transport http.RoundTripper
	if o.Door != nil {
		o.Door.Company, transport = r.Company, o.Door
	}
	background := func(f func(context.Context)) { f(context.Background()) }
	if o.Beside {
		background = nil
	}
	ui := test.NewTempApp(t)
	w, err := words.Load()
	r.must(err)
	a, err := app.New(app.Config{
		PINMemory: 64,
		Dir:       r.Dir, Fyne: ui, Words: w, Named: program.Functions(), Now: func() time.Time { return r.Now }, UI: r.Loop,
		Background: background,
		Connect: func(store *device.Store) (app.Syncing, error) {
			r.Sync = &StillSync{store: store, state: client.State{Online: true, LastSuccess: r.Now.Add(-14 * time.Minute)}}
			r.Sync.count()
			if r.OnConnect != nil {
				r.OnConnect()
			}
			return r.Sync, nil
		},
		OpenURL: func(u *url.URL) error {
			r.Opened = append(r.Opened, u.String())
			return nil
		},
		Play:  func(tone sound.Tone) { r.Heard = append(r.Heard, tone) },
		Files: r, Ports: o.Ports, After: r.after, Manual: true, Transport: transport, Touch: func() bool { return o.Touch }, Version: "0.1",
	})
	r.must(err)
	r.App = a
	r.Hand = NewHand(a.Window(), r.Loop)
	t.Cleanup(r.Close)
	if !o.AsLeft {
		r.look(o)
	}
	if o.Pixels > 0 {
		if c, ok := a.Window().Canvas().(interface{ SetScale(float32) }); ok {
			c.SetScale(o.Pixels)
		}
	}
	a.Window().Resize(o.Size)
	a.Window().Show()
	r.Pass(200 * time.Millisecond)
	return r
}

func (r *Ready) look(o Options) {
	p := settings.Preferences{Language: string(words.Chinese), Mode: string(theme.Light), Scale: 1}
	if o.Language != "" {
		p.Language = string(o.Language)
	}
	if o.Mode != "" {
		p.Mode = string(o.Mode)
	}
	if o.Scale > 0 {
		p.Scale = o.Scale
	}
	r.App.Prefer(p)
}

func (r *Ready) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// lay puts an installation with the company's records into the data folder, by the way
// of pulled changes.
func (r *Ready) lay(o Options) {
	r.t.Helper()
	const folder = "person-1"
	lib, err := library.Open()
	r.must(err)
	ctx := context.Background()
	store, err := device.Open(ctx, filepath.Join(r.Dir, folder), lib, device.Config{Now: func() time.Time { return r.Now }})
	r.must(err)
	person, name := r.Company.Engineer, "周建明"
	switch o.Role {
	case library.RoleTechnicalAssistant:
		person, name = r.Company.Assistant, "陈静"
	case library.RoleStockKeeper:
		person, name = r.Company.Keeper, "吴敏"
	case library.RoleTechnicalSupervisor:
		person, name = r.Company.Chief, "何志强"
	case "", library.RoleEngineer:
	default:
		person, name = r.Company.Holder(o.Role), "郑文"
	}
	r.must(store.SetIdentity(ctx, device.Identity{Device: r.Company.newID(), DeviceNumber: 7, Person: person, PersonName: name, Server: "https://fw.example:8443"}))
	r.must(store.Vault().LeaveCard(vault.Card{Device: r.Company.newID().String(), Person: name, Account: "zhou", Server: "http://127.0.0.1:9"}, func([]byte) ([]byte, error) {
		return []byte("a box that no server opens"), nil
	}))
	if o.Prepare != nil {
		o.Prepare(r.Company)
	}
	recs := r.Company.Records
	if o.Empty {
		recs = slices.DeleteFunc(slices.Clone(recs), func(rec record.Record) bool { return rec.Form != library.Person && rec.Form != library.Site })
	}
	r.must(store.ApplyReply(ctx, device.Reply{Epoch: "test", Records: recs, Cursor: "1", More: o.Arriving, BackedUp: r.BackedUp}))
	_, err = store.Remind(ctx)
	r.must(err)
	r.must(store.MarkSeen(ctx)) // what was due before Noon was read
	r.must(store.Close())
	r.must(os.WriteFile(filepath.Join(r.Dir, "app.json"), []byte(`{"Current":"`+folder+`"}`), 0o600))
}

// Close closes the app; a test may do it earlier, to open it again.
func (r *Ready) Close() {
	if r.App == nil {
		return
	}
	err := r.App.Close()
	r.App = nil
	if err != nil {
		r.t.Error(err)
	}
}

// Kill ends the app as a power cut does: nothing is asked to save itself.
func (r *Ready) Kill() {
	r.must(r.App.Store().Close())
	r.App = nil
}

// after is the app's clock: it runs only in Pass.
func (r *Ready) after(d time.Duration, f func()) (stop func()) {
	tm := &timer{at: r.Now.Add(d), f: f}
	r.timers = append(r.timers, tm)
	return func() { tm.f = nil }
}

// Pass lets time pass.
func (r *Ready) Pass(d time.Duration) {
	until := r.Now.Add(d)
	for {
		r.Loop.Settle()
		slices.SortStableFunc(r.timers, func(a, b *timer) int { return cmp.Compare(a.at.UnixNano(), b.at.UnixNano()) })
		if len(r.timers) == 0 || r.timers[0].at.After(until) {
			break
		}
		tm := r.timers[0]
		r.timers = r.timers[1:]
		if tm.at.After(r.Now) {
			r.Now = tm.at
		}
		if tm.f != nil {
			tm.f()
		}
	}
	r.Now = until
	r.Loop.Settle()
}

// Tap taps a text and lets what follows be drawn.
func (r *Ready) Tap(text string) {
	r.t.Helper()
	r.must(r.Hand.Tap(text))
	r.Pass(100 * time.Millisecond)
}

// Want fails unless the texts are seen.
func (r *Ready) Want(texts ...string) {
	r.t.Helper()
	for _, text := range texts {
		if !r.Sees(text) {
			r.t.Errorf("%q is not seen; there is: %s", text, r.Summary())
		}
	}
}

// WantGone fails if one of the texts is seen.
func (r *Ready) WantGone(texts ...string) {
	r.t.Helper()
	for _, text := range texts {
		if r.Sees(text) {
			r.t.Errorf("%q is still seen", text)
		}
	}
}

// Record returns a record as it stands in the store.
func (r *Ready) Record(formName string, id form.ID) *record.Record {
	r.t.Helper()
	rec, err := r.App.Store().Record(context.Background(), formName, id)
	r.must(err)
	return &rec
}

// Shoot writes a picture into the folder that FIELDLINE_PICTURES names, if it names one.
func (r *Ready) Shoot(name string) {
	r.t.Helper()
	if dir := os.Getenv("FIELDLINE_PICTURES"); dir != "" {
		r.must(r.Picture(filepath.Join(dir, name+".png")))
	}
}
