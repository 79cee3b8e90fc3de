package server_test

import (
	"encoding/base64"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/box"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// A box is opened for what it was shut for: a secret not for a password, and a key not as
// a secret of some record.
func TestKey_isNoSecret(t *testing.T) {
	o := newOffice(t)
	tb := o.tablet(o.serve(), o.assistant)
	if err := o.SetPassword(ctx, o.assistant, "wang", zhousPassword); err != nil {
		t.Fatal(err)
	}
	ask := func(sealed []byte) *protocol.Problem {
		return tb.post(protocol.PathKey, "", protocol.KeyRequest{Device: tb.reply.Device, Account: "wang", Password: zhousPassword, Box: sealed}, &protocol.KeyReply{})
	}
	key, err := protocol.SealKey(tb.reply.BoxKey, tb.reply.Device, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	if p := ask(key); p != nil {
		t.Fatal(p)
	}
	secret, err := box.SealAnonymous(nil, []byte("8-6-4-2"), (*[32]byte)(tb.reply.BoxKey), nil)
	if err != nil {
		t.Fatal(err)
	}
	wantSlug(t, ask(secret), protocol.WrongProof)
	wantSlug(t, ask(nil), protocol.WrongProof)

	o.now = o.now.Add(time.Minute)
	text := "box:" + base64.RawStdEncoding.EncodeToString(key)
	results := tb.sync(tb.op(record.Part{Kind: record.Create, Form: "line", Values: form.Values{"name": "专线", "pin": text}})).Results
	if len(results) != 1 || results[0].Fate != string(record.Refused) || results[0].Problems[0].Key != protocol.OpProblem(protocol.SecretNotSealed, nil).Key {
		t.Errorf("a key as a secret: %+v", results)
	}
}

// The server's key is no secret, so anybody can shut a box for anybody's device: who shows
// nothing but a password is heard seldom and locks nobody out. Who names an incarnation of
// the device's database has its folder, and counts as the device does.
func TestKey_aBoxAloneLocksNobodyOut(t *testing.T) {
	o := newOffice(t, func(cfg *server.Config) {
		cfg.Limits = protocol.DefaultLimits()
		cfg.Limits.StrangersBurst = 0
	})
	web := o.serve()
	owner, thief := o.tablet(web, o.assistant), o.tablet(web, o.zhou)
	if err := o.SetPassword(ctx, o.assistant, "wang", zhousPassword); err != nil {
		t.Fatal(err)
	}
	made, err := protocol.SealKey(thief.reply.BoxKey, owner.reply.Device, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(password, install string) *protocol.Problem {
		return thief.post(protocol.PathKey, "", protocol.KeyRequest{Device: owner.reply.Device, Account: "wang", Password: password, Box: made, Install: install}, &protocol.KeyReply{})
	}

	for range int(protocol.DefaultLimits().KeysBurst) {
		wantSlug(t, ask("a wrong password", "made up"), protocol.WrongPassword)
	}
	wantSlug(t, ask(zhousPassword, "made up"), protocol.TooManyTries)
	wantSlug(t, ask(zhousPassword, ""), protocol.TooManyTries)
	if p := owner.guess("wang", zhousPassword); p != nil {
		t.Errorf("the owner signs in: %v", p)
	}
	if p := ask(zhousPassword, owner.incarnation); p != nil {
		t.Errorf("the owner asks for the key: %v", p)
	}

	for range 5 {
		wantSlug(t, ask("a wrong password", owner.incarnation), protocol.WrongPassword)
	}
	wantSlug(t, ask(zhousPassword, owner.incarnation), protocol.TooManyTries)
}
