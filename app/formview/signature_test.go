package formview

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// signedCard is the card of the stage with the customer's signature on it.
func signedCard(t *testing.T) (*stage, *signatureEditor) {
	t.Helper()
	s := newStage(t).company()
	rec := s.Get("feedback_card", s.card)
	rec.Values = s.filled()
	s.show(s.config(s.engineer, rec), 752)
	e := s.view.cells[Spot{Field: "signature"}].editor.(*signatureEditor)
	test.Tap(e.empty)
	pad := firstPad(s.window.Canvas().Overlays().Top())
	if pad == nil {
		t.Fatal("there is no pad to sign on")
	}
	scribble(pad)
	s.pick("签好了")
	return s, e
}

func scribble(pad *widgets.SignaturePad) {
	for x := float32(20); x < 220; x += 20 {
		pad.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 40)}})
	}
	pad.DragEnd()
}

func firstPad(o fyne.CanvasObject) *widgets.SignaturePad {
	if p, ok := o.(*widgets.SignaturePad); ok {
		return p
	}
	for _, child := range childrenOf(o) {
		if p := firstPad(child); p != nil {
			return p
		}
	}
	return nil
}

func TestSignature_isBoundToWhatWasSigned(t *testing.T) {
	s, _ := signedCard(t)

	sig, _ := s.view.Values()["signature"].(form.Signature)
	if sig.Signer != "黄志强" || sig.At != s.Now || s.blobs[sig.SHA256] == nil {
		t.Fatalf("signed %+v", sig)
	}
	if !slices.Contains(sig.Fields, "tests") || slices.Contains(sig.Fields, "signature") || slices.Contains(sig.Fields, "missing") {
		t.Errorf("it covers %v", sig.Fields)
	}
	if !s.sees("签后内容未改") || Changed(s.view.cfg.Form, s.view.Values(), sig) {
		t.Error("it is not said to be unchanged")
	}
}

func TestSignature_marksALaterChange(t *testing.T) {
	s, e := signedCard(t)

	s.view.Set("access_method", "模拟中继 5 路")
	if !e.changed || !s.sees("签后内容有改动") {
		t.Error("a changed field is not marked")
	}
	s.view.Set("access_method", "模拟中继 4 路")
	if e.changed {
		t.Error("the mark stays although the content is as it was signed")
	}
	s.view.Set("remark", "很好")
	if !e.changed {
		t.Error("a field that was empty when it was signed can be filled unmarked")
	}
}

func TestSignature_wantsNameAndHand(t *testing.T) {
	s := newStage(t).company()
	s.show(s.config(s.engineer, s.Get("feedback_card", s.card)), 752)
	e := s.view.cells[Spot{Field: "signature"}].editor.(*signatureEditor)

	test.Tap(e.empty)
	s.pick("签好了")

	if !s.sees("请先写名字并签字") || s.view.Values()["signature"] != nil {
		t.Errorf("an empty pad is taken: %v", s.view.Values()["signature"])
	}
}

func TestDigest_doesNotChangeWithTheOrderOfMaps(t *testing.T) {
	s := newStage(t).company()
	f := s.Lib.Form("feedback_card")
	values := s.filled()
	first := Digest(f, values, []string{"tests", "units", "rating"})
	for range 20 {
		if Digest(f, form.Clone(values), []string{"tests", "units", "rating"}) != first {
			t.Fatal("the digest depends on the order in which values are visited")
		}
	}
}
