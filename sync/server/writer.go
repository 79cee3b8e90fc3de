package server

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// ErrClosed says that the server no longer takes work.
var ErrClosed = errors.New("the server is closed")

// ctxNever is for statements of the writer: a context that can be cancelled would cost a
// goroutine for each, and a half-written transaction is not to be left.
var ctxNever = context.Background()

// job is work for the writer. It may be run again on another transaction, so it begins
// by forgetting what it found before.
type job struct {
	run  func(t *turn) error // nil: only commit what is open (see careless)
	size int                 // operations in it, about
	done chan error
}

// do lets the writer run a job and waits until it is durable.
func (s *Server) do(ctx context.Context, run func(t *turn) error) error {
	return s.enqueue(ctx, &job{run: run, size: 1, done: make(chan error, 1)})
}

func (s *Server) enqueue(ctx context.Context, j *job) error {
	select {
	case s.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closed:
		return ErrClosed
	}
	// Once queued it will be done; the caller must not believe otherwise.
	select {
	case err := <-j.done:
		return err
	case <-s.closed:
	}
	s.wg.Wait() // the writer empties its queue before it ends
	select {
	case err := <-j.done:
		return err
	default:
		return ErrClosed
	}
}

// mostInGroup bounds how many operations share a commit.
const mostInGroup = 4000

// writeJobs is the writer: it takes what lies in the queue, commits it as one, answers.
// No timer: what arrives while it commits is the next group.
func (s *Server) writeJobs() {
	for {
		select {
		case j := <-s.jobs:
			s.commit(s.gather(j))
		case <-s.closed:
			for {
				select {
				case j := <-s.jobs:
					s.commit(s.gather(j))
				default:
					return
				}
			}
		}
	}
}

func (s *Server) gather(first *job) []*job {
	group, size := []*job{first}, first.size
	for size < mostInGroup {
		select {
		case j := <-s.jobs:
			group = append(group, j)
			size += j.size
		default:
			return group
		}
	}
	return group
}

// commit does a group in one transaction. Where one job fails the group is taken back
// and each is done in a transaction of its own, so that none suffers from another.
func (s *Server) commit(group []*job) {
	began := time.Now()
	err := s.transact(group, false)
	if err != nil && len(group) == 1 && !errors.As(err, new(*jobError)) {
		err = s.transact(group, true)
	}
	if err == nil || len(group) == 1 {
		for _, j := range group {
			j.done <- unwrapJob(err)
		}
	} else {
		for _, j := range group {
			j.done <- unwrapJob(s.transact([]*job{j}, true))
		}
	}
	s.stats.commits.Inc()
	s.stats.commitTime.Observe(time.Since(began).Seconds())
}

// jobError is a job's own word, not a failure of the database: a Problem to answer with.
type jobError struct{ error }

func (e *jobError) Unwrap() error { return e.error }

func unwrapJob(err error) error {
	var own *jobError
	if errors.As(err, &own) {
		return own.error
	}
	if isFull(err) {
		return errors.Join(protocol.NewProblem(protocol.StorageFull, ""), err)
	}
	return err
}

func (s *Server) transact(group []*job, careful bool) (err error) {
	db := s.store.write
	if err := db.Begin(ctxNever, true); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	var t *turn
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Rollback(ctxNever))
			if t != nil {
				t.unwrite()
			}
		}
	}()
	if t, err = s.newTurn(careful); err != nil {
		return err
	}
	t.jobs = len(group)
	for _, j := range group {
		if err := t.runJob(j); err != nil {
			return err
		}
	}
	if err := db.Commit(ctxNever); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	shown := t.scene
	s.shown.Store(&shown)
	return nil
}

// turn is one transaction of the writer, with its own copy of the scene.
type turn struct {
	scene
	s       *Server
	db      *table.Session
	now     time.Time
	careful bool       // each operation in a savepoint of its own
	written []form.Ref // what stands on the shelf as this transaction wrote it
	calm    bool       // no operation waits (see someWait)
	jobs    int        // that share the transaction
}

// alone tells whether no other job waits for this one to end.
func (t *turn) alone() bool { return t.jobs == 1 && len(t.s.jobs) == 0 }

func (s *Server) newTurn(careful bool) (*turn, error) {
	t := &turn{scene: *s.shown.Load(), s: s, db: s.store.write, now: s.now(), careful: careful}
	var version int64
	if err := one(t.db, "PRAGMA data_version", nil, &version); err != nil {
		return nil, err
	}
	if version != s.store.version {
		// Another process has written: a command beside the running server.
		s.store.version = version
		s.shelf.clear()
		s.habits = table.Habits{}
		lib, err := s.libraryInForce(t.db, t.lib)
		if err != nil {
			return nil, err
		}
		fresh, err := s.load(t.db, lib)
		if err != nil {
			return nil, err
		}
		t.scene = *fresh
	}
	return t, nil
}

// runJob runs a job; a panic in it is an error of that job alone.
func (t *turn) runJob(j *job) (err error) {
	defer func() {
		if r := recover(); r != nil {
			t.s.log.Error("panic in the writer", "panic", r, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic in the writer: %v", r)
		}
	}()
	return j.run(t)
}

// guarded runs the writing of one operation. In a careful turn what fails is taken back
// alone; otherwise the error takes the whole group back, to be done carefully.
func (t *turn) guarded(write func() error) error {
	if !t.careful {
		return write()
	}
	return t.inSavepoint(write)
}

// inSavepoint runs a piece of writing that is taken back alone where it fails.
func (t *turn) inSavepoint(write func() error) error {
	before := t.scene
	if _, err := exec(t.db, "SAVEPOINT op"); err != nil {
		return err
	}
	err := write()
	if err == nil {
		_, err := exec(t.db, "RELEASE op")
		return err
	}
	t.scene = before
	t.unwrite()
	for _, statement := range []string{"ROLLBACK TO op", "RELEASE op"} {
		if _, undo := exec(t.db, statement); undo != nil {
			return &fatal{errors.Join(err, undo)}
		}
	}
	return err
}

// fatal is an error that a savepoint could not mend.
type fatal struct{ error }

func (e *fatal) Unwrap() error { return e.error }

// stamp is how times are stored.
func stamp(t time.Time) string { return t.UTC().Format(protocol.TimeLayout) }

// blobID is how an id is stored; nobody is NULL.
func blobID(id form.ID) any {
	if id == (form.ID{}) {
		return nil
	}
	return append([]byte(nil), id[:]...)
}

func readID(b []byte) form.ID {
	var id form.ID
	copy(id[:], b)
	return id
}
