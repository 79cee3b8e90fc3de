// Package server is the authority: it judges the operations of all devices in one order,
// keeps every record, tells each device what concerns its person, and keeps accounts,
// devices, attachments and secrets. One goroutine writes; many read. Begin with Open,
// Submit, through which every operation goes, and Handler, which serves devices.
package server

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// Config says where a server keeps its data and what it works with.
type Config struct {
	Dir     string        // the data folder; made if it is not there
	Library *form.Library // published if it is new; nil: the last published
	// Review decides whether Library may follow the one that was published last; an error
	// keeps the server closed. nil: it may.
	Review func(published *form.Library) error
	Named  []form.Named    // the Go functions of stored libraries
	URL    string          // what enrolment codes name, https://host:port; empty: as last time
	Names  []string        // further names and addresses the certificate is for
	Limits protocol.Limits // zero: protocol.DefaultLimits
	Pace   Pace            // zero: that of honest links
	MinApp string          // older apps may only push
	// Careless does not wait for the disk, answers before it commits, and takes nothing
	// more after a job that failed: only for data that can be made again, such as a demo
	// that is being filled.
	Careless bool

	files string // attachments of a backup that is checked; empty: in Dir

	Now    func() time.Time
	NewID  func() form.ID
	Random io.Reader // of tokens, codes and salts; nil is crypto/rand
	Log    *slog.Logger
	// OpenDB opens the database at a path with the driver's parameters; nil is a file.
	OpenDB  func(path string, params url.Values) (*sql.DB, error)
	Readers int // how many requests read at once; zero is four
	// HashMemory is what a new password's hash takes, in KiB; zero is 64 MiB.
	HashMemory uint32
}

func (cfg Config) withDefaults() Config {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.NewID == nil {
		cfg.NewID = func() form.ID { return uuid.Must(uuid.NewV7()) }
	}
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Limits == (protocol.Limits{}) {
		cfg.Limits = protocol.DefaultLimits()
	}
	cfg.Pace = cfg.Pace.withDefaults()
	if cfg.OpenDB == nil {
		cfg.OpenDB = openFile
	}
	if cfg.Readers == 0 {
		cfg.Readers = readers
	}
	if cfg.files == "" {
		cfg.files = filepath.Join(cfg.Dir, filesDir)
	}
	if cfg.HashMemory == 0 {
		cfg.HashMemory = argonMemory
	}
	return cfg
}

// Server keeps the records of one organisation.
type Server struct {
	cfg    Config
	log    *slog.Logger
	store  *store
	files  *os.Root // attachments
	ca     *authority
	box    *boxKeys
	codec  *protocol.Codec
	stats  *stats
	said   lastSaid
	shelf  *shelf       // the writer's
	habits table.Habits // the writer's

	clock      atomic.Pointer[func() time.Time]
	shown      atomic.Pointer[scene] // what readers see
	jobs       chan *job
	closed     chan struct{}
	wg         sync.WaitGroup
	late       error         // what a careless writer could not commit
	swept      time.Time     // when orphans were last looked for
	slots      chan struct{} // requests that are worked on at a time
	lone       chan struct{} // what is done one at a time
	underWay   underWay
	busy       inFlight
	leases     leases
	limits     *limiter
	cursorKey  []byte
	recoveries *limiter // tries at the keys of devices
	confirmed  *confirmations
	hashes     chan struct{} // passwords that are hashed at a time
}

