package client_test

import (
	"bytes"
	"database/sql"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // tampering goes behind everybody's back

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// proofStory is an office and a tablet of which the server has three operations.
type proofStory struct {
	*office
	tablet    *tablet
	dir       string // the server's
	tabletDir string
	issue     form.ID
}

func newProofStory(t *testing.T) *proofStory {
	t.Helper()
	s := &proofStory{dir: t.TempDir(), tabletDir: filepath.Join(t.TempDir(), "tablet")}
	s.office = newOfficeIn(t, s.dir)
	s.tablet = s.enrolIn(s.tabletDir, library.RoleEngineer, client.Config{})
	s.sync(s.tablet)
	s.issue = s.raise("收不到按键")
	s.raise("无拨号音")
	s.raise("指示灯不亮")
	s.sync(s.tablet)
	return s
}

func (s *proofStory) raise(what string) form.ID {
	s.t.Helper()
	return s.tablet.new(library.DifficultIssue, form.Values{library.DifficultIssueDescription: what})
}

// proves asks for a proof and returns what the page shows.
func (s *proofStory) proves() device.Proof {
	s.t.Helper()
	if err := s.tablet.Prove(ctx); err != nil {
		s.t.Fatal(err)
	}
	return s.shows()
}

func (s *proofStory) shows() device.Proof {
	s.t.Helper()
	p, err := s.tablet.Proof(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

// tamper changes a database by hand.
func (s *proofStory) tamper(path, statement string, args ...any) {
	s.t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		s.t.Fatal(err)
	}
	res, err := db.Exec(statement, args...)
	if err != nil {
		s.t.Fatal(err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		s.t.Fatalf("%s changed %d rows: %v", statement, n, err)
	}
	if err := db.Close(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *proofStory) server() string { return filepath.Join(s.dir, "fieldline.db") }

func (s *proofStory) wants(got device.Proof, standing device.Standing, written, received int64, alarms ...device.AlarmKind) {
	s.t.Helper()
	if got.Standing != standing || got.Written != written || got.Received != received {
		s.t.Errorf("it shows %s, %d written, %d received; want %s, %d, %d", got.Standing, got.Written, got.Received, standing, written, received)
	}
	var raised []string
	for _, a := range got.Alarms {
		raised = append(raised, string(a.Kind))
	}
	var want []string
	for _, a := range alarms {
		want = append(want, string(a))
	}
	if strings.Join(raised, " ") != strings.Join(want, " ") {
		s.t.Errorf("alarms are %v, want %v", raised, want)
	}
}

func TestProof_isEqualWhenItIs(t *testing.T) {
	s := newProofStory(t)

	p := s.proves()

	s.wants(p, device.Equal, 3, 3)
	if p.Found != 3 || p.Lacking != 0 || s.tablet.State().Differs {
		t.Errorf("it shows %+v, and that the two sides differ is %v", p, s.tablet.State().Differs)
	}
	if string(p.Mine) != string(p.Theirs) || len(p.Mine) == 0 || p.Counted.IsZero() || p.Receipt.IsZero() {
		t.Errorf("it shows %+v", p)
	}
	if c := p.Records; !c.Equal || c.Mine != c.Theirs || c.Mine < 3 {
		t.Errorf("records compare as %+v", c)
	}
	s.raise("又一个")
	s.wants(s.shows(), device.Behind, 4, 3)
}

func TestProof_showsAnOperationThatTheServerDropped(t *testing.T) {
	s := newProofStory(t)
	s.tamper(s.server(), "DELETE FROM op WHERE device > 0 AND dseq = 2")

	s.wants(s.proves(), device.Missing, 3, 2, device.AlarmMissing)

	if st := s.tablet.State(); st.Phase() != client.NeedsYou || !st.Differs {
		t.Errorf("the badge says %s", st.Phase())
	}
	s.seenAtTheOffice("missing")
}

func TestProof_showsABodyThatTheServerAltered(t *testing.T) {
	s := newProofStory(t)
	s.tamper(s.server(), "UPDATE op SET body = CAST(replace(CAST(body AS TEXT), '无拨号音', '有拨号音') AS BLOB) WHERE device > 0 AND dseq = 2")

	s.wants(s.proves(), device.Unequal, 3, 3, device.AlarmHeads)
}

func TestProof_showsAJournalThatWasAltered(t *testing.T) {
	s := newProofStory(t)
	s.tamper(filepath.Join(s.tabletDir, "fieldline.db"), "UPDATE op SET body = CAST(replace(CAST(body AS TEXT), '无拨号音', '有拨号音') AS BLOB) WHERE dseq = 2")

	s.wants(s.shows(), device.Altered, 3, 3)
}

func TestProof_showsARowThatWasTakenOutOfTheJournal(t *testing.T) {
	s := newProofStory(t)
	s.tamper(filepath.Join(s.tabletDir, "fieldline.db"), "DELETE FROM op WHERE dseq = 2")

	s.wants(s.proves(), device.Altered, 3, 3)
}

// An older copy of the tablet's database comes back, says so, and what is done on it is
// sent under a new incarnation and lost on neither side.
func TestProof_showsARewoundTablet(t *testing.T) {
	s := newProofStory(t)
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := s.tablet.Store.Backup(ctx, copied); err != nil {
		t.Fatal(err)
	}
	s.raise("之后的")
	s.sync(s.tablet)
	s.tablet = s.rewind(copied)

	s.sync(s.tablet)
	p := s.shows()

	s.wants(p, device.Equal, 4, 4, device.AlarmRewound)
	after := s.raise("退回之后")
	s.wants(s.shows(), device.Behind, 5, 4, device.AlarmRewound)
	s.wants(s.proves(), device.Equal, 5, 5, device.AlarmRewound)
	boss := s.enrol(library.RoleTechnicalSupervisor, client.Config{})
	s.sync(boss)
	boss.get(library.DifficultIssue, after)
	if p := s.shows(); !p.Records.Equal {
		t.Errorf("records compare as %+v", p.Records)
	}
}

// rewind puts an older database in the place of the tablet's and opens it.
func (s *proofStory) rewind(copied string) *tablet {
	s.t.Helper()
	if err := s.tablet.Store.Close(); err != nil {
		s.t.Fatal(err)
	}
	replace(s.t, copied, filepath.Join(s.tabletDir, "fieldline.db"))
	return s.open(s.tabletDir)
}

// A server that shows another history without a new epoch is found out; everything is
// read again, the outbox stays, and the three that were answered are sent once more, in
// new places, as nobody can say which of them the other history has.
func TestWitness_findsAnotherHistory(t *testing.T) {
	s := newProofStory(t)
	told, err := s.tablet.Witnesses(ctx)
	if err != nil || len(told) != 1 {
		t.Fatalf("witnessed %v, %v", told, err)
	}
	s.tamper(s.server(), "UPDATE op SET hash = x'00' WHERE seq = (SELECT max(seq) FROM op)")
	s.raise("待发")

	s.sync(s.tablet)

	p := s.shows()
	s.wants(p, device.Equal, 7, 7, device.AlarmFork, device.AlarmBehind)
	if got := s.tablet.get(library.DifficultIssue, s.issue).Values[library.DifficultIssueDescription]; got != "收不到按键" {
		t.Errorf("after reading again the issue says %v", got)
	}
	s.seenAtTheOffice("fork")
	s.wants(s.proves(), device.Equal, 7, 7, device.AlarmFork, device.AlarmBehind)
}

// Records that are not those of the server are found at the end of a pull, and read again.
func TestDigest_readsAgainWhatDiffers(t *testing.T) {
	s := newProofStory(t)
	path := filepath.Join(s.tabletDir, "fieldline.db")
	s.tamper(path, "DELETE FROM site")
	s.tamper(path, "UPDATE difficult_issue SET rev = rev + 1 WHERE description = '无拨号音'")
	waiting := s.raise("待发")

	p := s.proves()

	if !p.Records.Equal {
		t.Errorf("after reading again records compare as %+v", p.Records)
	}
	s.wants(p, device.Equal, 4, 4, device.AlarmRecords)
	s.tablet.get(library.Site, s.site)
	s.tablet.get(library.DifficultIssue, waiting)
	s.seenAtTheOffice("records")
}

// seenAtTheOffice fails unless the supervisor sees an alarm of the tablet, and an engineer
// sees his own device alone.
func (s *proofStory) seenAtTheOffice(kind string) {
	s.t.Helper()
	s.sync(s.tablet)
	boss := s.enrol(library.RoleTechnicalSupervisor, client.Config{})
	mine, err := s.tablet.Devices(ctx)
	if err != nil || len(mine.Devices) != 1 {
		s.t.Fatalf("the engineer sees %+v, %v", mine.Devices, err)
	}
	all, err := boss.Devices(ctx)
	if err != nil || len(all.Devices) != 2 {
		s.t.Fatalf("the supervisor sees %+v, %v", all.Devices, err)
	}
	var raised []string
	for _, a := range all.Devices[0].Alarms {
		raised = append(raised, a.Kind)
	}
	if d := all.Devices[0]; !strings.Contains(strings.Join(raised, " "), kind) || d.Person != s.staff[library.RoleEngineer] || d.Written == 0 || d.Received != d.Written || d.Agreed != d.Received {
		s.t.Errorf("the supervisor sees %+v", d)
	}
}

// A journal that arrives otherwise than it was written, however often it is sent, ends in
// an error and not in a sync without end; the work stays.
func TestSync_journalThatNeverArrivesAsWritten(t *testing.T) {
	o := newOfficeIn(t, t.TempDir())
	requests := 0
	spoils := &spoiler{RoundTripper: o.http.Client().Transport, t: t, was: "不亮", is: "不响", requests: &requests}
	tab := o.enrol(library.RoleEngineer, client.Config{Transport: spoils})
	o.sync(tab)
	tab.new(library.DifficultIssue, form.Values{library.DifficultIssueDescription: "指示灯不亮"})

	var p *protocol.Problem
	if err := tab.Sync(ctx); !errors.As(err, &p) || p.Slug() != protocol.DeviceRewound {
		t.Errorf("the sync ends with %v", err)
	}
	if requests > 20 {
		t.Errorf("%d requests were sent", requests)
	}
	waits, err := tab.Outbox(ctx)
	if err != nil || len(waits) != 1 || waits[0].State != device.Waiting || waits[0].Parts[0].Values[library.DifficultIssueDescription] != "指示灯不亮" {
		t.Errorf("there waits %+v %v", waits, err)
	}
}

// spoiler changes a word in what is sent to be synced.
type spoiler struct {
	http.RoundTripper
	t        *testing.T
	was, is  string
	requests *int
}

func (s *spoiler) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path != protocol.PathSync {
		return s.RoundTripper.RoundTrip(r)
	}
	*s.requests++
	codec, err := protocol.NewCodec(1, 1<<20)
	if err != nil {
		return nil, err
	}
	packed, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	plain := packed
	if r.Header.Get("Content-Encoding") == protocol.Zstd {
		if plain, err = codec.Unpack(r.Context(), packed); err != nil {
			return nil, err
		}
	}
	body := []byte(strings.ReplaceAll(string(plain), s.was, s.is))
	sent := r.Clone(r.Context())
	sent.Header.Del("Content-Encoding")
	sent.Body, sent.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return s.RoundTripper.RoundTrip(sent)
}
