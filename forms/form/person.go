package form

import (
	"strings"
	"time"
)

// The people register is the form `person` of the library: a table `posts` with the
// columns role, site, from and until, and a table `deputies` with person, from and until.

// Deputy tells whether a record of form person names somebody as its deputy on the day
// of a time.
func (r *Record) Deputy(lib *Library, person ID, at time.Time) bool {
	rows, _ := r.Values["deputies"].([]Row)
	for _, row := range rows {
		deputy := idsOf(row.Values["person"])
		if len(deputy) == 1 && deputy[0] == person && lib.current(row, at) {
			return true
		}
	}
	return false
}

// Post is one entry of a person's table of posts.
type Post struct {
	Role string
	Site ID // zero: at all sites
}

// Posts returns the posts a record of form person holds on the day of a time.
func (r *Record) Posts(lib *Library, at time.Time) []Post {
	rows, _ := r.Values["posts"].([]Row)
	var posts []Post
	for _, row := range rows {
		role, _ := row.Values["role"].(string)
		if role == "" || !lib.current(row, at) {
			continue
		}
		posts = append(posts, Post{Role: role, Site: siteOfPost(row)})
	}
	return posts
}

// siteOfPost is the site a row of the posts names, zero for all.
func siteOfPost(row Row) ID {
	if ids := idsOf(row.Values["site"]); len(ids) == 1 {
		return ids[0]
	}
	return ID{}
}

// Holds tells whether a record of form person holds a role at a site on the day of a
// time. The zero site is any; a post without site counts everywhere.
func (r *Record) Holds(lib *Library, role string, site ID, at time.Time) bool {
	rows, _ := r.Values["posts"].([]Row)
	for _, row := range rows {
		if row.Values["role"] != role || role == "" {
			continue
		}
		here := siteOfPost(row)
		if (site == (ID{}) || here == (ID{}) || here == site) && lib.current(row, at) {
			return true
		}
	}
	return false
}

// current tells whether a row with from and until, both of them days inside it, counts
// on the day of a time.
func (l *Library) current(row Row, at time.Time) bool {
	today := l.Calendar.Day(at)
	from, _ := row.Values["from"].(Date)
	until, _ := row.Values["until"].(Date)
	return (from == "" || from <= today) && (until == "" || today <= until)
}

// stampFor returns the column beside `<state>_by` that names whom a deputy stood for.
func stampFor(column string) (string, bool) {
	state, found := strings.CutSuffix(column, "_by")
	return state + "_for", found
}
