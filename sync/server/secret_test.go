package server_test

import (
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/box"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// safe is an office with the secret of a line, for which an engineer has an order today.
type safe struct {
	*office
	web  *httptest.Server
	desk *tablet // the assistant's, who sees the secret
	line form.ID
	ref  string
}

const theSecret = "8-6-4-2"

func newSafe(t *testing.T) *safe {
	t.Helper()
	o := newOffice(t)
	s := &safe{office: o, web: o.serve()}
	for who, name := range map[form.ID]string{o.assistant: "wang", o.zhou: "zhou", o.lin: "lin"} {
		if err := o.SetPassword(ctx, who, name, zhousPassword); err != nil {
			t.Fatal(err)
		}
	}
	s.desk = o.tablet(s.web, o.assistant)
	s.desk.sync()
	sealed, err := protocol.Seal(s.desk.reply.BoxKey, theSecret)
	if err != nil {
		t.Fatal(err)
	}
	s.ref = protocol.SecretRef(sealed)
	order := o.order(o.customer("中科大厦"), o.zhou)
	line := s.desk.op(record.Part{Kind: record.Create, Form: "line", Values: form.Values{"name": "专线", "pin": sealed, "order": ref("service_order", order)}})
	if results := s.desk.sync(line).Results; len(results) > 0 && results[0].Fate == "refused" {
		t.Fatal(results)
	}
	s.line = line.ID
	return s
}

func (s *safe) confirm(tb *tablet, password string) *protocol.Problem {
	s.t.Helper()
	var reply protocol.ConfirmReply
	p := tb.post(protocol.PathConfirm, tb.renewed().tokens.Access, protocol.ConfirmRequest{Password: password}, &reply)
	if p == nil && reply.Seconds != 360 {
		s.t.Errorf("it counts for %d seconds", reply.Seconds)
	}
	return p
}

func (s *safe) reveal(tb *tablet, reason string) (string, *protocol.Problem) {
	s.t.Helper()
	var reply protocol.RevealReply
	p := tb.post(protocol.PathSecrets+s.ref+"/reveal", tb.tokens.Access, protocol.RevealRequest{Form: "line", ID: s.line, Field: "pin", Reason: reason}, &reply)
	return reply.Secret, p
}

func (s *safe) along(tb *tablet, reason string) (protocol.AlongReply, *protocol.Problem) {
	s.t.Helper()
	var reply protocol.AlongReply
	return reply, tb.post(protocol.PathAlong, tb.tokens.Access, protocol.AlongRequest{Form: "line", ID: s.line, Reason: reason}, &reply)
}

// A secret lies sealed, is a reference in its record, and is told to who sees the field.
func TestSecret_staysSealed(t *testing.T) {
	s := newSafe(t)
	value, _ := s.desk.have[ref("line", s.line)].Values["pin"].(string)
	if value != s.ref {
		t.Fatalf("the record holds %q", value)
	}
	other := s.desk.op(record.Part{Kind: record.Create, Form: "line", Values: form.Values{"name": "别家", "pin": value}})
	clear := s.desk.op(record.Part{Kind: record.Create, Form: "line", Values: form.Values{"name": "明文", "pin": "8642"}})
	foreign, _, err := box.GenerateKey(rand.Reader) // another server's key
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := protocol.Seal(foreign[:], theSecret)
	if err != nil {
		t.Fatal(err)
	}
	shut := s.desk.op(record.Part{Kind: record.Create, Form: "line", Values: form.Values{"name": "打不开", "pin": sealed}})
	results := s.desk.sync(other, clear, shut).Results
	if len(results) != 3 {
		t.Errorf("another record's secret, a clear one and one for another server are answered %+v", results)
	}
	for _, res := range results {
		if res.Fate != "refused" || res.Problems[0].Key != "problem.secret-not-sealed" {
			t.Errorf("%d is %s %v", res.Dseq, res.Fate, res.Problems)
		}
	}
	if p := s.confirm(s.desk, zhousPassword); p != nil {
		t.Fatal(p)
	}
	if secret, p := s.reveal(s.desk, "上门前核对"); p != nil || secret != theSecret {
		t.Errorf("%q %v", secret, p)
	}
	_, p := s.reveal(s.desk, " ")
	wantSlug(t, p, protocol.Malformed)
	for _, who := range []form.ID{s.zhou, s.lin} { // one sees the line without its secret, the other nothing
		tb := s.tablet(s.web, who)
		if p := s.confirm(tb, zhousPassword); p != nil {
			t.Fatal(p)
		}
		_, p = s.reveal(tb, "好奇")
		wantSlug(t, p, protocol.NotFound)
	}
	s.verify()
}

// S19: whoever took over a signed-in device reads nothing. The second sign-in counts for a
// while, on that device alone, and is guessed at as slowly as the first.
// What lies beside the log is held against it: values of a record that another hand changed,
// the receipt a device was given, and a secret that a record names and that is not kept.
func TestVerify_findsWhatLiesBesideTheLog(t *testing.T) {
	s := newSafe(t)
	s.verify()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.cfg.Dir, "fieldline.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, by := range []struct{ does, undoes, says string }{
		{"UPDATE line SET name = '别的'", "UPDATE line SET name = '专线'", "line " + s.line.String() + " is not as the log left it"},
		{"UPDATE device SET last_dseq = last_dseq + 1 WHERE last_dseq > 0", "UPDATE device SET last_dseq = last_dseq - 1 WHERE last_dseq > 0", "the log has 1 of 2 operations"},
		{"UPDATE secret SET ref = ref || 'x'", "UPDATE secret SET ref = substr(ref, 1, length(ref) - 1)", "names a secret that is not kept"},
	} {
		if _, err := db.ExecContext(ctx, by.does); err != nil {
			t.Fatal(err)
		}
		r, err := s.Verify(ctx)
		if err != nil || len(r.Faults) != 1 || !strings.Contains(r.Faults[0], by.says) {
			t.Errorf("%s: %v, %v", by.does, r.Faults, err)
		}
		if _, err := db.ExecContext(ctx, by.undoes); err != nil {
			t.Fatal(err)
		}
	}
	s.verify()
}

