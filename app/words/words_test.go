package words_test

import (
	"testing"
	"testing/fstest"
	"time"

	"fieldline/app/words"
)

func load(t *testing.T) *words.Words {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestT_speaksBothLanguages(t *testing.T) {
	w := load(t)

	if got := w.T("sync.offline_to_send", 2); got != "离线，2 张待发送" {
		t.Errorf("Chinese: %s", got)
	}
	w.Set(words.English)
	if got := w.T("sync.offline_to_send", 2); got != "Offline, 2 to send" {
		t.Errorf("English: %s", got)
	}
	if got := w.T("no.such.key"); got != "no.such.key" {
		t.Errorf("a missing key became %q", got)
	}
}

func TestT_fillsNamedPlacesAndPlurals(t *testing.T) {
	w := load(t)
	w.Set(words.English)

	for _, c := range []struct {
		key  string
		args []any
		want string
	}{
		{"wrong_state", []any{map[string]any{"state": "closed", "action": "finish"}}, "It is closed now; finish is not possible"},
		{"too_many", []any{map[string]any{"max": 4}}, "At most 4"},
		{"common.items", []any{1}, "1 item"},
		{"common.items", []any{12}, "12 items"},
		{"sync.needs_you", []any{1}, "1 needs you"},
		{"sync.needs_you", nil, "{0} {0|needs|need} you"},
	} {
		if got := w.T(c.key, c.args...); got != c.want {
			t.Errorf("%s: %q, want %q", c.key, got, c.want)
		}
	}
}

func TestSet_tellsListenersOnce(t *testing.T) {
	w := load(t)
	var heard []string
	w.OnChange(func() { heard = append(heard, "first "+string(w.Current())) })
	cancel := w.OnChange(func() { heard = append(heard, "second") })

	w.Set(words.English)
	w.Set(words.English)
	cancel()
	w.Set(words.Chinese)

	if len(heard) != 3 || heard[0] != "first en" || heard[1] != "second" || heard[2] != "first zh" {
		t.Errorf("heard %q", heard)
	}
}

func TestLabel_givesWayToTheOtherLanguage(t *testing.T) {
	w := load(t)
	w.Set(words.English)

	if got := w.Label("维修", ""); got != "维修" {
		t.Errorf("got %q", got)
	}
	if got := w.Label("维修", "Repair"); got != "Repair" {
		t.Errorf("got %q", got)
	}
}

func TestReadCatalogue_refusesAKeyTwice(t *testing.T) {
	_, err := words.ReadCatalogue(fstest.MapFS{
		"a.json": {Data: []byte(`{"x": {"zh": "一", "en": "one"}}`)},
		"b.json": {Data: []byte(`{"x": {"zh": "二", "en": "two"}}`)},
	})
	if err == nil {
		t.Error("the second file replaced the first one's text")
	}
	_, err = words.ReadCatalogue(fstest.MapFS{"a.json": {Data: []byte(`{"x": {"zh": "一", "en": "one"}, "x": {"zh": "二", "en": "two"}}`)}})
	if err == nil {
		t.Error("the second line replaced the first one's text")
	}
}

// The two clocks of a story: 23 November 2026 was a Monday.
var (
	noon  = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC) // 12:00 in Shanghai
	night = time.Date(2026, 11, 23, 17, 30, 0, 0, time.UTC)
)

func TestDates(t *testing.T) {
	w := load(t)
	for _, c := range []struct {
		what   string
		say    func() string
		zh, en string
	}{
		{"day", func() string { return w.Day(noon) }, "11月23日 星期一", "Mon 2026-11-23"},
		{"short day", func() string { return w.ShortDay(night) }, "11月24日 周二", "Tue 11-24"},
		{"date", func() string { return w.Date(night) }, "2026-11-24", "2026-11-24"},
		{"clock", func() string { return w.Clock(noon) }, "12:00", "12:00"},
		{"today", func() string { return w.When(noon.Add(4*time.Hour), noon) }, "今天 16:00", "today 16:00"},
		{"yesterday", func() string { return w.When(noon.Add(-24*time.Hour), noon) }, "昨天 12:00", "yesterday 12:00"},
		{"tomorrow, across midnight", func() string { return w.DayWord(night, noon) }, "明天", "tomorrow"},
		{"other day", func() string { return w.DayWord(noon.AddDate(0, 0, -2), noon) }, "11月21日", "11-21"},
		{"other year", func() string { return w.DayWord(noon.AddDate(-1, 0, 0), noon) }, "2025-11-23", "2025-11-23"},
	} {
		w.Set(words.Chinese)
		if got := c.say(); got != c.zh {
			t.Errorf("%s: %q, want %q", c.what, got, c.zh)
		}
		w.Set(words.English)
		if got := c.say(); got != c.en {
			t.Errorf("%s: %q, want %q", c.what, got, c.en)
		}
	}
}

func TestDurations(t *testing.T) {
	w := load(t)
	for _, c := range []struct {
		d      time.Duration
		zh, en string
	}{
		{45 * time.Second, "45 秒", "45 s"},
		{20 * time.Minute, "20 分", "20 min"},
		{5*time.Hour + 20*time.Minute, "5 小时 20 分", "5 h 20 min"},
		{65 * time.Minute, "1 小时 05 分", "1 h 05 min"},
		{19 * time.Hour, "19 小时", "19 h"},
		{76 * time.Hour, "3 天 4 小时", "3 d 4 h"},
		{72 * time.Hour, "3 天", "3 d"},
	} {
		w.Set(words.Chinese)
		if got := w.Duration(c.d); got != c.zh {
			t.Errorf("%v: %q, want %q", c.d, got, c.zh)
		}
		w.Set(words.English)
		if got := w.Duration(c.d); got != c.en {
			t.Errorf("%v: %q, want %q", c.d, got, c.en)
		}
	}
	if got := w.Left(noon.Add(320*time.Minute), noon); got != "5 h 20 min left" {
		t.Errorf("left: %q", got)
	}
	w.Set(words.Chinese)
	if got := w.Left(noon.Add(-65*time.Minute), noon); got != "超了 1 小时 05 分" {
		t.Errorf("over: %q", got)
	}
}

func TestNumbers(t *testing.T) {
	w := load(t)
	for _, c := range []struct{ got, want string }{
		{w.Count(1284), "1,284"},
		{w.Count(-26886), "-26,886"},
		{w.Count(7), "7"},
		{w.Money(128450), "¥1,284.50"},
		{w.Money(-5), "-¥0.05"},
		{w.Decimal("12345.60"), "12,345.60"},
		{w.Decimal("-11"), "-11"},
		{w.Percent(0.964), "96.4%"},
		{w.Percent(0.25), "25%"},
		{w.Bytes(15_300_000), "15.3 MB"},
		{w.Bytes(290_000), "290 kB"},
		{w.Phone("13800138045"), "138 0013 8045"},
		{w.Phone("075527386601"), "0755-2738 6601"},
		{w.Phone("01062345678"), "010-6234 5678"},
		{w.Phone("400-123"), "400-123"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
