package record_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/sync/record"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
)

func id(n byte) form.ID { return uuid.UUID{6: 0x70, 8: 0x80, 15: n} }

// sample is an operation with something of everything.
func sample() record.Operation {
	at := time.Date(2026, 11, 23, 6, 5, 4, 0, time.UTC)
	return record.Operation{
		ID: id(1), Dseq: 7, At: at, Actor: id(2), Device: id(3),
		Parts: []record.Part{
			{Kind: record.Create, Form: "order", Version: 1, Site: id(9), Values: form.Values{
				"customer": form.Ref{Form: "customer", ID: id(4)}, "engineer": id(5), "starts": at, "price": int64(990),
				"tags": []string{"evening", "urgent"}, "helpers": []form.ID{id(5), id(6)}, "area": nil}},
			{Kind: record.Set, Form: "order", Version: 1, ID: id(8), State: "working", Base: 3,
				Values: form.Values{"lines": []form.Row{{ID: "a", Values: form.Values{"item": "<cable> & plug", "pieces": int64(2)}}}},
				Was:    form.Values{"contact": "Mr 林"}},
			{Kind: record.Act, Form: "order", Version: 1, ID: id(8), State: "working", Base: 3, Action: "finish", Upon: form.Values{"contact": "Mr 林", "price": int64(990)}},
			{Kind: record.Add, Form: "order", Version: 1, ID: id(8), Table: "lines", Row: form.Row{ID: "b", Values: form.Values{"item": "clip"}}},
			{Kind: record.Add, Form: "order", Version: 1, ID: id(8), Table: "amendments",
				Row: form.Row{ID: "c", Values: form.Values{"field": "findings", "says": "x", "why": "y"}}},
			{Kind: record.Remind, Form: "order", Version: 1, ID: id(8), Action: "done", Step: 1, Due: at},
		},
		Assumed:  []string{"order.unique.0"},
		Overrode: []record.Override{{Check: "order.actions.start.check.0", Reason: "known"}},
		Expect:   []byte{1, 2, 3}, Prev: bytes.Repeat([]byte{7}, 8), Supersedes: id(7), Reason: "again",
	}
}

func TestEncode_roundTrip(t *testing.T) {
	lib := formtest.Workshop(t)
	want := sample()

	b, err := record.Encode(lib, want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := record.Decode(lib, b)
	if err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-sent +read)\n%s\n%s", diff, b)
	}
	again, err := record.Encode(lib, got)
	if err != nil || !bytes.Equal(again, b) {
		t.Errorf("a second spelling: %s\n%s", again, b)
	}
}

func TestEncode_spelling(t *testing.T) {
	lib := formtest.Workshop(t)
	op := sample()
	op.Parts = op.Parts[1:3]

	b, err := record.Encode(lib, op)

	want := `{"id":"00000000-0000-7000-8000-000000000001","n":7,"at":"2026-11-23T06:05:04.000Z",` +
		`"by":"00000000-0000-7000-8000-000000000002","dev":"00000000-0000-7000-8000-000000000003","parts":[` +
		`{"do":"set","form":"order","v":1,"rec":"00000000-0000-7000-8000-000000000008","state":"working","rev":3,` +
		`"values":{"lines":[{"id":"a","item":"<cable> & plug","pieces":2}]},"was":{"contact":"Mr 林"}},` +
		`{"do":"act","form":"order","v":1,"rec":"00000000-0000-7000-8000-000000000008","state":"working","rev":3,"act":"finish","upon":{"contact":"Mr 林","price":990}}],` +
		`"assumed":["order.unique.0"],"overrode":[{"check":"order.actions.start.check.0","reason":"known"}],` +
		`"expect":"010203","prev":"` + strings.Repeat("07", 8) + `","instead":"00000000-0000-7000-8000-000000000007","why":"again"}`
	if err != nil || string(b) != want {
		t.Errorf("%v\n%s\n%s", err, b, want)
	}
}

// A row that nobody has named travels by the name that Apply gives it.
func TestEncode_namesAnAddedRow(t *testing.T) {
	lib := formtest.Workshop(t)
	op := record.Operation{ID: sample().ID, Dseq: 1, At: sample().At, Parts: []record.Part{
		{Kind: record.Add, Form: "order", Version: 1, ID: sample().ID, Table: "lines", Row: form.Row{Values: form.Values{"item": "clip"}}}}}

	body, err := record.Encode(lib, op)
	if err != nil {
		t.Fatal(err)
	}
	got, err := record.Decode(lib, body)
	if err != nil || got.Parts[0].Row.ID != form.RowID(op.ID, "lines", 0) || got.Parts[0].Row.Values["item"] != "clip" {
		t.Errorf("it arrives as %+v, %v", got.Parts, err)
	}
}

