package form_test

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"fieldline/forms/form"
)

// everyType is a form with one field of each type.
const everyType = `
form: sheet
doc: own
zh: 表
en: Sheet
create: engineer
audience: engineer
amend: engineer
fields:
  t_text:      {type: text, zh: 甲, en: A}
  t_note:      {type: note, zh: 乙, en: B}
  t_integer:   {type: integer, zh: 丙, en: C}
  t_decimal:   {type: decimal, zh: 丁, en: D}
  t_money:     {type: money, zh: 戊, en: E}
  t_date:      {type: date, zh: 己, en: F}
  t_time:      {type: time, zh: 庚, en: G}
  t_datetime:  {type: datetime, zh: 辛, en: H}
  t_duration:  {type: duration, zh: 壬, en: I}
  t_phone:     {type: phone, zh: 癸, en: J}
  t_choice:    {type: choice, of: [a, b, c], zh: 子, en: K}
  t_choices:   {type: choices, of: [a, b, c], zh: 丑, en: L}
  t_yes_no:    {type: yes_no, zh: 寅, en: M}
  t_rating:    {type: rating, max: 5, zh: 卯, en: N}
  t_checklist: {type: checklist, of: steps, zh: 辰, en: O}
  t_ref:       {type: ref, of: sheet, zh: 巳, en: P}
  t_refs:      {type: ref, of: [sheet, person], zh: 午, en: Q}
  t_person:    {type: person, zh: 未, en: R}
  t_people:    {type: people, zh: 申, en: S}
  t_photos:    {type: photos, zh: 酉, en: T}
  t_signature: {type: signature, zh: 戌, en: U}
  t_file:      {type: file, zh: 亥, en: V}
  t_location:  {type: location, zh: 金, en: W}
  t_scan:      {type: scan, zh: 木, en: X}
  t_secret:    {type: secret, zh: 水, en: Y}
  t_table:
    type: table
    zh: 火
    en: Z
    of:
      c_text:    {type: text, zh: 土, en: AA}
      c_decimal: {type: decimal, zh: 日, en: AB}
      c_person:  {type: person, zh: 月, en: AC}
      c_refs:    {type: ref, of: [sheet, person], zh: 星, en: AD}
`

const personFile = `
form: person
doc: own
zh: 人员
en: Person
create: engineer
audience: anyone
fields:
  name:  {type: text, zh: 姓名, en: Name}
  level: {type: integer, zh: 级别, en: Level}
  boss:  {type: person, zh: 上级, en: Boss}
`

func library(t testing.TB, files map[string]string) *form.Library {
	t.Helper()
	lib, err := form.Parse(folder(files))
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	return lib
}

func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name+".yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func sheets(t testing.TB) *form.Form {
	return library(t, map[string]string{
		"sheet": everyType, "person": personFile,
		"roles":   "engineer: {code: AE, zh: 工程师, en: Engineer}",
		"choices": "steps: {one: {zh: 一, en: One}, two: {zh: 二, en: Two}}",
	}).Form("sheet")
}

var (
	anyText = rapid.StringN(1, 12, 60)
	anyID   = rapid.Custom(func(t *rapid.T) form.ID {
		var id form.ID
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		id[0] |= 1
		return id
	})
	anyMoment = rapid.Custom(func(t *rapid.T) time.Time {
		return time.UnixMilli(rapid.Int64Range(-6e13, 2e14).Draw(t, "millis")).UTC()
	})
	anyDecimal = rapid.Custom(func(t *rapid.T) decimal.Decimal {
		return decimal.New(rapid.Int64().Draw(t, "digits"), int32(rapid.IntRange(-12, 3).Draw(t, "exponent")))
	})
	anyWord = rapid.SampledFrom([]string{"a", "b", "c"})
	anyFile = rapid.Custom(func(t *rapid.T) form.Attachment {
		return form.Attachment{SHA256: anyText.Draw(t, "sha"), Mime: "image/png", Bytes: rapid.Int64Range(0, 1e12).Draw(t, "bytes"),
			Name: rapid.String().Draw(t, "name"), At: anyMoment.Draw(t, "at"), By: anyID.Draw(t, "by")}
	})
)

