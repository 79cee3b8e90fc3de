package screen

import "context"

// Reading reads what a screen shows behind the thread that draws. The last read counts:
// an answer that was overtaken, or comes when the screen was left, is dropped.
type Reading struct {
	begun int
	shown int // the last one that came to its end
	ended bool
}

// End drops what is still being read.
func (r *Reading) End() { r.ended = true }

// Ended tells whether the screen was left.
func (r *Reading) Ended() bool { return r.ended }

// Busy tells whether something is still being read.
func (r *Reading) Busy() bool { return r.begun != r.shown }

// Read has something read and shown; what the machine could not read is told.
func Read[T any](deps Deps, r *Reading, read func(context.Context) (T, error), show func(T)) {
	r.begun++
	mine := r.begun
	deps.Background(func(ctx context.Context) {
		found, err := read(ctx)
		deps.UI.Do(func() {
			if r.ended || mine != r.begun {
				return
			}
			r.shown = mine
			if err != nil {
				deps.Nav.Failed(deps.Words.T("app.doing.read"), err)
				return
			}
			show(found)
		})
	})
}
