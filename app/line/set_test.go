//go:build linux

package line_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"fieldline/app/line"
	"fieldline/forms/dialplan"
	"fieldline/forms/driver"

	"github.com/creack/pty"
	"pgregory.net/rapid"
)

// emulated is a unit of type terminal8 at the other end of a pseudo-terminal.
type emulated struct {
	mu       sync.Mutex
	memory   map[string]string
	serial   string
	open     bool
	password string
	// what goes wrong
	in       func(n int, b byte) []byte // of every byte that comes
	answer   func(command, answer string) string
	delay    func(command string) time.Duration
	commands int
	received int
	dark     bool // no power: it hears and says nothing
}

// do is what the unit does with one line.
func (e *emulated) do(command string) string {
	switch {
	case strings.HasPrefix(command, "L"):
		if e.open = command[1:] == e.password; e.open {
			return "C"
		}
	case !e.open:
	case command == "999":
		e.open = false
		return "C"
	case command == "I":
		return "I=" + e.serial + "\r\n"
	case strings.HasPrefix(command, "D"):
		value := e.memory[command[1:]]
		if command[1] == 'A' || command[1] == 'B' {
			value = strings.Repeat("*", len(value))
		}
		return command[1:] + "=" + value + "\r\n"
	case strings.HasPrefix(command, "S") && strings.Contains(command, "="):
		register, value, _ := strings.Cut(command[1:], "=")
		if strings.Trim(register, "TCABR0123456789") != "" || len(register) < 2 || len(register) > 4 || strings.Trim(value, "0123456789*#PABN") != "" {
			return "E"
		}
		e.memory[register] = value
		return "F"
	}
	return "E"
}

// serve answers until the line is closed.
func (e *emulated) serve(master *os.File) {
	var command []byte
	buf := make([]byte, 256)
	for {
		n, err := master.Read(buf)
		if err != nil {
			return
		}
		for _, b := range buf[:n] {
			e.mu.Lock()
			e.received++
			took := []byte{b}
			if e.in != nil {
				took = e.in(e.received, b)
			}
			dark := e.dark
			e.mu.Unlock()
			if dark {
				command = nil
				continue
			}
			command = append(command, took...)
			at := bytes.IndexByte(command, '\r')
			if at < 0 {
				continue
			}
			text := string(command[:at])
			command = nil
			e.mu.Lock()
			e.commands++
			answer := e.do(text)
			if e.answer != nil {
				answer = e.answer(text, answer)
			}
			wait := time.Duration(0)
			if e.delay != nil {
				wait = e.delay(text)
			}
			if e.dark {
				answer = ""
			}
			e.mu.Unlock()
			time.Sleep(wait) // the unit's own slowness, on its side of the line
			if _, err := master.WriteString(answer); err != nil {
				return
			}
		}
	}
}

// plug puts an emulated unit on a pseudo-terminal and opens the other end as a serial port.
func plug(t interface {
	Helper()
	Fatal(...any)
	Cleanup(func())
}) (*emulated, line.Port) {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	port, err := line.Open(tty.Name(), 9600)
	if err != nil {
		t.Fatal(err)
	}
	e := &emulated{memory: map[string]string{"T0": "1000005000030000800", "R001": "old"}, serial: "KD4A-26110042", password: "1357"}
	done := make(chan struct{})
	go func() {
		defer close(done)
		e.serve(master)
	}()
	t.Cleanup(func() {
		for _, c := range []interface{ Close() error }{port, tty, master} {
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
		}
		<-done
	})
	return e, port
}

