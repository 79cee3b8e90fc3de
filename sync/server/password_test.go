package server_test

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"fieldline/sync/protocol"
	"fieldline/sync/server"
)

const zhousPassword = "外勤工程师的密码一号"

// example is what the reference implementation's program argon2 makes of "password" with
// the salt "somesalt" and two passes, one fewer than ours.
const example = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

// guess signs in with a name and a password.
func (tb *tablet) guess(account, password string) *protocol.Problem {
	ask := protocol.TokenRequest{Device: tb.reply.Device, Account: account, Password: password}
	ask.Proof = ed25519.Sign(tb.private, ask.ProofOf())
	var reply protocol.TokenReply
	p := tb.post(protocol.PathToken, "", ask, &reply)
	if p == nil {
		tb.tokens = reply.Tokens
	}
	return p
}

func TestPassword_hashIsArgon2id(t *testing.T) {
	for password, want := range map[string]bool{"password": true, "Password": false} {
		if right, err := server.IsHashOf(example, password); err != nil || right != want {
			t.Errorf("%q: %v %v", password, right, err)
		}
	}
	for _, bad := range []string{"", "password", "$2y$10$abc", "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFh", "$argon2id$v=19$m=8,t=0,p=0$c29tZXNhbHQ$CTFh", "$argon2id$v=19$m=8,t=1,p=1$*$CTFh"} {
		if _, err := server.IsHashOf(bad, "password"); err == nil {
			t.Errorf("%q is taken for a hash", bad)
		}
	}
}

func TestPassword_weakHashIsReplacedAtSignIn(t *testing.T) {
	o := newOffice(t)
	tb := o.tablet(o.serve(), o.zhou)
	if err := o.SetPassword(ctx, o.zhou, "zhou", zhousPassword); err != nil {
		t.Fatal(err)
	}
	if err := o.PutHash(ctx, "zhou", example); err != nil {
		t.Fatal(err)
	}
	wantSlug(t, tb.guess("zhou", "passw0rd"), protocol.WrongPassword)
	if kept, err := o.HashOf(ctx, "zhou"); err != nil || kept != example {
		t.Errorf("a wrong guess changed the hash: %s %v", kept, err)
	}
	if p := tb.guess("zhou", "password"); p != nil {
		t.Fatal(p)
	}
	fresh, err := o.HashOf(ctx, "zhou")
	if err != nil || fresh == example {
		t.Fatalf("still %s, %v", fresh, err)
	}
	if right, err := server.IsHashOf(fresh, "password"); err != nil || !right {
		t.Errorf("%s: %v", fresh, err)
	}
}

// S11: what everybody tries first is no password, and neither is what has no end; one's own
// is changed by who knows it.
func TestPassword_mustBeWorthIt(t *testing.T) {
	o := newOffice(t)
	tb := o.tablet(o.serve(), o.zhou)
	for _, weak := range []string{"", "短的密码", "1234567890", "qwertyuiop", "ababababab", "zhou12345", "Password123", strings.Repeat("很长的一句话！", 200)} {
		if err := o.SetPassword(ctx, o.zhou, "zhou", weak); !errors.Is(err, protocol.NewProblem(protocol.WeakPassword, "")) {
			t.Errorf("%.20q: %v", weak, err)
		}
	}
	if err := o.SetPassword(ctx, o.zhou, "zhoujianming", "ZhouJianming-12"); !errors.Is(err, protocol.NewProblem(protocol.WeakPassword, "")) {
		t.Errorf("the name with a little behind it: %v", err)
	}
	if err := o.SetPassword(ctx, o.zhou, "zhou", zhousPassword); err != nil {
		t.Fatal(err)
	}
	change := func(old, to string) *protocol.Problem {
		return tb.post(protocol.PathPassword, tb.tokens.Access, protocol.PasswordRequest{Old: old, New: to}, &protocol.PasswordReply{})
	}
	const another = "外勤工程师的密码二号"
	wantSlug(t, change("not the old one", another), protocol.WrongPassword)
	wantSlug(t, change("", another), protocol.WrongPassword)
	if p := tb.guess("zhou", zhousPassword); p != nil {
		t.Fatal(p)
	}
	if p := change(zhousPassword, another); p != nil {
		t.Fatal(p)
	}
	wantSlug(t, tb.guess("zhou", zhousPassword), protocol.WrongPassword)
}

// A name that nobody or another person has takes as long as a wrong password: a hash is
// reckoned for it.
func TestPassword_unknownNamesTakeAsLong(t *testing.T) {
	o := newOffice(t)
	tb := o.tablet(o.serve(), o.zhou)
	if err := o.SetPassword(ctx, o.zhou, "zhou", zhousPassword); err != nil {
		t.Fatal(err)
	}
	took := func(name string) time.Duration {
		best := time.Hour
		for range 3 { // other work makes some of them slow, none of them fast
			began := time.Now()
			wantSlug(t, tb.guess(name, "a wrong password"), protocol.WrongPassword)
			best = min(best, time.Since(began))
		}
		return best
	}
	if err := o.SetPassword(ctx, o.assistant, "wang", "技术助理王芳的密码一号"); err != nil {
		t.Fatal(err)
	}
	known, unknown, anothers := took("zhou"), took("nobody"), took("wang")
	if unknown < known/3 || anothers < known/3 {
		t.Errorf("a known name takes %v, an unknown one %v, another person's %v", known, unknown, anothers)
	}
}

// Guesses that come all at once are counted like those that come in a row.
func TestPassword_guessesAtOnceAreCounted(t *testing.T) {
	o := newOffice(t, func(cfg *server.Config) { cfg.Limits = unbounded() })
	tb := o.tablet(o.serve(), o.zhou)
	if err := o.SetPassword(ctx, o.zhou, "zhou", zhousPassword); err != nil {
		t.Fatal(err)
	}
	answers := make(chan *protocol.Problem, 40)
	var all sync.WaitGroup
	for range cap(answers) {
		all.Go(func() { answers <- tb.guess("zhou", "a wrong password") })
	}
	all.Wait()
	close(answers)
	tried, turnedAway := 0, 0
	for p := range answers {
		switch p.Slug() {
		case protocol.WrongPassword:
			tried++
		case protocol.TooManyTries:
			turnedAway++
		default:
			t.Error(p)
		}
	}
	if tried < 5 || tried > 6 || tried+turnedAway != cap(answers) { // two are compared at a time
		t.Errorf("%d guesses were compared, %d turned away", tried, turnedAway)
	}
	wantSlug(t, tb.guess("zhou", zhousPassword), protocol.TooManyTries)
	o.now = o.now.Add(2 * time.Hour)
	if p := tb.guess("zhou", zhousPassword); p != nil {
		t.Error(p)
	}
}

// unbounded are the limits without a bound on requests.
func unbounded() protocol.Limits {
	limits := protocol.DefaultLimits()
	limits.Burst, limits.StrangersBurst = 0, 0
	return limits
}
