package crash_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// How often is killed, and a folder in which a long run can be gone on with.
const (
	envKills    = "FIELDLINE_KILLS"
	envKillsDir = "FIELDLINE_KILLS_DIR"

	killsInATest = 40
	serverEach   = 5  // every so many kills it is the server's turn
	verifyEach   = 50 // and everything the server keeps is checked
)

// ledger is what was acknowledged, beyond the life of any process and of this test.
type ledger struct {
	Seed  uint64
	Addr  string            // of the network
	Done  int               // kills
	Lives int               // of devices; each has a name of its own
	Saved map[string]string // text -> record that a device said was durable
	Last  [2]string         // per device
}

// story is one server and two devices that are killed again and again.
type story struct {
	t      *testing.T
	dir    string
	ledger ledger
	rand   *rand.Rand
	net    *badNetwork
	server *realServer
	lives  [2]*life
}

// Killed at any moment on either side, behind a network that cuts and swallows, nothing
// acknowledged is lost, nothing comes twice, and both databases stay whole.
func TestKills_loseNothingAndSendNothingTwice(t *testing.T) {
	kills := killsInATest
	if text := os.Getenv(envKills); text != "" {
		var err error
		if kills, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	s := openStory(t)
	began := s.ledger.Done
	t.Logf("seed %d, from kill %d on", s.ledger.Seed, began)
	for i := range s.lives {
		s.lives[i] = s.begin(i)
	}
	for ; s.ledger.Done < kills; s.ledger.Done++ {
		n := s.ledger.Done
		if n%serverEach == serverEach-1 {
			s.wait(300 * time.Millisecond)
			s.server.kill()
			s.server.start()
		} else {
			i := n % len(s.lives)
			s.end(i)
			s.lives[i] = s.begin(i)
		}
		if n%verifyEach == verifyEach-1 {
			t.Logf("after %d kills: %s", n+1, s.server.mustVerify())
			s.write()
		}
	}
	for i := range s.lives {
		s.end(i)
	}
	s.settle()
}

func openStory(t *testing.T) *story {
	t.Helper()
	s := &story{t: t, dir: os.Getenv(envKillsDir)}
	if s.dir == "" {
		s.dir = t.TempDir()
	}
	s.ledger = ledger{Seed: uint64(time.Now().UnixNano()), Addr: anyPort, Saved: map[string]string{}}
	raw, err := os.ReadFile(s.file())
	known := err == nil
	if known {
		err = json.Unmarshal(raw, &s.ledger)
	} else if errors.Is(err, os.ErrNotExist) {
		err = os.MkdirAll(s.dir, 0o700)
	}
	s.must(err)
	s.rand = rand.New(rand.NewPCG(s.ledger.Seed, uint64(s.ledger.Done)))
	s.net = newBadNetwork(t, s.ledger.Addr, s.ledger.Seed+uint64(s.ledger.Done))
	s.ledger.Addr = s.net.listener.Addr().String()
	s.server = newRealServer(t, filepath.Join(s.dir, "server"), s.net)
	if !known {
		s.hire()
		s.write()
	}
	return s
}

func (s *story) file() string { return filepath.Join(s.dir, "ledger.json") }

func (s *story) folder(i int) string { return filepath.Join(s.dir, "device"+strconv.Itoa(i)) }

// write keeps the ledger in one step.
func (s *story) write() {
	s.t.Helper()
	raw, err := json.Marshal(s.ledger)
	s.must(err)
	s.must(os.WriteFile(s.file()+".new", raw, 0o600))
	s.must(os.Rename(s.file()+".new", s.file()))
}

func (s *story) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// wait waits up to a time.
func (s *story) wait(most time.Duration) { time.Sleep(time.Duration(s.rand.Int64N(int64(most)))) }

// hire makes the people and enrols the engineer's two devices.
func (s *story) hire() {
	s.t.Helper()
	s.net.good.Store(true)
	defer s.net.good.Store(false)
	admin, done := s.enrol(filepath.Join(s.dir, "admin"), library.RoleAdministrator)
	site := s.create(admin, library.Site, form.Values{library.SiteName: "深圳", library.SiteCode: "SZ"})
	for _, role := range []string{library.RoleEngineer, library.RoleTechnicalSupervisor} {
		s.create(admin, library.Person, form.Values{library.PersonName: role, library.PersonPosts: []form.Row{{ID: "1", Values: form.Values{
			"role": role, "site": form.Ref{Form: library.Site, ID: site}, "from": form.Date("2020-01-01"),
		}}}})
	}
	s.sync(admin)
	done()
	for i := range s.lives {
		_, done := s.enrol(s.folder(i), library.RoleEngineer)
		done()
	}
}

func (s *story) create(d *device.Store, formName string, values form.Values) form.ID {
	s.t.Helper()
	out, err := d.Do(ctx, record.Part{Kind: record.Create, Form: formName, Values: values})
	s.must(err)
	if out.Fate != record.Applied {
		s.t.Fatalf("create %s: %v", formName, out.Problems)
	}
	return out.Changes[0].After.ID
}

// enrol enrols an installation and downloads; done closes it.
func (s *story) enrol(dir, role string) (store *device.Store, done func()) {
	s.t.Helper()
	code, err := s.server.command("enrol", "--dir", s.server.dir, "--url", s.net.url(), "--role", role)
	s.must(err)
	store, err = client.Enrol(ctx, dir, code, client.Config{})
	s.must(err)
	s.sync(store)
	return store, func() { s.must(store.Close()) }
}

// sync goes rounds until everything is there and here, and attachments with it.
func (s *story) sync(store *device.Store) {
	s.t.Helper()
	syncer, err := client.New(store, client.Config{})
	s.must(err)
	// Who has much to send at once is told to wait by the server, and waits.
	for err = syncer.Sync(ctx); err != nil; err = syncer.Sync(ctx) {
		var p *protocol.Problem
		if !errors.As(err, &p) || !p.Retry {
			break
		}
		time.Sleep(time.Duration(max(p.After, 1)) * time.Second)
	}
	s.must(err)
	if st := syncer.State(); st.Pending != 0 || st.Uploads != 0 || st.NeedYou != 0 {
		s.t.Fatalf("after syncing there is %+v", st)
	}
}

// proves fails unless the device and the server agree on everything, and never did not.
func (s *story) proves(store *device.Store) {
	s.t.Helper()
	syncer, err := client.New(store, client.Config{})
	s.must(err)
	s.must(syncer.Prove(ctx))
	p, err := store.Proof(ctx)
	s.must(err)
	if p.Standing != device.Equal || p.Written != p.Received || !p.Records.Equal || len(p.Alarms) > 0 {
		s.t.Errorf("the two sides do not agree: %+v", p)
	}
	s.t.Logf("%d written, %d received, %d records here and %d there: %s", p.Written, p.Received, p.Records.Mine, p.Records.Theirs, p.Standing)
}

// life is a device's process.
type life struct {
	cmd   *exec.Cmd
	name  string
	alive chan bool
	ended chan []string // what it printed
}

// begin starts a device.
func (s *story) begin(i int) *life {
	s.t.Helper()
	s.ledger.Lives++
	s.write()
	l := &life{name: fmt.Sprintf("%d-%d", i, s.ledger.Lives), alive: make(chan bool, 1), ended: make(chan []string, 1)}
	l.cmd = exec.Command(os.Args[0])
	l.cmd.Env = append(os.Environ(), envDevice+"="+s.folder(i), envLife+"="+l.name, envKept+"="+s.ledger.Last[i])
	l.cmd.Stderr = os.Stderr
	_, err := l.cmd.StdinPipe() // it ends when this test does
	s.must(err)
	out, err := l.cmd.StdoutPipe()
	s.must(err)
	s.must(l.cmd.Start())
	go func() {
		var lines []string
		for scan := bufio.NewScanner(out); scan.Scan(); {
			if scan.Text() == "alive" {
				l.alive <- true
			}
			lines = append(lines, scan.Text())
		}
		close(l.alive)
		l.ended <- lines
	}()
	return l
}

// end kills a device at some moment of its life and notes what it had acknowledged.
func (s *story) end(i int) {
	s.t.Helper()
	l := s.lives[i]
	if <-l.alive {
		s.wait(400 * time.Millisecond)
	}
	s.must(l.cmd.Process.Kill())
	for _, line := range <-l.ended {
		if text, found := strings.CutPrefix(line, "saved "); found {
			what, id, _ := strings.Cut(text, " ")
			s.ledger.Saved[what], s.ledger.Last[i] = id, id
		} else if line != "alive" {
			s.t.Fatalf("device %s: %s", l.name, line)
		}
	}
	_ = l.cmd.Wait() // killed
}

// settle lets the network heal, brings everything together and compares it with what was
// acknowledged.
func (s *story) settle() {
	s.t.Helper()
	s.net.hangUp()
	s.net.good.Store(true)
	for i := range s.lives {
		store, err := device.Open(ctx, s.folder(i), nil, device.Config{})
		s.must(err)
		s.sync(store)
		s.proves(store)
		s.must(errors.Join(store.CheckIntegrity(ctx), store.Close()))
	}
	watch, done := s.enrol(filepath.Join(s.t.TempDir(), "watch"), library.RoleTechnicalSupervisor)
	defer done()
	seen := map[string]int{}
	q := device.Query{Form: library.DifficultIssue, Limit: 500}
	for {
		page, err := watch.List(ctx, q)
		s.must(err)
		for _, row := range page.Rows {
			text, _ := row.Record.Values[library.DifficultIssueDescription].(string)
			seen[text]++
			if id, saved := s.ledger.Saved[text]; saved && id != row.Record.ID.String() {
				s.t.Errorf("%s was saved as %s and is %s at the office", text, id, row.Record.ID)
			}
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	for text, n := range seen {
		if n != 1 {
			s.t.Errorf("%s is at the office %d times", text, n)
		}
	}
	lost := 0
	for text := range s.ledger.Saved {
		if seen[text] == 0 {
			lost++
			s.t.Errorf("%s was acknowledged and is not at the office", text)
		}
	}
	s.t.Logf("%d kills, %d saves acknowledged, %d lost; %s", s.ledger.Done, len(s.ledger.Saved), lost, s.server.mustVerify())
}
