package world

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"strconv"
	"strings"

	"fieldline/forms/form"
)

func contains(text, word string) bool { return strings.Contains(text, word) }

// book is what the oracle knows of the office's log, read past the server.
type book struct {
	head   int64
	link   []byte
	links  map[string]bool // every value the chain has had
	forms  map[int64]string
	states map[int64]string // of jobs: the state before the last move
	finish int64            // jobs that were finished
}

// audit reads what the log has gained: sequences without a hole (I4), the chain (I12),
// moves of jobs (I7), units handed from whom they were with (I6).
func (w *World) audit() {
	b, d := &w.office.book, w.office.disk()
	if b.links == nil {
		*b = book{links: map[string]bool{"": true}, forms: map[int64]string{}, states: map[int64]string{}}
	}
	cells := w.cells(d, `SELECT seq, op_id, cause, device, actor, at, fate, body_hash, hash, body, form, rec, rev, coalesce(was, '') FROM op WHERE seq > ? ORDER BY seq`, b.head)
	const columns = 14
	for ; len(cells) >= columns; cells = cells[columns:] {
		w.auditRow(b, cells)
	}
}

func (w *World) auditRow(b *book, c []any) {
	seq, fate := c[0].(int64), c[6].(int64)                      //nolint:errcheck,forcetypeassert // STRICT columns
	at, body, was := c[5].(string), bytesOf(c[9]), textOf(c[13]) //nolint:errcheck,forcetypeassert // STRICT columns
	if seq <= b.head {
		w.fail("I4", "sequence %d comes after %d", seq, b.head)
	}
	b.head = seq
	h := sha256.New()
	h.Write(b.link)
	var head [25]byte
	binary.BigEndian.PutUint64(head[:], uint64(seq))           //nolint:gosec // positive
	binary.BigEndian.PutUint64(head[8:], uint64(c[3].(int64))) //nolint:errcheck,forcetypeassert,gosec // positive
	binary.BigEndian.PutUint64(head[16:], uint64(fate))        //nolint:gosec // positive
	if c[2] != nil {
		head[24] = 1
	}
	h.Write(head[:])
	if c[2] == nil {
		h.Write(wide(c[1]))
	}
	h.Write(wide(c[4]))
	h.Write([]byte(strconv.Itoa(len(at)) + at))
	h.Write(bytesOf(c[7]))
	b.link = h.Sum(nil)
	if sum := sha256.Sum256(body); !bytes.Equal(b.link, bytesOf(c[8])) || !bytes.Equal(sum[:], bytesOf(c[7])) {
		w.fail("I12", "the chain is broken at %d", seq)
	}
	b.links[string(b.link)] = true
	w.auditMove(b, c, seq, fate, body, was)
}

func wide(v any) []byte {
	var id form.ID
	copy(id[:], bytesOf(v))
	return id[:]
}

func bytesOf(v any) []byte {
	b, _ := v.([]byte)
	return b
}

func textOf(v any) string {
	s, _ := v.(string)
	return s
}

// moves are those of the form job.
var moves = map[[2]string]bool{
	{"planned", "under_way"}: true, {"planned", "cancelled"}: true, {"under_way", "done"}: true,
	{"under_way", "cancelled"}: true, {"cancelled", "done"}: true,
}

// auditMove looks at what a row of the log did to a job or a unit.
func (w *World) auditMove(b *book, c []any, seq, fate int64, body []byte, was string) {
	formN, rec := c[10].(int64), c[11].(int64) //nolint:errcheck,forcetypeassert // STRICT columns
	if rec == 0 || fate != 1 && fate != 2 {
		return
	}
	name, known := b.forms[formN]
	if !known {
		name = w.text(w.office.disk(), "SELECT name FROM form_number WHERE n = ?", formN)
		b.forms[formN] = name
	}
	var old struct{ State, Holder string }
	if strings.Contains(was, `"state"`) || strings.Contains(was, `"holder"`) {
		if err := json.Unmarshal([]byte(was), &old); err != nil {
			w.fail("error", "read what stood before %d: %v", seq, err)
		}
	}
	switch {
	case name == "job":
		if c[2] == nil && bytes.Contains(body, []byte(`"act":"finish"`)) {
			b.finish++
		}
		if old.State != "" {
			if from := b.states[rec]; from != "" && !moves[[2]string{from, old.State}] {
				w.fail("I7", "job %d went from %s to %s before %d", rec, from, old.State, seq)
			}
			b.states[rec] = old.State
		}
	case name == "unit" && c[2] == nil && bytes.Contains(body, []byte(`"holder"`)) && strings.Contains(was, `"holder"`):
		var op struct {
			Parts []struct {
				Was struct{ Holder string }
			}
		}
		if err := json.Unmarshal(body, &op); err != nil || len(op.Parts) != 1 {
			w.fail("error", "read operation at %d: %v", seq, err)
			return
		}
		if op.Parts[0].Was.Holder != old.Holder {
			w.fail("I6", "unit %d was with %q and handed on at %d as from %q", rec, old.Holder, seq, op.Parts[0].Was.Holder)
		}
	}
}
