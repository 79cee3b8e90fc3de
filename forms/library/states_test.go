package library_test

import (
	"slices"
	"strings"
	"testing"

	"fieldline/forms/library"
)

// Every state of the documents has its Chinese word (domain.md 3). Those behind the bar
// are ours: what is proposed and not decided yet, reversed or cancelled (BR-36).
func TestStates_haveTheWordsOfTheDocuments(t *testing.T) {
	lib := open(t)

	for name, words := range map[string]string{
		library.Customer:        "待开通 在用 暂停 已销户 | 已取消",
		library.InstallRequest:  "草稿 待审核 已退回 已审核 已安排 已完成 已取消",
		library.InstallPlan:     "草拟 待客户确认 已确认 需修改 | 已取消",
		library.ServiceOrder:    "草稿 已派工 已接单 处理中 已升级 改约 已完工 已核对 已关闭 已取消",
		library.FeedbackCard:    "待填写 已填写 待核对 退回补填 已核对 已录入 已传递 已归档 | 已取消",
		library.RepairCard:      "待填写 已提交 退回 已核对 已分析 已建档 | 已取消",
		library.DifficultIssue:  "已登记 已升级 转系统部 已解决 已归档 | 已取消",
		library.DialerUnit:      "待检 在库 待退厂 已设置 已分配 已领用 已安装 故障 损坏待处理 维修/退厂 | 已退厂不返 待报废审批 | 报废 已销售 | 已取消",
		library.DialerConfig:    "待设置 已设置 合格 不合格 | 已取消",
		library.Allotment:       "| 草稿 | 已分配 已审核 已领用 已安装 已退回 | 已取消",
		library.QualityTest:     "待检 合格 不合格 | 已取消",
		library.QualityFeedback: "| 待填写 | 已提交 已确认 非质量问题 已处理 | 已取消",
		library.Supplier:        "观察 合格 停用",
		library.StockMovement:   "草稿 已过账 已录金蝶 已核对 有差异 | 已冲销 已取消",
		library.Gift:            "| 在用 停用",
		library.DamageRecord:    "待判定 返厂 维修 报废 | 已结案 已取消",
		library.Replenishment:   "草稿 待审批 已批准 退回 已下单 部分到货 已到货 已关闭 | 已取消",
		library.SupplierRating:  "草稿 已提交 已采纳 未采纳 | 已取消",
		library.Appointment:     "待预约 已确认 已履约 客户改约 我方改约 爽约 | 已取消",
		library.ExternalEntry:   "待录入 已录入 抽查正确 抽查有误 已更正 | 已取消",
	} {
		want := slices.DeleteFunc(strings.Fields(words), func(w string) bool { return w == "|" })
		var have []string
		for _, s := range lib.Form(name).States {
			have = append(have, s.Label.Zh)
		}
		if !slices.Equal(have, want) {
			t.Errorf("%s: %v, want %v", name, have, want)
		}
	}
}
