package apptest

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// Noon is Monday 2026-11-23, 13:12 in Shanghai: two visits are done, three are to come.
func Noon() time.Time { return time.Date(2026, 11, 23, 5, 12, 0, 0, time.UTC) }

// Company is a small invented branch as its records stand at Noon.
type Company struct {
	Site                                       form.ID
	Engineer, Assistant, Keeper, Chief, Others form.ID
	Records                                    []record.Record

	// The orders of the engineer's day, in order of time, and the card that is due.
	Hotel, Logistics, Hardware, Tea, Electronics form.ID
	LogisticsCard                                form.ID
	Market                                       form.ID // tomorrow's, without a dialer
	Unit                                         form.ID // in stock, for the bench
	UnitSerial                                   string

	holders map[string]form.ID // of further posts, by role

	ids uint64
	seq int64
}

// NewCompany makes the branch.
func NewCompany() *Company {
	c := &Company{UnitSerial: "D4-26081723"}
	c.people()
	c.day()
	c.tomorrow()
	c.rest()
	c.stock()
	return c
}

func (c *Company) newID() form.ID {
	c.ids++
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(Noon().Add(-72*time.Hour).UnixMilli()+int64(c.ids))<<16)
	binary.BigEndian.PutUint64(id[8:], c.ids)
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

// Add adds a record as the office made it, and returns its id.
func (c *Company) Add(formName, number, state string, made time.Time, values form.Values) form.ID {
	c.seq++
	id := c.newID()
	c.Records = append(c.Records, record.Record{Version: 1, Rev: 1, Seq: c.seq, Record: form.Record{
		ID: id, Form: formName, Number: number, State: state, Site: c.Site, Values: values,
		CreatedAt: made, CreatedBy: c.Assistant, UpdatedAt: made, UpdatedBy: c.Assistant,
	}})
	return id
}

// Find returns a record to be changed before it is laid.
func (c *Company) Find(id form.ID) *record.Record {
	for i := range c.Records {
		if c.Records[i].ID == id {
			return &c.Records[i]
		}
	}
	panic("apptest: the company has no such record")
}

// CardOf returns the feedback card of an order, to be changed.
func (c *Company) CardOf(order form.ID) *record.Record {
	for i := range c.Records {
		if ref, ok := c.Records[i].Values[library.FeedbackCardOrder].(form.Ref); ok && c.Records[i].Form == library.FeedbackCard && ref.ID == order {
			return &c.Records[i]
		}
	}
	panic("apptest: the order has no card")
}

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour-8, minute, 0, 0, time.UTC)
}

func (c *Company) people() {
	c.Site = c.Add(library.Site, "", "", at(1, 9, 0), form.Values{library.SiteName: "深圳", library.SiteCode: "SZ", library.SiteCity: "深圳"})
	c.Assistant = c.person("陈静", "chen jing", library.RoleTechnicalAssistant)
	c.Engineer = c.person("周建明", "zhou jianming", library.RoleEngineer)
	c.Others = c.person("刘洋", "liu yang", library.RoleEngineer)
	c.Keeper = c.person("吴敏", "wu min", library.RoleStockKeeper)
	c.Chief = c.person("何志强", "he zhiqiang", library.RoleTechnicalSupervisor)
}

func (c *Company) person(name, pinyin, role string) form.ID {
	posts := []form.Row{{ID: role, Values: form.Values{
		library.PersonPostsRowRole: role, library.PersonPostsRowFrom: form.Date("2026-01-01"),
		library.PersonPostsRowSite: form.Ref{Form: library.Site, ID: c.Site},
	}}}
	return c.Add(library.Person, "", "", at(1, 9, 0), form.Values{library.PersonName: name, library.PersonPinyin: pinyin, library.PersonPosts: posts})
}

// Holder returns who holds a post that the small branch leaves open, such as its manager.
func (c *Company) Holder(role string) form.ID {
	if _, known := c.holders[role]; !known {
		if c.holders == nil {
			c.holders = map[string]form.ID{}
		}
		c.holders[role] = c.person("郑文", "zheng wen", role)
	}
	return c.holders[role]
}

