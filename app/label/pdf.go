package label

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"io"
	"math"
)

// Sheet is the paper that labels are printed on, in millimetres.
type Sheet struct {
	Width, Height float64 // of the paper
	Left, Top     float64 // of the first label: printers differ by some millimetres
	GapX, GapY    float64 // between labels
	Columns, Rows int
	Skip          int // places at the beginning that are used already
	Label         Size
}

// A4 is a sheet of three by nine usual labels.
func A4() Sheet {
	return Sheet{Width: 210, Height: 297, Left: 27, Top: 12, GapX: 3, GapY: 0.5, Columns: 3, Rows: 9, Label: Usual}
}

// Roll is paper as wide as one label, a page for each.
func Roll() Sheet {
	return Sheet{Width: Usual.Width, Height: Usual.Height, Columns: 1, Rows: 1, Label: Usual}
}

// Why a sheet is refused.
var (
	ErrNoFit   = errors.New("the labels do not fit on the paper")
	ErrSkipped = errors.New("more places are left out than the sheet has")
)

// Check refuses a sheet whose labels do not lie on its paper.
func (s Sheet) Check() error {
	switch {
	case s.Columns < 1 || s.Rows < 1 || s.Label.Width <= 0 || s.Label.Height <= 0:
		return errors.New("a sheet has at least one label")
	case s.Left < 0 || s.Top < 0 || s.GapX < 0 || s.GapY < 0 || s.Skip < 0:
		return errors.New("offsets and gaps are not below zero")
	case s.Left+float64(s.Columns)*s.Label.Width+float64(s.Columns-1)*s.GapX > s.Width+0.01,
		s.Top+float64(s.Rows)*s.Label.Height+float64(s.Rows-1)*s.GapY > s.Height+0.01:
		return ErrNoFit
	case s.Skip >= s.Columns*s.Rows:
		return ErrSkipped
	}
	return nil
}

// point is of a millimetre in PDF units.
const point = 72 / mm

// wordsDPI is how fine the words are drawn; the bars are shapes and have no dots.
const wordsDPI = 600

// PDF writes labels on as many sheets as they need. Bars are filled shapes, exact at any
// printer; words are drawn as pictures, so that no printer's font is asked for.
func (s Sheet) PDF(w io.Writer, labels []Label) error {
	if err := s.Check(); err != nil {
		return err
	}
	p := &paper{}
	per := s.Columns * s.Rows
	for i := 0; i < len(labels); {
		var page bytes.Buffer
		images := map[string]int{}
		first := 0
		if i == 0 {
			first = s.Skip
		}
		for place := first; place < per && i < len(labels); place++ {
			d, err := compose(labels[i], s.Label)
			if err != nil {
				return fmt.Errorf("label of %s: %w", labels[i].Serial, err)
			}
			x := s.Left + float64(place%s.Columns)*(s.Label.Width+s.GapX)
			y := s.Top + float64(place/s.Columns)*(s.Label.Height+s.GapY)
			if err := p.draw(&page, images, d, s, x, y); err != nil {
				return fmt.Errorf("label of %s: %w", labels[i].Serial, err)
			}
			i++
		}
		p.page(page.Bytes(), images, s.Width*point, s.Height*point)
	}
	return p.write(w)
}

// paper is a PDF while it is made: object 1 is its catalogue, 2 its pages.
type paper struct {
	objects [][]byte // from number 3 on
	pages   []int
}

func (p *paper) add(object []byte) int {
	p.objects = append(p.objects, object)
	return len(p.objects) + 2
}

// stream is an object of packed bytes.
func stream(dictionary string, data []byte) ([]byte, error) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return append(fmt.Appendf(nil, "<< %s /Filter /FlateDecode /Length %d >>\nstream\n", dictionary, packed.Len()), append(packed.Bytes(), "\nendstream"...)...), nil
}

// draw puts a label on a page; PDF counts from the lower left corner.
func (p *paper) draw(page *bytes.Buffer, images map[string]int, d *drawing, s Sheet, x, y float64) error {
	fmt.Fprint(page, "0 g\n")
	for _, r := range d.rects {
		fmt.Fprintf(page, "%.3f %.3f %.3f %.3f re\n", (x+r.x)*point, (s.Height-y-r.y-r.h)*point, r.w*point, r.h*point)
	}
	fmt.Fprint(page, "f\n")
	for _, t := range d.texts {
		if t.words == "" {
			continue
		}
		scale := wordsDPI / mm
		img := image.NewGray(image.Rect(0, 0, int(math.Ceil(t.most*scale)), int(math.Ceil(t.high*1.5*scale))))
		draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
		at := t
		at.x, at.base = 0, t.high*1.1
		if err := at.on(img, scale); err != nil {
			return err
		}
		object, err := stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8", img.Rect.Dx(), img.Rect.Dy()), img.Pix)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("T%d", len(images)+1)
		images[name] = p.add(object)
		w, h := float64(img.Rect.Dx())/scale, float64(img.Rect.Dy())/scale
		fmt.Fprintf(page, "q %.3f 0 0 %.3f %.3f %.3f cm /%s Do Q\n", w*point, h*point, (x+t.x)*point, (s.Height-y-t.base+t.high*1.1-h)*point, name)
	}
	return nil
}

func (p *paper) page(content []byte, images map[string]int, width, height float64) {
	body, err := stream("", content)
	if err != nil {
		body = []byte("<< /Length 0 >>\nstream\n\nendstream") // packing into memory does not fail
	}
	n := p.add(body)
	var names bytes.Buffer
	for i := range len(images) {
		name := fmt.Sprintf("T%d", i+1)
		fmt.Fprintf(&names, "/%s %d 0 R ", name, images[name])
	}
	p.pages = append(p.pages, p.add(fmt.Appendf(nil, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.3f %.3f] /Contents %d 0 R /Resources << /XObject << %s>> >> >>", width, height, n, names.String())))
}

func (p *paper) write(w io.Writer) error {
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	var kids bytes.Buffer
	for _, n := range p.pages {
		fmt.Fprintf(&kids, "%d 0 R ", n)
	}
	all := append([][]byte{
		[]byte("<< /Type /Catalog /Pages 2 0 R >>"),
		fmt.Appendf(nil, "<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), len(p.pages)),
	}, p.objects...)
	offsets := make([]int, len(all))
	for i, object := range all {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n", i+1)
		out.Write(object)
		out.WriteString("\nendobj\n")
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(all)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(all)+1, start)
	_, err := w.Write(out.Bytes())
	return err
}
