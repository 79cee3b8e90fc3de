package demo

import "fieldline/forms/library"

// What people write, and what is behind it.

// repair is a fault: what the customer says, what it was, and what was done.
type repair struct {
	symptom   string
	cause     string
	code      string
	found     string
	treatment string
	swap      bool // the dialer is changed
}

var repairs = []repair{
	{"打长途没有自动加拨", library.CauseIsProgram, library.FaultCodeIsD01, "加拨前缀丢失", "重新写入程序，试拨正常", false},
	{"手机号码前多加了0", library.CauseIsProgram, library.FaultCodeIsD02, "号段表是旧版", "更新号段表并写入，试拨正常", false},
	{"话机没有拨号音", library.CauseIsLine, library.FaultCodeIsL01, "接线端子松动", "紧固接线端子", false},
	{"拨号后等待时间长", library.CauseIsProgram, library.FaultCodeIsD04, "位间等待设为6秒", "位间等待改为3秒，试拨正常", false},
	{"通话有杂音", library.CauseIsLine, library.FaultCodeIsV02, "外线接头氧化", "重做外线接头，杂音消失", false},
	{"一直占线，挂不了机", library.CauseIsCustomerEquipment, library.FaultCodeIsL03, "客户话机叉簧卡住", "请客户更换话机，已演示", false},
	{"传真发不出去", library.CauseIsProgram, library.FaultCodeIsF01, "传真线路也加拨了前缀", "该路改为直通，传真正常", false},
	{"财务室电话打不了长途", library.CauseIsOperation, library.FaultCodeIsU01, "使用人未按0", "向使用人说明拨号方法", false},
	{"只能听到对方声音", library.CauseIsCustomerEquipment, library.FaultCodeIsV03, "话筒损坏", "更换话筒线，通话正常", false},
	{"环流偏低，长途时断时通", library.CauseIsLine, library.FaultCodeIsL02, "外线环流偏低，已报局方", "外线由局方处理", false},
	{"打长途没有声音", library.CauseIsDialer, library.FaultCodeIsL02, "继电器不吸合", "更换拨号器，试拨正常", true},
	{"第3路不送号", library.CauseIsDialer, library.FaultCodeIsD03, "第3路送号芯片损坏", "更换拨号器，试拨正常", true},
	{"停电后不能直通", library.CauseIsDialer, library.FaultCodeIsP02, "直通继电器老化", "更换拨号器，断电直通正常", true},
	{"拨号器指示灯不亮", library.CauseIsDialer, library.FaultCodeIsP01, "电源板无输出", "更换拨号器，试拨正常", true},
	{"雷雨后全部打不通", library.CauseIsDialer, library.FaultCodeIsL04, "雷击损坏", "更换拨号器，建议加装避雷器", true},
}

// defect is what the stock keeper finds.
type defect struct{ code, found string }

var defects = []defect{
	{library.FaultCodeIsP02, "断电不直通"},
	{library.FaultCodeIsL02, "抓不到外线"},
	{library.FaultCodeIsP01, "通电无反应"},
	{library.FaultCodeIsM01, "插座松动"},
	{library.FaultCodeIsC02, "写不进程序"},
}

var (
	reschedulings = []string{"客户临时有事", "客户要求改到装修完工后", "负责人不在，钥匙拿不到"}
	ourMoves      = []string{"工程师上一单未完", "缺拨号器"}
	cancellings   = []string{"客户取消", "客户自行恢复，不需上门", "与另一张服务单重复"}
	headerFaults  = []string{"地址缺楼层", "联系人已换", "电话是总机，要分机号"}
	visitNotes    = []string{"上门前半小时电话联系", "门卫要登记身份证", "老设备先别拆", "找联系人拿弱电间钥匙", "中午12点到14点不要上门"}
	remarks       = []string{"工程师很耐心", "讲解清楚", "来得很准时", "希望以后快一点", "满意", "现场收拾得很干净"}
	missing       = []string{"缺受训人", "缺测试结果说明", "客户意见没有填写", "序列号与领用单不符，请核对"}
	topics        = []string{"加拨与直通", "停电时怎么用", "怎么看指示灯", "长途密码的用法", "传真线路的用法"}
	unsolved      = []string{"外线由局方处理，待局方修复", "客户设备待更换", "缺配件，另约时间"}
	stuckOn       = []string{"程序写入后自动恢复出厂值，已试两台", "集团电话与拨号器抢线，原因不明", "夜间自动掉线，白天测试都正常", "新号段全部拨不通，号段表已是最新"}
	solutions     = []string{"固件升级到2.6后正常", "拨号器前移到集团电话外线侧", "改用备用接入号，并把情况报给局方", "把位间等待加到4秒"}
	opinions      = []string{"继电器老化，属质量问题", "同批次第三例，请通知供应商", "防雷等级不够，建议换型号"}
	dismissals    = []string{"安装环境潮湿所致，非质量问题", "客户自行改线造成"}
	actions       = []string{"已通知供应商，按保修返修", "该批次加严抽检", "已返厂换新"}
	analyses      = []string{"个别现象，按常规处理", "批次问题，已跟踪", "客户侧布线不规范，建议整改", "程序模板需要更新"}
	programs      = []string{"长途加拨17911，市话直通", "手机与长途加拨，传真线路直通", "全部长途加拨，紧急号码直通"}
	occasions     = []string{"客户答谢", "新客户开通", "展会", "节日拜访"}
	answers       = []string{"已更换主板", "已换新机", "未发现故障，已重新校准", "已更换电源板"}
	plannedWork   = []string{"例行维护：测试外线与直通，清扫机柜", "例行维护：核对程序版本", "例行维护：检查供电与接地"}
)
