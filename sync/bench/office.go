package main

import (
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

//go:embed library
var files embed.FS

// plainForms are forms made for measuring: guards, audiences and three indexes on each,
// but no numbers, effects or carried records.
func plainForms() (*form.Library, error) {
	sub, err := fs.Sub(files, "library")
	if err != nil {
		return nil, err
	}
	return form.Parse(sub)
}

// office is a server that is being filled. It does not wait for the disk meanwhile.
type office struct {
	*server.Server
	dir                 string
	web                 *counted
	site                form.ID
	assistant, engineer form.ID
	made                []form.Ref
}

func openOffice(dir string, lib *form.Library) (*office, error) {
	s, err := server.Open(ctx, server.Config{Dir: dir, Library: lib, URL: address, Limits: unbounded(), Careless: true})
	if err != nil {
		return nil, err
	}
	o := &office{Server: s, dir: dir}
	addr, err := listen(s.Handler(), nil)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	o.web = newCounted(addr, nil)
	return o, nil
}

// hire makes the people every scenario needs.
func (o *office) hire(assistant string) error {
	admin, _, err := o.FirstPerson(ctx, "管理员")
	if err != nil {
		return err
	}
	site := form.Values{"name": "深圳"}
	if o.Library().Form("site").Field("code") != nil {
		site["code"] = "SZ"
	}
	if o.site, err = o.create(admin, "site", site); err != nil {
		return err
	}
	if o.assistant, err = o.person(admin, "王丽", assistant); err != nil {
		return err
	}
	o.engineer, err = o.person(admin, "周建明", "engineer")
	return err
}

func (o *office) person(admin form.ID, name, role string) (form.ID, error) {
	return o.create(admin, "person", form.Values{"name": name, "posts": []form.Row{{ID: "1", Values: form.Values{
		"role": role, "site": form.Ref{Form: "site", ID: o.site}, "from": form.Date("2020-01-01"),
	}}}})
}

// create has somebody make a record.
func (o *office) create(actor form.ID, formName string, values form.Values) (form.ID, error) {
	return o.do(actor, record.Part{Kind: record.Create, Form: formName, Values: values})
}

func (o *office) do(actor form.ID, part record.Part) (form.ID, error) {
	res, err := o.Do(ctx, actor, part)
	if err == nil && res.Fate != record.Applied {
		err = fmt.Errorf("%s: %v", res.Fate, res.Problems)
	}
	if err != nil {
		return form.ID{}, fmt.Errorf("%s %s: %w", part.Kind, part.Form, err)
	}
	if part.Kind == record.Create {
		o.made = append(o.made, form.Ref{Form: part.Form, ID: res.Op})
	}
	return res.Op, nil
}

// mixture is how many of each there are in the first pull.
var mixture = struct{ customers, orders, cards, dialers, moves int }{100, 1500, 1500, 500, 1400}

// fillPlain makes the records of the first pull.
func (o *office) fillPlain() error {
	if err := o.hire("assistant"); err != nil {
		return err
	}
	w := newWriter("A", 1, o.Now())
	var customers, orders, dialers []form.Ref
	add := func(list *[]form.Ref, actor form.ID, formName string, values form.Values) error {
		id, err := o.create(actor, formName, values)
		*list = append(*list, form.Ref{Form: formName, ID: id})
		return err
	}
	for range mixture.customers {
		if err := add(&customers, o.assistant, "customer", w.customer()); err != nil {
			return err
		}
	}
	for i := range mixture.orders {
		if err := add(&orders, o.assistant, "order", w.order(customers[i%len(customers)], o.engineer)); err != nil {
			return err
		}
	}
	for i := range mixture.cards {
		if err := add(new([]form.Ref), o.engineer, "card", w.card(orders[i], customers[i%len(customers)], o.engineer)); err != nil {
			return err
		}
	}
	for i := range mixture.dialers {
		if err := add(&dialers, o.assistant, "dialer", w.dialer(orders[i], customers[i%len(customers)], o.engineer)); err != nil {
			return err
		}
	}
	for i := range mixture.moves {
		if err := add(new([]form.Ref), o.assistant, "move", w.move(orders[i], dialers[i%len(dialers)], o.engineer)); err != nil {
			return err
		}
	}
	return nil
}

// realOrders is how many orders of the real library come, each with what it opens, to
// about as many records as the first pull has.
const realOrders = 1225

// fillReal makes the same of the real documents: repairs that were assigned, each with a
// feedback card, a repair card and an appointment; customers are carried.
func (o *office) fillReal() error {
	if err := o.hire(library.RoleTechnicalAssistant); err != nil {
		return err
	}
	w := newWriter("R", 2, o.Now())
	var customers []form.Ref
	for range mixture.customers {
		v := w.customer()
		v["size_class"], v["contact"], v["address"], v["services"] = "key", w.name(), w.address(), []string{"ip"}
		id, err := o.create(o.assistant, library.Customer, v)
		if err != nil {
			return err
		}
		customers = append(customers, form.Ref{Form: library.Customer, ID: id})
	}
	for i := range realOrders {
		start := w.now.Add(time.Duration(24+2*i) * time.Hour) // an engineer has one visit at a time
		id, err := o.create(o.assistant, library.ServiceOrder, form.Values{
			"kind": "repair", "customer": customers[i%len(customers)], "contact": w.name(), "phone": "138" + w.digits(8), "address": w.address(), "problem": w.trouble(),
			"engineer": o.engineer, "planned_start": start, "planned_end": start.Add(time.Hour),
		})
		if err != nil {
			return err
		}
		if _, err := o.do(o.assistant, record.Part{Kind: record.Act, Form: library.ServiceOrder, ID: id, Action: library.ServiceOrderAssign}); err != nil {
			return err
		}
	}
	return nil
}

// docs are records of the office as the floor carries them.
func (o *office) docs(refs []form.Ref) (docs []doc, err error) {
	err = o.Read(ctx, func(r record.Reader) error {
		for _, ref := range refs {
			rec, err := r.Stored(ref.Form, ref.ID)
			if err != nil {
				return err
			}
			d, err := docOf(o.Library(), &rec)
			if err != nil {
				return err
			}
			docs = append(docs, d)
		}
		return nil
	})
	return docs, err
}

// docOf is a record with all that stands in it, by name.
func docOf(lib *form.Library, rec *record.Record) (doc, error) {
	body, err := json.Marshal(struct {
		Form      string          `json:"form"`
		ID        form.ID         `json:"id"`
		Rev       int64           `json:"rev"`
		Seq       int64           `json:"seq"`
		Site      form.ID         `json:"site"`
		State     string          `json:"state"`
		CreatedAt string          `json:"created_at"`
		CreatedBy form.ID         `json:"created_by"`
		UpdatedAt string          `json:"updated_at"`
		UpdatedBy form.ID         `json:"updated_by"`
		Values    json.RawMessage `json:"values"`
	}{rec.Form, rec.ID, rec.Rev, rec.Seq, rec.Site, rec.State, rec.CreatedAt.Format(stampLayout), rec.CreatedBy, rec.UpdatedAt.Format(stampLayout), rec.UpdatedBy,
		lib.Form(rec.Form).EncodeValues(rec.Values)})
	return doc{ID: rec.ID.String(), Body: body}, err
}

const stampLayout = "2006-01-02T15:04:05.000Z"

// tabletAt enrols an installation of the engineer; pulled says whether it reads
// everything at once.
func (o *office) tabletAt(dir string, pulled bool) error {
	if err := enrol(o.Server, o.web, dir, o.engineer); err != nil || !pulled {
		return err
	}
	return o.with(dir, func(t *tablet) error { return t.client.Sync(ctx) })
}

// with opens an installation for something.
func (o *office) with(dir string, do func(t *tablet) error) error {
	t, err := openTablet(dir, o.web.addr, nil, carelessly)
	if err != nil {
		return err
	}
	return errors.Join(do(t), t.store.Close())
}

// carelessly opens a device's database so that it does not wait for the disk.
func carelessly(path string, params url.Values) (*sql.DB, error) {
	params["_pragma"] = append(slices.Clone(params["_pragma"]), "synchronous(OFF)")
	return sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?"+params.Encode())
}

// copyOf copies a folder to a fresh place.
func copyOf(from, to string) (string, error) {
	if err := os.RemoveAll(to); err != nil {
		return "", err
	}
	return to, os.CopyFS(to, os.DirFS(from))
}
