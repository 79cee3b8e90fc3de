// Package device keeps what one person's installation knows: the records in its scope,
// the journal of operations, drafts, conflicts, notices and attachments. Every change is
// written together with the operation that will tell the server about it; package client
// does the telling. Begin with Open, Do, Record and List; ApplyReply takes in what the
// server answered.
package device

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"fieldline/forms/form"
	"fieldline/sync/table"
	"fieldline/sync/vault"
)

// UndoWindow is how long an act waits before it may be sent, and can be taken back.
const UndoWindow = 8 * time.Second

// Config is what a store is given. The zero Config is ready.
type Config struct {
	Now   func() time.Time // the device's own clock
	NewID func() uuid.UUID // of records and operations, in order of time
	Named []form.Named     // Go functions of the library
	// Random makes keys, incarnations and what seals attachments; nil is crypto/rand.
	Random io.Reader
	// OpenDB opens the database at a path with the driver's parameters; nil is a file.
	OpenDB func(path string, params url.Values) (*sql.DB, error)
	// Readers is how many screens may read at once; zero is four.
	Readers int
	// Vault holds the installation's key, unlocked; nil opens the one of the folder, with
	// the part of it that lies in Keyring, if there is one.
	Vault   *vault.Vault
	Keyring vault.Keyring
}

func (cfg Config) withDefaults() Config {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.NewID == nil {
		cfg.NewID = func() uuid.UUID { return uuid.Must(uuid.NewV7()) }
	}
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	if cfg.OpenDB == nil {
		cfg.OpenDB = openFile
	}
	if cfg.Readers == 0 {
		cfg.Readers = readers
	}
	return cfg
}

// Store is one installation of one person: a folder with a database, attachments and a
// vault. It is safe for concurrent use.
type Store struct {
	dir    string
	cfg    Config
	vault  *vault.Vault
	files  *os.Root // blobs
	opened time.Time

	// mu is held for reading while tables are used, for writing while the library
	// changes and while the store closes.
	mu     sync.RWMutex
	tables *table.Tables // nil before there is a library
	closed bool

	turn     chan struct{} // one writer
	write    *table.Session
	idle     chan *table.Session
	database *database
	register *table.Register // as the writer sees it

	library atomic.Pointer[form.Library] // in force, with what people changed of it, as last committed

	known    atomic.Pointer[meta] // as last committed
	watchers watchers

	upgrading bool // an older program's database is being taken over
}

// Open opens the installation in a folder, making it if it is not there. The library is
// put in force; nil takes the one that was stored last. An installation whose key is not
// at hand is vault.ErrLocked or vault.ErrGone.
func Open(ctx context.Context, dir string, lib *form.Library, cfg Config) (_ *Store, err error) {
	cfg = cfg.withDefaults()
	s := &Store{dir: dir, cfg: cfg, turn: make(chan struct{}, 1), register: &table.Register{}, opened: cfg.Now()}
	defer func() {
		if err != nil {
			err = s.takeBack(errors.Join(err, s.Close()))
		}
	}()
	if err := s.openFiles(); err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	if err := s.openDatabase(ctx); err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	if err := s.openLibrary(ctx, lib); err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	if err := s.upgraded(ctx); err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	if err := s.sweep(ctx); err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	return s, nil
}

// Close waits for what is under way and closes the installation.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	var errs []error
	if s.database != nil {
		errs = append(errs, s.closeDatabase())
	}
	if s.files != nil {
		errs = append(errs, s.files.Close())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close %s: %w", s.dir, err)
	}
	return nil
}

// Dir returns the installation's folder.
func (s *Store) Dir() string { return s.dir }

// Vault is where the installation's key lies.
func (s *Store) Vault() *vault.Vault { return s.vault }

// Library returns the library in force, with what people have changed of its choice lists
// and its calendar laid over it; nil before there is one.
func (s *Store) Library() *form.Library { return s.library.Load() }

// NewID returns an id for a new record.
func (s *Store) NewID() form.ID { return s.cfg.NewID() }

// Now is the corrected time: the device's clock and what it was last found to differ
// from the server's, in UTC to the millisecond.
func (s *Store) Now() time.Time {
	return s.cfg.Now().Add(s.known.Load().offset()).UTC().Truncate(time.Millisecond)
}
