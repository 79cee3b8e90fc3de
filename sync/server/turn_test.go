package server

import (
	"testing"

	"fieldline/forms/form"
)

// A push goes on beyond its share only while no job shares its transaction or waits.
func TestTurn_isAlone(t *testing.T) {
	s := &Server{jobs: make(chan *job, 1)}
	alone, shared := &turn{s: s, jobs: 1}, &turn{s: s, jobs: 2}
	if !alone.alone() || shared.alone() {
		t.Errorf("one job alone: %v, two: %v", alone.alone(), shared.alone())
	}
	s.jobs <- &job{}
	if alone.alone() {
		t.Error("another waits, and it is alone all the same")
	}
}

// Insist has a job wait for the writer at every moment from now on, and tells after which
// operations of a device it had its turn. The function returned ends it.
func (s *Server) Insist(device form.ID) (end func() (after []int64, err error)) {
	stop := make(chan struct{})
	var after []int64
	var again func() *job
	last := make(chan error, 1)
	again = func() *job {
		return &job{done: make(chan error, 1), run: func(t *turn) error {
			var dseq int64
			err := one(t.db, "SELECT last_dseq FROM device WHERE id = ?", []any{blobID(device)}, &dseq)
			if len(after) == 0 || after[len(after)-1] != dseq {
				after = append(after, dseq)
			}
			select {
			case <-stop:
				last <- err
			default:
				if err != nil {
					last <- err
				} else {
					s.jobs <- again()
				}
			}
			return err
		}}
	}
	s.jobs <- again()
	return func() ([]int64, error) {
		close(stop)
		err := <-last
		return after, err
	}
}
