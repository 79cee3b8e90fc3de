package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"fieldline/app/words"
	"fieldline/assets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// tap is the wire between a machine and the server, in the hands of somebody who means ill.
type tap struct {
	http.RoundTripper
	t     *testing.T
	token string // as it was last sent
}

// tapped enrols a machine for a role, with a tap on its wire.
func (c *crew) tapped(ctx context.Context, role string) (*machine, *tap) {
	c.t.Helper()
	raw, err := os.ReadFile(filepath.Join(c.office.dir, "ca.pem"))
	must(c.t, err)
	block, _ := pem.Decode(raw)
	ca, err := x509.ParseCertificate(block.Bytes)
	must(c.t, err)
	wire := &tap{RoundTripper: &http.Transport{TLSClientConfig: protocol.ClientTLS(ca, time.Now), ForceAttemptHTTP2: true}, t: c.t}
	code, err := c.office.code(ctx, "--role", role)
	must(c.t, err)
	cfg := client.Config{Transport: wire, Now: func() time.Time { return time.Now().Add(c.ahead) }}
	store, err := client.Enrol(ctx, filepath.Join(c.t.TempDir(), "tapped"), code, cfg)
	must(c.t, err)
	c.t.Cleanup(func() { must(c.t, store.Close()) })
	syncer, err := client.New(store, cfg)
	must(c.t, err)
	must(c.t, syncer.Sync(ctx))
	return &machine{store, syncer}, wire
}

// RoundTrip listens.
func (w *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	w.token = r.Header.Get("Authorization")
	return w.RoundTripper.RoundTrip(r)
}

// send sends what no device of ours would, by the machine's own token.
func (w *tap) send(address, encoding string, announced int64, body io.Reader) *protocol.Problem {
	w.t.Helper()
	r, err := http.NewRequest(http.MethodPost, "https://"+address+protocol.PathSync, body)
	must(w.t, err)
	r.Header.Set("Authorization", w.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(protocol.HeaderVersion, strconv.Itoa(protocol.Version))
	if encoding != "" {
		r.Header.Set("Content-Encoding", encoding)
	}
	r.ContentLength = announced
	resp, err := w.RoundTripper.RoundTrip(r)
	must(w.t, err)
	defer resp.Body.Close()
	if got := resp.Header.Get("Content-Type"); got != protocol.ProblemType {
		w.t.Errorf("answered as %q", got)
	}
	return protocol.ReadProblem(resp.StatusCode, resp.Body)
}

// blanks is a body of so many blanks.
func blanks(n int64) io.Reader { return io.LimitReader(blank{}, n) }

type blank struct{}

func (blank) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

// Requests of a gibibyte, bombs and nests are answered by a problem that names its
// sentence, cost the server no memory, and leave it working for everybody.
func TestWire_hostileRequestsAreRefused(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := newCrew(t)
	_, wire := c.tapped(ctx, library.RoleEngineer)
	packed := func(size int64) io.Reader {
		var b bytes.Buffer
		enc, err := zstd.NewWriter(&b)
		must(t, err)
		_, err = io.Copy(enc, blanks(size))
		must(t, err)
		must(t, enc.Close())
		return &b
	}
	nest := func(deep int) string { return strings.Repeat("[", deep) + strings.Repeat("]", deep) }
	for _, hostile := range []struct {
		name, encoding string
		announced      int64
		body           io.Reader
		wants          protocol.Slug
	}{
		{"a gibibyte, announced", "", 1 << 30, blanks(1 << 30), protocol.TooLarge},
		{"a gibibyte, not announced", "", -1, blanks(1 << 30), protocol.TooLarge},
		{"a gibibyte, packed", protocol.Zstd, -1, packed(1 << 30), protocol.TooLarge},
		{"a deep nest", "", -1, strings.NewReader(nest(100_000)), protocol.Malformed},
		{"an operation that is a nest", "", -1, strings.NewReader(`{"epoch":"e","incarnation":"i","ops":[` + nest(5000) + `]}`), protocol.Malformed},
		{"no JSON", "", -1, strings.NewReader("\x00\x01\x02"), protocol.Malformed},
	} {
		p := wire.send(c.office.addr, hostile.encoding, hostile.announced, hostile.body)
		if p.Slug() != hostile.wants || p.Title == "" || p.Status < 400 || p.Status >= 500 || p.Key != protocol.Key(hostile.wants) {
			t.Errorf("%s is answered %+v", hostile.name, p)
		}
	}
	if raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.office.process.Process.Pid)); err == nil {
		var peak int
		_, rest, _ := strings.Cut(string(raw), "VmHWM:")
		if _, err := fmt.Sscan(rest, &peak); err != nil || peak > 400<<10 {
			t.Errorf("the server took %d KiB of memory at most: %v", peak, err)
		}
	}
	must(t, c.desk.Sync(ctx))
	_, err := c.office.command(ctx, "verify", "--dir", c.office.dir)
	must(t, err)
}

