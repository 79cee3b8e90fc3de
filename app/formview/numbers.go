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
	if len(text) > 30 || strings.ContainsAny(text, "eE") || strings.HasSuffix(text, ".") {
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
	times := decimal.NewFromInt(100)
	if wan := cutSuffixFold(text, "万"); wan != text {
		text, times = wan, decimal.NewFromInt(1_000_000)
	}
	d, ok := parseDecimal(text, "")
	if !ok {
		return 0, false
	}
	fen := d.Mul(times)
	if !fen.IsInteger() || fen.Abs().GreaterThan(decimal.NewFromInt(math.MaxInt64/2)) {
		return 0, false
	}
	return fen.IntPart(), true
}

// yuan writes fen as it stands in an input: 1234.50.
func yuan(fen int64) string { return decimal.New(fen, -2).StringFixed(2) }

func ungroup(text string) string {
	return strings.NewReplacer(",", "", " ", "").Replace(text)
}