func TestSecret_asksToSignInAgain(t *testing.T) {
	s := newSafe(t)
	_, p := s.reveal(s.desk, "上门前核对")
	wantSlug(t, p, protocol.SignInAgain)
	wantSlug(t, s.confirm(s.desk, "not her password"), protocol.WrongPassword)
	_, p = s.reveal(s.desk, "上门前核对")
	wantSlug(t, p, protocol.SignInAgain)
	if p := s.confirm(s.desk, zhousPassword); p != nil {
		t.Fatal(p)
	}
	if _, p := s.reveal(s.desk, "上门前核对"); p != nil {
		t.Fatal(p)
	}

	_, p = s.reveal(s.tablet(s.web, s.assistant), "在别的设备上")
	wantSlug(t, p, protocol.SignInAgain)
	s.now = s.now.Add(6 * time.Minute)
	_, p = s.reveal(s.desk.renewed(), "六分钟以后")
	wantSlug(t, p, protocol.SignInAgain)
	for range 5 {
		p = s.confirm(s.desk, "not her password")
	}
	wantSlug(t, p, protocol.WrongPassword)
	wantSlug(t, s.confirm(s.desk, zhousPassword), protocol.TooManyTries)
}

// S19: as many a day as the setting says, on all devices together, and the superior hears
// of who wants more.
func TestSecret_onlySoManyADay(t *testing.T) {
	s := newSafe(t)
	second := s.tablet(s.web, s.assistant)
	boss := s.tablet(s.web, s.supervisor)
	alarms := func() (all []protocol.Alarm) {
		raw, _, p := boss.send("GET", protocol.PathDevices, boss.renewed().tokens.Access, nil, nil)
		var reply protocol.DevicesReply
		if p != nil || json.Unmarshal(raw, &reply) != nil {
			t.Fatal(p)
		}
		for _, d := range reply.Devices {
			all = append(all, d.Alarms...)
		}
		return all
	}
	for _, tb := range []*tablet{s.desk, second} {
		if p := s.confirm(tb, zhousPassword); p != nil {
			t.Fatal(p)
		}
	}
	for i := range 4 {
		if _, p := s.reveal([]*tablet{s.desk, second}[i%2], "核对"); p != nil {
			t.Fatalf("the %d. is refused: %v", i+1, p)
		}
	}
	if all := alarms(); len(all) > 0 {
		t.Errorf("the superior has %+v", all)
	}

	for _, tb := range []*tablet{s.desk, second, s.desk} {
		_, p := s.reveal(tb, "还要")
		wantSlug(t, p, protocol.SecretsSpent)
	}
	if all := alarms(); len(all) != 2 || all[0].Kind != "secrets" { // one per device and day
		t.Errorf("the superior has %+v", all)
	}

	s.now = s.now.AddDate(0, 0, 1)
	if p := s.confirm(s.desk, zhousPassword); p != nil {
		t.Fatal(p)
	}
	if _, p := s.reveal(s.desk, "第二天"); p != nil {
		t.Error(p)
	}
	s.verify()
}

