package server

// lately keeps what was asked for lately, in two halves: when the young one is full, the
// old one is let go of. What it keeps belongs to the writer.
type lately[K comparable, V any] struct {
	young, old map[K]V
	room       int // in either half
}

func (l *lately[K, V]) get(k K) (V, bool) {
	v, known := l.young[k]
	if known {
		return v, true
	}
	if v, known = l.old[k]; known {
		l.put(k, v)
	}
	return v, known
}

func (l *lately[K, V]) put(k K, v V) {
	if l.young == nil {
		l.young = make(map[K]V, l.room)
	}
	if _, known := l.young[k]; !known && len(l.young) >= l.room {
		l.young, l.old = l.old, l.young
		clear(l.young)
		if l.young == nil {
			l.young = make(map[K]V, l.room)
		}
	}
	l.young[k] = v
}

func (l *lately[K, V]) clear() {
	clear(l.young)
	clear(l.old)
}
