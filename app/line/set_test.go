//go:build linux

package line_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"fieldline/app/line"
	"fieldline/app/line/linetest"
	"fieldline/forms/dialplan"
	"fieldline/forms/driver"

	"pgregory.net/rapid"
)

// plug opens the line to an emulated unit.
func plug(t interface {
	Helper()
	Fatal(...any)
	Cleanup(func())
}) (*linetest.Unit, line.Port) {
	t.Helper()
	e, name := linetest.Plug(t)
	port, err := line.Open(name, 9600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := port.Close(); err != nil {
			t.Fatal(err)
		}
	})
	return e, port
}

// quick is the type with less patience, so that tests of silence are short, and with what
// else is said otherwise of it.
func quick(t testing.TB, otherwise ...string) *driver.Unit {
	t.Helper()
	b, err := os.ReadFile("../../forms/driver/units/terminal8.yaml")
	if err != nil {
		t.Fatal(err)
	}
	said := strings.NewReplacer(append(otherwise, "within: 3000", "within: 300")...).Replace(string(b))
	u, err := driver.ParseUnit("terminal8.yaml", []byte(said))
	if err != nil {
		t.Fatal(err)
	}
	return u
}

const profile = `
name: corner shop
home: {area_code: 755, mobile_policy: by_trunk_zero}
routes: [{id: C, access: 17911, account: {ref: box/7, digits: 10}, pin: {ref: box/8, digits: 8}, seq: "17911(500){account}#{pin}#"}]
rules:
  - {id: 1, pattern: "0", min_len: 10, max_len: 12, action: ROUTE, route: C}
  - {id: 2, pattern: "0755", min_len: 12, max_len: 12, action: DIRECT, strip: 4}
  - {id: 3, pattern: "[2-8]", min_len: 8, max_len: 8, action: DIRECT}
  - {id: 4, pattern: "16[08]", min_len: 8, max_len: 8, action: BLOCK}
`

func vault(ref string) (string, bool) {
	digits, ok := map[string]string{"box/7": "8801234567", "box/8": "90817263", "unit password": "1357"}[ref]
	return digits, ok
}

func program(t testing.TB, unit *driver.Unit) *driver.Program {
	t.Helper()
	return programOf(t, unit, profile)
}

func programOf(t testing.TB, unit *driver.Unit, profile string) *driver.Program {
	t.Helper()
	p, err := dialplan.Parse("shop.yaml", []byte(profile))
	if err != nil {
		t.Fatal(err)
	}
	d, err := driver.Find("keypad")
	if err != nil {
		t.Fatal(err)
	}
	prog, err := d.Compile(driver.Job{Profile: p, Unit: unit})
	if err != nil {
		t.Fatal(err)
	}
	return prog
}

func jobFor(port line.Port, unit *driver.Unit, prog *driver.Program) line.Job {
	return line.Job{Port: port, Unit: unit, Program: prog, Vault: vault, Serial: "KD4A-26110042", Template: "two_stage@1", Who: "周建明",
		Now: func() time.Time { return time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC) }} // a clock that stands still tells when, not how long
}

// wrong is the first register that does not hold what the program says, in its last setting
// of each; "" where all do. Of an account or a PIN, which the unit hides, only the length
// can be known.
func wrong(t testing.TB, e *linetest.Unit, prog *driver.Program, unit *driver.Unit) string {
	t.Helper()
	text, err := prog.Reveal(vault)
	if err != nil {
		t.Fatal(err)
	}
	_, _, image, err := driver.ReadScript(text, unit)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, s := range image {
		want[s.Register] = s.Value
	}
	for at, value := range want {
		got := e.Holds(at)
		if at[0] == 'A' || at[0] == 'B' {
			got, value = strings.Repeat("*", len(got)), strings.Repeat("*", len(value))
		}
		if got != value {
			return fmt.Sprintf("%s holds %q, not %q", at, got, value)
		}
	}
	return ""
}

