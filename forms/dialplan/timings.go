package dialplan

// timings are the times and signals in which two profiles differ; they change when a
// number is decided, not what becomes of it when it is dialled at an even pace.
func timings(a, b *Profile) []Timing {
	var out []Timing
	add := func(name string, x, y int) {
		if x != y {
			out = append(out, Timing{name, x, y})
		}
	}
	add("timers.first_digit", a.Timers.FirstDigit, b.Timers.FirstDigit)
	add("timers.long", a.Timers.Long, b.Timers.Long)
	add("timers.short", a.Timers.Short, b.Timers.Short)
	add("timers.predial", a.Timers.Predial, b.Timers.Predial)
	x, y := tonesOf(a.Timers.WaitDialTone), tonesOf(b.Timers.WaitDialTone)
	add("timers.wait_dialtone.freq", x.Freq, y.Freq)
	add("timers.wait_dialtone.min_ms", x.MinMS, y.MinMS)
	add("timers.wait_dialtone.within_ms", x.WithinMS, y.WithinMS)
	add("dtmf.on", a.DTMF.On, b.DTMF.On)
	add("dtmf.off", a.DTMF.Off, b.DTMF.Off)
	add("dtmf.level_low", a.DTMF.LevelLow, b.DTMF.LevelLow)
	add("dtmf.twist", a.DTMF.Twist, b.DTMF.Twist)
	add("pulse.pps", a.Pulse.PPS, b.Pulse.PPS)
	add("pulse.gap", a.Pulse.Gap, b.Pulse.Gap)
	add("flash", a.Flash, b.Flash)
	add("answer.delay", a.Answer.Delay, b.Answer.Delay)
	return out
}

func tonesOf(t *Tone) Tone {
	if t == nil {
		return Tone{}
	}
	return *t
}
