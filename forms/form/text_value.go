package form

import (
	"fmt"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// fromText reads a value as people write it in a file or a setting: a length of time, a
// whole number, a decimal, fen, a time of day, a text.
func fromText(t FieldType, s string) (any, error) {
	switch t {
	case Duration:
		return orNil(ParseLength(s))
	case Integer, Money, Rating:
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is no whole number", s)
		}
		return n, nil
	case Decimal:
		d, err := decimal.NewFromString(s)
		if err != nil {
			return nil, fmt.Errorf("%q is no number", s)
		}
		return d, nil
	case TimeType:
		if _, err := time.Parse("15:04", s); err != nil {
			return nil, fmt.Errorf("%q is no time of day such as 09:00", s)
		}
		return s, nil
	case DateType:
		if !Date(s).Valid() {
			return nil, fmt.Errorf("%q is no day such as 2026-11-23", s)
		}
		return Date(s), nil
	default:
		return s, nil
	}
}

func orNil(l Length, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return l, nil
}