func TestSet_writesReadsAndSeals(t *testing.T) {
	unit := quick(t)
	prog := program(t, unit)
	e, port := plug(t)

	job := jobFor(port, unit, prog)
	var told []line.Progress
	job.Progress = func(p line.Progress) { told = append(told, p) }

	record, err := line.Set(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}

	if first, last := told[0], told[len(told)-1]; first.Stage != line.Begins || last.Stage != line.Compare || last.Done != last.Total-1 || last.Total != 2*len(record.AsLeft)+len(record.Written) {
		t.Errorf("told from %+v to %+v", first, last)
	}
	if why := wrong(t, e, prog, unit); why != "" {
		t.Error(why)
	}
	seal := record.Seal
	if seal == nil || seal.Serial != "KD4A-26110042" || seal.Template != "two_stage@1" || seal.Who != "周建明" || seal.Digest != driver.Digest(driver.WriteValues(record.AsLeft)) || seal.When.IsZero() || seal.Unit != "terminal8@1" {
		t.Errorf("%+v", seal)
	}
	if len(record.AsFound) != len(record.AsLeft) || len(record.Written) != len(record.AsLeft)+1 {
		t.Errorf("%d found, %d written, %d left", len(record.AsFound), len(record.Written), len(record.AsLeft))
	}
	if fmt.Sprint(record.Hidden) != "[A1 B1]" {
		t.Errorf("hidden: %v", record.Hidden)
	}
	found := map[string]string{}
	for _, s := range record.AsFound {
		found[s.Register] = s.Value
	}
	if found["T0"] != "1000005000030000800" || found["R001"] != "old" {
		t.Errorf("as found: %v", found)
	}
	tellsNoSecret(t, record, err)
}

// tellsNoSecret checks that nothing of what is kept and said of a job holds a secret, be it
// the customer's or that of the one before.
func tellsNoSecret(t testing.TB, record *line.Record, err error) {
	t.Helper()
	kept, failed := json.Marshal(record)
	if failed != nil {
		t.Fatal(failed)
	}
	for what, text := range map[string]string{"the record": string(kept), "the error": fmt.Sprint(err)} {
		for _, secret := range []string{"8801234567", "90817263", linetest.OldAccount, linetest.OldPIN} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds %s: %s", what, secret, text)
			}
		}
	}
}

// A unit that shows account and PIN tells those of the customer before, too, which nobody is
// to read afterwards, however the job ends.
func TestSet_keepsNoSecretOfTheCustomerBefore(t *testing.T) {
	for _, readback := range []string{driver.ReadPartial, driver.ReadFull} {
		for name, c := range map[string]struct {
			kind  string // of the fault; "": it is sealed
			fault func(*linetest.Unit)
		}{
			"all is well": {"", nil},
			"it says everything twice": {line.Garbled, func(e *linetest.Unit) {
				e.Answer = func(_, answer string) string { return answer + answer }
			}},
			"it does not end the line": {line.Garbled, func(e *linetest.Unit) {
				e.Answer = func(_, answer string) string { return strings.TrimSuffix(answer, "\r\n") }
			}},
			"it tells the old PIN with a refusal": {line.Refused, func(e *linetest.Unit) {
				e.Answer = func(command, answer string) string {
					if strings.HasPrefix(command, "SB1") {
						return "E " + linetest.OldPIN
					}
					return answer
				}
			}},
			"it answers late": {line.Silent, func(e *linetest.Unit) {
				held := ""
				e.Answer = func(command, answer string) string {
					switch command {
					case "DA1":
						held, answer = answer, ""
					case "999":
						answer = held + answer
					}
					return answer
				}
			}},
			"it does not write the PIN": {line.Differs, func(e *linetest.Unit) {
				e.Answer = func(command, answer string) string {
					if strings.HasPrefix(command, "SB1") {
						e.Memory["B1"] = linetest.OldPIN
					}
					return answer
				}
			}},
		} {
			t.Run(readback+", "+name, func(t *testing.T) {
				unit := quick(t, "readback: partial", "readback: "+readback)
				e, port := plug(t)
				e.Shows = true
				if c.fault != nil {
					c.fault(e)
				}

				record, err := line.Set(context.Background(), jobFor(port, unit, program(t, unit)))

				tellsNoSecret(t, record, err)
				var fault *line.Fault
				if errors.As(err, &fault); (fault == nil) != (c.kind == "") || fault != nil && fault.Kind != c.kind {
					t.Fatalf("%v, want %q", err, c.kind)
				}
				if fault != nil {
					return
				}
				found, left := driver.WriteValues(record.AsFound), driver.WriteValues(record.AsLeft)
				if !strings.Contains(found, "A1=??????????\nB1=????????\n") || !strings.Contains(left, "A1={account:box/7/10}\nB1={pin:box/8/8}\n") {
					t.Errorf("as found:\n%sas left:\n%s", found, left)
				}
			})
		}
	}
}