// quick is the type with less patience, so that tests of silence are short.
func quick(t testing.TB) *driver.Unit {
	t.Helper()
	b, err := os.ReadFile("../../forms/driver/units/terminal8.yaml")
	if err != nil {
		t.Fatal(err)
	}
	u, err := driver.ParseUnit("terminal8.yaml", bytes.ReplaceAll(b, []byte("within: 3000"), []byte("within: 300")))
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

// holds tells whether the unit holds what the program says, in its last setting of each.
func (e *emulated) holds(t testing.TB, prog *driver.Program, unit *driver.Unit) string {
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
	e.mu.Lock()
	defer e.mu.Unlock()
	for at, value := range want {
		if e.memory[at] != value {
			return fmt.Sprintf("%s holds %q, not %q", at, e.memory[at], value)
		}
	}
	return ""
}

func TestSet_writesReadsAndSeals(t *testing.T) {
	unit := quick(t)
	prog := program(t, unit)
	e, port := plug(t)

	record, err := line.Set(context.Background(), jobFor(port, unit, prog))
	if err != nil {
		t.Fatal(err)
	}

	if why := e.holds(t, prog, unit); why != "" {
		t.Error(why)
	}
	seal := record.Seal
	if seal == nil || seal.Serial != "KD4A-26110042" || seal.Template != "two_stage@1" || seal.Who != "周建明" || seal.Digest != line.Digest(record.AsLeft) || seal.When.IsZero() || seal.Unit != "terminal8@1" {
		t.Errorf("%+v", seal)
	}
	if len(record.AsFound) != len(record.AsLeft) || len(record.Written) != len(record.AsLeft)+1 {
		t.Errorf("%d found, %d written, %d left", len(record.AsFound), len(record.Written), len(record.AsLeft))
	}
	found := map[string]string{}
	for _, s := range record.AsFound {
		found[s.Register] = s.Value
	}
	if found["T0"] != "1000005000030000800" || found["R001"] != "old" {
		t.Errorf("as found: %v", found)
	}
	kept, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"8801234567", "90817263"} {
		if strings.Contains(string(kept), secret) {
			t.Errorf("the record holds %s", secret)
		}
	}
	one, err := seal.Sum()
	other := *seal
	other.Who = "somebody else"
	two, err2 := other.Sum()
	if err != nil || err2 != nil || one == two {
		t.Error("two seals have one sum")
	}
}