// Open opens the data folder, makes it at the first start, and publishes the library.
func Open(ctx context.Context, cfg Config) (_ *Server, err error) {
	cfg = cfg.withDefaults()
	if err := os.MkdirAll(cfg.files, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	s := &Server{
		cfg: cfg, log: cfg.Log, stats: newStats(), shelf: newShelf(shelfRoom), jobs: make(chan *job, 256), closed: make(chan struct{}),
		slots: make(chan struct{}, slots), lone: make(chan struct{}, 1), limits: newLimiter(), recoveries: newLimiter(), hashes: make(chan struct{}, hashesAtOnce), confirmed: newConfirmations(),
	}
	if cfg.Careless {
		s.shelf.room = shelfRoomFill
	}
	s.TurnClock(cfg.Now)
	defer func() {
		if err != nil {
			err = errors.Join(err, s.release())
		}
	}()
	if s.codec, err = protocol.NewCodec(encoders, cfg.Limits.BodyBytes); err != nil {
		return nil, err
	}
	if s.files, err = os.OpenRoot(cfg.files); err != nil {
		return nil, fmt.Errorf("open attachments: %w", err)
	}
	if s.ca, err = openAuthority(cfg.Dir); err != nil {
		return nil, err
	}
	if s.box, err = openBoxKeys(cfg.Dir); err != nil {
		return nil, err
	}
	if s.store, err = openStore(ctx, cfg); err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// prepare reads what the writer keeps in memory, starts it, and publishes the library.
func (s *Server) prepare(ctx context.Context) error {
	kept, err := s.keptEpoch()
	if err != nil {
		return err
	}
	lib, err := s.libraryToStart(s.store.write)
	if err != nil {
		return err
	}
	if s.cfg.Library != nil && s.cfg.Review != nil && lib != nil && lib.SHA256 != s.cfg.Library.SHA256 {
		if err := s.cfg.Review(lib); err != nil {
			return err
		}
	}
	sc, err := s.load(s.store.write, lib)
	if err != nil {
		return err
	}
	if err := s.settleEpoch(sc, kept); err != nil {
		return err
	}
	if err := s.settleURL(); err != nil {
		return err
	}
	if err := s.settleCursors(); err != nil {
		return err
	}
	s.shown.Store(sc)
	if s.cfg.Careless {
		s.store.settle = s.settle
		s.wg.Go(s.writeCarelessly)
	} else {
		s.wg.Go(s.writeJobs)
	}
	if s.cfg.Library != nil {
		if err := s.Publish(ctx, s.cfg.Library); err != nil {
			close(s.closed)
			s.wg.Wait()
			return err
		}
	}
	return nil
}

// settleURL keeps the server's address for commands that run beside it.
func (s *Server) settleURL() error {
	if s.cfg.URL != "" {
		_, err := exec(s.store.write, "INSERT INTO meta(key, value) VALUES ('url', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value", s.cfg.URL)
		return err
	}
	if err := one(s.store.write, "SELECT value FROM meta WHERE key = 'url'", nil, &s.cfg.URL); err != nil && !errors.Is(err, errNoRow) {
		return err
	}
	return nil
}

// Close finishes what is under way, folds the log into the database and lets go.
func (s *Server) Close() error {
	close(s.closed)
	s.wg.Wait()
	errs := []error{s.late, s.store.checkpoint(context.Background()), s.keepEpoch()}
	return errors.Join(append(errs, s.release())...)
}

func (s *Server) release() error {
	var errs []error
	if s.store != nil {
		errs = append(errs, s.store.close())
	}
	if s.files != nil {
		errs = append(errs, s.files.Close())
	}
	return errors.Join(errs...)
}

// The sizes of what is done at a time.
const (
	slots    = 32
	encoders = 3
)

// now is the server's clock, UTC to the millisecond.
func (s *Server) now() time.Time { return (*s.clock.Load())().UTC().Truncate(time.Millisecond) }

// Now returns what the server's clock shows.
func (s *Server) Now() time.Time { return s.now() }

// TurnClock gives the server another clock: a demo's past days are made with it.
func (s *Server) TurnClock(now func() time.Time) { s.clock.Store(&now) }

// URL returns the address that enrolment codes name.
func (s *Server) URL() string { return s.cfg.URL }

// Library returns the library in force.
func (s *Server) Library() *form.Library { return s.shown.Load().lib }