func TestDecode_isStrict(t *testing.T) {
	lib := formtest.Workshop(t)
	good := `{"id":"00000000-0000-7000-8000-000000000001","n":1,"at":"2026-11-23T06:05:04.000Z","parts":[` +
		`{"do":"set","form":"order","rec":"00000000-0000-7000-8000-000000000008","values":{"contact":"x"}}]}`
	if _, err := record.Decode(lib, []byte(good)); err != nil {
		t.Fatal(err)
	}
	edit := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	cases := map[string]string{
		"nothing":                      "",
		"null":                         "null",
		"a list":                       "[]",
		"something behind":             good + " {}",
		"an unknown name":              edit(`"n":1`, `"n":1,"x":1`),
		"another spelling of a name":   edit(`"n":1`, `"N":1`),
		"a name twice":                 edit(`"n":1`, `"n":1,"n":2`),
		"a name twice in values":       edit(`"contact":"x"`, `"contact":"x","contact":"y"`),
		"an unknown name in a part":    edit(`"do":"set"`, `"do":"set","x":1`),
		"a needed name missing":        edit(`"n":1,`, ``),
		"a null":                       edit(`"n":1`, `"n":null`),
		"another type":                 edit(`"n":1`, `"n":"1"`),
		"a fraction":                   edit(`"n":1`, `"n":1.5`),
		"a number past all bounds":     edit(`"n":1`, `"n":1`+strings.Repeat("0", 1000)),
		"another zone":                 edit(`04.000Z`, `04.000+08:00`),
		"no milliseconds":              edit(`04.000Z`, `04Z`),
		"no id":                        edit(`000000000001`, `00000000000`),
		"nobody's id":                  edit(`00000000-0000-7000-8000-000000000001`, `00000000-0000-0000-0000-000000000000`),
		"a kind it does not know":      edit(`"set"`, `"drop"`),
		"no record":                    edit(`"rec":"00000000-0000-7000-8000-000000000008",`, ``),
		"bytes that are no UTF-8":      edit(`"x"`, "\"\xff\""),
		"more bytes than an operation": edit(`"x"`, `"`+strings.Repeat("x", record.MostBytes)+`"`),
		"more levels than an operation": edit(`"x"`,
			strings.Repeat("[", 20)+strings.Repeat("]", 20)),
		"more parts than an operation": edit(`]}`, strings.Repeat(`,{"do":"create","form":"order"}`, record.MostParts)+`]}`),
		"cut off":                      good[:len(good)-1],
	}
	for name, text := range cases {
		if _, err := record.Decode(lib, []byte(text)); !errors.Is(err, record.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDecode_keepsWhatItCannotRead(t *testing.T) {
	lib := formtest.Workshop(t)
	text := `{"id":"00000000-0000-7000-8000-000000000001","n":1,"at":"2026-11-23T06:05:04.000Z","parts":[` +
		`{"do":"create","form":"order","values":{"contact":"x","count":"many","newer":[1]}},` +
		`{"do":"create","form":"newer","values":{"a":1}}]}`

	op, err := record.Decode(lib, []byte(text))

	if err != nil {
		t.Fatal(err)
	}
	if op.Parts[0].Values["contact"] != "x" || string(op.Parts[0].Extra["newer"]) != "[1]" ||
		string(op.Parts[0].Extra["count"]) != `"many"` || string(op.Parts[1].Extra["a"]) != "1" {
		t.Errorf("%+v", op.Parts)
	}
	b, err := record.Encode(lib, op)
	if err != nil {
		t.Fatal(err)
	}
	var first, second any
	if json.Unmarshal([]byte(text), &first) != nil || json.Unmarshal(b, &second) != nil || !cmp.Equal(first, second) {
		t.Errorf("sent on as %s", b)
	}
}

func TestDecode_turnsOlderShapesIntoTodays(t *testing.T) {
	files := formtest.WorkshopFiles(t)
	newer := strings.NewReplacer(
		"doc: own", "doc: own\nversion: 3",
		"contact:  {type: text,", "caller:  {type: note, was: contact,",
		"filled(contact)", "filled(caller)",
		"count:    {type: integer,", "count:    {type: decimal,",
		"starts:   {type: datetime", "starts:   {type: datetime",
		"  finish:\n", "  complete:\n    was: finish\n",
		"  working:   {zh: 进行中", "  doing:   {was: working, zh: 进行中",
		"working", "doing",
		"kind:     {type: choice, of: kind,", "kind:     {type: choice, of: kind,",
	).Replace(files["order.yaml"])
	newer = strings.Replace(newer, "was: doing", "was: working", 1)
	files["order.yaml"] = newer
	files["choices.yaml"] = strings.Replace(files["choices.yaml"], "  repair:  {zh: 维修, en: Repair}", "  mend:  {was: repair, zh: 维修, en: Repair}", 1)
	files["order.yaml"] = strings.ReplaceAll(files["order.yaml"], `kind == "repair"`, `kind == "mend"`)
	lib := formtest.Parse(t, files)
	text := `{"id":"00000000-0000-7000-8000-000000000001","n":1,"at":"2026-11-23T06:05:04.000Z","parts":[` +
		`{"do":"act","form":"order","v":1,"rec":"00000000-0000-7000-8000-000000000008","state":"working","act":"finish",` +
		`"values":{"contact":"x","count":2,"kind":"repair","starts":"2026-11-23"},"was":{"contact":"y"}}]}`

	op, err := record.Decode(lib, []byte(text))
	if err != nil {
		t.Fatal(err)
	}

	p := op.Parts[0]
	if p.Action != "complete" || p.State != "doing" || p.Values["caller"] != "x" || p.Was["caller"] != "y" || p.Values["kind"] != "mend" {
		t.Errorf("%+v", p)
	}
	start := time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)
	if !form.Equal(p.Values["starts"], start) || form.Empty(p.Values["count"]) || len(p.Extra) != 0 {
		t.Errorf("widened %v, not read %v", p.Values, p.Extra)
	}
}

func TestDecode_turnsOlderWordsAndColumnsOfRowsIntoTodays(t *testing.T) {
	files := formtest.WorkshopFiles(t)
	files["card.yaml"] = strings.NewReplacer("doc: own", "doc: own\nversion: 2",
		"      work: {type: choice,", "      job: {was: work, type: choice,", `it.work == "installed"`, `it.job == "put_in"`).Replace(files["card.yaml"])
	files["choices.yaml"] = strings.NewReplacer("  installed: {zh", "  put_in: {was: installed, zh", "  evening: {zh", "  late: {was: evening, zh").Replace(files["choices.yaml"])
	lib := formtest.Parse(t, files)
	text := `{"id":"00000000-0000-7000-8000-000000000001","n":1,"at":"2026-11-23T06:05:04.000Z","parts":[` +
		`{"do":"set","form":"card","v":1,"rec":"00000000-0000-7000-8000-000000000008","values":{"units":[{"id":"a","work":"installed","fine":true}]}},` +
		`{"do":"set","form":"order","v":1,"rec":"00000000-0000-7000-8000-000000000009","values":{"tags":["evening","remote"]}}]}`

	op, err := record.Decode(lib, []byte(text))
	if err != nil {
		t.Fatal(err)
	}

	want := []form.Row{{ID: "a", Values: form.Values{"job": "put_in", "fine": true}}}
	if !form.Equal(op.Parts[0].Values["units"], want) || len(op.Parts[0].Extra) > 0 {
		t.Errorf("rows %v, not read %v", op.Parts[0].Values, op.Parts[0].Extra)
	}
	if !form.Equal(op.Parts[1].Values["tags"], []string{"late", "remote"}) {
		t.Errorf("choices %v", op.Parts[1].Values)
	}
}

func TestEncode_refusesATableOfAnUnknownForm(t *testing.T) {
	part := record.Part{Kind: record.Add, Form: "nonsense", ID: sample().ID, Table: "rows"}
	if _, err := record.Encode(formtest.Workshop(t), record.Operation{ID: sample().ID, Parts: []record.Part{part}}); err == nil {
		t.Error("encoded")
	}
}

func TestChain_linksOverTheBodysHash(t *testing.T) {
	lib := formtest.Workshop(t)
	b, err := record.Encode(lib, sample())
	if err != nil {
		t.Fatal(err)
	}
	first := record.Chain(nil, record.Hash(b))
	second := record.Chain(first, record.Hash([]byte("{}")))

	if len(first) != 32 || bytes.Equal(first, second) || !bytes.Equal(first, record.Chain(nil, record.Hash(b))) {
		t.Errorf("links %x and %x", first, second)
	}
}

// An operation names only the beginning of the chain before it, as older ones name all of it.
func TestFollows(t *testing.T) {
	chain := record.Chain(nil, []byte("one"))
	other := record.Chain(nil, []byte("two"))
	for _, c := range []struct {
		prev, chain []byte
		want        bool
	}{
		{chain, chain, true}, {chain[:8], chain, true}, {nil, nil, true},
		{chain[:7], chain, false}, {other[:8], chain, false}, {other, chain, false}, {nil, chain, false}, {chain[:8], nil, false},
	} {
		if got := record.Follows(c.prev, c.chain); got != c.want {
			t.Errorf("%x follows %x: %v", c.prev, c.chain, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	o := newOffice(f)
	lib := o.Lib
	b, err := record.Encode(lib, sample())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"id":"00000000-0000-7000-8000-000000000001","n":1,"at":"2026-11-23T06:05:04.000Z","parts":[{"do":"add","form":"order","rec":"00000000-0000-7000-8000-000000000008","table":"lines","row":7}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		op, err := record.Decode(lib, b)
		if err != nil {
			return
		}
		if _, err := record.Apply(lib, o, op); err != nil {
			t.Fatalf("apply %s: %v", b, err)
		}
	})
}