// What a unit hides it may hold for anybody: before it was written it is told by stars, and
// only afterwards by what was written, so that found and left differ.
func TestSet_tellsNotWhoseAHiddenSecretWas(t *testing.T) {
	unit := quick(t)
	_, port := plug(t) // its account and PIN are as long as those of the job

	record, err := line.Set(context.Background(), jobFor(port, unit, program(t, unit)))

	if err != nil {
		t.Fatal(err)
	}
	found, left := driver.WriteValues(record.AsFound), driver.WriteValues(record.AsLeft)
	if !strings.Contains(found, "A1=**********\nB1=********\n") || !strings.Contains(left, "A1={account:box/7/10}\nB1={pin:box/8/8}\n") {
		t.Errorf("as found:\n%sas left:\n%s", found, left)
	}
	changed := driver.Changes(record.AsFound, record.AsLeft)
	if len(changed) < 2 || changed[0].Register != "A1" || changed[1].Register != "B1" {
		t.Errorf("%+v", changed)
	}
	var heard []string
	for _, said := range record.Said {
		if said.Sent == "DA1\r" {
			heard = append(heard, said.Heard)
		}
	}
	if fmt.Sprintf("%q", heard) != `["A1=**********\r\n" "A1={account:box/7/10}\r\n"]` {
		t.Errorf("it was heard to say %q", heard)
	}
}

// A unit that was sealed and left alone reads as it was sealed, whether or not the program
// says how long its secrets are, and also where the unit would show them: those are not read
// and not compared.
func TestRead_tellsASealedUnitAsItWasSealed(t *testing.T) {
	unsaid := strings.NewReplacer(", digits: 10", "", ", digits: 8", "").Replace(profile)
	for name, c := range map[string]struct{ readback, profile, unread string }{
		"it hides its secrets":               {driver.ReadPartial, profile, "[]"},
		"it hides secrets of unsaid lengths": {driver.ReadPartial, unsaid, "[]"},
		"it shows its secrets":               {driver.ReadFull, profile, "[A1 B1]"},
		"it shows secrets of unsaid lengths": {driver.ReadFull, unsaid, "[A1 B1]"},
	} {
		t.Run(name, func(t *testing.T) {
			unit := quick(t, "readback: partial", "readback: "+c.readback)
			e, port := plug(t)
			e.Shows = c.readback == driver.ReadFull
			job := jobFor(port, unit, programOf(t, unit, c.profile))
			sealed, err := line.Set(context.Background(), job)
			if err != nil {
				t.Fatal(err)
			}
			job.Program, job.Vault = nil, func(ref string) (string, bool) { return "1357", ref == driver.PasswordRef }
			reads := func() []driver.Change {
				t.Helper()
				read, err := line.Read(context.Background(), job, sealed.AsLeft)
				if err != nil || fmt.Sprint(read.Unread) != c.unread {
					t.Fatal(read.Unread, err)
				}
				return driver.Changes(read.Compares(sealed.AsLeft), read.AsFound)
			}

			if changes := reads(); len(changes) > 0 {
				t.Errorf("%+v", changes)
			}
			e.Change(func() { e.Memory["C1"] = "17909N" })
			if changes := reads(); len(changes) != 1 || changes[0].Register != "C1" {
				t.Errorf("%+v", changes)
			}
		})
	}
}