// A branch may let fewer be read; every one that was is kept with who, on which device, when
// and why, and so is until when what was taken along counts.
func TestSecret_countsAsTheBranchSays(t *testing.T) {
	s := newSafe(t)
	for site, most := range map[form.ID]string{s.south: "0", s.north: "2"} {
		s.create(s.admin, "setting", form.Values{"key": "SET-48", "value": most, "branch": ref("site", site), "valid_from": form.Date("2026-01-01")})
	}
	if p := s.confirm(s.desk, zhousPassword); p != nil {
		t.Fatal(p)
	}
	for range 2 {
		if _, p := s.reveal(s.desk, "核对"); p != nil {
			t.Fatal(p)
		}
	}
	_, p := s.reveal(s.desk, "还要")
	wantSlug(t, p, protocol.SecretsSpent)
	zhou := s.tablet(s.web, s.zhou) // whom another's secrets do not count for
	if p := s.confirm(zhou, zhousPassword); p != nil {
		t.Fatal(p)
	}
	reply, p := s.along(zhou, "下午上门")
	if p != nil {
		t.Fatal(p)
	}

	// What is looked at without a network is reported later, once however often it comes,
	// by the device that took it along; it does not count a second time.
	at := func(when time.Time) string { return when.UTC().Format(protocol.TimeLayout) }
	looked := s.now.Add(time.Hour)
	shows := func(tb *tablet, reason string, fields ...string) *protocol.Problem {
		look := protocol.Shown{Report: s.line, Form: "line", ID: s.line, Fields: fields, At: looked, Reason: reason}
		return tb.post(protocol.PathShown, tb.tokens.Access, protocol.ShownRequest{Shown: []protocol.Shown{look}}, &protocol.ShownReply{})
	}
	for _, tb := range []*tablet{s.desk, zhou, zhou} { // she took nothing along
		if p := shows(tb, "现场", "pin", "name"); p != nil {
			t.Fatal(p)
		}
	}
	wantSlug(t, shows(zhou, " ", "pin"), protocol.Malformed)
	wantSlug(t, shows(zhou, strings.Repeat("长", 501), "pin"), protocol.Malformed)
	if _, p := s.along(zhou, "再带一次"); p != nil {
		t.Error(p)
	}
	_, p = s.along(zhou, "第三次")
	wantSlug(t, p, protocol.SecretsSpent)

	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.cfg.Dir, "fieldline.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	rows, err := db.QueryContext(ctx, "SELECT r.ref || ' ' || lower(hex(r.person)) || ' ' || lower(hex(d.id)) || ' ' || r.reason || ' ' || r.at || ' ' || coalesce(r.until, '-') || ' ' || coalesce(r.shown, '-') FROM reveal AS r JOIN device AS d ON d.n = r.device ORDER BY r.rowid")
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		kept = append(kept, line)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		t.Fatal(err)
	}
	want := []string{
		fmt.Sprintf("%s %x %x 核对 %s - -", s.ref, s.assistant[:], s.desk.reply.Device[:], at(s.now)),
		fmt.Sprintf("%s %x %x 核对 %s - -", s.ref, s.assistant[:], s.desk.reply.Device[:], at(s.now)),
		fmt.Sprintf("%s %x %x 下午上门 %s %s -", s.ref, s.zhou[:], zhou.reply.Device[:], at(s.now), at(reply.Until)),
		fmt.Sprintf("%s %x %x 现场 %s - %s", s.ref, s.zhou[:], zhou.reply.Device[:], at(s.now), at(looked)),
		fmt.Sprintf("%s %x %x 再带一次 %s %s -", s.ref, s.zhou[:], zhou.reply.Device[:], at(s.now), at(reply.Until)),
	}
	if !slices.Equal(kept, want) {
		t.Errorf("kept is\n%s\nnot\n%s", strings.Join(kept, "\n"), strings.Join(want, "\n"))
	}
}

