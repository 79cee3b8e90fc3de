package device

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"fieldline/forms/form"
	"fieldline/sync/table"
)

// Identity is whose installation this is and where it belongs.
type Identity struct {
	Device       form.ID
	DeviceNumber int // the 07 of T07-0042
	Person       form.ID
	PersonName   string
	Account      string // sign-in name, "" where there is none
	Server       string // address
	Pin          string // of the server's certificate authority
	BoxKey       []byte // the server's public key to which secrets are sealed
	Enrolled     bool
}

// meta is the table of that name: small facts about the installation.
type meta struct {
	values map[string]string
	dirty  map[string]bool
}

// Keys of meta.
const (
	metaDevice       = "device"
	metaDeviceNumber = "device_number"
	metaPerson       = "person"
	metaPersonName   = "person_name"
	metaAccount      = "account"
	metaServer       = "server"
	metaPin          = "pin"
	metaBoxKey       = "box_key"
	metaIncarnation  = "incarnation"
	metaEpoch        = "epoch"
	metaCursor       = "cursor"
	metaThrough      = "through"
	metaAgain        = "again"      // dseq up to which operations were answered before the server was put back
	metaBackedUp     = "backed_up"  // when the server's last verified backup was made, as of then
	metaMet          = "met"        // when a pull first came to its end
	metaUpto         = "upto"       // dseq up to which operations are answered
	metaHanded       = "handed"     // dseq up to which operations were given out for sending
	metaOffset       = "offset"     // milliseconds the server is ahead of the device's clock
	metaRebuild      = "rebuild"    // the view is to be built anew by this program
	metaLibrary      = "library"    // in force
	metaSynced       = "synced"     // when a pull last came to its end
	metaPulling      = "pulling"    // a pull is under way: more follows what was read
	metaFresh        = "fresh"      // the pull under way reads everything from the start
	metaChainFrom    = "chain_from" // dseq at which the incarnation's chain begins; none: 1
	metaHoles        = "holes"      // dseq up to which rows of the journal may lack: pruned, or skipped by a new incarnation
	metaReceipt      = "receipt"    // JSON: the server's last one
	metaCounted      = "counted"    // JSON: the last one it counted its log for
	metaCompared     = "compared"   // JSON: how records last compared
)