// A unit that was set by other means may have an account and a PIN in clear among what it
// dials. Of that the record tells the access code and how long the rest is; rows and cards
// without such are told as they are.
func TestSet_keepsNoSecretThatWasDialledInClear(t *testing.T) {
	const account, pin = linetest.OldAccount, linetest.OldPIN
	for held, told := range map[[2]string]string{
		{"C1", "17909PPPPP" + account + "#" + pin + "#N"}: "17909PPPPP??????????#????????#N",
		{"C1", "17909" + account + "#N"}:                  "???????????????#N",
		{"C1", account + "#17909N"}:                       "??????????#?????N",
		{"C1", "4455#17909N"}:                             "????#?????N",
		{"C1", "17909A#B#N"}:                              "17909A#B#N",
		{"C1", "11808N"}:                                  "11808N",
		{"R001", "1110120002" + "02" + account + "#"}:     "111012000202??????????#",
		{"R001", "0010120001" + "0" + "17909" + account}:  "00101200010???????????????",
		{"R001", "2008080002" + "99" + account}:           "200808000299??????????",
		{"R001", "1110120101" + "0" + "17909"}:            "1110120101017909",
		{"R001", "1310120002" + "02" + account}:           "??????????????????????", // by a card that the program has not
		{"R001", "00121204040755"}:                        "00121204040755",         // as the program's second row
		{"T5", "014"}:                                     "014",
		{"T0", "1000005000030000801"}:                     "1000005000030000801",
	} {
		t.Run(held[1], func(t *testing.T) {
			unit := quick(t)
			e, port := plug(t)
			e.Memory[held[0]] = held[1]

			record, err := line.Set(context.Background(), jobFor(port, unit, program(t, unit)))

			if err != nil {
				t.Fatal(err)
			}
			tellsNoSecret(t, record, err)
			if found := driver.WriteValues(record.AsFound); !strings.Contains(found, held[0]+"="+told+"\n") {
				t.Errorf("want %s in\n%s", told, found)
			}
		})
	}
}

