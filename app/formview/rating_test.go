package formview

import "testing"

func TestRating_isSaidInWords(t *testing.T) {
	s := small(t, `{type: rating, max: 5, zh: 评分, en: Rating}`)
	e, ok := s.editor().(*ratingEditor)
	if !ok {
		t.Fatalf("it is drawn as %T", s.editor())
	}

	e.stars.Rate(4)

	if s.value() != int64(4) || !s.sees("4 分 满意") {
		t.Errorf("the value is %v", s.value())
	}
}
