package server_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// handbook keeps an attachment on the server and returns its name.
func (o *office) handbook(content string) string {
	o.t.Helper()
	sha, err := o.PutBlob(ctx, []byte(content), "application/pdf")
	if err != nil {
		o.t.Fatal(err)
	}
	return sha
}

// fresh is the office's Config for another folder.
func (o *office) fresh(dir string) server.Config {
	return server.Config{Dir: dir, Now: o.cfg.Now, NewID: o.newID}
}

func (o *office) backup() string {
	o.t.Helper()
	path := filepath.Join(o.t.TempDir(), "set")
	if r, err := o.Backup(ctx, path); err != nil || r.Operations == 0 {
		o.t.Fatalf("%+v %v", r, err)
	}
	return path
}

func TestBackup_isWholeAndCountsAsSafe(t *testing.T) {
	o := newOffice(t)
	customer := o.customer("中科大厦")
	sha := o.handbook("%PDF-1.7 ein Handbuch")
	path := filepath.Join(t.TempDir(), "copy")
	r, err := o.Backup(ctx, path)
	if err != nil || r.Operations == 0 || r.Files != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	if _, err := o.Backup(ctx, path); err == nil {
		t.Error("a backup was written over another")
	}
	desk := o.tablet(o.serve(), o.assistant)
	if reply := desk.sync(); reply.SafeSeq != r.Head || !reply.BackedUp.Equal(o.now) {
		t.Errorf("safe up to %d as of %s, backed up to %d", reply.SafeSeq, reply.BackedUp, r.Head)
	}
	if again, err := server.VerifyBackup(ctx, path, o.fresh("")); err != nil || len(again.Faults) > 0 || again.Hash != r.Hash || again.Files != 1 {
		t.Errorf("the set itself: %+v %v", again, err)
	}

	dir := filepath.Join(t.TempDir(), "restored")
	if _, _, err := server.Restore(ctx, path, o.fresh(o.cfg.Dir)); !errors.Is(err, server.ErrLiveFolder) {
		t.Errorf("a live folder was written over: %v", err)
	}
	if _, _, err := server.Restore(ctx, o.cfg.Dir, o.fresh(dir)); !errors.Is(err, server.ErrNoBackup) {
		t.Errorf("a folder without a page was restored: %v", err)
	}
	if r, epoch, err := server.Restore(ctx, path, o.fresh(dir)); err != nil || epoch == "" || r.Files != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	restored, err := server.Open(ctx, o.fresh(dir))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := restored.Verify(ctx); err != nil || len(again.Faults) > 0 || again.Files != 1 || restored.Pin() != o.Pin() {
		t.Errorf("%+v %v", again, err)
	}
	err = restored.Read(ctx, func(w record.Reader) error {
		_, err := w.Stored("customer", customer)
		return err
	})
	if err := errors.Join(err, restored.Close()); err != nil {
		t.Error(err)
	}

	o.damage(o.cfg.Dir, "files/"+sha[:2]+"/"+sha)
	path = filepath.Join(t.TempDir(), "damaged")
	if _, err := o.Backup(ctx, path); err == nil || !strings.Contains(err.Error(), sha) {
		t.Errorf("a damaged attachment was backed up: %v", err)
	}
	if left, err := filepath.Glob(path + "*"); err != nil || len(left) > 0 {
		t.Errorf("half a backup was left: %v %v", left, err)
	}
}

// damage flips a byte in the middle of a file.
func (o *office) damage(dir, name string) {
	o.t.Helper()
	path := filepath.Join(dir, name)
	raw, err := os.ReadFile(path)
	if err != nil {
		o.t.Fatal(err)
	}
	raw[len(raw)/2] ^= 1
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		o.t.Fatal(err)
	}
}

func TestVerifyBackup_namesWhatIsDamaged(t *testing.T) {
	o := newOffice(t)
	sha := o.handbook("%PDF-1.7 ein Handbuch")
	blob := "files/" + sha[:2] + "/" + sha
	for name, harm := range map[string]func(dir string) (named string){
		"a flipped byte of the database":    func(dir string) string { o.damage(dir, "fieldline.db"); return "fieldline.db" },
		"a flipped byte of the CA's key":    func(dir string) string { o.damage(dir, "ca.key"); return "ca.key" },
		"a flipped byte of an attachment":   func(dir string) string { o.damage(dir, blob); return sha },
		"an attachment that is gone":        func(dir string) string { o.remove(dir, blob); return sha },
		"the key of secrets that is gone":   func(dir string) string { o.remove(dir, "box.key"); return "box.key" },
		"the page that says what is in it":  func(dir string) string { o.remove(dir, "backup.json"); return "no whole backup" },
		"a flipped byte of the page itself": func(dir string) string { o.damage(dir, "backup.json"); return "" },
	} {
		path := o.backup()
		named := harm(path)

		r, err := server.VerifyBackup(ctx, path, o.fresh(""))

		if said := strings.Join(r.Faults, "\n"); err == nil && said == "" || !strings.Contains(said, named) && (err == nil || !strings.Contains(err.Error(), named)) {
			t.Errorf("%s: %q %v", name, said, err)
		}
		dir := filepath.Join(t.TempDir(), "restored")
		if _, _, err := server.Restore(ctx, path, o.fresh(dir)); err == nil {
			t.Errorf("%s: it was restored", name)
		}
		if left, err := filepath.Glob(dir + "*"); err != nil || len(left) > 0 {
			t.Errorf("%s: left behind %v %v", name, left, err)
		}
	}
}

func (o *office) remove(dir, name string) {
	o.t.Helper()
	if err := os.Remove(filepath.Join(dir, name)); err != nil {
		o.t.Fatal(err)
	}
}

