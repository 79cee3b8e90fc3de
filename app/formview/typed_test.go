package formview

import (
	"testing"
	"time"

	"fieldline/forms/form"
)

func TestParseDate(t *testing.T) {
	today := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]form.Date{
		"2026-11-23": "2026-11-23", "20261123": "2026-11-23", "261123": "2026-11-23", "2026/1/5": "2026-01-05",
		"11-23": "2026-11-23", "1203": "2026-12-03", "7": "2026-11-07", "１１月２３日": "2026-11-23", "2026年11月3日": "2026-11-03",
		"今天": "2026-11-23", "Tomorrow": "2026-11-24", "+8": "2026-12-01", "-1": "2026-11-22",
		"2026-02-30": "", "13-01": "", "soon": "", "": "",
	} {
		got, ok := parseDate(text, today)
		if got != want || ok != (want != "") {
			t.Errorf("parseDate(%q) = %q, %v; want %q", text, got, ok, want)
		}
	}
}

func TestParseClock(t *testing.T) {
	for text, want := range map[string]string{
		"9:30": "09:30", "0930": "09:30", "930": "09:30", "9": "09:00", "9点半": "09:30", "下午3点10分": "15:10", "3 pm": "15:00",
		"１４：０５": "14:05", "24:00": "", "12:60": "", "早上": "", "中午12点": "12:00",
	} {
		got, ok := parseClock(text)
		if got != want || ok != (want != "") {
			t.Errorf("parseClock(%q) = %q, %v; want %q", text, got, ok, want)
		}
	}
}

func TestParseMoment(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	now := time.Date(2026, 11, 23, 14, 7, 31, 0, zone)
	for text, want := range map[string]string{
		"14:05": "2026-11-23 14:05", "1405": "2026-11-23 14:05", "11-22 9:30": "2026-11-22 09:30", "2026-11-22 0930": "2026-11-22 09:30",
		"11月22日9点半": "2026-11-22 09:30", "昨天 18:00": "2026-11-22 18:00", "昨天18:00": "2026-11-22 18:00", "现在": "2026-11-23 14:07", "11-23": "", "x": "",
	} {
		got, ok := parseMoment(text, now)
		said := ""
		if ok {
			said = got.In(zone).Format("2006-01-02 15:04")
		}
		if said != want {
			t.Errorf("parseMoment(%q) = %q, want %q", text, said, want)
		}
	}
}

func TestParseLength(t *testing.T) {
	for text, want := range map[string]form.Length{
		"30": {N: 30, Unit: "min"}, "30 分钟": {N: 30, Unit: "min"}, "1.5 h": {N: 90, Unit: "min"}, "1小时20分": {N: 80, Unit: "min"},
		"1:20": {N: 80, Unit: "min"}, "2h": {N: 2, Unit: "h"}, "2 个工作日": {N: 2, Unit: "d", Working: true}, "4 working h": {N: 4, Unit: "h", Working: true},
		"3天": {N: 3, Unit: "d"}, "1 month": {N: 1, Unit: "month"},
	} {
		if got, ok := parseLength(text); !ok || got != want {
			t.Errorf("parseLength(%q) = %v, %v; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "x", "1.5 月", "2 工作日 3 h", "0.001 h"} {
		if got, ok := parseLength(text); ok {
			t.Errorf("parseLength(%q) = %v; want a refusal", text, got)
		}
	}
}

func TestParseNumbers(t *testing.T) {
	for text, want := range map[string]int64{"¥1,234.50": 123450, "12": 1200, "１２．５元": 1250, "1.2万": 1200000, "-3": -300} {
		if got, ok := parseMoney(text); !ok || got != want {
			t.Errorf("parseMoney(%q) = %d, %v; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "1.234", "twelve", "99999999999999999999"} {
		if _, ok := parseMoney(text); ok {
			t.Errorf("parseMoney(%q) was taken", text)
		}
	}
	if d, ok := parseDecimal("16.5 mA", "mA"); !ok || d.String() != "16.5" {
		t.Errorf("parseDecimal gave %v, %v", d, ok)
	}
	if _, ok := parseDecimal("1e9", ""); ok {
		t.Error("an exponent is no way to write a measured value")
	}
	if n, ok := parseInteger("12 345", ""); !ok || n != 12345 {
		t.Errorf("parseInteger gave %d, %v", n, ok)
	}
	if got := yuan(-123450); got != "-1234.50" {
		t.Errorf("yuan gave %s", got)
	}
}

func TestParsePhone(t *testing.T) {
	for text, want := range map[string][2]string{
		"138 0013 8045":     {"13800138045", "138 0013 8045"},
		"+86 13800138045":   {"13800138045", "138 0013 8045"},
		"0755-2726 4418":    {"075527264418", "0755-2726 4418"},
		"0755-27264418-801": {"075527264418-801", "0755-2726 4418-801"},
		"010 6552 9988":     {"01065529988", "010-6552 9988"},
		"95533":             {"95533", "95533"},
		"400-820-8820":      {"4008208820", "4008208820"},
		"+852 2123 4567":    {"+85221234567", "+852 2123 4567"},
	} {
		got, ok := parsePhone(text)
		if !ok || got != want[0] || sayPhone(got) != want[1] {
			t.Errorf("parsePhone(%q) = %q, %v, said %q; want %q", text, got, ok, sayPhone(got), want)
		}
	}
	for _, text := range []string{"", "138 0013", "not a number", "0755-27264418-8017654321"} {
		if got, ok := parsePhone(text); ok {
			t.Errorf("parsePhone(%q) = %q; want a refusal", text, got)
		}
	}
}
