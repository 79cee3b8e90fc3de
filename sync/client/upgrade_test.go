package client_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// Every released version leaves a fixture: a server's folder and a tablet's with work that
// was not sent, made by
//
//	go test ./sync/client -run TestFixture -fixture v1
//
// once, before the schema or the forms change, and never made again.
var fixture = flag.String("fixture", "", "make testdata/NAME.zip of what this version leaves behind")

// left is what a fixture says of itself.
type left struct {
	Now     time.Time          `json:"now"`
	Staff   map[string]form.ID `json:"staff"`
	Site    form.ID            `json:"site"`
	Order   form.ID            `json:"order"`
	Card    form.ID            `json:"card"`
	Lost    form.ID            `json:"lost"` // an order that was given to another: its work is parked
	Photo   string             `json:"photo"`
	Pending int                `json:"pending"`
}

func TestFixture(t *testing.T) {
	if *fixture == "" {
		t.Skip("only with -fixture")
	}
	dir, found := t.TempDir(), left{}
	t.Cleanup(func() { pack(t, dir, &found) }) // when all is closed
	s := newShopIn(t, dir)
	found.Lost = s.order(library.OrderKindIsMaintenance)
	s.now = s.now.Add(4 * time.Hour)
	found.Order = s.order(library.OrderKindIsMaintenance)
	card := s.tablet.one(library.FeedbackCard, library.FeedbackCardOrder, found.Order).ID
	spare := s.enrol(library.RoleEngineer, client.Config{})
	s.sync(spare)
	spare.set(library.FeedbackCard, card, form.Values{library.FeedbackCardAccessMethod: "甲"})
	s.tablet.set(library.FeedbackCard, card, form.Values{library.FeedbackCardAccessMethod: "乙"})
	s.tablet.act(library.ServiceOrder, found.Lost, library.ServiceOrderAskReschedule, form.Values{library.ServiceOrderRescheduleNote: "客户不在", library.ServiceOrderMovedBy: "customer"})
	s.reassign(found.Lost)
	s.sync(s.desk, spare, s.tablet)

	photo, err := s.tablet.PutAttachment(ctx, plain(t, 3), "cabinet.png")
	if err != nil {
		t.Fatal(err)
	}
	s.tablet.set(library.FeedbackCard, card, form.Values{library.FeedbackCardTrained: true, library.FeedbackCardTrainee: "王工", library.FeedbackCardTopics: "加拨",
		library.FeedbackCardPhotos: []form.Row{{ID: "1", Values: form.Values{"photo": photo}}}})
	s.tablet.do(record.Part{Kind: record.Add, Form: library.FeedbackCard, ID: card, Table: library.FeedbackCardFaults, Row: form.Row{Values: form.Values{
		library.FeedbackCardFaultsRowFault: library.FaultCodeIsV01, library.FeedbackCardFaultsRowWhat: "杂音"}}})
	s.finish(found.Order)
	err = s.tablet.SaveDraft(ctx, library.FeedbackCard, card, device.Draft{Values: form.Values{library.FeedbackCardRemark: "没写完的话"}, Was: form.Values{library.FeedbackCardRemark: nil}, Base: 1})
	if err != nil {
		t.Fatal(err)
	}
	found.Now, found.Staff, found.Site, found.Card, found.Photo, found.Pending = s.now, s.staff, s.site, card, photo.SHA256, 3
}