// anyRef points to either of the forms of a ref field.
func anyRef(t *rapid.T, forms []string) form.Ref {
	return form.Ref{Form: rapid.SampledFrom(forms).Draw(t, "form"), ID: anyID.Draw(t, "ref")}
}

// draw returns a value of a field's type that is not empty.
func draw(t *rapid.T, f *form.Field) any {
	switch f.Type {
	case form.Integer, form.Money, form.Rating:
		return rapid.Int64().Draw(t, "whole")
	case form.Decimal:
		return anyDecimal.Draw(t, "decimal")
	case form.DateType:
		return form.Date(anyMoment.Draw(t, "day").Format("2006-01-02"))
	case form.TimeType:
		return anyMoment.Draw(t, "clock").Format("15:04")
	case form.DateTime:
		return anyMoment.Draw(t, "time")
	case form.Duration:
		l := form.Length{N: rapid.Int64Range(-1e6, 1e6).Draw(t, "n"), Unit: rapid.SampledFrom([]string{"min", "h", "d", "month"}).Draw(t, "unit")}
		l.Working = l.Unit != "month" && rapid.Bool().Draw(t, "working")
		return l
	case form.YesNo:
		return rapid.Bool().Draw(t, "yes")
	case form.Choice:
		return anyWord.Draw(t, "word")
	case form.Choices:
		return rapid.SliceOfNDistinct(anyWord, 1, 3, rapid.ID[string]).Draw(t, "words")
	case form.RefType:
		return anyRef(t, f.Forms)
	case form.Person:
		return anyID.Draw(t, "person")
	case form.People:
		return rapid.SliceOfN(anyID, 1, 4).Draw(t, "people")
	case form.File:
		return anyFile.Draw(t, "file")
	case form.SignType:
		return form.Signature{SHA256: anyText.Draw(t, "sha"), Signer: rapid.String().Draw(t, "signer"), At: anyMoment.Draw(t, "at"),
			Fields: rapid.SliceOfN(anyText, 1, 3).Draw(t, "fields"), Digest: rapid.String().Draw(t, "digest")}
	case form.Place:
		return form.Location{Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")}
	case form.Table:
		return drawRows(t, f.Columns)
	case form.Checklist:
		return drawRows(t, []*form.Field{{Name: "item", Type: form.Text}, {Name: "done", Type: form.YesNo}, {Name: "note", Type: form.Note}})
	case form.Photos:
		return drawRows(t, []*form.Field{{Name: "photo", Type: form.File}})
	default:
		return anyText.Draw(t, "text")
	}
}

func drawRows(t *rapid.T, columns []*form.Field) []form.Row {
	rows := make([]form.Row, rapid.IntRange(1, 3).Draw(t, "rows"))
	for i := range rows {
		rows[i] = form.Row{ID: anyText.Draw(t, "row"), Values: form.Values{}}
		for _, c := range columns {
			if rapid.Bool().Draw(t, "has "+c.Name) {
				rows[i].Values[c.Name] = draw(t, c)
			}
		}
	}
	return rows
}

func TestColumn_roundTrip(t *testing.T) {
	f := sheets(t)

	for _, field := range f.Fields() {
		t.Run(field.Name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				column := f.Column(field.Name)
				v := draw(t, field)

				raw := column.Encode(v)
				got, err := column.Decode(raw)
				if err != nil {
					t.Fatalf("decode %s: %v", raw, err)
				}

				if !form.Equal(v, got) {
					t.Fatalf("%v became %v by %s", v, got, raw)
				}
				if again := column.Encode(got); string(again) != string(raw) {
					t.Fatalf("%s became %s", raw, again)
				}
				if copied := form.CloneValue(v); !form.Equal(v, copied) {
					t.Fatalf("%v is not its clone", v)
				}
			})
		})
	}
}

