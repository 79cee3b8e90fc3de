package main

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// toolLoan is a document that no program knows; it has a field of every type.
const toolLoan = "tool_loan"

// A document that is one more YAML file is filled in, kept, sent and read without any
// other change.
func TestAddedForm_isOneFile(t *testing.T) {
	ctx := context.Background()
	c := newCrew(t)
	c.hire(library.RoleStockKeeper)
	c.cardFor(ctx, filepath.Join(t.TempDir(), "elsewhere", "first"))
	must(t, c.watch.Sync(ctx))
	order := c.all(ctx, library.ServiceOrder)
	forms := withForm(t, filepath.Join("testdata", toolLoan+".yaml"))
	c.restart("--forms", forms)
	th := playhouse(t)
	ae := th.player(t, "tablet", nil)
	ae.enrol(c, library.RoleEngineer)

	ae.taps("全部", "工具借用单")
	ae.sees("我借的工具")
	ae.online.Store(false)
	ae.app.Client().Wake()
	ae.sees("离线")
	ae.taps("新建工具借用单")
	loan := ae.app.Screen().Place().ID
	ae.fillsTool()
	ae.reopen()
	ae.sees("高空作业绝缘梯", "3.5", "图纸盒")
	ae.fillsUse(order[0].Number)
	ae.taps("建立")
	ae.sees("T0", "领走")
	ae.reopen()
	ae.sees("高空作业绝缘梯", "粤B12345")
	if n := ae.waiting(ctx); n != 1 {
		t.Errorf("%d records wait to be sent", n)
	}
	if _, err := c.watch.Record(ctx, toolLoan, loan); err == nil {
		t.Error("it was sent without a network")
	}

	ae.online.Store(true)
	ae.sends(ctx)
	ae.holds("a number of the server", func() bool { return strings.HasPrefix(ae.number(ctx, loan), "TL") })
	keeper := th.player(t, "bench", nil)
	keeper.enrol(c, library.RoleStockKeeper)
	keeper.taps("全部", "工具借用单")
	keeper.sees("借出工具", ae.number(ctx, loan), "高空作业绝缘梯")
	keeper.nav().Open(toolLoan, loan)
	keeper.sees("粤B12345", "22.54310, 114.05790", "图纸盒", "周建明", "¥120.50")

	ae.taps("领走")
	must(t, ae.until(ctx, toolLoan, loan, inState("lent")))
	ae.sends(ctx)
	ae.taps("还回")
	must(t, ae.TapIn("归还状况", "正常"))
	ae.fills("归还说明", "梯脚胶垫磨损")
	must(t, ae.confirm("还回"))
	must(t, ae.until(ctx, toolLoan, loan, inState("returned")))
	ae.sends(ctx)
	must(t, keeper.sync(ctx))
	keeper.sees("已归还", "梯脚胶垫磨损")
	must(t, c.watch.Sync(ctx)) // enrolled before there was such a document
	if all := c.all(ctx, toolLoan); len(all) != 1 || all[0].ID != loan || all[0].Values["deposit"] != int64(12050) {
		t.Errorf("the supervisor has %+v", all)
	}

	must(t, c.office.close())
	c.seesLoan(ctx)
	must(t, c.office.startWith(ctx, "--forms", forms))
}

