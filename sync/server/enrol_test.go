package server_test

import (
	"crypto/ed25519"
	"errors"
	"net/http"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

func TestEnrol_oneCodeOneDevice(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	code, err := o.EnrolCode(ctx, o.zhou, 10*time.Minute)
	if err != nil {
		t.Fatal(err)
	}

	first := o.stranger(web)
	if p := first.enrol(code); p != nil {
		t.Fatal(p)
	}
	if r := first.reply; r.Person != o.zhou || r.Name != "周建明" || r.Number != 1 || r.Library != o.Library().SHA256 || len(r.BoxKey) != 32 {
		t.Errorf("enrolled as %+v", r)
	}
	wantSlug(t, o.stranger(web).enrol(code), protocol.CodeUsed)
	wantSlug(t, o.stranger(web).enrol(protocol.Code{Secret: [16]byte{1}}), protocol.CodeWrong)
	late, err := o.EnrolCode(ctx, o.zhou, 10*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	o.now = o.now.Add(10 * time.Minute)
	wantSlug(t, o.stranger(web).enrol(late), protocol.CodeExpired)
}

func TestEnrol_otherCertificateIsNotTrusted(t *testing.T) {
	o, other := newOffice(t), newOffice(t)
	web := other.serve()

	if _, err := protocol.LearnCA(ctx, web.URL, o.Pin(), time.Now); !errors.Is(err, protocol.ErrNotPinned) {
		t.Errorf("learnt the CA of another server: %v", err)
	}
	ca, err := protocol.LearnCA(ctx, web.URL, other.Pin(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, clock := range []time.Time{time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC), protocol.TrustedTime(time.Unix(0, 0), morning)} {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: protocol.ClientTLS(ca, func() time.Time { return clock })}}
		resp, err := client.Get(web.URL + protocol.PathHealth)
		if err != nil {
			t.Errorf("a clock at %s: %v", clock, err)
			continue
		}
		if err := resp.Body.Close(); err != nil {
			t.Error(err)
		}
		client.CloseIdleConnections()
	}
	wrong := &http.Client{Transport: &http.Transport{TLSClientConfig: protocol.ClientTLS(ca, time.Now)}}
	mine := o.serve()
	if resp, err := wrong.Get(mine.URL + protocol.PathHealth); err == nil {
		t.Error(resp.Body.Close(), "a server of another CA was trusted")
	}
}

func TestToken_rotatesAndFindsCopies(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	tb := o.tablet(web, o.zhou)
	refresh := func(token string, key ed25519.PrivateKey) (*protocol.TokenReply, *protocol.Problem) {
		ask := protocol.TokenRequest{Device: tb.reply.Device, Refresh: token}
		ask.Proof = ed25519.Sign(key, ask.ProofOf())
		var reply protocol.TokenReply
		p := tb.post(protocol.PathToken, "", ask, &reply)
		return &reply, p
	}
	first := tb.tokens.Refresh

	_, p := refresh(first, o.stranger(web).private)
	wantSlug(t, p, protocol.WrongProof)
	lost, p := refresh(first, tb.private)
	if p != nil {
		t.Fatal(p)
	}
	again, p := refresh(first, tb.private) // the reply above never arrived
	if p != nil {
		t.Fatal(p)
	}
	tb.tokens = lost.Tokens
	_, p = tb.ask(tb.request())
	wantSlug(t, p, protocol.SignIn)
	tb.tokens = again.Tokens
	tb.sync()
	_, p = refresh(first, tb.private) // a copy, as its successor was used
	if p == nil || p.Status != http.StatusUnauthorized {
		t.Errorf("an old refresh token was taken: %v", p)
	}
}

// A refresh token is one device's, and ends.
func TestToken_isOneDevicesAndEnds(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	tb, other := o.tablet(web, o.zhou), o.tablet(web, o.zhou)
	refresh := func(as *tablet, token string) *protocol.Problem {
		ask := protocol.TokenRequest{Device: as.reply.Device, Refresh: token}
		ask.Proof = ed25519.Sign(as.private, ask.ProofOf())
		return as.post(protocol.PathToken, "", ask, &protocol.TokenReply{})
	}
	wantSlug(t, refresh(other, tb.tokens.Refresh), protocol.SignIn)
	o.now = o.now.Add(protocol.DefaultLimits().Refresh)
	wantSlug(t, refresh(tb, tb.tokens.Refresh), protocol.SignIn)
	o.now = o.now.Add(-time.Second)
	if p := refresh(tb, tb.tokens.Refresh); p != nil {
		t.Error(p)
	}
}

func TestToken_passwordWhenTheOldOnesAreSpent(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	tb := o.tablet(web, o.zhou)
	if err := o.SetPassword(ctx, o.zhou, "zhou", "short"); err == nil {
		t.Error("a short password was taken")
	}
	if err := o.SetPassword(ctx, o.zhou, "zhou", "外勤工程师的密码一号"); err != nil {
		t.Fatal(err)
	}
	signIn := func(account, password string) *protocol.Problem {
		ask := protocol.TokenRequest{Device: tb.reply.Device, Account: account, Password: password}
		ask.Proof = ed25519.Sign(tb.private, ask.ProofOf())
		var reply protocol.TokenReply
		p := tb.post(protocol.PathToken, "", ask, &reply)
		if p == nil {
			tb.tokens = reply.Tokens
		}
		return p
	}
	o.now = o.now.Add(20 * time.Minute)
	_, p := tb.ask(tb.request())
	wantSlug(t, p, protocol.SignIn)

	wantSlug(t, signIn("zhou", "wrong password"), protocol.WrongPassword)
	wantSlug(t, signIn("nobody", "wrong password"), protocol.WrongPassword)
	if err := o.SetPassword(ctx, o.lin, "lin", "外勤工程师的密码二号"); err != nil {
		t.Fatal(err)
	}
	wantSlug(t, signIn("lin", "外勤工程师的密码二号"), protocol.WrongPassword) // the device is another's
	if p := signIn("Zhou", "外勤工程师的密码一号"); p != nil {
		t.Fatal(p)
	}
	tb.sync()
	for range 5 {
		wantSlug(t, signIn("zhou", "wrong password"), protocol.WrongPassword)
	}
	wantSlug(t, signIn("zhou", "外勤工程师的密码一号"), protocol.TooManyTries)
}

func TestDevice_lostAndDrained(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	tb := o.tablet(web, o.zhou)
	order := o.order(o.customer("中科大厦"), o.zhou)
	tb.sync()

	if err := o.SetDeviceState(ctx, tb.reply.Device, "drained"); err != nil {
		t.Fatal(err)
	}
	note := tb.op(record.Part{Kind: record.Set, Form: "service_order", ID: order, Values: form.Values{"notes": "最后一条"}})
	ask := tb.request(note)
	_, p := tb.ask(ask)
	wantSlug(t, p, protocol.DeviceDrained)
	ask.PushOnly = true
	reply, p := tb.ask(ask)
	if p != nil || reply.Upto != 1 || len(reply.Changes) != 0 || len(reply.Results) != 1 || reply.Results[0].Fate != "parked" {
		t.Errorf("a drained device sends: %v %+v", p, reply)
	}
	if err := o.SetDeviceState(ctx, tb.reply.Device, "lost"); err != nil {
		t.Fatal(err)
	}
	_, p = tb.ask(tb.request())
	wantSlug(t, p, protocol.DeviceLost)
	if p != nil && !p.Wipe {
		t.Error("a lost device is not told to destroy what it keeps")
	}
}