// Customer adds a customer and returns its id.
func (c *Company) Customer(number, name, contact, phone, address, district string) form.ID {
	return c.Add(library.Customer, number, library.CustomerActive, at(2, 9, 0), form.Values{
		library.CustomerName: name, library.CustomerContact: contact, library.CustomerPhone: phone, library.CustomerAddress: address,
		library.CustomerDistrict: district, library.CustomerSizeClass: "small_medium", library.CustomerServices: []string{"ip"},
		library.CustomerAccessMethod: "模拟外线", library.CustomerDeviceModel: "IPD-4",
	})
}

// job is an order with what goes along with it.
type job struct {
	number, state, kind string
	customer            form.ID
	name                [4]string // contact, phone, address, district
	engineer            form.ID
	from, until         time.Time
	extra               form.Values
}

func (c *Company) order(j job) form.ID {
	values := form.Values{
		library.ServiceOrderKind: j.kind, library.ServiceOrderCustomer: form.Ref{Form: library.Customer, ID: j.customer},
		library.ServiceOrderOrigin: "customer_call", library.ServiceOrderContact: j.name[0], library.ServiceOrderPhone: j.name[1],
		library.ServiceOrderAddress: j.name[2], library.ServiceOrderDistrict: j.name[3], library.ServiceOrderFirstVisit: true,
	}
	if j.engineer != (form.ID{}) {
		values[library.ServiceOrderEngineer] = j.engineer
		values[library.ServiceOrderPlannedStart], values[library.ServiceOrderPlannedEnd] = j.from, j.until
		values[library.ServiceOrderVisitDue] = j.from
		values[library.ServiceOrderAssignedAt], values[library.ServiceOrderAssignedBy], values[library.ServiceOrderAssignedTimes] = at(22, 18, 20), c.Assistant, int64(1)
	}
	for k, v := range j.extra {
		values[k] = v
	}
	if finished, ok := values[library.ServiceOrderFinishedAt].(time.Time); ok {
		values[library.ServiceOrderVisitMet] = finished.Add(-time.Hour)
	}
	return c.Add(library.ServiceOrder, j.number, j.state, at(22, 17, 55), values)
}

func (c *Company) appointment(order, customer form.ID, state string, from, until time.Time, travel int64, remark string) {
	values := form.Values{
		library.AppointmentOrder: form.Ref{Form: library.ServiceOrder, ID: order}, library.AppointmentCustomer: form.Ref{Form: library.Customer, ID: customer},
		library.AppointmentEngineer: c.Engineer, library.AppointmentTravelMinutes: travel,
	}
	if state != library.AppointmentToBook {
		values[library.AppointmentWindowStart], values[library.AppointmentWindowEnd] = from, until
	}
	if remark != "" {
		values[library.AppointmentRemark] = remark
	}
	c.Add(library.Appointment, fmt.Sprintf("AP261122-%04d", c.seq), state, at(22, 18, 25), values)
}

func (c *Company) card(order, customer form.ID, kind, state string, taken time.Time, extra form.Values) form.ID {
	values := form.Values{
		library.FeedbackCardOrder: form.Ref{Form: library.ServiceOrder, ID: order}, library.FeedbackCardCustomer: form.Ref{Form: library.Customer, ID: customer},
		library.FeedbackCardKind: kind, library.FeedbackCardEngineer: c.Engineer,
		library.FeedbackCardAccessMethod: "模拟外线", library.FeedbackCardDeviceModel: "IPD-4",
	}
	if !taken.IsZero() {
		values[library.FeedbackCardTakenAt], values[library.FeedbackCardReturnDue] = taken, taken.Add(24*time.Hour)
	}
	for k, v := range extra {
		values[k] = v
	}
	return c.Add(library.FeedbackCard, fmt.Sprintf("FC261122-%04d", c.seq), state, at(22, 18, 20), values)
}

func (c *Company) unit(serial, state string, holder form.ID, order form.ID) form.ID {
	values := form.Values{
		library.DialerUnitSerial: serial, library.DialerUnitModel: "IPD-4", library.DialerUnitLot: "L2608-3",
		library.DialerUnitReceivedOn: form.Date("2026-08-17"), library.DialerUnitWarrantyTo: form.Date("2028-08-17"),
		library.DialerUnitAwaitingInspectionAt: at(3, 9, 0), library.DialerUnitAwaitingInspectionTimes: int64(1),
	}
	if holder != (form.ID{}) {
		values[library.DialerUnitHolder] = holder
	}
	if order != (form.ID{}) {
		values[library.DialerUnitOrder] = form.Ref{Form: library.ServiceOrder, ID: order}
	}
	if holder == (form.ID{}) {
		values[library.DialerUnitShelf] = "A03-2"
	}
	return c.Add(library.DialerUnit, "", state, at(3, 9, 0), values)
}

