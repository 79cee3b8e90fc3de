package demo

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/mozillazg/go-pinyin"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// The people whom pictures show.
const (
	heroEngineer  = "周建明"
	heroAssistant = "陈静"
	heroKeeper    = "何秀兰"
)

// found makes the sites and people on the evening before the first day.
func (s *story) found() {
	s.now = s.at(s.days[0].AddDays(-1), 19, 0)
	s.clock.turn(s.now)
	for _, name := range []string{heroEngineer, heroAssistant, heroKeeper} {
		s.names[name] = true
	}
	s.admin = s.enter(nil, "", library.RoleAdministrator, form.ID{})
	for i, c := range cities {
		s.pause()
		id := s.newID()
		s.do(s.admin, create(library.Site, id, form.Values{
			library.SiteName: c.name, library.SiteCode: c.code, library.SiteCity: c.name + "市",
			library.SiteAddress: s.address(c.districts[0], 1),
		}))
		s.company.Sites = append(s.company.Sites, Site{ID: id, Code: c.code, Name: c.name})
		b := &branch{
			story: s, site: id, city: c, prospects: map[form.Date][]*prospect{},
			wanted: map[form.Date][]*order{}, slips: map[form.Date][]*slip{},
			share: int(math.Round(float64(s.size.dialers) * float64(s.size.engineers[i]) / float64(s.size.engineers[0]+s.size.engineers[1]))),
		}
		s.branches = append(s.branches, b)
		b.hire(i)
	}
	s.manager = s.enter(s.admin, "", library.RoleManager, form.ID{})
	s.finance = s.enter(s.admin, "", library.RoleFinance, form.ID{})
	s.drawSignatures()
	for i, b := range s.branches {
		b.foundWarehouse()
		b.foundTemplates()
		b.attract(s.size.engineers[i])
	}
}

// pause lets some seconds go by.
func (s *story) pause() {
	s.now = s.now.Add(time.Duration(20+s.r.IntN(40)) * time.Second)
	s.clock.turn(s.now)
}

// hire fills the posts of a branch; the first branch has the people of the pictures.
func (b *branch) hire(nth int) {
	post := func(role, hero string) *person {
		if nth > 0 {
			hero = ""
		}
		return b.enter(b.admin, hero, role, b.site)
	}
	b.supervisor = post(library.RoleIntakeSupervisor, "")
	b.rep1 = post(library.RoleRepresentative1, "")
	b.rep2 = post(library.RoleRepresentative2, "")
	b.keeper = post(library.RoleStockKeeper, heroKeeper)
	b.assistant = post(library.RoleTechnicalAssistant, heroAssistant)
	b.technical = post(library.RoleTechnicalSupervisor, "")
	b.sales = post(library.RoleSalesRep, "")
	for i := range b.size.engineers[nth] {
		hero := ""
		if i == 0 {
			hero = heroEngineer
		}
		b.engineers = append(b.engineers, &engineer{
			person: post(library.RoleEngineer, hero), branch: b, spares: 1 + b.r.IntN(3), days: map[form.Date][]*order{}, secret: map[form.Date][]*order{},
		})
	}
}

// enter makes a person with one post.
func (s *story) enter(by *person, name, role string, site form.ID) *person {
	s.pause()
	if name == "" {
		name = fullName(s.r, s.names)
	}
	p := &person{id: s.newID(), name: name, role: role}
	joined := s.days[0].AddDays(-30 - s.r.IntN(2000))
	post := form.Values{library.PersonPostsRowRole: role, library.PersonPostsRowFrom: joined}
	if site != (form.ID{}) {
		post[library.PersonPostsRowSite] = ref(library.Site, site)
	}
	s.do(by, create(library.Person, p.id, form.Values{
		library.PersonName: name, library.PersonPinyin: spelling(name), library.PersonPhone: s.mobile(),
		library.PersonJoinedOn: joined, library.PersonPosts: s.rows(post),
	}))
	s.company.People = append(s.company.People, Person{ID: p.id, Name: name, Role: role, Site: site})
	return p
}

// spelling writes a name as pinyin: the family name, then the rest as one word.
func spelling(name string) string {
	syllables := pinyin.LazyConvert(name, nil)
	if len(syllables) < 2 {
		return strings.Join(syllables, "")
	}
	if strings.HasPrefix(name, "曾") { // read otherwise as a family name
		syllables[0] = "zeng"
	}
	return syllables[0] + " " + strings.Join(syllables[1:], "")
}

// mobile is a number of a block that is printed as an example everywhere.
func (s *story) mobile() string {
	s.phones++
	return fmt.Sprintf("1380013%04d", 8000+s.phones%2000)
}

// fixedLine is a number of an exchange that is not given out.
func (s *story) fixedLine(c city) string {
	s.phones++
	return fmt.Sprintf("%s-2555%04d", c.area, s.phones%10000)
}

func (s *story) address(d district, most int) string {
	place := fmt.Sprintf("%s%s%d号", d.name, one(s, d.streets), 2+s.r.IntN(260))
	switch s.r.IntN(4 * most) {
	case 0:
		return fmt.Sprintf("%s%d栋", place, 1+s.r.IntN(9))
	case 1:
		return fmt.Sprintf("%s%c座%d室", place, 'A'+rune(s.r.IntN(3)), 100*(2+s.r.IntN(18))+1+s.r.IntN(12))
	case 2:
		return fmt.Sprintf("%s%d楼", place, 1+s.r.IntN(6))
	}
	return place
}
