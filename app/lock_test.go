package app_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
)

const pin = "805317"

// locked is an app in which a PIN was set by its pad.
func locked(t *testing.T, o apptest.Options) *apptest.Ready {
	t.Helper()
	r := apptest.Open(t, o)
	r.App.ChoosePIN()
	r.Pass(time.Second)
	r.Want("新的解锁码，至少 6 位")
	for range 2 {
		r.Keys(pin)
		r.Key(fyne.KeyReturn)
		r.Pass(time.Second)
	}
	r.Want("解锁码已设好")
	return r
}

func fill(t *testing.T, r *apptest.Ready, label, text string) {
	t.Helper()
	if err := r.Fill(label, text); err != nil {
		t.Fatal(err)
	}
}

// A PIN is chosen twice and well, asked for at the start, changed and removed.
func TestPIN_isChosenAskedForAndRemoved(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Tap("周")
	r.Tap("设置解锁码")
	r.Shoot("pin-new")
	for digits, says := range map[string]string{"12": "太短", "123456": "太容易猜到"} {
		r.Keys(digits)
		r.Key(fyne.KeyEnter)
		r.Want(says)
	}
	for _, digits := range []string{pin, "112358"} {
		for _, d := range digits {
			r.Tap(string(d))
		}
		r.Key(fyne.KeyEnter)
	}
	r.Want("两次不一样")
	for range 2 {
		r.Keys(pin + "9")
		r.Key(fyne.KeyBackspace)
		r.Key(fyne.KeyEnter)
	}
	r.Want("解锁码已设好", "已设置。启动时、离开 5 分后要输入。上次联网后 14 天内可以离线解锁。")
	r.Shoot("pin-settings")
	r.Close()

	r = apptest.Open(t, apptest.Options{Dir: r.Dir, AsLeft: true, Touch: true})
	r.Want("请输入解锁码", "周建明")
	r.WantGone("设置", "福永恒泰五金制品厂")
	r.Shoot("pin-ask")
	r.Keys("805318")
	r.Key(fyne.KeyEnter)
	r.Want("解锁码不对，还可以试 9 次。")
	r.Keys(pin)
	r.Key(fyne.KeyEnter)
	r.Pass(time.Second)
	r.Want("已设置")

	r.Tap("更改解锁码")
	r.Want("请输入现在的解锁码")
	for _, digits := range []string{pin, "271904", "271904"} {
		r.Keys(digits)
		r.Key(fyne.KeyEnter)
	}
	r.Want("解锁码已更改")
	r.Tap("取消解锁码")
	r.Keys("271904")
	r.Key(fyne.KeyEnter)
	r.Want("解锁码已取消", "没有设置")
	r.Close()
	r = apptest.Open(t, apptest.Options{Dir: r.Dir, AsLeft: true, Touch: true})
	r.Want("没有设置")
}

// Left alone the app locks itself; what was typed is kept as a draft, syncing goes on, and
// whoever unlocks it is where he was.
func TestPIN_locksWhatIsLeftAlone(t *testing.T) {
	r := locked(t, apptest.Options{Role: library.RoleEngineer, Touch: true})
	card := r.Company.LogisticsCard
	r.App.Nav().Open(library.FeedbackCard, card, library.FeedbackCardAccessMethod)
	r.Pass(time.Second)
	fill(t, r, "接入方式", "写到一半就走开")
	r.Pass(4*time.Minute + 40*time.Second)
	r.WantGone("请输入解锁码")

	r.Pass(time.Minute)

	r.Want("请输入解锁码")
	r.WantGone("写到一半就走开")
	r.Shoot("pin-over")
	if d, err := r.App.Store().Draft(context.Background(), library.FeedbackCard, card); err != nil || d.Values[library.FeedbackCardAccessMethod] != "写到一半就走开" {
		if rec := r.Record(library.FeedbackCard, card); rec.Values[library.FeedbackCardAccessMethod] != "写到一半就走开" {
			t.Errorf("the draft is %+v, %v", d, err)
		}
	}
	r.App.Nav().Dialog(screen.Dialog{Title: "来得不巧的话"})
	r.WantGone("来得不巧的话")
	before := r.Sync.Woken
	r.App.Client().Wake()
	if r.Sync.Woken == before {
		t.Error("syncing stands still")
	}
	r.Keys(pin)
	r.Key(fyne.KeyEnter)
	r.Want("来得不巧的话")
	r.Key(fyne.KeyEscape)
	r.Want("写到一半就走开")
}