// day is what the engineer has today.
func (c *Company) day() {
	taken := at(22, 18, 32).Add(30 * time.Second)
	hotel := c.Customer("CU000011", "罗湖鸿翔宾馆", "罗经理", "075525881100", "罗湖区桂园路 18 号 2 楼机房", "罗湖")
	c.Hotel = c.order(job{number: "SO261123-0005", state: library.ServiceOrderFinished, kind: library.OrderKindIsMaintenance, customer: hotel, engineer: c.Engineer,
		name: [4]string{"罗经理", "075525881100", "罗湖区桂园路 18 号 2 楼机房", "罗湖"}, from: at(23, 8, 30), until: at(23, 9, 40),
		extra: form.Values{library.ServiceOrderTakenAt: taken, library.ServiceOrderFinishedAt: at(23, 9, 36), library.ServiceOrderSolved: true}})
	c.appointment(c.Hotel, hotel, library.AppointmentKept, at(23, 8, 30), at(23, 9, 40), 0, "")
	c.card(c.Hotel, hotel, library.OrderKindIsMaintenance, library.FeedbackCardReceived, taken, form.Values{
		library.FeedbackCardReceivedAt: at(23, 10, 2), library.FeedbackCardReceivedBy: c.Engineer, library.FeedbackCardReceivedTimes: int64(1),
		library.FeedbackCardReturnMet: at(23, 10, 2), library.FeedbackCardRating: int64(5)})

	haina := c.Customer("CU000012", "南山海纳物流有限公司", "黄志强", "13800138045", "南山区东滨路 206 号 A 座", "南山")
	c.Logistics = c.order(job{number: "SO261123-0004", state: library.ServiceOrderFinished, kind: library.OrderKindIsRepair, customer: haina, engineer: c.Engineer,
		name: [4]string{"黄志强", "13800138045", "南山区东滨路 206 号 A 座", "南山"}, from: at(23, 10, 30), until: at(23, 11, 50),
		extra: form.Values{library.ServiceOrderTakenAt: taken, library.ServiceOrderFinishedAt: at(23, 11, 48), library.ServiceOrderFinishedBy: c.Engineer,
			library.ServiceOrderInProgressAt: at(23, 10, 26), library.ServiceOrderInProgressBy: c.Engineer, library.ServiceOrderAcceptedAt: taken, library.ServiceOrderAcceptedBy: c.Engineer,
			library.ServiceOrderSolved: true, library.ServiceOrderProblem: "第 3 路不送号，客户打不出长途"}})
	c.appointment(c.Logistics, haina, library.AppointmentKept, at(23, 10, 30), at(23, 11, 50), 35, "")
	old := c.unit("D4-25110386", library.DialerUnitFaulty, c.Engineer, c.Logistics)
	c.LogisticsCard = c.card(c.Logistics, haina, library.OrderKindIsRepair, library.FeedbackCardBlank, taken, form.Values{
		library.FeedbackCardArrivedAt: at(23, 10, 26), library.FeedbackCardFinishedAt: at(23, 11, 48),
		library.FeedbackCardItems: []form.Row{{ID: "show_id", Values: form.Values{"item": "show_id", "done": true}}},
		library.FeedbackCardUnits: []form.Row{{ID: "u1", Values: form.Values{library.FeedbackCardUnitsRowUnit: form.Ref{Form: library.DialerUnit, ID: old},
			library.FeedbackCardUnitsRowWork: "replaced", library.FeedbackCardUnitsRowCondition: "faulty"}}},
		library.FeedbackCardRating: int64(4),
		library.FeedbackCardSignature: form.Signature{SHA256: "0000000000000000000000000000000000000000000000000000000000000000",
			Signer: "黄志强", At: at(23, 11, 47), Fields: []string{"rating"}, Digest: "0"},
	})

	hengtai := c.Customer("CU000013", "福永恒泰五金制品厂", "何秀兰", "075527386601", "宝安区福永街道怀德路 66 号 3 栋", "宝安")
	request := c.Add(library.InstallRequest, "IR261120-0003", library.InstallRequestScheduled, at(20, 9, 0), form.Values{
		library.InstallRequestCustomerName: "福永恒泰五金制品厂", library.InstallRequestSalesRep: c.Assistant, library.InstallRequestNeedsInstallation: true})
	c.Add(library.InstallPlan, "PL261120-0002", library.InstallPlanConfirmed, at(20, 15, 0), form.Values{
		library.InstallPlanRequest: form.Ref{Form: library.InstallRequest, ID: request}, library.InstallPlanCustomer: form.Ref{Form: library.Customer, ID: hengtai}})
	c.Hardware = c.order(job{number: "SO261123-0007", state: library.ServiceOrderAccepted, kind: library.OrderKindIsInstall, customer: hengtai, engineer: c.Engineer,
		name: [4]string{"何秀兰", "075527386601", "宝安区福永街道怀德路 66 号 3 栋", "宝安区，货梯旁弱电间"}, from: at(23, 14, 0), until: at(23, 15, 30),
		extra: form.Values{library.ServiceOrderTakenAt: at(23, 8, 12), library.ServiceOrderHeaderCorrect: true, library.ServiceOrderAcceptedAt: at(23, 8, 12),
			library.ServiceOrderAcceptedBy: c.Engineer, library.ServiceOrderRequest: form.Ref{Form: library.InstallRequest, ID: request},
			library.ServiceOrderOfficeNote: "门卫要登记身份证，从西门进。老设备先别拆，等何工到场。"}})
	c.appointment(c.Hardware, hengtai, library.AppointmentConfirmed, at(23, 14, 0), at(23, 15, 30), 40, "")
	c.card(c.Hardware, hengtai, library.OrderKindIsInstall, library.FeedbackCardBlank, at(23, 8, 12), nil)
	c.unit("D4-26081704", library.DialerUnitIssued, c.Engineer, c.Hardware)

	tea := c.Customer("CU000014", "新桥广源茶行", "林小姐", "075527264418", "宝安区新桥街道中心路 9 号", "宝安")
	c.Tea = c.order(job{number: "SO261123-0009", state: library.ServiceOrderAssigned, kind: library.OrderKindIsRepair, customer: tea, engineer: c.Engineer,
		name: [4]string{"林小姐", "075527264418", "宝安区新桥街道中心路 9 号", "宝安"}, from: at(23, 16, 0), until: at(23, 17, 0),
		extra: form.Values{library.ServiceOrderUrgent: true, library.ServiceOrderUrgentReachDue: at(23, 13, 42), library.ServiceOrderUrgentSiteDue: at(23, 24, 0),
			library.ServiceOrderProblem: "第 1、2 路有杂音"}})
	c.appointment(c.Tea, tea, library.AppointmentToBook, time.Time{}, time.Time{}, 15, "")
	c.card(c.Tea, tea, library.OrderKindIsRepair, library.FeedbackCardBlank, time.Time{}, nil)
	c.unit("D4-26081711", library.DialerUnitIssued, c.Engineer, c.Tea)

	xinlan := c.Customer("CU000015", "龙华新澜电子厂", "赵工", "13900139021", "龙华区观澜大道 301 号", "龙华")
	c.Electronics = c.order(job{number: "SO261123-0010", state: library.ServiceOrderAssigned, kind: library.OrderKindIsMaintenance, customer: xinlan, engineer: c.Engineer,
		name: [4]string{"赵工", "13900139021", "龙华区观澜大道 301 号", "龙华"}, from: at(23, 17, 30), until: at(23, 18, 0)})
	c.appointment(c.Electronics, xinlan, library.AppointmentConfirmed, at(23, 17, 30), at(23, 18, 0), 30, "")
	c.card(c.Electronics, xinlan, library.OrderKindIsMaintenance, library.FeedbackCardBlank, time.Time{}, nil)
}