func TestColumn_wire(t *testing.T) {
	f := sheets(t)
	id := uuid.MustParse("0191e2c4-5a3b-7c2d-8e1f-0123456789ab")
	at := time.Date(2026, 11, 23, 6, 5, 4, 0, time.UTC)

	for _, c := range []struct {
		column string
		value  any
		want   string
	}{
		{"t_text", "<b> & \"c\"", `"<b> & \"c\""`},
		{"t_text", "", `null`},
		{"t_integer", int64(9007199254740993), `9007199254740993`},
		{"t_decimal", decimal.RequireFromString("12.500"), `"12.5"`},
		{"t_decimal", decimal.RequireFromString("-0.0"), `"0"`},
		{"t_datetime", at, `"2026-11-23T06:05:04.000Z"`},
		{"t_duration", form.Length{N: 4, Unit: "h", Working: true}, `"4 working h"`},
		{"t_yes_no", false, `false`},
		{"t_ref", form.Ref{Form: "sheet", ID: id}, `"0191e2c4-5a3b-7c2d-8e1f-0123456789ab"`},
		{"t_refs", form.Ref{Form: "person", ID: id}, `"person:0191e2c4-5a3b-7c2d-8e1f-0123456789ab"`},
		{"t_choices", []string{"b", "a", "b"}, `["a","b"]`},
		{"t_table", []form.Row{{ID: "r1", Values: form.Values{"c_text": "x", "c_decimal": decimal.New(5, -1)}}},
			`[{"id":"r1","c_decimal":"0.5","c_text":"x"}]`},
		{"t_location", form.Location{Lat: 31.2, Lon: 121.5}, `{"lat":31.2,"lon":121.5}`},
	} {
		if got := string(f.Column(c.column).Encode(c.value)); got != c.want {
			t.Errorf("%s: %s, want %s", c.column, got, c.want)
		}
	}
}

func TestColumn_refuses(t *testing.T) {
	f := sheets(t)

	for _, c := range []struct{ column, raw string }{
		{"t_text", `1`}, {"t_integer", `"1"`}, {"t_integer", `1.5`}, {"t_integer", `1 2`}, {"t_decimal", `1.5`}, {"t_decimal", `"1e9"`},
		{"t_date", `"2026-02-30"`}, {"t_time", `"25:00"`}, {"t_datetime", `"yesterday"`}, {"t_duration", `"4 moons"`},
		{"t_yes_no", `"true"`}, {"t_ref", `"x"`}, {"t_refs", `"0191e2c4-5a3b-7c2d-8e1f-0123456789ab"`},
		{"t_person", `"00000000-0000-0000-0000-000000000000"`}, {"t_table", `[{"c_text":"no id"}]`},
		{"t_table", `[{"id":"a","id":"b"}]`}, {"t_file", `{"sha256":"x","virus":1}`}, {"t_photos", `{}`}, {"t_text", ``},
	} {
		if v, err := f.Column(c.column).Decode([]byte(c.raw)); err == nil {
			t.Errorf("%s: %s was read as %v", c.column, c.raw, v)
		}
	}
}

func TestDecodeValues_keepsWhatItDoesNotKnow(t *testing.T) {
	f := sheets(t)
	raw := `{"t_table":[{"id":"r1","c_new":{"a":1},"c_text":"x"}],"t_text":null,"t_new":[1]}`

	values, extra, err := f.DecodeValues([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}

	if string(extra["t_new"]) != "[1]" {
		t.Errorf("extra is %s", extra["t_new"])
	}
	if v, there := values["t_text"]; !there || v != nil {
		t.Errorf("an emptied value is %v, %v", v, there)
	}
	if got := string(f.EncodeValues(values)); got != `{"t_table":[{"id":"r1","c_new":{"a":1},"c_text":"x"}],"t_text":null}` {
		t.Errorf("written again as %s", got)
	}
}

func TestEqual(t *testing.T) {
	id := uuid.MustParse("0191e2c4-5a3b-7c2d-8e1f-0123456789ab")
	for _, c := range []struct {
		a, b any
		want bool
	}{
		{nil, "", true}, {nil, []form.ID{}, true}, {nil, false, false}, {nil, int64(0), false}, {"a", "a", true}, {"a", form.Date("a"), false},
		{decimal.New(50, -2), decimal.New(5, -1), true}, {[]string{"a", "b"}, []string{"b", "a"}, true},
		{time.Unix(1, 0), time.Unix(1, 0).UTC(), true}, {form.Ref{Form: "x", ID: id}, form.Ref{Form: "y", ID: id}, false},
	} {
		if got := form.Equal(c.a, c.b); got != c.want {
			t.Errorf("Equal(%v, %v) is %v", c.a, c.b, got)
		}
	}
}
