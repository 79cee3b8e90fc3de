package protocol_test

import (
	"errors"
	"strings"
	"testing"

	"fieldline/sync/protocol"
)

func someCode() protocol.Code {
	return protocol.Code{URL: "https://office.example:8787", Pin: protocol.Pin{1, 2, 3}, Secret: [16]byte{9, 8, 7}}
}

func TestParseCode_readsWhatStringWrote(t *testing.T) {
	for _, c := range []protocol.Code{someCode(), {URL: "http://127.0.0.1:8787", Secret: [16]byte{1}}, {URL: "https://[::1]:443", Pin: protocol.Pin{5}}} {
		got, err := protocol.ParseCode(c.String())
		if err != nil || got != c {
			t.Errorf("%v became %v: %v", c, got, err)
		}
	}
}

func TestParseCode_saysWhatIsWrong(t *testing.T) {
	text := someCode().String()
	damaged := []byte(text)
	damaged[30] ^= 1
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"empty":       {"", protocol.ErrCodeForeign},
		"some text":   {"please enrol me", protocol.ErrCodeForeign},
		"a link":      {"https://office.example", protocol.ErrCodeForeign},
		"newer":       {"FL2." + text[4:], protocol.ErrCodeNewer},
		"cut":         {text[:40], protocol.ErrCodeDamaged},
		"mistyped":    {string(damaged), protocol.ErrCodeDamaged},
		"no base64":   {"FL1.***", protocol.ErrCodeDamaged},
		"long":        {"FL1." + strings.Repeat("A", 5000), protocol.ErrCodeForeign},
		"plain":       {protocol.Code{URL: "http://office.example:80"}.String(), protocol.ErrCodeDamaged},
		"no pin":      {protocol.Code{URL: "https://office.example"}.String(), protocol.ErrCodeDamaged},
		"odd scheme":  {protocol.Code{URL: "file:///etc/passwd", Pin: protocol.Pin{1}}.String(), protocol.ErrCodeDamaged},
		"with a path": {protocol.Code{URL: "https://office.example/x?y", Pin: protocol.Pin{1}}.String(), protocol.ErrCodeDamaged},
	} {
		if _, err := protocol.ParseCode(c.text); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func FuzzParseCode(f *testing.F) {
	f.Add(someCode().String())
	f.Add("FL1.")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := protocol.ParseCode(text)
		if err == nil {
			if again, err := protocol.ParseCode(c.String()); err != nil || again != c {
				t.Errorf("%q became %v, then %v: %v", text, c, again, err)
			}
		}
	})
}