// tomorrow has four visits, one of which lacks its dialer.
func (c *Company) tomorrow() {
	for i, name := range []string{"布吉振兴纸品厂", "坂田远东货运", "横岗佳美眼镜店"} {
		customer := c.Customer(fmt.Sprintf("CU00002%d", i), name, "张先生", "13700137000", "龙岗区"+name, "龙岗")
		from := at(24, 9+2*i, 0)
		order := c.order(job{number: fmt.Sprintf("SO261123-002%d", i), state: library.ServiceOrderAccepted, kind: library.OrderKindIsMaintenance, customer: customer,
			engineer: c.Engineer, name: [4]string{"张先生", "13700137000", "龙岗区" + name, "龙岗"}, from: from, until: from.Add(time.Hour),
			extra: form.Values{library.ServiceOrderTakenAt: at(23, 9, 50)}})
		c.appointment(order, customer, library.AppointmentConfirmed, from, from.Add(time.Hour), 25, "")
	}
	market := c.Customer("CU000023", "龙岗乐家超市（坂田店）", "梁店长", "13600136000", "龙岗区坂田街道环城南路 5 号", "龙岗")
	c.Market = c.order(job{number: "SO261123-0023", state: library.ServiceOrderAssigned, kind: library.OrderKindIsInstall, customer: market, engineer: c.Engineer,
		name: [4]string{"梁店长", "13600136000", "龙岗区坂田街道环城南路 5 号", "龙岗"}, from: at(24, 16, 0), until: at(24, 17, 30)})
	c.appointment(c.Market, market, library.AppointmentConfirmed, at(24, 16, 0), at(24, 17, 30), 45, "")
}