func TestBackUpIfDue_everyNightAndKeepsSome(t *testing.T) {
	o := newOffice(t)
	o.handbook("%PDF-1.7 eins")
	n := server.Nightly{Dir: filepath.Join(t.TempDir(), "nights"), At: 2*time.Hour + 30*time.Minute, Keep: 2}
	sets := func() []string {
		t.Helper()
		if err := o.BackUpIfDue(ctx, n); err != nil {
			t.Fatal(err)
		}
		all, err := filepath.Glob(filepath.Join(n.Dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(all)
		return all
	}

	first := sets()
	if again := sets(); len(first) != 1 || len(again) != 1 {
		t.Errorf("on the first day: %v, then %v", first, again)
	}
	o.now = time.Date(2026, 11, 23, 18, 29, 0, 0, time.UTC) // 02:29 in Shanghai
	if all := sets(); len(all) != 1 {
		t.Errorf("before the hour: %v", all)
	}
	if err := os.Mkdir(filepath.Join(n.Dir, "2026-11-01T183000Z.part"), 0o700); err != nil {
		t.Fatal(err)
	}
	o.handbook("%PDF-1.7 zwei")
	o.now = o.now.Add(time.Minute)
	second := sets()
	if len(second) != 2 {
		t.Fatalf("at the hour: %v", second)
	}
	o.now = o.now.Add(5 * 24 * time.Hour) // it stood still for days
	third := sets()
	if len(third) != 2 || slices.Contains(third, first[0]) || !slices.Contains(third, second[1]) {
		t.Errorf("two are kept: %v of %v", third, second)
	}
	if r, err := server.VerifyBackup(ctx, third[1], o.fresh("")); err != nil || len(r.Faults) > 0 || r.Files != 2 {
		t.Errorf("%+v %v", r, err)
	}
}

func TestBackUpIfDue_doesNotTakeDamageOver(t *testing.T) {
	o := newOffice(t)
	sha := o.handbook("%PDF-1.7 eins")
	n := server.Nightly{Dir: filepath.Join(t.TempDir(), "nights"), Keep: 5}
	for range 2 {
		if err := o.BackUpIfDue(ctx, n); err != nil {
			t.Fatal(err)
		}
		all, err := filepath.Glob(filepath.Join(n.Dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		if r, err := server.VerifyBackup(ctx, all[len(all)-1], o.fresh("")); err != nil || len(r.Faults) > 0 {
			t.Errorf("%v %v", r.Faults, err)
		}
		o.damage(all[0], "files/"+sha[:2]+"/"+sha)
		o.now = o.now.Add(24 * time.Hour)
	}
}

func TestVerify_findsWhatWasTampered(t *testing.T) {
	o := newOffice(t)
	order := o.order(o.customer("中科大厦"), o.zhou)
	o.set(o.zhou, order, form.Values{"notes": "原样"})
	for name, statement := range map[string]string{
		"body":     "UPDATE op SET body = CAST(replace(CAST(body AS TEXT), '原样', '改过') AS BLOB) WHERE seq = (SELECT max(seq) FROM op)",
		"actor":    "UPDATE op SET actor = x'000102030405060708090a0b0c0d0e0f' WHERE seq = (SELECT max(seq) FROM op)",
		"log":      "DELETE FROM op WHERE seq = (SELECT seq FROM op ORDER BY seq DESC LIMIT 1 OFFSET 1)",
		"last":     "DELETE FROM op WHERE seq = (SELECT max(seq) FROM op)",
		"record":   "UPDATE service_order SET rev = rev + 1",
		"row":      "DELETE FROM service_order",
		"customer": "DELETE FROM customer",
		"feed":     "UPDATE feed SET reasons = reasons + 1",
		"order":    "UPDATE feed SET seq = 7",
		"member":   "DELETE FROM feed WHERE form = (SELECT n FROM form_number WHERE name = 'service_order')",
		"reach":    "DELETE FROM reach WHERE form = (SELECT n FROM form_number WHERE name = 'customer')",
		"audience": "DELETE FROM audience",
		"library":  "UPDATE op SET library = 99 WHERE seq = 3",
		"replaced": "UPDATE op SET was = '{}' WHERE was IS NOT NULL",
	} {
		r, err := o.Tampered(ctx, t.TempDir(), statement)
		if err != nil || len(r.Faults) == 0 {
			t.Errorf("%s: nothing was found, %v", name, err)
		}
	}
	o.verify()
}

// The database that is served is looked at like a copy of it.
func TestVerify_findsWhatWasTamperedWhileServed(t *testing.T) {
	o := newOffice(t)
	o.customer("中科大厦")
	if err := o.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	o.verify()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(o.cfg.Dir, "fieldline.db"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(ctx, "UPDATE signed SET sig = x'00'")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}

	r, err := o.Verify(ctx)

	if said := strings.Join(r.Faults, "\n"); err != nil || !strings.Contains(said, "is not signed by this server") {
		t.Errorf("%s %v", said, err)
	}
}

func TestVerify_findsAttachments(t *testing.T) {
	o := newOffice(t)
	kept, gone := o.handbook("%PDF-1.7 eins"), o.handbook("%PDF-1.7 zwei")
	o.verify()
	o.damage(o.cfg.Dir, "files/"+kept[:2]+"/"+kept)
	o.remove(o.cfg.Dir, "files/"+gone[:2]+"/"+gone)

	r, err := o.Verify(ctx)

	if said := strings.Join(r.Faults, "\n"); err != nil || !strings.Contains(said, kept+" is damaged") || !strings.Contains(said, gone+" is missing") || len(r.Faults) != 2 {
		t.Errorf("%s %v", said, err)
	}
}
