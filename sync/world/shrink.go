package world

import "slices"

// Shrink leaves out steps of a history that failed, as long as the same promise is
// broken, and returns the shortest it comes to within so many tries.
func Shrink(c *Company, failed *Report, opts Options, tries int) (*Report, error) {
	best := failed
	for size := max(len(best.Played)/2, 1); tries > 0; {
		smaller := false
		for at := 0; at < len(best.Played) && tries > 0; {
			opts.Only = append(slices.Clone(best.Played[:at]), best.Played[min(at+size, len(best.Played)):]...)
			tries--
			r, err := Play(c, failed.Seed, opts)
			if err != nil {
				return best, err
			}
			if r.Failure != nil && r.Failure.Invariant == failed.Failure.Invariant {
				best, smaller = r, true
				continue
			}
			at += size
		}
		if size == 1 && !smaller {
			break
		}
		size = max(size/2, 1)
	}
	return best, nil
}
