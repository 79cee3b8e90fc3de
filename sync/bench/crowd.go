package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// The crowd: devices that come at once, each with records to push and as many waiting for
// it. They only speak; what a device does with a reply is measured elsewhere.
const (
	crowdSize = 200
	crowdEach = 40
)

// member is one device of the crowd.
type member struct {
	key         ed25519.PrivateKey
	incarnation string
	enrolled    protocol.EnrolReply
	cursor      string
	epoch       string
	ops         []json.RawMessage
	docs        []doc
}

// crowd are the members with the office they belong to.
type crowd struct {
	members []*member
	codec   *protocol.Codec
	waiting []doc // crowdEach for each member, in order
}

// gather fills an office for the crowd: an engineer with a device for each, who has read
// everything but the records that wait for him.
func gather(dir string, lib *form.Library) (c *crowd, err error) {
	o, err := openOffice(dir, lib)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	if err := o.hire("assistant"); err != nil {
		return nil, err
	}
	c = &crowd{}
	if c.codec, err = protocol.NewCodec(2, 64<<20); err != nil {
		return nil, err
	}
	w := newWriter("C", 6, o.Now())
	customer, err := o.create(o.assistant, "customer", w.customer())
	if err != nil {
		return nil, err
	}
	admins, err := o.People(ctx, "administrator")
	if err != nil || len(admins) == 0 {
		return nil, errors.Join(err, errors.New("there is no administrator"))
	}
	people := []form.ID{o.engineer}
	for len(people) < crowdSize {
		id, err := o.person(admins[0].ID, "工程师"+strconv.Itoa(len(people)), "engineer")
		if err != nil {
			return nil, err
		}
		people = append(people, id)
	}
	home := form.Ref{Form: "customer", ID: customer}
	for _, person := range people {
		m, err := c.join(o, person)
		if err != nil {
			return nil, err
		}
		order, err := o.create(o.assistant, "order", w.order(home, person))
		if err != nil {
			return nil, err
		}
		if err := c.read(o.web, m); err != nil {
			return nil, err
		}
		if err := m.write(lib, w, form.Ref{Form: "order", ID: order}, home, o.site, o.Now()); err != nil {
			return nil, err
		}
		c.members = append(c.members, m)
	}
	for _, person := range people {
		from := len(o.made)
		for range crowdEach {
			if _, err := o.create(o.assistant, "order", w.order(home, person)); err != nil {
				return nil, err
			}
		}
		docs, err := o.docs(o.made[from:])
		if err != nil {
			return nil, err
		}
		c.waiting = append(c.waiting, docs...)
	}
	return c, nil
}

// join enrols a device.
func (c *crowd) join(o *office, person form.ID) (*member, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	m := &member{key: key, incarnation: uuid.NewString()}
	code, err := o.EnrolCode(ctx, person, time.Hour)
	if err != nil {
		return nil, err
	}
	ask, err := json.Marshal(protocol.EnrolRequest{Secret: code.Secret[:], Key: key.Public().(ed25519.PublicKey), Model: "M", System: "bench", App: "1.0.0", Install: m.incarnation})
	if err != nil {
		return nil, err
	}
	raw, err := c.post(o.web, o.web.addr, protocol.PathEnrol, "", ask, false)
	if err != nil {
		return nil, err
	}
	return m, json.Unmarshal(raw, &m.enrolled)
}

// write makes the operations that a member pushes, and the same records for the floor.
func (m *member) write(lib *form.Library, w *writer, order, customer form.Ref, site form.ID, now time.Time) error {
	now = now.Truncate(time.Millisecond)
	var prev []byte
	f := lib.Form("card")
	for n := range crowdEach {
		op := record.Operation{
			ID: uuid.Must(uuid.NewV7()), Dseq: int64(n + 1), At: now, Actor: m.enrolled.Person, Device: m.enrolled.Device, Prev: prev,
			Parts: []record.Part{{Kind: record.Create, Form: f.Name, Version: f.Version, Values: w.card(order, customer, m.enrolled.Person)}},
		}
		values := form.Clone(op.Parts[0].Values)
		values["open_at"], values["open_by"], values["open_times"] = now, op.Actor, int64(1)
		rec := record.Record{Record: form.Record{Form: f.Name, ID: op.ID, Site: site, State: "open", CreatedAt: now, CreatedBy: op.Actor, UpdatedAt: now, UpdatedBy: op.Actor, Values: values}, Rev: 1}
		op.Expect = record.ExpectHash(lib, record.Outcome{Changes: []record.Change{{After: rec}}}) // as a device does of what it makes
		raw, err := record.Encode(lib, op)
		if err != nil {
			return err
		}
		prev = record.Chain(prev, record.Hash(raw))
		m.ops = append(m.ops, raw)
		d, err := docOf(lib, &rec)
		if err != nil {
			return err
		}
		m.docs = append(m.docs, d)
	}
	return nil
}

// request is what a member asks.
func (m *member) request(ops []json.RawMessage) ([]byte, error) {
	ask := protocol.SyncRequest{Epoch: m.epoch, Incarnation: m.incarnation, Library: m.enrolled.Library, Clock: time.Now().UTC().Truncate(time.Millisecond), Cursor: m.cursor, Ops: ops}
	return ask.Encode()
}

