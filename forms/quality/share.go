package quality

import "math"

// few is how wide an interval may be, in points of per cent, before it says too little.
const few = 20

// Share is how many of some dialers were bad, and which: every percentage opens its
// serial numbers.
type Share struct {
	Of, Bad []Unit
}

func (s *Share) take(u Unit, bad bool) {
	s.Of = append(s.Of, u)
	if bad {
		s.Bad = append(s.Bad, u)
	}
}

// Rate is the share in per cent, zero of none.
func (s Share) Rate() float64 {
	if len(s.Of) == 0 {
		return 0
	}
	return 100 * float64(len(s.Bad)) / float64(len(s.Of))
}

// Interval is what the share may really be, in per cent, with 95 % confidence.
func (s Share) Interval() (low, high float64) { return Wilson(len(s.Bad), len(s.Of)) }

// Few tells whether the dialers are too few to say anything.
func (s Share) Few() bool {
	low, high := s.Interval()
	return high-low > few
}

// Wilson is the 95 % score interval of x bad of n, in per cent (E. B. Wilson, 1927); of
// none everything is possible.
func Wilson(x, n int) (low, high float64) {
	if n <= 0 {
		return 0, 100
	}
	const z = 1.959963984540054
	p, size := float64(x)/float64(n), float64(n)
	scale := 1 + z*z/size
	centre := (p + z*z/(2*size)) / scale
	half := z * math.Sqrt(p*(1-p)/size+z*z/(4*size*size)) / scale
	return 100 * math.Max(0, centre-half), 100 * math.Min(1, centre+half)
}