// S18: ahead of a visit an engineer has the secrets of what he works on today, sealed to
// his device, for a day; each is kept with who and why.
func TestSecret_isTakenAlongForTodaysOrder(t *testing.T) {
	s := newSafe(t)
	zhou := s.tablet(s.web, s.zhou)
	_, p := s.along(zhou, "下午上门")
	wantSlug(t, p, protocol.SignInAgain)
	if p := s.confirm(zhou, zhousPassword); p != nil {
		t.Fatal(p)
	}
	_, p = s.along(zhou, " ")
	wantSlug(t, p, protocol.Malformed)
	reply, p := s.along(zhou, "下午上门")
	if p != nil || len(reply.Boxes) != 1 || !reply.Until.Equal(s.now.Add(20*time.Hour)) {
		t.Fatalf("%+v %v", reply, p)
	}
	text, err := protocol.Unseal(zhou.boxKey, zhou.boxPrivate, reply.Boxes[0])
	if err != nil {
		t.Fatal(err)
	}
	var carried protocol.Carried
	want := protocol.Carried{Device: zhou.reply.Device, Form: "line", ID: s.line, Field: "pin", Secret: theSecret, Given: s.now, Until: reply.Until}
	if err := json.Unmarshal([]byte(text), &carried); err != nil || fmt.Sprint(carried) != fmt.Sprint(want) {
		t.Errorf("it carries %+v, %v", carried, err)
	}
	if raw, err := json.Marshal(reply); err != nil || strings.Contains(string(raw), theSecret) {
		t.Error("the secret goes over the wire in the clear")
	}
	if _, err := protocol.Unseal(s.desk.boxKey, s.desk.boxPrivate, reply.Boxes[0]); err == nil {
		t.Error("another device opens it")
	}

	// A device that has told no key to seal to gets nothing, not even in the clear.
	bare := s.stranger(s.web)
	code, err := s.EnrolCode(ctx, s.zhou, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	bare.keyless = true
	if p := bare.enrol(code); p != nil {
		t.Fatal(p)
	}
	if p := s.confirm(bare, zhousPassword); p != nil {
		t.Fatal(p)
	}
	_, p = s.along(bare, "下午上门")
	wantSlug(t, p, protocol.Forbidden)

	// Nobody else has any, nor he on another day.
	for _, who := range []form.ID{s.lin, s.assistant, s.other} {
		tb := s.tablet(s.web, who)
		if who != s.other { // who has no password, too, learns no more
			if p := s.confirm(tb, zhousPassword); p != nil {
				t.Fatal(p)
			}
		}
		_, p = s.along(tb, "好奇")
		wantSlug(t, p, protocol.NotFound)
	}
	s.now = s.now.AddDate(0, 0, 1)
	if p := s.confirm(zhou, zhousPassword); p != nil {
		t.Fatal(p)
	}
	_, p = s.along(zhou, "昨天的单")
	wantSlug(t, p, protocol.NotFound)
	s.verify()
}
