package screen

import "testing"

func TestJoinNames_saysEachOnce(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string
	}{
		{[]string{"罗湖金桥", "罗湖金桥 SO261128-0010", "FC261128-0002"}, "罗湖金桥 SO261128-0010  FC261128-0002"},
		{[]string{"罗湖金桥", "SO261128-0010", "SO261128-0010"}, "罗湖金桥  SO261128-0010"},
		{[]string{"", "", "QF261128-0001"}, "QF261128-0001"},
		{[]string{"罗湖金桥", "", ""}, "罗湖金桥"},
	} {
		if got := joinNames(c.names...); got != c.want {
			t.Errorf("%q read %q", c.names, got)
		}
	}
}