// Somebody who goes on working is never locked out.
func TestPIN_leavesWhoWorksAlone(t *testing.T) {
	r := locked(t, apptest.Options{Touch: true})
	for range 4 {
		r.Tap("服务单")
		r.Pass(3 * time.Minute)
		r.Tap("今天")
		r.Pass(3 * time.Minute)
	}
	r.WantGone("请输入解锁码")
}

// Ten wrong ones lead to name and password, with the word that nothing is lost; so does
// whoever has forgotten it.
func TestPIN_afterTenWrongOnes(t *testing.T) {
	r := locked(t, apptest.Options{Touch: true, Size: fyne.NewSize(400, 800), Pixels: 2})
	r.App.Lock()
	r.Tap("忘记解锁码")
	r.Want("请联网登录", "没发出的单据、照片和草稿都在本机，一样没少；解锁后接着用，照常发送。")
	r.Tap("返回")
	for n := range 10 {
		r.Keys("112358")
		r.Key(fyne.KeyEnter)
		r.Pass(time.Second)
		if n == 6 {
			r.Want("解锁码不对，还可以试 3 次。用完后要联网用姓名和密码登录；没发出的内容不会丢。")
			r.Shoot("pin-few")
		}
	}
	r.Want("请联网登录", "解锁码输错太多次，不能再用它解锁本机。")
	r.Shoot("pin-gone-phone")
	if r.App.Store() != nil {
		t.Error("the installation is still open")
	}
	r.Close()
	r = apptest.Open(t, apptest.Options{Dir: r.Dir, AsLeft: true, Touch: true, Door: &apptest.Door{Shut: true}})
	r.Want("请联网登录", "解锁码输错太多次")
	fill(t, r, "密码", "随便什么密码")
	r.Tap("登录")
	r.Want("连不上服务器")
	if _, err := os.Stat(filepath.Join(r.Dir, "person-1", "fieldline.db")); err != nil {
		t.Error(err)
	}
}

// Too long without the server a right PIN opens nothing before that was reached.
func TestPIN_wantsTheServerAfterFourteenDays(t *testing.T) {
	r := locked(t, apptest.Options{Touch: true})
	r.Close()
	away := true
	r = apptest.Open(t, apptest.Options{Dir: r.Dir, AsLeft: true, Touch: true, Now: apptest.Noon().Add(15 * 24 * time.Hour)})
	r.OnConnect = func() {
		r.Sync.OnSync = func(context.Context) error {
			if away {
				return client.ErrOffline
			}
			return r.Sync.Reached()
		}
	}
	r.Keys(pin)
	r.Key(fyne.KeyEnter)
	r.Want("请先连一次服务器", "解锁码正确，但已超过 14 天没有连上服务器。")
	r.Shoot("pin-expired")
	r.Tap("连接服务器")
	r.Want("连不上服务器")
	away = false
	r.Tap("连接服务器")
	r.Want("福永恒泰五金制品厂")
}

// A company may ask for a PIN: it is chosen at the start, and stays.
func TestPIN_isRequiredWhereTheCompanySaysSo(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true, Prepare: func(c *apptest.Company) {
		c.Add(library.Setting, "", "", apptest.Noon(), form.Values{
			library.SettingKey: library.Setting47, library.SettingValue: "required", library.SettingValidFrom: form.Date("2026-01-01"), library.SettingWhy: "外带设备",
		})
	}})
	r.Want("公司要求设置解锁码。")
	r.WantGone("取消")
	r.Key(fyne.KeyEscape)
	r.Want("公司要求设置解锁码。")
	for range 2 {
		r.Keys(pin)
		r.Key(fyne.KeyEnter)
	}
	r.Tap("周")
	r.Want("公司要求设置，不能取消。")
	r.WantGone("取消解锁码")
}

