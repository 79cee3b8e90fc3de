package line_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"fieldline/app/line"
)

const everyKey = "1234567890*#ABCD1155##00*147#AD"

func render(t *testing.T, keys string, s line.Sound) []int16 {
	t.Helper()
	pcm, err := line.Render([]line.Cue{{Keys: keys, Rest: 200 * time.Millisecond}}, s)
	if err != nil {
		t.Fatal(err)
	}
	return pcm
}

func heard(pcm []int16, rate int) string {
	var b strings.Builder
	for _, h := range line.Listen(pcm, rate) {
		b.WriteByte(h.Key)
	}
	return b.String()
}

func sound(rate, on, off int) line.Sound {
	return line.Sound{Rate: rate, On: time.Duration(on) * time.Millisecond, Off: time.Duration(off) * time.Millisecond, Twist: 2}
}

// Every key, repeated keys, and every pace from the usual to the fastest that a receiver
// must take (Q.24: 40 ms on, 40 ms off), at the rates of lines, files and loudspeakers.
func TestListen_hearsWhatWasRendered(t *testing.T) {
	for _, rate := range []int{8000, 16000, 44100, 48000} {
		for _, ms := range []int{100, 70, 50, 40} {
			s := sound(rate, ms, ms)
			pcm := render(t, everyKey, s)
			if got := heard(pcm, rate); got != everyKey {
				t.Errorf("%d Hz, %d ms: %s", rate, ms, got)
			}
			if gaps := line.Match(line.Listen(pcm, rate), []line.Cue{{Keys: everyKey, Rest: 0}}, s); len(gaps) > 0 {
				t.Errorf("%d Hz, %d ms: %+v", rate, ms, gaps)
			}
		}
	}
}

func TestRender_keepsToTheLimits(t *testing.T) {
	pcm := render(t, everyKey, line.Telephone)
	most := 0.0
	for _, v := range pcm {
		most = math.Max(most, math.Abs(float64(v))/32767)
	}
	if most > 0.708 || most < 0.5 {
		t.Errorf("peak %.3f", most)
	}
	if want := len(everyKey)*1600 + 1600; len(pcm) != want {
		t.Errorf("%d samples, want %d", len(pcm), want)
	}
	if _, err := line.Render([]line.Cue{{Keys: "12x"}}, line.Telephone); err == nil {
		t.Error("x has no tone")
	}
}

// tones is a tone of two frequencies with their amplitudes.
func tones(rate, ms int, low, a, high, b float64) []int16 {
	out := make([]int16, rate*ms/1000)
	for i := range out {
		t := 2 * math.Pi * float64(i) / float64(rate)
		out[i] = int16(32767 * (a*math.Sin(low*t) + b*math.Sin(high*t)))
	}
	return out
}

