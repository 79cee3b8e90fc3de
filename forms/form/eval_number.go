package form

import (
	"math"
	"time"

	"github.com/shopspring/decimal"
)

func compareInts(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// lengths takes two values as lengths of time where at least one is.
func lengths(a, b any) (la, lb Length, ok bool) {
	la, okA := a.(Length)
	lb, okB := b.(Length)
	switch {
	case okA && okB:
		return la, lb, true
	case okA:
		lb, okB = lengthOf(b)
	case okB:
		la, okA = lengthOf(a)
	}
	return la, lb, okA && okB
}

// lengthOf takes a length, or the text of one.
func lengthOf(v any) (Length, bool) {
	switch v := v.(type) {
	case Length:
		return v, v.Unit != ""
	case string:
		l, err := ParseLength(v)
		return l, err == nil
	default:
		return Length{}, false
	}
}

func number(v any) (decimal.Decimal, bool) {
	switch v := v.(type) {
	case int64:
		return decimal.NewFromInt(v), true
	case int:
		return decimal.NewFromInt(int64(v)), true
	case decimal.Decimal:
		return v, true
	default:
		return decimal.Decimal{}, false
	}
}

// arithmetic works on numbers, joins texts, and takes a time from a time; with nothing it
// gives nothing, and so does a division by zero.
func arithmetic(op string, a, b any) any {
	if ta, ok := a.(time.Time); ok {
		tb, ok := b.(time.Time)
		if !ok || op != "-" {
			return nil
		}
		return Length{N: int64(ta.Sub(tb) / time.Minute), Unit: unitMin}
	}
	if op == "+" && (isText(a) || isText(b)) {
		return textOf(a) + textOf(b)
	}
	ia, okA := a.(int64)
	ib, okB := b.(int64)
	if okA && okB && op != "/" {
		if n, ok := whole(op, ia, ib); ok {
			return n
		}
	}
	da, okA := number(a)
	db, okB := number(b)
	if !okA || !okB {
		return nil
	}
	switch op {
	case "+":
		return da.Add(db)
	case "-":
		return da.Sub(db)
	case "*":
		return da.Mul(db)
	case "/":
		if db.IsZero() {
			return nil
		}
		return da.DivRound(db, divisionDigits)
	default:
		return nil
	}
}

func isText(v any) bool {
	_, ok := v.(string)
	return ok
}

// whole computes in whole numbers where the result fits.
func whole(op string, a, b int64) (int64, bool) {
	switch op {
	case "+":
		sum := a + b
		return sum, (sum > a) == (b > 0)
	case "-":
		diff := a - b
		return diff, (diff < a) == (b > 0)
	case "*":
		if a == 0 || b == 0 {
			return 0, true
		}
		product := a * b
		return product, product/b == a && (a != -1 || b != math.MinInt64) && (b != -1 || a != math.MinInt64)
	default:
		return 0, false
	}
}
