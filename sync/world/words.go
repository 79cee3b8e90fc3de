package world

import (
	"regexp"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// lookAtWords finds every word that was saved: in a record, in what was written over, in
// a conflict, or with an operation that waits for a person or was given up (I8); and
// every operation at the office (I1).
func (w *World) lookAtWords() error {
	hay, err := w.everythingWritten()
	if err != nil {
		return err
	}
	d := w.office.disk()
	for _, s := range w.saved {
		fate := w.cells(d, "SELECT fate, coalesce(answer, '') FROM op WHERE op_id = ?", s.op[:])
		kept := !s.forgotten && s.tb.life != gone
		if len(fate) == 0 {
			if kept {
				w.fail("I1", "operation %s of tablet %d, saved at step %d, is not at the office", s.op, s.tb.n, s.step)
			}
			continue
		}
		switch n, _ := fate[0].(int64); {
		case s.undone:
		case n == 1 || n == 2:
			for _, word := range s.words {
				if !strings.Contains(hay, word) && !strings.Contains(textOf(fate[1]), word) {
					w.fail("I8", "%s, typed at step %d on tablet %d, is nowhere: operation %s was done", word, s.step, s.tb.n, s.op)
				}
			}
			if kept && strings.Contains(textOf(fate[1]), `"conflicts"`) && w.number(s.tb.disk(), "SELECT count(*) FROM conflict WHERE op_id = ?", s.op[:]) == 0 {
				w.fail("I8", "tablet %d does not show the conflict of operation %s", s.tb.n, s.op)
			}
		case kept && w.number(s.tb.disk(), "SELECT count(*) FROM answer WHERE op_id = ?", s.op[:]) == 0:
			w.fail("I8", "operation %s of tablet %d, saved at step %d, was refused and the tablet does not show it", s.op, s.tb.n, s.step)
		}
	}
	return nil
}

// everythingWritten is what records hold and what was written over, as one text.
func (w *World) everythingWritten() (string, error) {
	var b strings.Builder
	d := w.office.disk()
	for _, c := range w.cells(d, "SELECT was FROM op WHERE was IS NOT NULL") {
		b.WriteString(textOf(c))
	}
	err := w.office.srv.Read(ctx, func(r record.Reader) error {
		return w.eachRecord(r, func(f *form.Form, rec recordAt) error {
			b.WriteString(rec.canonical(f))
			return nil
		})
	})
	return b.String(), err
}

// lookAtEffects sees that every effect happened once (I2).
func (w *World) lookAtEffects() error {
	d, b := w.office.disk(), &w.office.book
	if n := w.number(d, "SELECT coalesce(sum(visits), 0) FROM customer"); n != b.finish {
		w.fail("I2", "%d jobs were finished, customers count %d visits", b.finish, n)
	}
	for _, c := range w.cells(d, "SELECT log FROM job WHERE log IS NOT NULL") {
		seen := map[string]bool{}
		for _, word := range wordsIn(textOf(c)) {
			if seen[word] {
				w.fail("I2", "the row %s was added twice", word)
			}
			seen[word] = true
		}
	}
	if n := w.number(d, "SELECT count(*) FROM (SELECT 1 FROM card GROUP BY job HAVING count(*) > 1)"); n > 0 {
		w.fail("I2", "%d jobs have two cards", n)
	}
	return nil
}

var wordPattern = regexp.MustCompile("w[0-9]+x[0-9]+z")

// wordsIn finds typed words in a text.
func wordsIn(text string) []string {
	return wordPattern.FindAllString(text, -1)
}

// lookAtMoves sees that the last move of each job was one of its form (I7).
func (w *World) lookAtMoves() error {
	cells := w.cells(w.office.disk(), "SELECT k, state FROM job")
	for ; len(cells) >= 2; cells = cells[2:] {
		k, _ := cells[0].(int64)
		from, to := w.office.book.states[k], textOf(cells[1])
		if from != "" && from != to && !moves[[2]string{from, to}] {
			w.fail("I7", "job %d went from %s to %s", k, from, to)
		}
	}
	return nil
}

// lookAtAttachments sees that a finished job has all of its attachments (I15).
func (w *World) lookAtAttachments() {
	n := w.number(w.office.disk(), `SELECT count(*) FROM blob_ref AS r JOIN form_number AS f ON f.n = r.form AND f.name = 'job'
		JOIN job AS j ON j.k = r.k AND j.state = 'done' AND instr(j.proof, lower(hex(r.sha))) > 0 WHERE r.sha NOT IN (SELECT sha FROM blob)`)
	if n > 0 {
		w.fail("I15", "%d finished jobs lack an attachment", n)
	}
}

// lookAtFiles lets the server look over itself: the bytes of attachments fit their names
// (I15), the rest is as its log says.
func (w *World) lookAtFiles() error {
	r, err := w.office.srv.Verify(ctx)
	if err != nil {
		return err
	}
	for _, fault := range r.Faults {
		name := "I12"
		if strings.HasPrefix(fault, "attachment") {
			name = "I15"
		}
		w.fail(name, "the server finds: %s", fault)
	}
	return nil
}
