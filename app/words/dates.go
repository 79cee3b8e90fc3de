package words

import (
	"fmt"
	"time"
	_ "time/tzdata" // a tablet may know no zones
)

// zoneName is where days begin and end, whatever the machine says.
const zoneName = "Asia/Shanghai"

// Zone is the zone in which days and hours are shown.
func (w *Words) Zone() *time.Location { return w.zone }

// Date is 2026-11-23 in both languages.
func (w *Words) Date(t time.Time) string { return t.In(w.zone).Format("2006-01-02") }

// Clock is 14:00.
func (w *Words) Clock(t time.Time) string { return t.In(w.zone).Format("15:04") }

// DateTime is 2026-11-23 14:00.
func (w *Words) DateTime(t time.Time) string { return t.In(w.zone).Format("2006-01-02 15:04") }

// Day is 11月23日 星期一, or Mon 2026-11-23.
func (w *Words) Day(t time.Time) string {
	t = t.In(w.zone)
	return w.pick(
		fmt.Sprintf("%s %s", monthDay(t), "星期"+weekday(t)),
		t.Format("Mon 2006-01-02"))
}

// ShortDay is 11月23日 周一, or Mon 11-23.
func (w *Words) ShortDay(t time.Time) string {
	t = t.In(w.zone)
	return w.pick(
		fmt.Sprintf("%s %s", monthDay(t), "周"+weekday(t)),
		t.Format("Mon 01-02"))
}

// Month is 2026 年 11 月, or November 2026.
func (w *Words) Month(t time.Time) string {
	t = t.In(w.zone)
	return w.pick(fmt.Sprintf("%d 年 %d 月", t.Year(), int(t.Month())), t.Format("January 2006"))
}

// Weekdays are the seven heads of a calendar, from Monday.
func (w *Words) Weekdays() [7]string {
	if w.Current() == English {
		return [7]string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"}
	}
	return [7]string{"一", "二", "三", "四", "五", "六", "日"}
}

// When is the time as people say it near today: 今天 16:00, 昨天 15:30, 明天 09:00,
// 11月21日 15:30, with the year where it is another one.
func (w *Words) When(t, now time.Time) string {
	return w.DayWord(t, now) + " " + w.Clock(t)
}

// DayWord is 今天, 昨天, 明天, 11月21日 or 2025-11-21, seen from now.
func (w *Words) DayWord(t, now time.Time) string {
	t, now = t.In(w.zone), now.In(w.zone)
	switch days := daysBetween(now, t); {
	case days == 0:
		return w.pick("今天", "today")
	case days == 1:
		return w.pick("明天", "tomorrow")
	case days == -1:
		return w.pick("昨天", "yesterday")
	case t.Year() == now.Year():
		return w.pick(monthDay(t), t.Format("01-02"))
	}
	return t.Format("2006-01-02")
}

// Duration is 5 小时 20 分, or 5 h 20 min; from two days on, 3 天 4 小时. Seconds show
// only under a minute.
func (w *Words) Duration(d time.Duration) string {
	if d < 0 {
		d = -d
	}
	days, hours, minutes := int(d.Hours())/24, int(d.Hours()), int(d.Minutes())%60
	switch {
	case d < time.Minute:
		seconds := int(d.Seconds())
		return w.pick(fmt.Sprintf("%d 秒", seconds), fmt.Sprintf("%d s", seconds))
	case d < time.Hour:
		return w.pick(fmt.Sprintf("%d 分", minutes), fmt.Sprintf("%d min", minutes))
	case d < 48*time.Hour && minutes == 0:
		return w.pick(fmt.Sprintf("%d 小时", hours), fmt.Sprintf("%d h", hours))
	case d < 48*time.Hour:
		return w.pick(fmt.Sprintf("%d 小时 %02d 分", hours, minutes), fmt.Sprintf("%d h %02d min", hours, minutes))
	case hours%24 == 0:
		return w.pick(fmt.Sprintf("%d 天", days), fmt.Sprintf("%d d", days))
	}
	return w.pick(fmt.Sprintf("%d 天 %d 小时", days, hours%24), fmt.Sprintf("%d d %d h", days, hours%24))
}

// Left is 还剩 5 小时 20 分 before a deadline, 超了 1 小时 05 分 after it.
func (w *Words) Left(due, now time.Time) string {
	left := due.Sub(now)
	if left < 0 {
		return w.pick("超了 "+w.Duration(left), w.Duration(left)+" over")
	}
	return w.pick("还剩 "+w.Duration(left), w.Duration(left)+" left")
}

func monthDay(t time.Time) string { return fmt.Sprintf("%d月%d日", int(t.Month()), t.Day()) }

func weekday(t time.Time) string {
	return [7]string{"日", "一", "二", "三", "四", "五", "六"}[t.Weekday()]
}

// daysBetween counts midnights from a to b, both already in their zone.
func daysBetween(a, b time.Time) int {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(day(b).Sub(day(a)).Hours() / 24)
}
