package demo

import "math/rand/v2"

// All names here are invented: pieces that are joined by the seed.

var surnames = []string{"陈", "李", "王", "张", "刘", "黄", "周", "吴", "林", "何", "郑", "谢", "罗", "梁", "许", "邓", "冯", "彭", "曾", "肖", "蔡", "潘", "袁", "余", "叶", "蒋", "杜", "苏", "魏", "程", "吕", "丁", "沈", "任", "姚", "卢", "傅", "钟", "姜", "崔", "谭", "廖", "范", "汪", "陆", "金", "石", "戴", "贾", "韦"}

var givenNames = []string{"建明", "志强", "秀兰", "静", "敏", "磊", "洋", "娜", "丽华", "国栋", "海燕", "文博", "晓东", "玉梅", "伟杰", "嘉欣", "俊辉", "雪梅", "永康", "淑芬", "子轩", "家豪", "慧敏", "振宇", "少华", "翠萍", "浩然", "雅婷", "德胜", "美玲", "志远", "春燕", "卫国", "诗琪", "立新", "桂英", "天佑", "婉仪", "宏伟", "思远", "培元", "惠珍", "启明", "若兰", "景行", "锦程", "凤仪", "承志", "堃", "珺"}

type district struct {
	name    string
	streets []string
}

type city struct {
	code, name string
	area       string // trunk code of fixed numbers
	districts  []district
}

var cities = []city{
	{"SZ", "深圳", "0755", []district{
		{"罗湖区", []string{"桂园路", "东门中路", "笋岗东路", "宝安南路", "翠竹路"}},
		{"福田区", []string{"福华一路", "深南中路", "滨河大道", "景田路", "梅林路"}},
		{"南山区", []string{"东滨路", "南海大道", "创业路", "科苑路", "学府路"}},
		{"宝安区", []string{"福永街道怀德路", "新桥街道中心路", "西乡大道", "创业一路", "沙井路"}},
		{"龙岗区", []string{"坂田街道吉华路", "龙城大道", "布吉路", "深惠路", "平湖街道富安路"}},
		{"龙华区", []string{"观澜大道", "和平路", "民治大道", "清湖路", "大浪路"}},
	}},
	{"DG", "东莞", "0769", []district{
		{"南城街道", []string{"鸿福路", "元美路", "莞太路", "宏图路"}},
		{"东城街道", []string{"东城中路", "主山路", "温南路", "育华路"}},
		{"长安镇", []string{"德政路", "长青路", "沙头路", "振安路"}},
		{"虎门镇", []string{"连升路", "太沙路", "虎门大道", "博涌路"}},
		{"厚街镇", []string{"家具大道", "康乐路", "体育路", "厚街大道"}},
	}},
}

var companyHeads = []string{"鸿翔", "海纳", "恒泰", "广源", "新澜", "嘉和", "顺发", "雅居", "大鹏湾", "智远", "永盛", "金桥", "瑞丰", "百汇", "宏达", "万通", "中兴业", "德润", "华阳", "东升", "明珠", "联创", "亿佳", "盛世", "天成", "正大", "立信", "康泰", "兴隆", "美佳", "星河", "蓝海", "银丰", "长虹达", "利民", "和顺", "福临", "安泰", "凯旋", "锦绣"}

var companyTrades = []string{"五金制品厂", "物流有限公司", "电子厂", "茶行", "宾馆", "律师事务所", "冷链仓储有限公司", "家具城", "海鲜酒楼", "科技园", "贸易有限公司", "塑胶模具厂", "印刷有限公司", "会计师事务所", "货运代理有限公司", "服装有限公司", "连锁超市", "职业培训学校", "医药有限公司", "汽车维修中心", "装饰工程有限公司", "食品有限公司"}

// fullName draws a person's name that has not been drawn before.
func fullName(r *rand.Rand, used map[string]bool) string {
	for {
		name := surnames[r.IntN(len(surnames))] + givenNames[r.IntN(len(givenNames))]
		if !used[name] {
			used[name] = true
			return name
		}
	}
}

// companyName draws a customer's name in a district that has not been drawn before.
func companyName(r *rand.Rand, place string, used map[string]bool) string {
	short := []rune(place)
	for {
		name := string(short[:2]) + companyHeads[r.IntN(len(companyHeads))] + companyTrades[r.IntN(len(companyTrades))]
		if !used[name] {
			used[name] = true
			return name
		}
	}
}
