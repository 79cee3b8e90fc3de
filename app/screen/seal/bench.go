package seal

import (
	"context"
	"errors"
	"time"

	"fieldline/app/line"
	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/sync/record"
)

// Bench is the line to units, and the one job on it. It stands beside the screens: who turns
// a tablet or looks elsewhere breaks nothing off, and who comes back sees how far it is. Its
// methods are called on the UI thread.
type Bench struct {
	// Ports lists the serial ports; nil: those of this device.
	Ports func() ([]string, error)

	port  string // chosen last
	run   *run
	watch func() // the screen that is seen
}

// run is a job, of the record it is for.
type run struct {
	of       form.ID
	reads    bool // it only reads
	overrode []record.Override
	again    func() // does it once more
	progress line.Progress
	stop     context.CancelFunc
	ended    bool
	outcome
}

// outcome is what became of a job.
type outcome struct {
	record  *line.Record
	err     error
	refused []form.Problem // why the form did not take the seal
}

// hasRead tells whether a job found out what the unit holds, to compare or to prove what was
// written.
func (r *run) hasRead() bool { return r != nil && r.ended && r.err == nil && r.record != nil }

// baud is the rate at which units are talked to.
const baud = 9600

// showEvery is how often it is shown how far a job is: drawing must not fall behind it.
const showEvery = 100 * time.Millisecond

func (b *Bench) ports() ([]string, error) {
	if b.Ports != nil {
		return b.Ports()
	}
	return line.Ports()
}

// busy tells whether a unit is being talked to.
func (b *Bench) busy() bool { return b.run != nil && !b.run.ended }

// Stop calls off what is being done: nobody would be told what becomes of it.
func (b *Bench) Stop() {
	if b.busy() {
		b.run.stop()
	}
}

// of is the job for a record, nil where there was none since the app was opened.
func (b *Bench) of(id form.ID) *run {
	if b.run == nil || b.run.of != id {
		return nil
	}
	return b.run
}

// begin opens the port and does a job on it, off the UI thread.
func (b *Bench) begin(deps screen.Deps, r *run, port string, do func(ctx context.Context, p line.Port, told func(line.Progress)) outcome) {
	halt, stop := context.WithCancel(context.Background())
	r.stop = stop
	b.port, b.run = port, r
	show := func(change func()) {
		deps.UI.Do(func() {
			change()
			if b.watch != nil {
				b.watch()
			}
		})
	}
	deps.Background(func(ctx context.Context) {
		ctx, end := context.WithCancel(ctx)
		defer end()
		defer context.AfterFunc(halt, end)()
		var told time.Time
		out := on(port, func(p line.Port) outcome {
			return do(ctx, p, func(at line.Progress) {
				if time.Since(told) >= showEvery {
					told = time.Now()
					show(func() { r.progress = at })
				}
			})
		})
		show(func() { r.outcome, r.ended = out, true })
	})
	if b.watch != nil {
		b.watch()
	}
}

// on opens a port, does something with it and closes it.
func on(name string, do func(line.Port) outcome) (out outcome) {
	port, err := line.Open(name, baud)
	if err != nil {
		return outcome{err: &closed{name, err}}
	}
	defer func() {
		if err := port.Close(); err != nil && out.err == nil {
			out.err = err
		}
	}()
	return do(port)
}

// closed is a port that could not be opened.
type closed struct {
	name string
	err  error
}

func (c *closed) Error() string { return c.err.Error() }
func (c *closed) Unwrap() error { return c.err }

// faultOf is why a unit was not set or read, nil where it was not the unit.
func faultOf(err error) *line.Fault {
	var fault *line.Fault
	errors.As(err, &fault)
	return fault
}