// seesLoan reads the loan where reports do: in the view of a server that stands still.
func (c *crew) seesLoan(ctx context.Context) {
	c.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(c.office.dir, "fieldline.db")+"?mode=ro")
	must(c.t, err)
	defer db.Close()
	for query, want := range map[string]string{
		`SELECT number || '|' || tool || '|' || serial || '|' || kind || '|' || work || '|' || state_of || '|' || state FROM view_tool_loan`:                                               "TL|高空作业绝缘梯|GJ-00417|high|[\"long_distance\"]|4|returned",
		`SELECT pieces || '|' || weight || '|' || deposit || '|' || total || '|' || "on" || '|' || hour || '|' || length FROM view_tool_loan`:                                              "1|3.5|12050|12050|2026-12-01|08:30|90 min",
		`SELECT until || '|' || own_car || '|' || plate || '|' || phone || '|' || "order" FROM view_tool_loan`:                                                                             "2026-12-03T09:00:00.000Z|1|粤B12345|13800138045|SO",
		`SELECT condition || '|' || remark || '|' || created_by || '|' || site FROM view_tool_loan`:                                                                                        "ok|梯脚胶垫磨损|engineer|深圳",
		`SELECT part || '|' || pieces FROM view_tool_loan_parts`:                                                                                                                           "图纸盒|2",
		`SELECT substr(coalesce(code, 'none'), 1, 7) || '|' || json_extract(sign, '$.signer') || '|' || json_extract(manual, '$.name') || '|' || json_array_length(photos) FROM tool_loan`: "secret:|周建明|cabinet.jpg|1",
	} {
		var got string
		if err := db.QueryRowContext(ctx, query).Scan(&got); err != nil {
			c.t.Errorf("%s: %v", query, err)
		} else if !fits(got, want) {
			c.t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

// fits compares cells; a number given by the server is only known by how it begins.
func fits(got, want string) bool {
	have, wanted := strings.Split(got, "|"), strings.Split(want, "|")
	return len(have) == len(wanted) && !slices.ContainsFunc(wanted, func(w string) bool {
		i := slices.Index(wanted, w)
		return have[i] != w && !(len(w) == 2 && w >= "A" && strings.HasPrefix(have[i], w))
	})
}

// number is what a loan is called on this machine.
func (p *player) number(ctx context.Context, id form.ID) string {
	rec, err := p.app.Store().Record(ctx, toolLoan, id)
	must(p.t, err)
	return rec.Number
}

// fillsTool fills the first half of a loan.
func (p *player) fillsTool() {
	p.t.Helper()
	p.fills("工具名称", "高空作业绝缘梯")
	p.fills("工具编号", "GJ-00417")
	must(p.t, p.TapIn("缓急", "紧急"))
	p.taps("长途电话", "外观与接口完好", "通电电流正常")
	stars, err := p.Part("成色", func(w fyne.Widget) bool { _, ok := w.(*widgets.Rating); return ok })
	must(p.t, err)
	must(p.t, p.TapAt(stars, 3.5*48, stars.Size.Height/2))
	p.taps("加一行")
	p.fills("附件名", "图纸盒")
	p.fills("件数", "2")
	p.attaches("拍照或选图")
	p.attaches("选择文件")
	p.sees("更换", photoName+".jpg")
	p.fills("锁码", "8642")
	p.fills("重量", "3.5")
	p.Leave()
	p.holds("a draft", func() bool {
		d, err := p.app.Store().Draft(context.Background(), toolLoan, p.app.Screen().Place().ID)
		return err == nil && d.Values["weight"] != nil && d.Values["manual"] != nil && d.Values["code"] != nil && d.Values["photos"] != nil
	})
}

// attaches chooses the picture in the person's folder.
func (p *player) attaches(button string) {
	p.t.Helper()
	p.taps(button, photoName)
	must(p.t, p.confirm("选用"))
}

// fillsUse fills the other half.
func (p *player) fillsUse(order string) {
	p.t.Helper()
	p.fills("借用事由", "东滨路机房顶棚走线")
	p.fills("押金", "120.50")
	p.fills("领用日", "2026-12-01")
	p.fills("领用钟点", "8:30")
	p.fills("归还时间", "2026-12-03 17:00")
	p.fills("预计用时", "1小时30分")
	must(p.t, p.TapIn("自驾", "是"))
	p.fills("车牌", "粤B12345")
	p.fills("联系手机", "13800138045")
	p.fills("使用地点", "22.54310, 114.05790")
	p.fills("用于服务单", order)
	must(p.t, p.TapIn("用于服务单", order))
	p.sees("南山海纳物流有限公司")
	p.fills("同行", library.RoleEngineer)
	must(p.t, p.TapIn("同行", library.RoleEngineer))
	p.taps("点此签字")
	p.fills("签字人姓名", "周建明")
	pad, err := p.Part("周建明", func(w fyne.Widget) bool { _, ok := w.(*widgets.SignaturePad); return ok })
	must(p.t, err)
	must(p.t, p.Draw(pad, fyne.NewPos(60, 40), fyne.NewDelta(80, 20), fyne.NewDelta(-40, 30)))
	p.taps("签好了")
	p.sees("重签")
}

// waiting is how many records wait to be sent.
func (p *player) waiting(ctx context.Context) int {
	n, _, err := p.app.Store().Counts(ctx)
	must(p.t, err)
	return n
}