// What a receiver must take and what it must not (Q.24 as commonly reproduced).
func TestListen_limits(t *testing.T) {
	for _, c := range []struct {
		name string
		pcm  []int16
		want string
	}{
		{"1.5 % high", tones(8000, 100, 770*1.015, 0.3, 1336*1.015, 0.3), "5"},
		{"1.5 % low", tones(8000, 100, 770*0.985, 0.3, 1336*0.985, 0.3), "5"},
		{"3.5 % high", tones(8000, 100, 770*1.035, 0.3, 1336*1.035, 0.3), ""},
		{"3.5 % low", tones(8000, 100, 770*0.965, 0.3, 1336*0.965, 0.3), ""},
		{"6 dB more in the high group", tones(8000, 100, 770, 0.15, 1336, 0.3), "5"},
		{"6 dB more in the low group", tones(8000, 100, 770, 0.3, 1336, 0.15), "5"},
		{"12 dB more in the high group", tones(8000, 100, 770, 0.1, 1336, 0.4), ""},
		{"only one frequency", tones(8000, 200, 770, 0.5, 1336, 0), ""},
		{"two of one group", tones(8000, 200, 697, 0.3, 770, 0.3), ""},
		{"20 ms", tones(8000, 20, 770, 0.3, 1336, 0.3), ""},
		{"faint", tones(8000, 100, 770, 0.002, 1336, 0.002), ""},
		{"dial tone", tones(8000, 1000, 450, 0.5, 450, 0), ""},
		{"nothing", make([]int16, 8000), ""},
	} {
		pcm := append(append(make([]int16, 800), c.pcm...), make([]int16, 800)...)
		if got := heard(pcm, 8000); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestListen_inNoise(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pcm := render(t, everyKey, line.Telephone)
	power := 0.0
	for _, v := range pcm {
		power += float64(v) * float64(v)
	}
	deviation := math.Sqrt(power / float64(len(pcm)) / math.Pow(10, 1.2)) // 12 dB below
	noisy := make([]int16, len(pcm))
	hiss := make([]int16, 8000*30)
	for i, v := range pcm {
		noisy[i] = int16(math.Max(-32768, math.Min(32767, float64(v)+random.NormFloat64()*deviation)))
	}
	for i := range hiss {
		hiss[i] = int16(random.NormFloat64() * 4000)
	}
	if got := heard(noisy, 8000); got != everyKey {
		t.Errorf("in noise: %s", got)
	}
	if got := heard(hiss, 8000); got != "" {
		t.Errorf("in half a minute of hiss: %s", got)
	}
}

func TestMatch_findsTheFirstThatDiffers(t *testing.T) {
	cues := []line.Cue{{Keys: "#345*", Rest: 2 * time.Second}, {Keys: "1357", Rest: 2 * time.Second}}
	played := func(cues ...line.Cue) []line.Heard {
		pcm, err := line.Render(cues, line.Telephone)
		if err != nil {
			t.Fatal(err)
		}
		return line.Listen(pcm, line.Telephone.Rate)
	}
	if gaps := line.Match(played(cues...), cues, line.Telephone); len(gaps) != 0 {
		t.Errorf("%+v", gaps)
	}
	for _, c := range []struct {
		played []line.Cue
		place  int
	}{
		{[]line.Cue{{Keys: "#345*", Rest: 2 * time.Second}, {Keys: "1367", Rest: 0}}, 7},
		{[]line.Cue{{Keys: "#345*", Rest: 2 * time.Second}, {Keys: "135", Rest: 0}}, 8},
		{[]line.Cue{{Keys: "#345*", Rest: 2 * time.Second}, {Keys: "13579", Rest: 0}}, 9},
		{[]line.Cue{{Keys: "#345*", Rest: time.Second}, {Keys: "1357", Rest: 0}}, 5},
		{nil, 0},
	} {
		if gaps := line.Match(played(c.played...), cues, line.Telephone); len(gaps) == 0 || gaps[0].Place != c.place {
			t.Errorf("%+v: %+v", c.played, gaps)
		}
	}
}

func TestWAV_isReadAsItWasWritten(t *testing.T) {
	pcm := render(t, "110", line.Telephone)
	var file bytes.Buffer
	if err := line.WriteWAV(&file, pcm, 8000); err != nil {
		t.Fatal(err)
	}
	whole := bytes.Clone(file.Bytes())
	got, rate, err := line.ReadWAV(&file)
	if err != nil || rate != 8000 || len(got) != len(pcm) || heard(got, rate) != "110" {
		t.Errorf("%v %d Hz, %d of %d samples", err, rate, len(got), len(pcm))
	}
	for _, broken := range [][]byte{whole[:20], []byte("RIFFxxxxWAVEdata"), whole[8:], nil} {
		if _, _, err := line.ReadWAV(bytes.NewReader(broken)); err == nil {
			t.Errorf("%d bytes of a file are no file", len(broken))
		}
	}
}

func FuzzReadWAV(f *testing.F) {
	var file bytes.Buffer
	pcm, err := line.Render([]line.Cue{{Keys: "1"}}, line.Telephone)
	if err != nil {
		f.Fatal(err)
	}
	if err := line.WriteWAV(&file, pcm, 8000); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if pcm, rate, err := line.ReadWAV(bytes.NewReader(b)); err == nil {
			line.Listen(pcm, rate)
		}
	})
}