// rest is the work of others, for the office's lists.
func (c *Company) rest() {
	for i, row := range []struct{ name, state, kind string }{
		{"福田嘉和律师事务所", library.ServiceOrderEscalated, library.OrderKindIsRepair},
		{"盐田顺发冷链仓储有限公司第二分公司", library.ServiceOrderInProgress, library.OrderKindIsInstall},
		{"光明雅居家具城", library.ServiceOrderRescheduled, library.OrderKindIsMaintenance},
		{"大鹏湾海鲜酒楼", library.ServiceOrderFinished, library.OrderKindIsRepair},
		{"宝安新安小学", library.ServiceOrderAssigned, library.OrderKindIsMaintenance},
		{"坪山智远科技园", library.ServiceOrderClosed, library.OrderKindIsInstall},
		{"龙城旭日印刷", library.ServiceOrderDraft, library.OrderKindIsInstall},
		{"石岩永兴塑胶", library.ServiceOrderDraft, library.OrderKindIsRepair},
	} {
		customer := c.Customer(fmt.Sprintf("CU00003%d", i), row.name, "王先生", "13500135000", "深圳市"+row.name, "深圳")
		j := job{number: fmt.Sprintf("SO261122-00%02d", i+10), state: row.state, kind: row.kind, customer: customer,
			name: [4]string{"王先生", "13500135000", "深圳市" + row.name, "深圳"}, extra: form.Values{}}
		if row.state != library.ServiceOrderDraft {
			j.engineer, j.from, j.until = c.Others, at(23, 9+i, 0), at(23, 10+i, 0)
		}
		if row.kind == library.OrderKindIsRepair {
			j.extra[library.ServiceOrderProblem] = "打长途没有自动加拨"
		}
		order := c.order(j)
		if row.state == library.ServiceOrderFinished {
			c.card(order, customer, row.kind, library.FeedbackCardReceived, at(22, 16, 0), form.Values{
				library.FeedbackCardEngineer: c.Others, library.FeedbackCardReceivedAt: at(23, 12, 50), library.FeedbackCardReceivedBy: c.Others,
				library.FeedbackCardReturnMet: at(23, 12, 50)})
		}
	}
}

// stock is what lies on the shelves.
func (c *Company) stock() {
	c.Unit = c.unit(c.UnitSerial, library.DialerUnitAwaitingInspection, form.ID{}, form.ID{})
	for i := range 14 {
		state := library.DialerUnitInStock
		switch {
		case i < 2:
			state = library.DialerUnitAwaitingInspection
		case i == 12:
			state = library.DialerUnitConfigured
		case i == 13:
			state = library.DialerUnitDamaged
		}
		id := c.unit(fmt.Sprintf("D4-260817%02d", 30+i), state, form.ID{}, form.ID{})
		if i < 2 {
			c.Add(library.QualityTest, fmt.Sprintf("QT261123-00%02d", i+1), library.QualityTestToTest, at(23, 9, 0), form.Values{
				library.QualityTestUnit: form.Ref{Form: library.DialerUnit, ID: id}, library.QualityTestDirection: library.DirectionIsIn, library.QualityTestLot: "L2608-3"})
		}
	}
	c.Add(library.Supplier, "", library.SupplierApproved, at(2, 9, 0), form.Values{library.SupplierName: "东莞联科电子"})
}