// A branch may ask for more than the company: whoever has a post there is bound by it,
// and who has posts at several by the strictest.
func TestPIN_byTheSettingsOfTheBranch(t *testing.T) {
	for _, c := range []struct {
		name   string
		second bool   // a post at the strict branch as well
		ends   string // how long a PIN opens there without the server
		digits string
		wants  []string
	}{
		{"at another branch", false, "3 d", pin, []string{"解锁码已设好", "已设置。启动时、离开 5 分后要输入。上次联网后 14 天内可以离线解锁。", "还可以试 9 次"}},
		{"there, where a PIN opens for ever", true, "0 d", pin + "29", []string{"公司要求设置，不能取消。", "离开 2 分后要输入。上次联网后 14 天内", "还可以试 3 次"}},
		{"there, too", true, "3 d", pin + "29", []string{"公司要求设置，不能取消。", "离开 2 分后要输入。上次联网后 3 天内", "还可以试 3 次"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := apptest.Open(t, apptest.Options{Role: library.RoleEngineer, Touch: true, Prepare: func(co *apptest.Company) {
				strict := co.Add(library.Site, "", "", apptest.Noon(), form.Values{library.SiteName: "珠海", library.SiteCode: "ZH", library.SiteCity: "珠海"})
				for key, value := range map[string]string{library.Setting47: "required", library.Setting46: "8", library.Setting46Tries: "4", library.Setting45: "2 min", library.Setting45Offline: c.ends} {
					co.Add(library.Setting, "", "", apptest.Noon(), form.Values{library.SettingKey: key, library.SettingValue: value,
						library.SettingBranch: form.Ref{Form: library.Site, ID: strict}, library.SettingValidFrom: form.Date("2026-01-01"), library.SettingWhy: "外带设备"})
				}
				if c.second {
					me := co.Find(co.Engineer)
					posts, _ := me.Values[library.PersonPosts].([]form.Row)
					me.Values[library.PersonPosts] = append(posts, form.Row{ID: "there", Values: form.Values{library.PersonPostsRowRole: library.RoleEngineer,
						library.PersonPostsRowFrom: form.Date("2026-01-01"), library.PersonPostsRowSite: form.Ref{Form: library.Site, ID: strict}}})
				}
			}})
			if c.second {
				r.Want("公司要求设置解锁码。", "新的解锁码，至少 8 位")
				r.Keys(pin)
				r.Key(fyne.KeyEnter)
				r.Want("太短")
				for range pin {
					r.Key(fyne.KeyBackspace)
				}
			} else {
				r.App.ChoosePIN()
			}
			for range 2 {
				r.Pass(time.Second)
				r.Keys(c.digits)
				r.Key(fyne.KeyReturn)
			}
			r.Pass(time.Second)
			if c.second {
				r.Tap("周")
			}
			r.Want(c.wants[0])
			if !c.second {
				r.Tap("周")
			}
			r.Want(c.wants[1])
			r.App.Lock()
			r.Keys("11235813")
			r.Key(fyne.KeyReturn)
			r.Want(c.wants[2])
		})
	}
}

// The pictures are for eyes.
func TestPIN_pictures(t *testing.T) {
	for _, p := range []struct {
		name string
		o    apptest.Options
	}{
		{"pin-desktop-english", apptest.Options{Size: fyne.NewSize(1440, 900), Language: words.English}},
		{"pin-portrait-outdoor", apptest.Options{Size: fyne.NewSize(800, 1280), Touch: true, Mode: theme.Outdoor}},
		{"pin-phone-dark-large", apptest.Options{Size: fyne.NewSize(400, 800), Touch: true, Mode: theme.Dark, Scale: 1.5, Pixels: 2}},
	} {
		t.Run(p.name, func(t *testing.T) {
			r := apptest.Open(t, p.o)
			r.App.ChoosePIN()
			r.Pass(time.Second)
			for range 2 {
				r.Keys(pin)
				r.Key(fyne.KeyEnter)
			}
			r.App.Lock()
			r.Pass(time.Second)
			r.Keys("112")
			r.Shoot(p.name)
			r.Key(fyne.KeyEnter)
			r.Pass(time.Second)
			r.Shoot(p.name + "-wrong")
			r.Tap(r.App.Words().T("lock.forgot"))
			r.Shoot(p.name + "-forgot")
		})
	}
}
