package formview

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"fieldline/forms/form"
)

var lengthPart = regexp.MustCompile(`^(\d+(?:\.\d+)?)\s*(个工作日|工作日|个工作小时|工作小时|个小时|小时|分钟|个月|working\s*days?|working\s*hours?|working\s*d|working\s*h|months?|hours?|minutes?|mins?|days?|天|日|时|分|月|hrs?|h|m|d)?\s*`)

// parseLength reads a length of time: 30, 30 min, 1.5 h, 1小时20分, 1:20, 2 工作日. A bare
// number is minutes. Parts of hours and minutes are added up.
func parseLength(text string) (form.Length, bool) {
	text = strings.ToLower(plain(text))
	if hour, minute, ok := strings.Cut(text, ":"); ok && isDigits(hour) && isDigits(minute) && len(minute) == 2 {
		text = hour + "h" + minute + "m"
	}
	var sum form.Length
	for first := true; text != "" || first; first = false {
		m := lengthPart.FindStringSubmatch(text)
		if m == nil {
			return form.Length{}, false
		}
		n, err := decimal.NewFromString(m[1])
		if err != nil || len(m[1]) > 9 {
			return form.Length{}, false
		}
		part, ok := lengthOf(n, m[2])
		switch {
		case !ok:
			return form.Length{}, false
		case first:
			sum = part
		case sum.Working || part.Working || minutesIn(sum.Unit) == 0 || minutesIn(part.Unit) == 0:
			return form.Length{}, false
		default:
			sum = shortest(sum.N*minutesIn(sum.Unit) + part.N*minutesIn(part.Unit))
		}
		text = text[len(m[0]):]
	}
	return sum, true
}

// lengthOf makes whole units; half an hour becomes 30 minutes.
func lengthOf(n decimal.Decimal, unit string) (form.Length, bool) {
	working := strings.Contains(unit, "工作") || strings.HasPrefix(unit, "working")
	switch {
	case strings.Contains(unit, "工作日") || unit == "天" || unit == "日" || strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(unit, "working")), "d"):
		unit = "d"
	case strings.Contains(unit, "小时") || unit == "时" || strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(unit, "working")), "h"):
		unit = "h"
	case unit == "个月" || unit == "月" || strings.HasPrefix(unit, "month"):
		unit = "month"
	default:
		unit = "min"
	}
	if n.IsInteger() {
		return form.Length{N: n.IntPart(), Unit: unit, Working: working}, true
	}
	minutes := n.Mul(decimal.NewFromInt(minutesIn(unit)))
	if working || minutesIn(unit) == 0 || !minutes.IsInteger() || minutes.IsZero() {
		return form.Length{}, false
	}
	return shortest(minutes.IntPart()), true
}

// minutesIn is 0 for months, which have no fixed length.
func minutesIn(unit string) int64 {
	switch unit {
	case "min":
		return 1
	case "h":
		return 60
	case "d":
		return 24 * 60
	}
	return 0
}

// shortest writes minutes in the largest unit that holds them whole.
func shortest(minutes int64) form.Length {
	switch {
	case minutes != 0 && minutes%60 == 0:
		return form.Length{N: minutes / 60, Unit: "h"}
	default:
		return form.Length{N: minutes, Unit: "min"}
	}
}