// pack writes a fixture; one that is there is never made again.
func pack(t *testing.T, dir string, found *left) {
	t.Helper()
	if t.Failed() {
		return
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	about, err := json.MarshalIndent(found, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "left.json"), about, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := z.AddFS(os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", *fixture+".zip")
	if _, err := os.Stat(path); err == nil {
		t.Fatalf("%s is there already", path)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// unpack lays a fixture into a folder.
func unpack(t *testing.T, path string) (dir string, found left) {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close() //nolint:errcheck // it was only read
	dir = t.TempDir()
	if err := os.CopyFS(dir, z); err != nil {
		t.Fatal(err)
	}
	about, err := os.ReadFile(filepath.Join(dir, "left.json"))
	if err == nil {
		err = json.Unmarshal(about, &found)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"server", "tablet"} {
		if err := os.Chmod(filepath.Join(dir, secret), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir, found
}

// nextTrainee is what a later library calls a field, nextWeather one that it has more.
const (
	nextTrainee = "trained_person"
	nextWeather = "weather"
)

// next is a library of a later version: a field has another name, another is new.
func next(t *testing.T) *form.Library {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(library.Files(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(library.Files(), path)
		if path == "feedback_card.yaml" {
			was := string(raw)
			text := strings.Replace(was, "form: feedback_card\n", "form: feedback_card\nversion: 2\n", 1)
			text = strings.Replace(text, "      trainee: {", "      "+nextWeather+": {type: text, zh: 天气, en: Weather}\n      "+nextTrainee+": {was: trainee, ", 1)
			if len(text) < len(was)+80 {
				t.Fatal("the card is not as the later library expects it")
			}
			raw = []byte(text)
		}
		files[path] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	lib, err := form.Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// detour leads to a server that has another address than it had.
type detour struct {
	http.RoundTripper
	host string
}

func (d detour) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Host, r.Host = d.host, d.host
	return d.RoundTripper.RoundTrip(r)
}

// What an older version left, on the server and on a tablet with work that was not sent,
// is taken over by this program and by later forms: nothing is lost (sync.md L6).
func TestUpgrade(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/*.zip")
	if err != nil || len(fixtures) == 0 {
		t.Fatalf("there are no fixtures: %v", err)
	}
	for _, path := range fixtures {
		for name, lib := range map[string]func(*testing.T) *form.Library{"today's forms": today, "later forms": next} {
			t.Run(filepath.Base(path)+" "+name, func(t *testing.T) { upgrade(t, path, lib(t)) })
		}
	}
}

func today(t *testing.T) *form.Library {
	t.Helper()
	lib, err := library.Open()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func upgrade(t *testing.T, path string, lib *form.Library) {
	dir, was := unpack(t, path)
	o := &office{t: t, now: was.Now.Add(24 * time.Hour), site: was.Site, staff: was.Staff}
	o.http = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.Handler().ServeHTTP(w, r) }))
	var err error
	o.Server, err = server.Open(ctx, server.Config{Dir: filepath.Join(dir, "server"), Library: lib,
		URL: "https://" + o.http.Listener.Addr().String(), Now: func() time.Time { return o.now }})
	if err != nil {
		t.Fatal(err)
	}
	if o.http.TLS, err = o.TLS(); err != nil {
		t.Fatal(err)
	}
	o.http.StartTLS()
	t.Cleanup(func() {
		o.http.Close()
		if err := o.Server.Close(); err != nil {
			t.Error(err)
		}
	})
	store, err := device.Open(ctx, filepath.Join(dir, "tablet"), nil, device.Config{Now: func() time.Time { return o.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	c, err := client.New(store, client.Config{Now: func() time.Time { return o.now }, Transport: detour{o.http.Client().Transport, o.http.Listener.Addr().String()}})
	if err != nil {
		t.Fatal(err)
	}
	tab := &tablet{store, c, t}
	trainee := library.FeedbackCardTrainee
	if lib.Form(library.FeedbackCard).Field(trainee) == nil {
		trainee = nextTrainee
	}

	batch, err := tab.Pending(ctx, 100, 1<<20)
	if err != nil || len(batch.Ops) != was.Pending {
		t.Fatalf("%d operations wait, it had %d: %v", len(batch.Ops), was.Pending, err)
	}
	tab.holds(was, library.FeedbackCardTrainee)
	for range 3 {
		o.sync(tab)
	}
	tab.holds(was, trainee)
	if batch, err := tab.Pending(ctx, 100, 1<<20); err != nil || len(batch.Ops) > 0 {
		t.Errorf("%d operations still wait, %v", len(batch.Ops), err)
	}
	if files, err := tab.Uploads(ctx); err != nil || len(files) > 0 {
		t.Errorf("the photo still waits: %+v, %v", files, err)
	}

	twin := o.enrol(library.RoleEngineer, client.Config{})
	o.sync(twin)
	card := twin.get(library.FeedbackCard, was.Card)
	photos, _ := card.Values[library.FeedbackCardPhotos].([]form.Row)
	faults, _ := card.Values[library.FeedbackCardFaults].([]form.Row)
	if card.Values[trainee] != "王工" || len(photos) != 1 || photos[0].Values["photo"].(form.Attachment).SHA256 != was.Photo || len(faults) != 1 {
		t.Errorf("another tablet has %+v", card.Values)
	}
	if order := twin.get(library.ServiceOrder, was.Order); order.State != library.ServiceOrderFinished {
		t.Errorf("the order is %s", order.State)
	}
	if trainee == nextTrainee {
		tab.set(library.FeedbackCard, was.Card, form.Values{nextWeather: "雨"})
		o.sync(tab, twin)
		if got := twin.get(library.FeedbackCard, was.Card).Values[nextWeather]; got != "雨" {
			t.Errorf("what is new in the form is %v", got)
		}
	}
	report, err := o.Verify(ctx)
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("the server: %v %v", report.Faults, err)
	}
}

// holds looks for everything that an upgrade must not touch.
func (d *tablet) holds(was left, trainee string) {
	d.t.Helper()
	card := d.get(library.FeedbackCard, was.Card)
	if card.Values[trainee] != "王工" || d.get(library.ServiceOrder, was.Order).State != library.ServiceOrderFinished {
		d.t.Errorf("the card is %+v", card.Values)
	}
	if draft, err := d.Draft(ctx, library.FeedbackCard, was.Card); err != nil || draft.Values[library.FeedbackCardRemark] != "没写完的话" {
		d.t.Errorf("the draft is %+v, %v", draft, err)
	}
	all, err := d.Outbox(ctx)
	cases := 0
	for _, e := range all {
		if e.State == device.Parked && e.ID == was.Lost && e.Parts[0].Values[library.ServiceOrderRescheduleNote] == "客户不在" {
			cases++
		}
	}
	if err != nil || cases != 1 {
		d.t.Errorf("the outbox is %+v, %v", all, err)
	}
	open, err := d.Conflicts(ctx, library.FeedbackCard, was.Card)
	if err != nil || len(open) != 1 || text(open[0].Mine) != "乙" || text(open[0].Theirs) != "甲" {
		d.t.Errorf("open conflicts are %+v, %v", open, err)
	}
	if f, err := d.Attachment(ctx, was.Photo); err != nil {
		d.t.Errorf("the photo: %v", err)
	} else if err := f.Close(); err != nil {
		d.t.Error(err)
	}
}

// future is a network on which the server's library is one of a later program.
type future struct {
	http.RoundTripper
	sha    string // that the server announces
	body   []byte // what a later program would serve
	later  string // its SHA-256
	active bool
	asked  int
}

func (f *future) RoundTrip(r *http.Request) (*http.Response, error) {
	if !f.active {
		return f.RoundTripper.RoundTrip(r)
	}
	if r.URL.Path == protocol.PathLibrary+f.later {
		f.asked++
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(f.body)), Request: r}, nil
	}
	r = r.Clone(r.Context())
	r.Header.Set("Accept-Encoding", "identity")
	w, err := f.RoundTripper.RoundTrip(r)
	if err != nil || r.URL.Path != protocol.PathSync {
		return w, err
	}
	body, err := io.ReadAll(w.Body)
	if err != nil {
		return nil, err
	}
	body = bytes.ReplaceAll(body, []byte(f.sha), []byte(f.later))
	w.Body, w.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	w.Header.Del("Content-Length")
	return w, nil
}

// A program that is too old for the forms goes on sending, says so, and reads everything
// once it can.
func TestSync_formsThatThisProgramCannotRead(t *testing.T) {
	s := newShop(t)
	network := &future{RoundTripper: s.http.Client().Transport, sha: s.Library().SHA256}
	network.body = bytes.Replace(s.Library().JSON(), []byte(`"type":"rating"`), []byte(`"type":"hologram"`), 1)
	if _, err := form.FromJSON(network.body); err == nil {
		t.Fatal("the later library can be read")
	}
	sum := sha256.Sum256(network.body)
	network.later = hex.EncodeToString(sum[:])
	old := s.enrol(library.RoleEngineer, client.Config{Transport: network})
	s.sync(old)
	order := s.order(library.OrderKindIsMaintenance)
	s.sync(old)
	network.active = true
	s.tablet, old = old, s.tablet // shop's acts are the old program's
	s.finish(order)
	s.sync(s.tablet, s.desk, s.tablet, s.desk)

	if state := s.desk.get(library.ServiceOrder, order).State; state != library.ServiceOrderFinished {
		t.Errorf("the office has the order %s", state)
	}
	if st := s.tablet.State(); st.Problem == nil || st.Problem.Key != client.KeyOutdated || st.Pending != 0 {
		t.Errorf("the old program says %+v", st)
	}
	if network.asked != 1 {
		t.Errorf("it fetched the library %d times", network.asked)
	}

	network.active = false
	s.sync(s.tablet)
	if st := s.tablet.State(); st.Problem != nil {
		t.Errorf("the new program says %+v", st.Problem)
	}
	if s.tablet.get(library.ServiceOrder, order).State != library.ServiceOrderFinished {
		t.Error("the order was taken back")
	}
	s.same(s.tablet, old)
}

// found is a row of a count for each serial number.
func found(serials ...string) form.Values {
	var rows []form.Row
	for n, serial := range serials {
		rows = append(rows, form.Row{ID: fmt.Sprint(n + 1), Values: form.Values{
			library.StockCountLinesRowSerial: serial, library.StockCountLinesRowExpected: true, library.StockCountLinesRowFound: true,
		}})
	}
	return form.Values{library.StockCountLines: rows}
}

// tenfold publishes forms by which a count has ten times what was found.
func (o *office) tenfold() *form.Library {
	o.t.Helper()
	lib, err := form.FromJSON(bytes.Replace(o.Library().JSON(), []byte(`count(lines, .found)`), []byte(`count(lines, .found) * 10`), 1), library.Functions()...)
	if err != nil {
		o.t.Fatal(err)
	}
	if err := o.Publish(ctx, lib); err != nil {
		o.t.Fatal(err)
	}
	return lib
}

// What a program reckons by older forms, since it cannot read those in force, gives way to
// what the server made of it.
func TestSync_workByOlderFormsIsAsTheServerHasIt(t *testing.T) {
	o := newOffice(t)
	network := &future{RoundTripper: o.http.Client().Transport}
	keeper := o.enrol(library.RoleStockKeeper, client.Config{Transport: network})
	o.sync(keeper)
	first, second := keeper.new(library.StockCount, found("X1")), keeper.new(library.StockCount, found("Y1"))
	o.sync(keeper, keeper)

	lib := o.tenfold()
	network.sha, network.later, network.active = lib.SHA256, lib.SHA256, true
	network.body = bytes.Replace(lib.JSON(), []byte(`"type":"rating"`), []byte(`"type":"hologram"`), 1)
	for _, id := range []form.ID{first, second} { // one tells it of the forms, one is sent afterwards
		keeper.do(record.Part{Kind: record.Set, Form: library.StockCount, ID: id, Values: found("X1", "X2")})
		o.sync(keeper)
		if st := keeper.State(); st.Problem == nil || st.Problem.Key != client.KeyOutdated || st.Pending != 0 {
			t.Errorf("the old program says %+v", st)
		}
		if n := keeper.get(library.StockCount, id).Values[library.StockCountFoundCount]; n != int64(2) {
			t.Errorf("its own work shows %v", n)
		}
	}
	network.active = false
	newer, err := client.New(keeper.Store, client.Config{Transport: network, Now: func() time.Time { return o.now }})
	if err != nil {
		t.Fatal(err)
	}
	keeper.Client = newer
	o.sync(keeper, keeper)

	for _, id := range []form.ID{first, second} {
		if n := keeper.get(library.StockCount, id).Values[library.StockCountFoundCount]; n != int64(20) {
			t.Errorf("read anew, the count has found %v", n)
		}
	}
	twin := o.enrol(library.RoleStockKeeper, client.Config{})
	o.sync(twin)
	o.same(keeper, twin)
}

// The answer to work is lost, and newer forms are in force when it is asked for again: the
// device, which then reckons by those, shows what the server reckoned by the earlier ones.
func TestSync_answerLostWhileFormsChanged(t *testing.T) {
	o := newOffice(t)
	way := &deaf{RoundTripper: o.http.Client().Transport}
	keeper := o.enrol(library.RoleStockKeeper, client.Config{Transport: way})
	o.sync(keeper)
	id := keeper.new(library.StockCount, found("X1"))
	o.sync(keeper, keeper)

	for _, values := range []form.Values{found("X1", "X2"), found("X1", "X2", "X3")} {
		keeper.do(record.Part{Kind: record.Set, Form: library.StockCount, ID: id, Values: values})
	}
	o.now = o.now.Add(time.Minute)
	way.times = 20
	if err := keeper.Sync(ctx); err == nil {
		t.Fatal("the reply came through")
	}
	way.times = 0
	o.tenfold()
	o.sync(keeper, keeper)
	if n := keeper.get(library.StockCount, id).Values[library.StockCountFoundCount]; n != int64(3) {
		t.Errorf("the count has found %v", n)
	}
	twin := o.enrol(library.RoleStockKeeper, client.Config{})
	o.sync(twin)
	if n := twin.get(library.StockCount, id).Values[library.StockCountFoundCount]; n != int64(3) {
		t.Errorf("on another device the count has found %v", n)
	}
	o.same(keeper, twin)
}
