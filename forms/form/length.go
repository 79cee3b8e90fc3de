package form

import (
	"fmt"
	"strconv"
	"strings"
)

// The units of a Length.
const (
	unitMin   = "min"
	unitHour  = "h"
	unitDay   = "d"
	unitMonth = "month"
)

// maxLength keeps sums of times within what a calendar can hold.
const maxLength = 1_000_000

// ParseLength reads a length of time as forms write it: 30 min, 24 h, 15 d, 1 month,
// 4 working h, 2 working d.
func ParseLength(s string) (Length, error) {
	words := strings.Fields(s)
	working := len(words) == 3 && words[1] == "working"
	if len(words) != 2 && !working {
		return Length{}, fmt.Errorf("%q is no length of time such as 30 min, 24 h, 15 d, 1 month, 4 working h, 2 working d", s)
	}
	n, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil || n < 0 || n > maxLength {
		return Length{}, fmt.Errorf("%q: %q is no whole number", s, words[0])
	}
	unit := words[len(words)-1]
	switch unit {
	case unitMin, unitHour, unitDay:
	case unitMonth:
		if working {
			return Length{}, fmt.Errorf("%q: a month is never working time", s)
		}
	default:
		return Length{}, fmt.Errorf("%q: unknown unit %q; known are min, h, d, month", s, unit)
	}
	return Length{N: n, Unit: unit, Working: working}, nil
}

// String returns the length as forms write it, "" for the zero value.
func (l Length) String() string {
	switch {
	case l.Unit == "":
		return ""
	case l.Working:
		return fmt.Sprintf("%d working %s", l.N, l.Unit)
	default:
		return fmt.Sprintf("%d %s", l.N, l.Unit)
	}
}

// Label is the length in words: 6小时, 6 hours.
func (l Length) Label() Label {
	zh := map[string]string{unitMin: "分钟", unitHour: "小时", unitDay: "天", unitMonth: "个月"}[l.Unit]
	en := map[string]string{unitMin: "minute", unitHour: "hour", unitDay: "day", unitMonth: "month"}[l.Unit]
	if l.N != 1 {
		en += "s"
	}
	if l.Working {
		zh = map[string]string{unitMin: "个工作分钟", unitHour: "个工作小时", unitDay: "个工作日"}[l.Unit]
		en = "working " + en
	}
	return Label{Zh: fmt.Sprint(l.N, zh), En: fmt.Sprintf("%d %s", l.N, en)}
}

// Minutes is the nominal length in minutes, for comparing lengths: a day has 24 hours,
// or hours when it is a working day, and a month 30 days.
func (l Length) Minutes(hours int64) int64 {
	switch l.Unit {
	case unitHour:
		return l.N * 60
	case unitDay:
		if l.Working {
			return l.N * hours * 60
		}
		return l.N * 24 * 60
	case unitMonth:
		return l.N * 30 * 24 * 60
	default:
		return l.N
	}
}

// length reads a length of time from a file.
func (k keys) length(key string) Length {
	s, ok := k.scalar(key, textNode, "a length of time")
	if !ok {
		return Length{}
	}
	l, err := ParseLength(s)
	if err != nil {
		k.fs.add(k.pos(key), "%v", err)
	}
	return l
}