// Whatever is wrong with the line or the unit, it is refused and there is no seal.
func TestSet_everyFaultIsRefused(t *testing.T) {
	unit := quick(t)
	prog := program(t, unit)
	onSet := func(register string, f func(e *linetest.Unit, answer string) string) func(*linetest.Unit) {
		return func(e *linetest.Unit) {
			e.Answer = func(command, answer string) string {
				if strings.HasPrefix(command, "S"+register) {
					return f(e, answer)
				}
				return answer
			}
		}
	}
	for name, c := range map[string]struct {
		kind    string
		touched bool
		fault   func(*linetest.Unit)
		job     func(*line.Job)
	}{
		"it drops a byte": {line.Refused, true, func(e *linetest.Unit) {
			e.In = func(_ int, b byte) []byte {
				if b == '=' {
					return nil
				}
				return []byte{b}
			}
		}, nil},
		"it drops a digit": {line.Differs, true, onSet("R002", func(e *linetest.Unit, answer string) string {
			e.Memory["R002"] = e.Memory["R002"][:len(e.Memory["R002"])-1]
			return answer
		}), nil},
		"it cuts the end off": {line.Silent, true, func(e *linetest.Unit) {
			n := 0
			e.In = func(_ int, b byte) []byte {
				if strings.ContainsRune("SDLI", rune(b)) {
					n = 0
				}
				if n++; n > 15 {
					return nil
				}
				return []byte{b}
			}
		}, nil},
		"it alters a value": {line.Differs, true, onSet("R001", func(e *linetest.Unit, answer string) string {
			e.Memory["R001"] = "9" + e.Memory["R001"][1:]
			return answer
		}), nil},
		"it alters a byte on the way": {line.Differs, true, func(e *linetest.Unit) {
			setting := false
			e.In = func(_ int, b byte) []byte {
				setting = b == 'S' || setting && b != '\r'
				if setting && b == '8' {
					b = '9'
				}
				return []byte{b}
			}
		}, nil},
		"it alters the PIN": {line.Differs, true, onSet("B1", func(e *linetest.Unit, answer string) string { e.Memory["B1"] = "43210"; return answer }), nil},
		"it is slow": {line.Silent, true, func(e *linetest.Unit) {
			e.Delay = func(command string) time.Duration {
				if strings.HasPrefix(command, "SR001") {
					return 10 * time.Second // longer than all tries together, however busy the machine is
				}
				return 0
			}
		}, nil},
		"it refuses a register": {line.Refused, true, onSet("C1", func(*linetest.Unit, string) string { return "E" }), nil},
		"it says the PIN back": {line.Refused, true, func(e *linetest.Unit) {
			e.Answer = func(command, answer string) string {
				if strings.HasPrefix(command, "SB1") {
					return "E " + command
				}
				return answer
			}
		}, nil},
		"it answers nonsense": {line.Garbled, true, onSet("C1", func(*linetest.Unit, string) string { return "Q" }), nil},
		"it does not write":   {line.Differs, true, onSet("R003", func(e *linetest.Unit, answer string) string { delete(e.Memory, "R003"); return answer }), nil},
		"it loses power":      {line.Silent, true, onSet("R003", func(e *linetest.Unit, answer string) string { e.Dark = true; return answer }), nil},
		"it forgets at the end": {line.Differs, true, func(e *linetest.Unit) {
			written := false
			e.Answer = func(command, answer string) string {
				switch {
				case strings.HasPrefix(command, "ST5=0") && command != "ST5=000":
					written = true
				case written && strings.HasPrefix(command, "D"):
					e.Memory = map[string]string{}
					return command[1:] + "=\r\n"
				}
				return answer
			}
		}, nil},
		"it does not end": {line.Silent, true, func(e *linetest.Unit) {
			e.Answer = func(command, answer string) string {
				if command == "999" {
					return ""
				}
				return answer
			}
		}, nil},
		"another password": {line.Refused, false, func(e *linetest.Unit) { e.Password = "2468" }, nil},
		"another unit":     {line.Other, false, func(e *linetest.Unit) { e.Serial = "KD4A-26110043" }, nil},
		"nobody there":     {line.Silent, false, func(e *linetest.Unit) { e.Dark = true }, nil},
		"the PIN is not to be had": {line.NoSecret, false, nil, func(j *line.Job) {
			j.Vault = func(ref string) (string, bool) {
				digits, ok := vault(ref)
				return digits, ok && ref != "box/8"
			}
		}},
		"the account is longer than the program says": {line.NoSecret, false, nil, func(j *line.Job) {
			j.Vault = func(ref string) (string, bool) {
				digits, ok := vault(ref)
				return strings.Repeat(digits, 2), ok
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			e, port := plug(t)
			if c.fault != nil {
				c.fault(e)
			}
			j := jobFor(port, unit, prog)
			if c.job != nil {
				c.job(&j)
			}

			record, err := line.Set(context.Background(), j)

			var fault *line.Fault
			if !errors.As(err, &fault) {
				t.Fatalf("%v is no fault", err)
			}
			if record.Seal != nil {
				t.Errorf("sealed: %+v", record.Seal)
			}
			if fault.Kind != c.kind || fault.Touched != c.touched {
				t.Errorf("%s, touched %t: %v", fault.Kind, fault.Touched, err)
			}
			if c.touched && len(record.AsFound) == 0 {
				t.Error("what it held is not kept")
			}
			tellsNoSecret(t, record, err)
			if said := err.Error(); !strings.Contains(said, "KD4A-26110042") {
				t.Error(said)
			}
		})
	}
}

func TestSet_endsWhenItIsCalledOff(t *testing.T) {
	unit := quick(t)
	e, port := plug(t)
	ctx, stop := context.WithCancel(context.Background())
	e.Answer = func(command, answer string) string {
		if strings.HasPrefix(command, "SR") {
			stop()
		}
		return answer
	}
	record, err := line.Set(ctx, jobFor(port, unit, program(t, unit)))
	var fault *line.Fault
	if !errors.As(err, &fault) || fault.Kind != line.Stopped || !fault.Touched || record.Seal != nil || len(record.Written) == 0 {
		t.Errorf("%v %+v", err, record.Seal)
	}
	if fault.Open || e.Open() {
		t.Error("the unit was left in its session")
	}
}

// A unit that is only read is not written to, and tells no secret.
func TestRead_tellsWhatIsThere(t *testing.T) {
	unit := quick(t)
	e, port := plug(t)
	job := jobFor(port, unit, program(t, unit))
	sealed, err := line.Set(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}
	job.Program, job.Vault = nil, func(ref string) (string, bool) { return "1357", ref == driver.PasswordRef }
	e.Change(func() {
		e.Memory["C1"] = "17909PPPPP" + linetest.OldAccount + "#N"
		e.Memory["R002"] = "00121205040755"
		e.Memory["B1"] = "9081726"
	})
	before := fmt.Sprint(e.Memory)

	read, err := line.Read(context.Background(), job, sealed.AsLeft)

	if err != nil || fmt.Sprint(e.Memory) != before || e.Open() {
		t.Fatal(err)
	}
	changes := driver.Changes(sealed.AsLeft, read.AsFound)
	if len(changes) != 3 || changes[0].Register != "B1" || changes[0].Is != "???????" || changes[1].Is != "17909PPPPP??????????#N" || changes[2].Is != "00121205040755" {
		t.Errorf("%+v", changes)
	}
	tellsNoSecret(t, read, err)
	job.Serial = "KD4A-26110043"
	var fault *line.Fault
	if _, err := line.Read(context.Background(), job, sealed.AsLeft); !errors.As(err, &fault) || fault.Kind != line.Other || fault.Touched {
		t.Error(err)
	}
}

// Whatever happens on the line, a seal means that the unit holds the program.
func TestSet_aSealIsTheTruth(t *testing.T) {
	unit := quick(t)
	prog := program(t, unit)
	said := 0 // bytes of a job on which nothing goes wrong
	e, port := plug(t)
	e.In = func(n int, b byte) []byte {
		said = n
		return []byte{b}
	}
	if _, err := line.Set(context.Background(), jobFor(port, unit, prog)); err != nil {
		t.Fatal(err)
	}
	kinds := []string{"none", "drop", "alter", "double", "dark"}
	sealed, refused := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		tries := sealed + refused
		if tries == 5*len(kinds) { // each takes a moment of real time
			return
		}
		kind := kinds[tries%len(kinds)]
		at := rapid.IntRange(1, said).Draw(rt, "at")
		e, port := plug(t)
		e.In = func(n int, b byte) []byte {
			if n != at {
				return []byte{b}
			}
			switch kind {
			case "drop":
				return nil
			case "alter":
				return []byte{b ^ 1}
			case "double":
				return []byte{b, b}
			case "dark":
				e.Dark = true
			}
			return []byte{b}
		}
		record, err := line.Set(context.Background(), jobFor(port, unit, prog))
		if record.Seal == nil {
			refused++
			if err == nil {
				rt.Fatal("neither a seal nor an error")
			}
			return
		}
		sealed++
		if why := wrong(t, e, prog, unit); why != "" {
			rt.Fatalf("%s at byte %d was sealed: %s", kind, at, why)
		}
	})
	t.Logf("%d bytes, %d sealed, %d refused", said, sealed, refused)
	if sealed == 0 || refused == 0 {
		t.Errorf("%d sealed, %d refused", sealed, refused)
	}
}

