package demo

import (
	"math"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

var (
	accessMethods = []string{"PSTN 模拟外线", "ISDN 2B+D", "PSTN 经集团电话", "PSTN 并机", "中继直连"}
	deviceModels  = []string{"集团电话 308", "集团电话 824", "普通话机", "程控交换机 128 门", "传真一体机"}
	conditions    = []string{"弱电间有锁，找物业取钥匙", "机柜通风差，温度偏高", "接地良好，供电稳定", "与打印机共用插座，已建议分开", "走线整齐，标签齐全"}
)

// known are customers that pictures show: in Shenzhen, there from the beginning.
var known = []customer{
	{name: "南山海纳物流有限公司", contact: "黄志强", address: "南山区东滨路206号A座", district: "南山区"},
	{name: "福永恒泰五金制品厂", contact: "许翠萍", address: "宝安区福永街道怀德路66号3栋", district: "宝安区"},
	{name: "罗湖金桥会计师事务所", contact: "邓雅婷", address: "罗湖区宝安南路38号1204室", district: "罗湖区"},
	{name: "福田智远律师事务所", contact: "林思远", address: "福田区福华一路88号2106室", district: "福田区"},
}

const (
	hainaLogistics = 0
	hengtaiWorks   = 1
	jinqiaoBooks   = 2
	zhiyuanLaw     = 3
)

// comingVisits are the worked days after today on which the last customers are to be
// installed, so that there is something to arrange.
var comingVisits = []int{4, 3, 2, 1, 1}

// attract invents the branch's customers and says when each is to be installed: many in
// the first weeks, the others one after another until a few days after today.
func (b *branch) attract(engineers int) {
	all := b.size.engineers[0] + b.size.engineers[1]
	n := int(math.Round(float64(b.size.customers) * float64(engineers) / float64(all)))
	fromStart := int(float64(n) * rollOut)
	first, last := setupDays, b.worked[b.cfg.Day]+3
	perDay := installsADay * engineers
	for i := range n {
		c := b.invent(i)
		p := &prospect{customer: c, dialers: 1, install: true}
		switch {
		case b.isKnown(i) && i == hengtaiWorks:
			p.visit, p.engineer = b.cfg.Day, b.engineers[0]
		case i < fromStart:
			p.visit = b.days[first+i/perDay]
		default:
			p.install = !b.chance(noInstall / (1 - rollOut))
			begin := first + fromStart/perDay + 1
			p.visit = b.days[begin+(i-fromStart)*(last-begin)/max(1, n-fromStart-1)]
		}
		if ahead := n - 1 - i; ahead < len(comingVisits) {
			p.visit, p.install, p.keen = b.days[b.worked[b.cfg.Day]+comingVisits[ahead]], true, true
		}
		if b.chance(0.25) && len(c.lines) > 2 {
			p.dialers = 2
		}
		if b.isKnown(i) {
			p.install = true
			p.keen = true
		}
		b.prospects[p.visit] = append(b.prospects[p.visit], p)
		b.lead(p)
	}
}

func (b *branch) isKnown(i int) bool { return b == b.branches[0] && i >= 0 && i < len(known) }

// invent makes up a customer.
func (b *branch) invent(i int) *customer {
	d := one(b.story, b.city.districts)
	c := &customer{district: d.name, key: b.chance(0.12), picture: b.r.IntN(pictureCount)}
	if b.isKnown(i) {
		*c = known[i]
		c.picture = i
		b.names[c.name] = true
	} else {
		c.name = companyName(b.r, d.name, b.names)
		c.contact = fullName(b.r, map[string]bool{})
		c.address = b.address(d, 1)
	}
	c.phone = b.mobile()
	c.access, c.device, c.sites = one(b.story, accessMethods), one(b.story, deviceModels), one(b.story, conditions)
	c.services = []string{library.ServiceIsIP}
	if b.chance(0.4) {
		c.services = append(c.services, library.ServiceIsLongDistance)
	}
	for range 1 + b.r.IntN(4) {
		c.lines = append(c.lines, b.fixedLine(b.city))
	}
	return c
}

// archive is the customer as the technical assistant enters it.
func (b *branch) archive(c *customer) form.Values {
	size, positions := library.SizeClassIsSmallMedium, []string{"前台", "财务室", "经理室", "传真机", "仓库"}
	if c.key {
		size = library.SizeClassIsKey
	}
	lines := make([]form.Values, len(c.lines))
	for i, no := range c.lines {
		lines[i] = form.Values{library.CustomerLinesRowLineNo: no, library.CustomerLinesRowPosition: positions[i%len(positions)]}
	}
	inCharge := b.rep1
	if b.chance(0.5) {
		inCharge = b.rep2
	}
	v := form.Values{
		library.CustomerName: c.name, library.CustomerSizeClass: size, library.CustomerContact: c.contact,
		library.CustomerPhone: c.phone, library.CustomerAddress: c.address, library.CustomerDistrict: c.district,
		library.CustomerSalesRep: b.sales.id, library.CustomerInCharge: inCharge.id,
		library.CustomerServices: c.services, library.CustomerPermissions: []string{library.PermissionIsLocal, library.PermissionIsMobile, library.PermissionIsNational},
		library.CustomerLines: b.rows(lines...), library.CustomerAccessMethod: c.access,
		library.CustomerDeviceModel: c.device, library.CustomerSiteConditions: c.sites,
		library.CustomerLowTraffic: b.chance(0.1),
	}
	if b.chance(0.3) {
		v[library.CustomerPasswords] = b.rows(form.Values{library.CustomerPasswordsRowLabel: "长途密码", library.CustomerPasswordsRowChangedOn: b.today()})
	}
	return v
}
