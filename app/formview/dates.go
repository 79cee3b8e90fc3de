package formview

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"fieldline/forms/form"
)

var (
	fullDate  = regexp.MustCompile(`^(\d{4})[-/.年 ](\d{1,2})[-/.月 ](\d{1,2})日?$`)
	shortDate = regexp.MustCompile(`^(\d{1,2})[-/.月](\d{1,2})[日号]?$`)
	dayOnly   = regexp.MustCompile(`^(\d{1,2})[日号]?$`)
	fromToday = regexp.MustCompile(`^([+-])(\d{1,4})$`)
	colonTime = regexp.MustCompile(`^(\d{1,2})[:.点时h](\d{1,2})?分?$`)
	digitTime = regexp.MustCompile(`^(\d{1,2})(\d{2})$`)
)

// parseDate reads a day as people type it: 2026-11-23, 20261123, 11-23, 1123, 23,
// 11月23日, +3, 今天, tomorrow. What is left out is taken from today.
func parseDate(text string, today time.Time) (form.Date, bool) {
	text = plain(text)
	for word, days := range map[string]int{"今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "后天": 2, "昨天": -1, "yesterday": -1, "前天": -2} {
		if strings.EqualFold(text, word) {
			return dateOf(today.AddDate(0, 0, days)), true
		}
	}
	if m := fromToday.FindStringSubmatch(text); m != nil {
		days, _ := strconv.Atoi(m[1] + m[2])
		return dateOf(today.AddDate(0, 0, days)), true
	}
	if m := fullDate.FindStringSubmatch(text); m != nil {
		return realDate(m[1], m[2], m[3])
	}
	year, month := strconv.Itoa(today.Year()), strconv.Itoa(int(today.Month()))
	if m := shortDate.FindStringSubmatch(text); m != nil {
		return realDate(year, m[1], m[2])
	}
	switch {
	case isDigits(text) && len(text) == 8:
		return realDate(text[:4], text[4:6], text[6:])
	case isDigits(text) && len(text) == 6:
		return realDate("20"+text[:2], text[2:4], text[4:])
	case isDigits(text) && len(text) == 4:
		return realDate(year, text[:2], text[2:])
	}
	if m := dayOnly.FindStringSubmatch(text); m != nil {
		return realDate(year, month, m[1])
	}
	return "", false
}

func realDate(year, month, day string) (form.Date, bool) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Year() != y || int(t.Month()) != m || t.Day() != d || y < 1900 {
		return "", false
	}
	return dateOf(t), true
}

// parseClock reads a time of day: 9:30, 0930, 930, 9, 9点半, 下午3点10分, 3 pm.
func parseClock(text string) (string, bool) {
	text = strings.ToLower(plain(text))
	afternoon, morning := false, false
	for _, word := range []string{"下午", "晚上", "中午", "pm"} {
		if strings.Contains(text, word) {
			afternoon = true
			text = strings.TrimSpace(strings.Replace(text, word, "", 1))
		}
	}
	for _, word := range []string{"上午", "早上", "凌晨", "am"} {
		if strings.Contains(text, word) {
			morning = true
			text = strings.TrimSpace(strings.Replace(text, word, "", 1))
		}
	}
	text = strings.NewReplacer("点半", ":30", "点一刻", ":15", "点三刻", ":45", "点钟", ":00", " ", "").Replace(text)
	hour, minute := "", "0"
	if m := colonTime.FindStringSubmatch(text); m != nil {
		hour, minute = m[1], m[2]
	} else if m := digitTime.FindStringSubmatch(text); m != nil {
		hour, minute = m[1], m[2]
	} else if isDigits(text) && len(text) <= 2 {
		hour = text
	} else {
		return "", false
	}
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute) // an empty minute reads 0
	if afternoon && h < 12 {
		h += 12
	}
	if morning && h == 12 {
		h = 0
	}
	if h > 23 || m > 59 {
		return "", false
	}
	return time.Date(2000, 1, 1, h, m, 0, 0, time.UTC).Format("15:04"), true
}

// parseMoment reads a day and a time of day, or a time alone (today's), in now's zone.
// 现在 and now are the present minute.
func parseMoment(text string, now time.Time) (time.Time, bool) {
	text = plain(text)
	if text == "现在" || strings.EqualFold(text, "now") {
		return now.Truncate(time.Minute).UTC(), true
	}
	text = strings.Replace(text, "T", " ", 1)
	if clock, ok := parseClock(text); ok && !looksLikeDate(text) {
		return at(dateOf(now), clock, now.Location()), true
	}
	for i := len(text) - 1; i > 0; i-- {
		if text[i] != ' ' && !strings.HasPrefix(text[i:], "日") && !strings.HasPrefix(text[i:], "天") {
			continue
		}
		cut := i
		if text[i] != ' ' {
			cut = i + len("日")
		}
		day, okDay := parseDate(text[:cut], now)
		clock, okClock := parseClock(text[cut:])
		if okDay && okClock {
			return at(day, clock, now.Location()), true
		}
	}
	return time.Time{}, false
}

// looksLikeDate keeps 11.23 and 23号 from being read as times of day.
func looksLikeDate(text string) bool {
	return strings.ContainsAny(text, "-/月日号") || isDigits(text) && len(text) > 4
}

func at(day form.Date, clock string, zone *time.Location) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", string(day)+" "+clock, zone)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

func dateOf(t time.Time) form.Date { return form.Date(t.Format("2006-01-02")) }

func dayOf(d form.Date) (time.Time, bool) {
	t, err := time.Parse("2006-01-02", string(d))
	return t, err == nil
}