func TestSet_aUnitThatShowsNothingIsNotSet(t *testing.T) {
	_, port := plug(t)
	prog := program(t, nil) // register8, by keypad
	if _, err := line.Set(context.Background(), jobFor(port, nil, prog)); err == nil || !strings.Contains(err.Error(), "does not show its registers") {
		t.Error(err)
	}
}

// The script of a keypad unit as sound says the script, and no secret is left out.
func TestCues_areTheScript(t *testing.T) {
	prog := program(t, nil)
	cues, err := line.Cues(prog, nil, vault)
	if err != nil {
		t.Fatal(err)
	}
	keys := ""
	for i := range cues {
		keys += cues[i].Keys
		cues[i].Rest = 150 * time.Millisecond // for a short test
	}
	if !strings.HasPrefix(keys, "#345*1357") || !strings.Contains(keys, "8801234567##") {
		t.Error(keys)
	}
	pcm, err := line.Render(cues, sound(8000, 50, 50))
	if err != nil {
		t.Fatal(err)
	}
	if gaps := line.Match(line.Listen(pcm, 8000), cues, sound(8000, 50, 50)); len(gaps) > 0 {
		t.Errorf("%+v", gaps)
	}
	if _, err := line.Cues(prog, nil, func(string) (string, bool) { return "", false }); err == nil {
		t.Error("cues without the password")
	}
	if _, err := line.Open("/dev/no-such-port", 9600); err == nil || !strings.Contains(err.Error(), "not touched") {
		t.Error(err)
	}
}
