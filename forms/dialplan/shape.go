package dialplan

// shape is what the keys of a number so far tell about its kind, as far as a route's forms
// and a MOBILE rule need it: an automaton small enough to run inside the plan's own.
// From mobileShape on it is a mobile: node of the segment tree times two, plus one if a 0
// was before it.
type shape int32

const (
	unwatched     shape = iota // no rule asks any more
	nothingShape               // no key yet
	zeroShape                  // 0
	intlShape                  // 00…
	nationalShape              // 0…
	localShape                 // 2 to 8…
	otherShape
	oneShape     // 1
	zeroOneShape // 01
	mobileShape  // 1[3-9]… or 01[3-9]…
)

func (s shape) node() int32 { return int32(s-mobileShape) / 2 }
func (s shape) zero() bool {
	return s == zeroShape || s == intlShape || s == nationalShape || s == zeroOneShape || s >= mobileShape && (s-mobileShape)%2 == 1
}

// next is the shape with one more key. A nil tree asks for no home.
func (s shape) next(key byte, tree *segmentTree) shape {
	switch s {
	case nothingShape:
		switch {
		case key == '0':
			return zeroShape
		case key == '1':
			return oneShape
		case '2' <= key && key <= '8':
			return localShape
		}
		return otherShape
	case zeroShape:
		switch key {
		case '0':
			return intlShape
		case '1':
			return zeroOneShape
		}
		return nationalShape
	case oneShape, zeroOneShape:
		if key < '3' || key > '9' {
			return s.unmade()
		}
		return mobileOf(tree.root(key), s == zeroOneShape)
	case unwatched, intlShape, nationalShape, localShape, otherShape:
		return s
	}
	if !isDigit(key) {
		return s.unmade()
	}
	return mobileOf(tree.kid(s.node(), key), s.zero())
}

// unmade is the shape of a number that began as a mobile and is none.
func (s shape) unmade() shape {
	if s.zero() {
		return nationalShape
	}
	return otherShape
}

func mobileOf(node int32, zero bool) shape {
	s := mobileShape + shape(2*node)
	if zero {
		s++
	}
	return s
}

// of runs a string of keys.
func (s shape) of(keys string, tree *segmentTree) shape {
	for i := 0; i < len(keys); i++ {
		s = s.next(keys[i], tree)
	}
	return s
}

// whole is the shape of a number that ends here with n keys: a mobile has 11 digits.
func (s shape) whole(n int) shape {
	if s >= mobileShape {
		if s.zero() {
			n--
		}
		if n != 11 {
			return s.unmade()
		}
	}
	if s == zeroShape || s == zeroOneShape {
		return nationalShape
	}
	if s == oneShape {
		return otherShape
	}
	return s
}

// Leaves of a segment tree.
const (
	awayLeaf int32 = 0
	homeLeaf int32 = 1
)

// segmentTree tells after as few digits as possible whether a mobile is of the home area.
// Branches that tell the same are one, so it is small: a city has some hundred nodes.
type segmentTree struct {
	nodes [][10]int32 // the first two are the leaves
	top   [10]int32   // by the second digit of the number
}

func (t *segmentTree) root(key byte) int32 {
	if t == nil {
		return awayLeaf
	}
	return t.top[key-'0']
}

func (t *segmentTree) kid(node int32, key byte) int32 {
	if t == nil || node <= homeLeaf {
		return node
	}
	return t.nodes[node][key-'0']
}

// everyHome is the tree in which every mobile is of the home area.
func everyHome() *segmentTree {
	t := &segmentTree{nodes: make([][10]int32, 2)}
	for second := 3; second <= 9; second++ {
		t.top[second] = homeLeaf
	}
	return t
}

// treeOf grows the tree of one home area.
func treeOf(s *Segments, area string) segmentTree {
	t := segmentTree{nodes: make([][10]int32, 2)}
	if s == nil {
		return t
	}
	home := areaNumber(area)
	same := map[[10]int32]int32{}
	join := func(kids [10]int32) int32 {
		if kids[0] <= homeLeaf && kids == [10]int32{kids[0], kids[0], kids[0], kids[0], kids[0], kids[0], kids[0], kids[0], kids[0], kids[0]} {
			return kids[0]
		}
		id, ok := same[kids]
		if !ok {
			id = int32(len(t.nodes))
			t.nodes = append(t.nodes, kids)
			same[kids] = id
		}
		return id
	}
	var grow func(page *[10000]uint16, from, span int) int32
	grow = func(page *[10000]uint16, from, span int) int32 {
		if span == 1 {
			if page[from] == home {
				return homeLeaf
			}
			return awayLeaf
		}
		var kids [10]int32
		for d := range kids {
			kids[d] = grow(page, from+d*span/10, span/10)
		}
		return join(kids)
	}
	for second := 3; second <= 9; second++ {
		var kids [10]int32
		for d := range kids {
			if page := s.pages[100+second*10+d]; page != nil {
				kids[d] = grow(page, 0, 10000)
			}
		}
		t.top[second] = join(kids)
	}
	return t
}

func areaNumber(code string) uint16 {
	n := 0
	for i := 0; i < len(code); i++ {
		n = n*10 + int(code[i]-'0')
	}
	return uint16(n)
}
