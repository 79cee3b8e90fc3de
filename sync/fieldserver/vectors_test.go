package main

import (
	"fmt"
	"strings"
	"testing"
)

const twoClasses = `
home: {area_code: 755}
lines: [{no: 1, cos: c1}, {no: 3, cos: 2}]
classes: {c1: [local, intl], c2: [local], 2: [local]}
routes: [{id: C, access: 17909}]
rules:
  - {id: 50, pattern: "[2-8]", min_len: 8, max_len: 8, action: DIRECT, class: local}
  - {id: 100, pattern: "00", min_len: 7, max_len: 17, action: ROUTE, route: C, class: intl}
`

// A class of service is said by its id, as it stands in the profile, and one that is none is
// refused: a number that would be barred must not look as if it passed.
func TestDialplanSimulate_classes(t *testing.T) {
	profile := file(t, "p.yaml", twoClasses)
	dial := func(args string) (string, error) {
		return run(t, "", append([]string{"dialplan", "simulate", "--json", "--profile", profile, "--dial", "0013105551234#"}, strings.Fields(args)...)...)
	}
	for _, c := range []struct{ args, want string }{
		{"", `"outcome":"route"`},
		{"--cos c1", `"outcome":"route"`},
		{"--cos c2", `"outcome":"block"`},
		{"--cos 2", `"outcome":"block"`},
		{"--line 3", `"outcome":"block"`},
		{"--line 3 --cos c1", `"outcome":"route"`},
	} {
		if out, err := dial(c.args); err != nil || !strings.Contains(out, c.want) {
			t.Errorf("%s: %v, %s", c.args, err, out)
		}
	}
	for _, c := range []struct{ args, want string }{
		{"--cos nope", `there is no class of service "nope": the profile has 2, c1, c2`},
		{"--cos=", `there is no class of service "": the profile has 2, c1, c2`},
		{"--line 0", "the profile has no line 0: say --line with one of 1, 3"},
		{"--line 2", "the profile has no line 2: say --line with one of 1, 3"},
		{"--at=", `"" is no time such as`},
		{"--at soon", `"soon" is no time such as`},
	} {
		if out, err := dial(c.args); err == nil || !strings.Contains(err.Error(), c.want) || out != "" {
			t.Errorf("%s: %v, %s", c.args, err, out)
		}
	}
	bare := oneStage(t, "755")
	if _, err := run(t, "", "dialplan", "simulate", "--profile", bare, "--dial", "110", "--cos", "1"); err == nil || !strings.Contains(err.Error(), "the profile has none") {
		t.Error(err)
	}
}

// What is no key is named as people see it.
func TestDialplanSimulate_whatIsNoKey(t *testing.T) {
	for keys, want := range map[string]string{
		"1x0":    "character 2 of the keys, 'x', is no key: keys are 0-9",
		"１１0":    "character 1 of the keys, '１', is full-width: type 1 in half width",
		"11＃":    "character 3 of the keys, '＃', is full-width: type # in half width",
		"11ｘ":    "character 3 of the keys, 'ｘ', is no key",
		"一":      "character 1 of the keys, '一', is no key",
		"110 \n": "character 4 of the keys, ' ', is no key",
	} {
		if _, err := run(t, "", "dialplan", "simulate", "--profile", oneStage(t, "755"), "--dial", keys); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", keys, err, want)
		}
	}
}

// A file of vectors is right in all of its lines or nothing is dialled.
func TestDialplanSimulate_wrongVectors(t *testing.T) {
	profile := file(t, "p.yaml", twoClasses)
	simulate := func(text string) (string, error) {
		return run(t, "", "dialplan", "simulate", "--json", "--profile", profile, "--vectors", file(t, "v.jsonl", text))
	}
	for text, want := range map[string]string{
		`{"keys": "110"} {"keys": "120"}`:            "something stands behind the object",
		`{"keys": "110"} garbage`:                    "something stands behind the object",
		`{"keys": "110"`:                             "the object does not end",
		`{"keys": "110",`:                            "the object does not end",
		`{"keys": "110" "at": null}`:                 "this is no JSON",
		`{"keys": "110", "gap": [300]}`:              `"gap" is none of the names that an object may have: keys, gaps, at, cos`,
		`{"keys": "110", "Gaps": [300]}`:             `"Gaps" is none of the names`,
		`{"keys": "110", "keys": "120"}`:             `"keys" stands here twice`,
		`null`:                                       "want an object such as",
		`["110"]`:                                    "want an object such as",
		`nonsense`:                                   "want an object such as",
		`{}`:                                         `"keys" is missing; the names that an object may have are keys, gaps, at, cos`,
		`{"cos": "c1"}`:                              `"keys" is missing`,
		`{"keys": null}`:                             `"keys" must be a text`,
		`{"keys": 110}`:                              `"keys" must be a text`,
		`{"keys": "1１0"}`:                            "type 1 in half width",
		`{"keys": "110", "cos": "nope"}`:             `there is no class of service "nope": the profile has 2, c1, c2`,
		`{"keys": "110", "cos": 7}`:                  `there is no class of service "7"`,
		`{"keys": "110", "cos": ["c1"]}`:             `"cos" must be the id of a class`,
		`{"keys": "110", "at": ""}`:                  `"" is no time such as`,
		`{"keys": "110", "at": 5}`:                   `"at" must be a text`,
		`{"keys": "110", "gaps": -1}`:                `"-1" is no list of gaps`,
		`{"keys": "110", "gaps": [300, "400"]}`:      `"gaps" must be a list of ms`,
		`{"keys": "110", "gaps": {"a": 1}}`:          `"gaps" must be a list of ms`,
		`{"keys": "` + strings.Repeat("1", 1<<20):    "more than 1048576: write an object a line",
		`{"keys": "` + strings.Repeat("1", 1<<20-20): "the object does not end",
	} {
		out, err := simulate("{\"keys\": \"120\"}\r\n\n" + text + "\n{\"keys\": \"119\"}\n")
		if err == nil || !strings.Contains(err.Error(), "v.jsonl:3: ") || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "nothing was dialled") || out != "" {
			t.Errorf("%.80s: %.300v, want %s; %.80s", text, err, want, out)
		}
	}
	for _, text := range []string{"", "\n \n"} {
		if _, err := simulate(text); err == nil || !strings.Contains(err.Error(), `v.jsonl:1: the file is empty: want lines such as {"keys": "110"}`) {
			t.Errorf("%q: %v", text, err)
		}
	}
	var right string
	for _, more := range []string{``, `, "cos": 2`, `, "cos": "2"`, `, "cos": null, "at": null, "gaps": null`, `, "gaps": []`, `, "gaps": 500`, `, "gaps": "500,200"`, `, "at": "2026-11-30T10:00:00Z"`} {
		right += fmt.Sprintf("{\"keys\": \"110\"%s}\n", more)
	}
	right += `{"keys": ""}` + "\n" + `{"keys": "` + strings.Repeat("1", 100_000) + `"}`
	if out, err := simulate(right); err != nil || strings.Count(out, "\n") != 10 || strings.Count(out, `"outcome":"direct"`) != 8 {
		t.Errorf("%v\n%.2000s", err, out)
	}
}