func readMeta(ctx context.Context, db table.DB) (*meta, error) {
	m := &meta{values: map[string]string{}, dirty: map[string]bool{}}
	err := table.Each(ctx, db, "SELECT k, v FROM meta", nil, func(scan func(...any) error) error {
		var k, v string
		if err := scan(&k, &v); err != nil {
			return err
		}
		m.values[k] = v
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what the installation is: %w", err)
	}
	return m, nil
}

func (m *meta) write(ctx context.Context, db table.DB) error {
	for _, k := range slices.Sorted(maps.Keys(m.dirty)) {
		if err := run(ctx, db, "INSERT INTO meta(k, v) VALUES (?, ?) ON CONFLICT(k) DO UPDATE SET v = excluded.v", k, m.values[k]); err != nil {
			return fmt.Errorf("write %s: %w", k, err)
		}
	}
	clear(m.dirty)
	return nil
}

func (m *meta) clone() *meta {
	return &meta{values: maps.Clone(m.values), dirty: map[string]bool{}}
}

func (m *meta) get(k string) string { return m.values[k] }

func (m *meta) set(k, v string) {
	if m.values[k] != v {
		m.values[k] = v
		m.dirty[k] = true
	}
}

// chainFrom is the dseq at which the incarnation's chain begins.
func (m *meta) chainFrom() int64 { return max(m.number(metaChainFrom), 1) }

// mayLack notes that rows of the journal up to a dseq are not there any more.
func (m *meta) mayLack(dseq int64) { m.setNumber(metaHoles, max(m.number(metaHoles), dseq)) }

// number reads a whole number; what this package wrote itself can be read.
func (m *meta) number(k string) int64 {
	n, _ := strconv.ParseInt(m.values[k], 10, 64)
	return n
}

func (m *meta) setNumber(k string, n int64) { m.set(k, strconv.FormatInt(n, 10)) }

func (m *meta) id(k string) form.ID {
	id, _ := uuid.Parse(m.values[k])
	return id
}

func (m *meta) offset() time.Duration { return time.Duration(m.number(metaOffset)) * time.Millisecond }

// pulled is when a pull last came to its end; zero while one is under way.
func (m *meta) pulled() time.Time {
	if m.get(metaPulling) != "" {
		return time.Time{}
	}
	at, _ := time.Parse(table.TimeLayout, m.get(metaSynced))
	return at
}

func (m *meta) identity() Identity {
	key, _ := hex.DecodeString(m.get(metaBoxKey))
	return Identity{
		Device: m.id(metaDevice), DeviceNumber: int(m.number(metaDeviceNumber)), Person: m.id(metaPerson),
		PersonName: m.get(metaPersonName), Account: m.get(metaAccount), Server: m.get(metaServer), Pin: m.get(metaPin),
		BoxKey: key, Enrolled: m.get(metaDevice) != "",
	}
}

// Identity returns whose installation this is.
func (s *Store) Identity() Identity { return s.known.Load().identity() }

// SetIdentity is written at enrolment, and when the address, the pin or a name changes.
func (s *Store) SetIdentity(ctx context.Context, id Identity) error {
	return s.change(ctx, func(tx *tx) error {
		m := tx.meta
		for k, v := range map[string]form.ID{metaDevice: id.Device, metaPerson: id.Person} {
			if v != (form.ID{}) {
				m.set(k, v.String())
			}
		}
		m.setNumber(metaDeviceNumber, int64(id.DeviceNumber))
		for k, v := range map[string]string{metaPersonName: id.PersonName, metaAccount: id.Account, metaServer: id.Server, metaPin: id.Pin,
			metaBoxKey: hex.EncodeToString(id.BoxKey)} {
			m.set(k, v)
		}
		tx.changed.Identity = true
		return nil
	})
}

// Roles returns the roles the person holds now, each once, in the order of the posts.
func (s *Store) Roles(ctx context.Context) ([]string, error) {
	posts, err := s.posts(ctx)
	var roles []string
	for _, p := range posts {
		if !slices.Contains(roles, p.Role) {
			roles = append(roles, p.Role)
		}
	}
	return roles, err
}

// Sites returns the sites the person has a post at now, each once, in the order of the
// posts; the zero one is all of them.
func (s *Store) Sites(ctx context.Context) ([]form.ID, error) {
	posts, err := s.posts(ctx)
	var sites []form.ID
	for _, p := range posts {
		if !slices.Contains(sites, p.Site) {
			sites = append(sites, p.Site)
		}
	}
	return sites, err
}

func (s *Store) posts(ctx context.Context) (posts []form.Post, err error) {
	err = s.read(ctx, func(r *reader) error {
		rec, err := r.tables.Get(r.ctx, r.db, "person", s.Identity().Person)
		if err != nil {
			return notFound(err)
		}
		posts = rec.Posts(r.tables.Library(), s.Now())
		return nil
	})
	return posts, err
}

// SyncState is how far this installation and the server have heard of each other.
type SyncState struct {
	Epoch       string // the server's
	Incarnation string // of this database
	Cursor      string
	Upto        int64  // dseq up to which operations are answered
	Again       int64  // dseq up to which they were before the server was put back; 0: it was not
	Library     string // SHA-256 in force, "" for none
	Offset      time.Duration
	Synced      time.Time
	Met         time.Time // when a pull first came to its end
	BackedUp    time.Time // the server's last verified backup as of Synced; zero: none
}

// SyncState returns what a request to the server begins with.
func (s *Store) SyncState() SyncState {
	m := s.known.Load()
	synced, _ := time.Parse(table.TimeLayout, m.get(metaSynced))
	met, _ := time.Parse(table.TimeLayout, m.get(metaMet))
	backedUp, _ := time.Parse(table.TimeLayout, m.get(metaBackedUp))
	return SyncState{
		Epoch: m.get(metaEpoch), Incarnation: m.get(metaIncarnation), Cursor: m.get(metaCursor), Upto: m.number(metaUpto), Again: m.number(metaAgain),
		Library: m.get(metaLibrary), Offset: m.offset(), Synced: synced, Met: met, BackedUp: backedUp,
	}
}

// incarnation makes sure that the database has one; it is random, and made anew when
// the server finds that an older copy has come back to life.
func (tx *tx) incarnation() error {
	if tx.meta.get(metaIncarnation) != "" {
		return nil
	}
	return tx.newIncarnation()
}

func (tx *tx) newIncarnation() error {
	id, err := uuid.NewRandomFromReader(tx.s.cfg.Random)
	if err != nil {
		return fmt.Errorf("draw an incarnation: %w", err)
	}
	tx.meta.set(metaIncarnation, id.String())
	return nil
}

// keep writes a small value of this package as JSON.
func (m *meta) keep(k string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("keep %s: %w", k, err)
	}
	m.set(k, string(raw))
	return nil
}

// kept reads a value back; what this package wrote itself can be read.
func (m *meta) kept(k string, v any) {
	if raw := m.get(k); raw != "" {
		_ = json.Unmarshal([]byte(raw), v)
	}
}
