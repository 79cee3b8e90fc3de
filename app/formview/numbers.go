package formview

import (
	"math"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// parseInteger reads a whole number; thousands may be grouped by commas or spaces and
// the unit may be typed behind it.
func parseInteger(text, unit string) (int64, bool) {
	n, err := strconv.ParseInt(ungroup(cutSuffixFold(plain(text), unit)), 10, 64)
	return n, err == nil
}

// parseDecimal reads an exact decimal.
func parseDecimal(text, unit string) (decimal.Decimal, bool) {
	text = ungroup(cutSuffixFold(plain(text), unit))
	if len(text) > 30 || strings.ContainsAny(text, "eE") {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(text)
	return d, err == nil
}

// parseMoney reads yuan with at most two decimals and returns fen; 1.2万 is 12000 yuan.
func parseMoney(text string) (int64, bool) {
	text = plain(text)
	for _, sign := range []string{"¥", "￥", "RMB", "CNY", "rmb"} {
		text = strings.TrimSpace(strings.TrimPrefix(text, sign))
	}
	text = cutSuffixFold(text, "元", "yuan")
	tens := decimal.NewFromInt(100)
	if ten := cutSuffixFold(text, "万"); ten != text {
		text, tens = ten, decimal.NewFromInt(1_000_000)
	}
	d, ok := parseDecimal(text, "")
	if !ok {
		return 0, false
	}
	fen := d.Mul(tens)
	if !fen.IsInteger() || fen.Abs().GreaterThan(decimal.NewFromInt(math.MaxInt64/2)) {
		return 0, false
	}
	return fen.IntPart(), true
}

// sayMoney writes fen as yuan: 1,234.50.
func sayMoney(fen int64) string {
	return group(decimal.New(fen, -2).StringFixed(2))
}

// sayInteger writes a whole number with its thousands grouped.
func sayInteger(n int64) string { return group(strconv.FormatInt(n, 10)) }

// group puts commas between thousands, from five digits up so that years stay years.
func group(number string) string {
	sign, digits, rest := "", number, ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if dot := strings.IndexByte(digits, '.'); dot >= 0 {
		digits, rest = digits[:dot], digits[dot:]
	}
	if len(digits) < 5 && rest == "" {
		return number
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return sign + b.String() + rest
}

func ungroup(text string) string {
	return strings.NewReplacer(",", "", " ", "").Replace(text)
}