// A machine that names a record its person may not see reads the same as if there were
// none, and what it did is kept for its person.
func TestWire_foreignRecordIsAsGoodAsNone(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c := newCrew(t)
	foreign := c.desk.create(t, library.Customer, form.Values{
		library.CustomerName: "罗湖鸿翔宾馆", library.CustomerSizeClass: library.SizeClassIsSmallMedium, library.CustomerContact: "李娜",
		library.CustomerPhone: "13800138046", library.CustomerAddress: "桂园路18号", library.CustomerServices: []string{library.ServiceIsIP},
	})
	must(t, c.desk.Sync(ctx))
	ae, _ := c.tapped(ctx, library.RoleEngineer)
	if _, err := ae.Record(ctx, library.Customer, foreign); err == nil {
		t.Fatal("the engineer sees the customer")
	}

	made := map[form.ID]string{}
	for name, customer := range map[string]form.ID{"foreign": foreign, "absent": ae.NewID()} {
		made[ae.create(t, library.DifficultIssue, form.Values{library.DifficultIssueDescription: "收不到按键", library.DifficultIssueTried: "换过话机",
			library.DifficultIssueCustomer: form.Ref{Form: library.Customer, ID: customer}})] = name
	}
	must(t, ae.Sync(ctx))
	refused, err := ae.Outbox(ctx)
	must(t, err)
	if len(refused) != len(made) {
		t.Fatalf("the outbox has %+v", refused)
	}
	for _, e := range refused {
		if e.State != device.Refused || len(e.Problems) != 1 || e.Problems[0].Key != protocol.Key(protocol.NotInScope) || e.Parts[0].Values[library.DifficultIssueTried] != "换过话机" {
			t.Errorf("%s: the outbox has %+v", made[e.ID], e)
		}
	}
}

// Every problem that may reach a person has its sentence in both languages: what
// happened, what is safe (unless the screen says that beside it), what to do.
func TestProblems_haveTheirThreeParts(t *testing.T) {
	catalogue, err := words.ReadCatalogue(assets.Words())
	must(t, err)
	safe := []string{"都在", "不会丢", "没有变", "没有写入"}
	todo := []string{"请", "会自动", "会再", "正在", "接着", "会处理"}
	beside := []string{device.KeyNoImage, device.KeyHugeImage, device.KeyHugeFile, device.KeyEmptyFile, device.KeyUnreadable, device.KeyBuiltUpon, device.KeyTooLate, device.KeyNotHere, device.KeyUpgrade, device.KeyNewer, device.KeyNoRoom}
	for _, slug := range []protocol.Slug{protocol.CodeWrong, protocol.CodeUsed, protocol.CodeExpired, protocol.NotInScope, protocol.OpIDReused,
		protocol.OpUnreadable, protocol.OpForeign, protocol.OpInternal, protocol.SecretNotSealed} {
		beside = append(beside, protocol.Key(slug))
	}
	keys := append([]string{client.KeyNotPinned, client.KeyOutdated, device.KeyFull}, beside...)
	for _, slug := range protocol.Slugs() {
		keys = append(keys, protocol.Key(slug))
	}
	has := func(text string, any []string) bool {
		for _, part := range any {
			if strings.Contains(text, part) {
				return true
			}
		}
		return false
	}
	for _, key := range keys {
		text, ok := catalogue[key]
		switch {
		case !ok || text.Chinese == "" || text.English == "":
			t.Errorf("%s has no sentence", key)
		case !has(text.Chinese, todo):
			t.Errorf("%s does not say what to do: %s", key, text.Chinese)
		case !has(text.Chinese, safe) && !has(key, beside):
			t.Errorf("%s does not say what is safe: %s", key, text.Chinese)
		}
	}
}
