package formview

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// rating is ten suppliers' models with all their figures.
func (s *stage) rating() *form.Record {
	var rows []form.Row
	for i := range 10 {
		supplier := s.put(library.Supplier, library.SupplierApproved, "", form.Values{library.SupplierName: []string{"深圳恒信通讯设备厂", "惠州通达仪器厂", "广州天河电子"}[i%3]})
		rows = append(rows, form.Row{ID: fmt.Sprint("r", i), Values: form.Values{
			library.SupplierRatingLinesRowSupplier: s.ref(library.Supplier, supplier), library.SupplierRatingLinesRowModel: fmt.Sprintf("IPD-%d", i+1),
			library.SupplierRatingLinesRowRank: int64(i + 1), library.SupplierRatingLinesRowRecommended: i == 0, library.SupplierRatingLinesRowFew: i == 9,
			library.SupplierRatingLinesRowReceived: int64(1000 - i), library.SupplierRatingLinesRowFailedIn: int64(i), library.SupplierRatingLinesRowDead: int64(i / 2),
			library.SupplierRatingLinesRowWindow: int64(365), library.SupplierRatingLinesRowInstalled: int64(400 - i), library.SupplierRatingLinesRowFaults: int64(3 * i),
			library.SupplierRatingLinesRowFaultRate: dec("2.5"), library.SupplierRatingLinesRowFaultLow: dec("1.4"), library.SupplierRatingLinesRowFaultHigh: dec("4.5"),
			library.SupplierRatingLinesRowScore: dec("94.6"), library.SupplierRatingLinesRowTurnaround: int64(14), library.SupplierRatingLinesRowPrice: int64(20500),
		}})
	}
	return &form.Record{Form: library.SupplierRating, ID: s.ID(), State: library.SupplierRatingAdopted, Values: form.Values{
		library.SupplierRatingUntil: form.Date("2026-11-23"), library.SupplierRatingLines: rows, library.SupplierRatingAdvice: "恒信四线机故障最少",
	}}
}

// counted is a count of so many dialers that waits for its confirmation; one of them was
// found elsewhere, for a reason that needs some lines.
func (s *stage) counted(n int) *form.Record {
	var rows []form.Row
	for i := range n {
		cells := form.Values{library.StockCountLinesRowSerial: fmt.Sprintf("D4-26%06d", i), library.StockCountLinesRowExpected: true, library.StockCountLinesRowFound: i != 7}
		if i == 7 {
			cells[library.StockCountLinesRowRemedy], cells[library.StockCountLinesRowRemark] = library.CountRemedyIsElsewhere, "在展示柜里，上周借给市场部做演示，已经催还，说好周五送回库房"
		}
		rows = append(rows, form.Row{ID: fmt.Sprint("c", i), Values: cells})
	}
	return &form.Record{Form: library.StockCount, ID: s.ID(), State: library.StockCountConfirmed, Values: form.Values{library.StockCountShelf: "B01-1", library.StockCountLines: rows}}
}

func (s *stage) read(rec *form.Record, width float32, change func(*Config)) *View {
	cfg := s.config(s.keeper, rec)
	cfg.Form, cfg.ReadOnly = s.Lib.Form(rec.Form), true
	if change != nil {
		change(&cfg)
	}
	return s.show(cfg, width)
}

// stands finds the text that stands in the view.
func (s *stage) stands(text string) fyne.CanvasObject {
	s.t.Helper()
	for _, o := range s.view.flat {
		if p, ok := o.(*widgets.Paragraph); ok && p.Text() == text {
			return o
		}
	}
	s.t.Fatalf("%q does not stand there", text)
	return nil
}

// A table of many columns has their names above, its values in rows below them, numbers at
// the right; on a phone each row is a card with the names beside the values.
func TestTable_ofManyColumnsIsATable(t *testing.T) {
	s := newStage(t).company()
	rec := s.rating()
	for _, language := range []words.Language{words.Chinese, words.English} {
		s.words.Set(language)
		for _, width := range []float32{700, 798} {
			v := s.read(rec, width, nil)
			for _, column := range s.Lib.Form(rec.Form).Field(library.SupplierRatingLines).Columns {
				s.stands(withUnit(v.speech.Label(column.Label), column.Unit))
			}
			score := columnOf(s.Lib.Form(rec.Form).Field(library.SupplierRatingLines), library.SupplierRatingLinesRowScore)
			head, value := s.stands(v.speech.Label(score.Label)), s.stands("94.6")
			if a, b := head.Position().X+head.Size().Width, value.Position().X+value.Size().Width; a != b || value.Position().Y <= head.Position().Y {
				t.Errorf("%s at %v: the score ends at %v, its name at %v", language, width, b, a)
			}
			if table := v.cells[Spot{Field: library.SupplierRatingLines}]; table.h > 900 {
				t.Errorf("%s at %v: ten rows are %v high", language, width, table.h)
			}
		}
	}
	s.words.Set(words.Chinese)
	s.read(rec, 344, func(cfg *Config) { cfg.Phone = true })
	s.stands("得分\u200294.6")
	s.stands("故障率\u20022.5\u00a0%")
}

// Fifty dialers that were counted fit two screens, and what is to be read of one is read
// whole.
func TestTable_ofManyRowsIsCompact(t *testing.T) {
	s := newStage(t).company()
	v := s.read(s.counted(50), 798, nil)
	if h := v.cells[Spot{Field: library.StockCountLines}].h; h > 1800 {
		t.Errorf("fifty rows are %v high", h)
	}
	s.stands("在展示柜里，上周借给市场部做演示，已经催还，说好周五送回库房")
}

// Of ten thousand rows only those in view are drawn, wherever that is, and the sheet is as
// high as all of them.
func TestTable_drawsWhatIsInView(t *testing.T) {
	s := newStage(t).company()
	for _, phone := range []bool{false, true} {
		v := s.read(s.counted(10_000), 344, func(cfg *Config) { cfg.Phone, cfg.Scrolled = phone, true })
		high := v.height
		if n := len(v.flat); n > 600 || high < 10_000*20 {
			t.Errorf("%d objects on a sheet %v high", n, high)
		}
		v.SetInView(high/2, 800)
		if n := len(v.flat); n > 600 || v.height != high {
			t.Errorf("in the middle %d objects on a sheet %v high, it was %v", n, v.height, high)
		}
		seen := 0
		for _, o := range v.flat {
			if y := o.Position().Y; y > high/2 && y < high/2+800 {
				seen++
			}
		}
		if seen < 30 {
			t.Errorf("%d objects in view", seen)
		}
		v.SetInView(high-800, 800)
		s.stands("D4-26009999")
	}
}

// TestPictures_tables draws both as they are read.
func TestPictures_tables(t *testing.T) {
	s := newStage(t).company()
	for _, language := range []words.Language{words.Chinese, words.English} {
		s.words.Set(language)
		for _, width := range []float32{798, 750, 344} {
			for name, rec := range map[string]*form.Record{"rating": s.rating(), "count": s.counted(50)} {
				s.read(rec, width, func(cfg *Config) { cfg.Phone = width < theme.Narrow })
				s.capture(fmt.Sprintf("%s-%s-%v", name, language, width))
			}
		}
	}
}
