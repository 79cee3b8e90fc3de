package words

import (
	"fmt"
	"strconv"
	"strings"
)

// Count is 1,284.
func (w *Words) Count(n int64) string {
	if n < 0 {
		return "-" + group(strconv.FormatUint(uint64(-n), 10))
	}
	return group(strconv.FormatInt(n, 10))
}

// Money is ¥1,284.50 from fen.
func (w *Words) Money(fen int64) string {
	sign, size := "", uint64(fen)
	if fen < 0 {
		sign, size = "-", uint64(-fen)
	}
	return fmt.Sprintf("%s¥%s.%02d", sign, group(strconv.FormatUint(size/100, 10)), size%100)
}

// Decimal groups the digits before the point of an exact decimal text: 12345.60 becomes
// 12,345.60; nothing is rounded.
func (w *Words) Decimal(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, part, dotted := strings.Cut(text, ".")
	for _, r := range whole {
		if r < '0' || r > '9' {
			return sign + text
		}
	}
	if dotted {
		return sign + group(whole) + "." + part
	}
	return sign + group(whole)
}

// Percent is 96.4% from a fraction of one, with one decimal where it has one.
func (w *Words) Percent(fraction float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(fraction*100, 'f', 1, 64), ".0") + "%"
}

// Bytes is 290 kB, 15.3 MB, 1.2 GB: units of a thousand, as people are told by shops.
func (w *Words) Bytes(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%d kB", n/1000)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}

// Phone groups a Chinese number as people read it: 138 0013 8045, 0755-2738 6601. What
// fits neither comes back as it is.
func (w *Words) Phone(digits string) string {
	for _, r := range digits {
		if r < '0' || r > '9' {
			return digits
		}
	}
	switch {
	case len(digits) == 11 && digits[0] == '1':
		return digits[:3] + " " + digits[3:7] + " " + digits[7:]
	case strings.HasPrefix(digits, "01") && len(digits) == 11, strings.HasPrefix(digits, "02") && len(digits) == 11:
		return digits[:3] + "-" + digits[3:7] + " " + digits[7:]
	case strings.HasPrefix(digits, "0") && (len(digits) == 11 || len(digits) == 12):
		return digits[:4] + "-" + digits[4:len(digits)-4] + " " + digits[len(digits)-4:]
	}
	return digits
}

func group(digits string) string {
	if len(digits) <= 3 {
		return digits
	}
	head := len(digits) % 3
	parts := make([]string, 0, len(digits)/3+1)
	if head > 0 {
		parts = append(parts, digits[:head])
	}
	for at := head; at < len(digits); at += 3 {
		parts = append(parts, digits[at:at+3])
	}
	return strings.Join(parts, ",")
}