// read reads everything there is for a member.
func (c *crowd) read(web *counted, m *member) error {
	for {
		ask, err := m.request(nil)
		if err != nil {
			return err
		}
		reply, err := c.sync(web, web.addr, m, ask, true)
		if err != nil {
			return err
		}
		m.cursor, m.epoch = reply.Cursor, reply.Epoch
		if !reply.More {
			return nil
		}
	}
}

func (c *crowd) sync(web http.RoundTripper, addr string, m *member, ask []byte, pack bool) (*protocol.SyncReply, error) {
	if pack {
		var err error
		if ask, err = c.codec.Pack(ctx, ask); err != nil {
			return nil, err
		}
	}
	raw, err := c.post(web, addr, protocol.PathSync, m.enrolled.Access, ask, true)
	if err != nil {
		return nil, err
	}
	if raw, err = c.codec.Unpack(ctx, raw); err != nil {
		return nil, err
	}
	var reply protocol.SyncReply
	return &reply, json.Unmarshal(raw, &reply)
}

func (c *crowd) post(web http.RoundTripper, addr, path, token string, body []byte, packed bool) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set(protocol.HeaderVersion, strconv.Itoa(protocol.Version))
	if packed {
		req.Header.Set("Content-Encoding", protocol.Zstd)
		req.Header.Set("Accept-Encoding", protocol.Zstd)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := web.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return nil, err
	}
	if res.StatusCode >= 300 {
		return nil, fmt.Errorf("%s: %s", res.Status, raw)
	}
	return raw, nil
}

// rushed is what a rush of the crowd came to.
type rushed struct {
	answer
	worst time.Duration // of 99 in 100
	bytes wire
}

// rush lets everybody ask at once, each on a new connection.
func (c *crowd) rush(server *child, ask func(way *counted, n int) error) (r rushed, err error) {
	if _, err := server.tell("reset"); err != nil {
		return r, err
	}
	before, err := server.tell("usage")
	if err != nil {
		return r, err
	}
	took, errs := make([]time.Duration, len(c.members)), make([]error, len(c.members))
	way := newCounted(server.Addr, nil)
	way.DisableKeepAlives = true
	begin := make(chan struct{})
	var all sync.WaitGroup
	for n := range c.members {
		all.Go(func() {
			<-begin
			began := time.Now()
			errs[n] = ask(way, n)
			took[n] = time.Since(began)
		})
	}
	began := time.Now()
	close(begin)
	all.Wait()
	r.Took = time.Since(began)
	if err := errors.Join(errs...); err != nil {
		return r, err
	}
	after, err := server.tell("usage")
	r.CPU, r.Peak, r.bytes = after.CPU-before.CPU, after.Peak, way.seen()
	slices.Sort(took)
	r.worst = took[len(took)*99/100]
	return r, err
}

// rushOurs is the rush on our server.
func (c *crowd) rushOurs(dir string) (r rushed, err error) {
	s, err := start("serve", dir)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	asks := make([][]byte, len(c.members))
	for n, m := range c.members {
		ask, err := m.request(m.ops)
		if err != nil {
			return r, err
		}
		if asks[n], err = c.codec.Pack(ctx, ask); err != nil {
			return r, err
		}
	}
	return c.rush(s, func(way *counted, n int) error {
		reply, err := c.sync(way, s.Addr, c.members[n], asks[n], false)
		if err != nil {
			return err
		}
		rows := 0
		for _, ch := range reply.Changes {
			rows += len(ch.Rows)
		}
		if reply.Upto != crowdEach || rows < crowdEach || len(reply.Results) > 0 {
			return fmt.Errorf("device %d: %d of %d taken, %d records came, %d came out otherwise", n, reply.Upto, crowdEach, rows, len(reply.Results))
		}
		return nil
	})
}

// rushFloor is the rush on the floor.
func (c *crowd) rushFloor(dir string) (r rushed, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return r, err
	}
	path := filepath.Join(dir, "floor.db")
	for n := range c.members {
		if err := fillFloor(path, strconv.Itoa(n), true, c.waiting[n*crowdEach:(n+1)*crowdEach]); err != nil {
			return r, err
		}
	}
	s, err := start("floor", dir)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	f, err := openFloor(":memory:")
	if err != nil {
		return r, err
	}
	asks := make([][]byte, len(c.members))
	for n, m := range c.members {
		if asks[n], err = f.pack(floorAsk{Who: strconv.Itoa(n), Docs: m.docs}); err != nil {
			return r, err
		}
	}
	r, err = c.rush(s, func(way *counted, n int) error {
		t := &floorTablet{floorSide: f, way: way, url: "http://" + s.Addr}
		body, err := t.post(asks[n])
		if err != nil {
			return err
		}
		var reply floorReply
		if err := f.unpack(body, &reply); err != nil {
			return err
		}
		if len(reply.Docs) != crowdEach {
			return fmt.Errorf("device %d: %d records came", n, len(reply.Docs))
		}
		return nil
	})
	return r, errors.Join(err, f.db.Close())
}
