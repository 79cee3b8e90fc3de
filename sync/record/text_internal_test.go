package record

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestJoinText(t *testing.T) {
	cases := []struct {
		name, base, mine, theirs, want string
		ok                             bool
	}{
		{"only mine", "a\nb", "a\nB", "a\nb", "a\nB", true},
		{"only theirs", "a\nb", "a\nb", "A\nb", "A\nb", true},
		{"the same", "a\nb", "a\nX", "a\nX", "a\nX", true},
		{"apart", "a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC", true},
		{"side by side", "a\nb", "A\nb", "a\nB", "A\nB", true},
		{"one line", "a", "b", "c", "", false},
		{"both at the end", "a", "a\nb", "a\nc", "", false},
		{"both from nothing", "", "b", "c", "", false},
		{"taken away and changed", "a\nb\nc", "a\nc", "a\nB\nc", "", false},
		{"taken away and added apart", "a\nb\nc", "b\nc", "a\nb\nc\nd", "b\nc\nd", true},
		{"put in at the edge of a change", "a\nb", "a\nX\nb", "A\nb", "", false},
	}
	for _, c := range cases {
		got, ok := joinText(c.base, c.mine, c.theirs)
		if got != c.want || ok != c.ok {
			t.Errorf("%s: %q, %v", c.name, got, ok)
		}
	}
}

func TestJoinText_isTheSameFromBothSides(t *testing.T) {
	text := rapid.Custom(func(rt *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", ""}), 0, 8).Draw(rt, "lines"), "\n")
	})
	rapid.Check(t, func(rt *rapid.T) {
		base, mine, theirs := text.Draw(rt, "base"), text.Draw(rt, "mine"), text.Draw(rt, "theirs")
		one, ok := joinText(base, mine, theirs)
		two, fine := joinText(base, theirs, mine)
		if one != two || ok != fine {
			rt.Fatalf("%q %v, %q %v", one, ok, two, fine)
		}
		if got, ok := joinText(base, mine, base); !ok || got != mine {
			rt.Fatalf("unchanged there: %q", got)
		}
	})
}

// Joining takes what one side alone wrote, does not mind who is who, and loses no line
// that either side put in. Only an empty line may go: alone it is an empty text.
func FuzzJoinText(f *testing.F) {
	f.Add("a\nb\nc", "a\nx\nc", "a\nb\nc\nd")
	f.Add("", "a", "b")
	f.Add("a\na\na", "a\na", "a\na\na\na")
	f.Add("a\n", "\n\na", "")
	f.Fuzz(func(t *testing.T, base, mine, theirs string) {
		if joined, ok := joinText(base, mine, base); ok && joined != mine {
			t.Errorf("mine alone became %q", joined)
		}
		if joined, ok := joinText(base, base, theirs); ok && joined != theirs {
			t.Errorf("theirs alone became %q", joined)
		}
		if joined, ok := joinText(base, mine, mine); ok && joined != mine {
			t.Errorf("what both wrote became %q", joined)
		}
		one, ok := joinText(base, mine, theirs)
		other, fine := joinText(base, theirs, mine)
		if ok != fine || one != other {
			t.Errorf("%v %q one way, %v %q the other", ok, one, fine, other)
		}
		if !ok {
			return
		}
		had, has := map[string]int{}, map[string]int{}
		for _, line := range lines(base) {
			had[line]++
		}
		for _, line := range lines(one) {
			has[line]++
		}
		for _, side := range []string{mine, theirs} {
			put := map[string]int{}
			for _, line := range lines(side) {
				put[line]++
			}
			for line, n := range put {
				if line != "" && n > had[line] && has[line] < n-had[line] {
					t.Errorf("%q was put in %d times and is there %d times", line, n-had[line], has[line])
				}
			}
		}
	})
}
