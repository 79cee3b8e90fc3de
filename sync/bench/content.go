package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"

	"fieldline/forms/form"
)

// writer makes values as people of the trade would write them, the same ones by the same
// seed.
type writer struct {
	rand *rand.Rand
	now  time.Time
	n    int
	mark string // begins every code, so that none is given twice
}

func newWriter(mark string, seed uint64, now time.Time) *writer {
	return &writer{rand: rand.New(rand.NewPCG(seed, 7)), now: now.UTC().Truncate(time.Millisecond), mark: mark}
}

func (w *writer) of(words ...string) string { return words[w.rand.IntN(len(words))] }

func (w *writer) code() string {
	w.n++
	return fmt.Sprintf("%s%05d", w.mark, w.n)
}

func (w *writer) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + w.rand.IntN(10))
	}
	return string(b)
}

func (w *writer) amount(most int64, places int32) decimal.Decimal {
	return decimal.New(1+w.rand.Int64N(most), -places)
}

func (w *writer) name() string {
	return w.of("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙") + w.of("先生", "女士", "经理", "主任", "工")
}

func (w *writer) address() string {
	return w.of("深圳市南山区", "深圳市福田区", "广州市天河区", "东莞市长安镇", "佛山市顺德区") +
		w.of("科技园", "工业路", "人民路", "建设大道", "中山路") + fmt.Sprintf("%d号%d栋", 1+w.rand.IntN(400), 1+w.rand.IntN(20))
}

func (w *writer) trouble() string {
	return w.of("拨外线有杂音", "长途拨不出去", "占线时自动挂断", "来电无显示", "拨号后无回铃", "字冠不生效") + "，" +
		w.of("雨天更明显", "上午较多", "重启后暂时正常", "换线后仍然如此", "只有一路有问题") + "，" +
		w.of("客户要求今天处理", "约下午两点后上门", "门口要登记", "机房在地下室") + fmt.Sprintf("，分机%d。", 1000+w.rand.IntN(9000))
}

func (w *writer) remedy() string {
	return w.of("更换水晶头并重做接地", "重写字冠表并逐一试拨", "调整增益后试话正常", "更换拨号器并登记新序列号") + "，" +
		w.of("试拨市话长途手机各三次", "观察半小时无异常", "客户已签字确认", "留下操作说明一份") + fmt.Sprintf("，测得%d欧。", 1+w.rand.IntN(20))
}

func (w *writer) at(hours int) time.Time {
	return w.now.Add(time.Duration(hours)*time.Hour + time.Duration(w.rand.IntN(3600))*time.Second)
}

func (w *writer) customer() form.Values {
	return form.Values{"name": w.of("海宁网络科技", "东方印染", "华盛国际贸易", "宏达纺织", "长安物流") + "有限公司" + w.code(), "phone": "0755-2" + w.digits(7)}
}

func (w *writer) order(customer form.Ref, engineer form.ID) form.Values {
	return form.Values{
		"code": w.code(), "customer": customer, "engineer": engineer, "kind": "repair", "urgent": w.rand.IntN(5) == 0, "contact": w.name(), "phone": "138" + w.digits(8),
		"address": w.address(), "district": w.of("南山", "福田", "天河", "长安", "顺德"), "floor": fmt.Sprintf("%d层", 1+w.rand.IntN(40)), "problem": w.trouble(),
		"planned_start": w.at(2), "planned_end": w.at(4), "arrived_on": w.at(5), "finished_on": w.at(7), "lines": int64(w.rand.IntN(64)),
		"exchange": w.of("华为C&C08", "中兴ZXJ10", "西门子HiPath", "亚美亚Definity"), "trunk": w.of("analog", "digital", "sip"), "findings": w.trouble(), "fixed": w.remedy(),
		"trained": w.rand.IntN(2) == 0, "cost": 100 * w.rand.Int64N(900), "grade": w.of("good", "fair", "poor"), "remark": w.of("从货梯上", "先打电话", "带备件", "下次复查"),
	}
}

func (w *writer) card(order, customer form.Ref, engineer form.ID) form.Values {
	return form.Values{
		"code": w.code(), "order": order, "customer": customer, "engineer": engineer, "kind": "repair", "model": w.of("DX93", "DX94", "AD16", "AD32"), "serial": "9Y" + w.digits(10),
		"access": w.of("analog", "digital", "sip"), "exchange": w.of("华为C&C08", "中兴ZXJ10", "西门子HiPath"), "lines": int64(w.rand.IntN(64)), "departed_on": w.at(1), "arrived_on": w.at(2),
		"finished_on": w.at(4), "solved": true, "site_conditions": w.of("弱电间通风良好，接地可靠", "机柜满，走线杂乱", "机房潮湿，已提醒客户"), "symptom": w.trouble(), "treatment": w.remedy(),
		"tone": true, "local_call": true, "long_call": w.rand.IntN(9) > 0, "mobile_call": w.rand.IntN(9) > 0, "volts": w.amount(6000, 2), "ohms": w.amount(900, 2), "parts": w.of("无", "水晶头", "电源", "配线架"),
		"signer": w.name(), "signed_on": w.at(5), "grade": w.of("good", "fair", "poor"), "advice": w.of("满意", "希望更快", "请定期回访", "没有意见"), "remark": w.of("已补填", "照片另附", "无"),
	}
}

// prefixes is how many a dialer is set to.
const prefixes = 50

func (w *writer) dialer(order, customer form.Ref, engineer form.ID) form.Values {
	rows := make([]form.Row, prefixes)
	for i := range rows {
		rows[i] = form.Row{ID: fmt.Sprint(i + 1), Values: form.Values{"prefix": fmt.Sprintf("%d%s", i%9+1, w.digits(2)), "insert": w.of("17909", "12593", "96688", "0")}}
	}
	return form.Values{"serial": "9Z" + w.code(), "model": w.of("DX93", "DX94", "AD16"), "holder": engineer, "order": order, "customer": customer, "area": w.of("0755", "020", "0769"), "prefixes": rows}
}

func (w *writer) move(order, dialer form.Ref, engineer form.ID) form.Values {
	v := form.Values{"slip": w.code(), "way": w.of("received", "returned", "replaced"), "engineer": engineer, "order": order, "part": w.of("拨号器 DX93", "拨号器 DX94", "电源 12V", "水晶头", "配线架"),
		"count": 1 + w.rand.Int64N(20), "moved_on": w.at(0), "remark": w.of("随单领用", "旧件已收", "补库存", "客户自购")}
	if dialer.ID != (form.ID{}) {
		v["dialer"] = dialer
	}
	return v
}

// edit is a few fields of an order, as they are filled in during a visit.
func (w *writer) edit(n int) form.Values {
	switch n % 4 {
	case 0:
		return form.Values{"arrived_on": w.at(5), "floor": fmt.Sprintf("%d层", 41+w.rand.IntN(40))}
	case 1:
		return form.Values{"findings": w.trouble(), "lines": int64(w.rand.IntN(64))}
	case 2:
		return form.Values{"fixed": w.remedy(), "finished_on": w.at(8)}
	default:
		return form.Values{"grade": w.of("good", "fair", "poor"), "remark": w.of("带备件", "下次复查", "客户改了时间") + w.digits(3)}
	}
}
