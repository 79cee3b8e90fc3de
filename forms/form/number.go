package form

import (
	"fmt"
	"strings"
	"time"
)

// dateTokens are the date parts of a number and the layouts they are written by.
var dateTokens = map[string]string{
	"yy": "06", "yyyy": "2006", "yymm": "0601", "yyyymm": "200601", "yymmdd": "060102", "yyyymmdd": "20060102",
}

// PeriodOf returns the period in which a sequence runs on the day, such as 261123 for a
// pattern with {yymmdd}; "" where it never restarts.
func (p *NumberPattern) PeriodOf(day Date) string {
	t, err := time.Parse(dateLayout, string(day))
	if err != nil || p.Period == "" {
		return ""
	}
	return t.Format(dateTokens[p.Period])
}

// Format writes the number of a day and a place in the sequence.
func (p *NumberPattern) Format(day Date, seq int64) string {
	t, err := time.Parse(dateLayout, string(day))
	if err != nil {
		t = time.Time{}
	}
	return tokenPattern.ReplaceAllStringFunc(p.Text, func(token string) string {
		token = strings.Trim(token, "{}")
		if layout := dateTokens[token]; layout != "" {
			return t.Format(layout)
		}
		return fmt.Sprintf("%0*d", p.Width, seq)
	})
}