// Whatever is wrong with the line or the unit, it is refused and there is no seal.
func TestSet_everyFaultIsRefused(t *testing.T) {
	unit := quick(t)
	prog := program(t, unit)
	onSet := func(register string, f func(e *emulated, answer string) string) func(*emulated) {
		return func(e *emulated) {
			e.answer = func(command, answer string) string {
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
		fault   func(*emulated)
		job     func(*line.Job)
	}{
		"it drops a byte": {line.Refused, true, func(e *emulated) {
			e.in = func(_ int, b byte) []byte {
				if b == '=' {
					return nil
				}
				return []byte{b}
			}
		}, nil},
		"it drops a digit": {line.Differs, true, onSet("R002", func(e *emulated, answer string) string {
			e.memory["R002"] = e.memory["R002"][:len(e.memory["R002"])-1]
			return answer
		}), nil},
		"it cuts the end off": {line.Silent, true, func(e *emulated) {
			n := 0
			e.in = func(_ int, b byte) []byte {
				if strings.ContainsRune("SDLI", rune(b)) {
					n = 0
				}
				if n++; n > 15 {
					return nil
				}
				return []byte{b}
			}
		}, nil},
		"it alters a value": {line.Differs, true, onSet("R001", func(e *emulated, answer string) string { e.memory["R001"] = "9" + e.memory["R001"][1:]; return answer }), nil},
		"it alters a byte on the way": {line.Differs, true, func(e *emulated) {
			setting := false
			e.in = func(_ int, b byte) []byte {
				setting = b == 'S' || setting && b != '\r'
				if setting && b == '8' {
					b = '9'
				}
				return []byte{b}
			}
		}, nil},
		"it alters the PIN": {line.Differs, true, onSet("B1", func(e *emulated, answer string) string { e.memory["B1"] = "43210"; return answer }), nil},
		"it is slow": {line.Silent, true, func(e *emulated) {
			e.delay = func(command string) time.Duration {
				if strings.HasPrefix(command, "SR001") {
					return 900 * time.Millisecond
				}
				return 0
			}
		}, nil},
		"it refuses a register": {line.Refused, true, onSet("C1", func(*emulated, string) string { return "E" }), nil},
		"it says the PIN back": {line.Refused, true, func(e *emulated) {
			e.answer = func(command, answer string) string {
				if strings.HasPrefix(command, "SB1") {
					return "E " + command
				}
				return answer
			}
		}, nil},
		"it answers nonsense": {line.Garbled, true, onSet("C1", func(*emulated, string) string { return "Q" }), nil},
		"it does not write":   {line.Differs, true, onSet("R003", func(e *emulated, answer string) string { delete(e.memory, "R003"); return answer }), nil},
		"it loses power":      {line.Silent, true, onSet("R003", func(e *emulated, answer string) string { e.dark = true; return answer }), nil},
		"it forgets at the end": {line.Differs, true, func(e *emulated) {
			written := false
			e.answer = func(command, answer string) string {
				switch {
				case strings.HasPrefix(command, "ST5=0") && command != "ST5=000":
					written = true
				case written && strings.HasPrefix(command, "D"):
					e.memory = map[string]string{}
					return command[1:] + "=\r\n"
				}
				return answer
			}
		}, nil},
		"it does not end": {line.Silent, true, func(e *emulated) {
			e.answer = func(command, answer string) string {
				if command == "999" {
					return ""
				}
				return answer
			}
		}, nil},
		"another password": {line.Refused, false, func(e *emulated) { e.password = "2468" }, nil},
		"another unit":     {line.Other, false, func(e *emulated) { e.serial = "KD4A-26110043" }, nil},
		"nobody there":     {line.Silent, false, func(e *emulated) { e.dark = true }, nil},
		"the PIN is not to be had": {line.NoSecret, false, nil, func(j *line.Job) {
			j.Vault = func(ref string) (string, bool) {
				digits, ok := vault(ref)
				return digits, ok && ref != "box/8"
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
			kept, jsonErr := json.Marshal(record)
			if jsonErr != nil || strings.Contains(string(kept), "90817263") || strings.Contains(string(kept), "8801234567") {
				t.Errorf("the record holds a secret: %v %s", jsonErr, kept)
			}
			if said := err.Error(); strings.Contains(said, "90817263") || strings.Contains(said, "8801234567") || !strings.Contains(said, "KD4A-26110042") {
				t.Error(said)
			}
		})
	}
}

func TestSet_endsWhenItIsCalledOff(t *testing.T) {
	unit := quick(t)
	e, port := plug(t)
	ctx, stop := context.WithCancel(context.Background())
	e.answer = func(command, answer string) string {
		if strings.HasPrefix(command, "SR") {
			stop()
		}
		return answer
	}
	record, err := line.Set(ctx, jobFor(port, unit, program(t, unit)))
	if !errors.Is(err, context.Canceled) || record.Seal != nil || len(record.Written) == 0 {
		t.Errorf("%v %+v", err, record.Seal)
	}
}

// Whatever happens on the line, a seal means that the unit holds the program.
func TestSet_aSealIsTheTruth(t *testing.T) {
	unit := quick(t)
	prog := program(t, unit)
	sealed, refused := 0, 0
	tries := 0
	rapid.Check(t, func(rt *rapid.T) {
		if tries++; tries > 25 { // each takes a moment of real time
			return
		}
		e, port := plug(t)
		at, kind := rapid.IntRange(1, 1500).Draw(rt, "at"), rapid.SampledFrom([]string{"drop", "alter", "double", "dark", "none"}).Draw(rt, "kind")
		e.in = func(n int, b byte) []byte {
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
				e.dark = true
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
		if why := e.holds(t, prog, unit); why != "" {
			rt.Fatalf("%s at byte %d was sealed: %s", kind, at, why)
		}
	})
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
