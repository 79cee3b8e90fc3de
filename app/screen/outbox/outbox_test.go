package outbox_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

func TestOutbox_letsAPersonMendWhatWasRefused(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Tap("出发去 14:00 这一单")
	r.Tap("发件箱")
	r.Want("待发送", "服务单出发")
	r.Shoot("outbox-waiting")

	r.Refuse(form.Problem{Form: library.ServiceOrder, Key: "service_order.actions.depart.check.0",
		Label: &form.Label{Zh: "客户改约，请勿出发", En: "The customer moved it. Do not depart"}})

	r.Want("要你处理", "客户改约", "再送一次", "交给办公室", "不要了")
	r.Shoot("outbox-refused")
	r.Tap("不要了")
	r.Shoot("outbox-discard")
	if err := r.Type("客户来电改到明天"); err != nil {
		t.Fatal(err)
	}
	r.Tap("不要了")

	r.Want("没有要你处理的", "已放弃，原因已记下")
	r.Shoot("outbox-discarded")
}

func TestOutbox_showsBothSidesOfAConflict(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Tap("出发去 14:00 这一单")

	r.Contest(library.ServiceOrder, r.Company.Hardware, library.ServiceOrderOfficeNote,
		json.RawMessage(`"门卫要登记身份证"`), json.RawMessage(`"从西门进"`), json.RawMessage(`"从东门进，西门修路"`), r.Company.Assistant)
	r.Tap("发件箱")

	r.Want("给工程师的话，两边都改了", "从西门进", "陈静的", "今天 12:12，T03 Huawei MatePad", "用陈静的")
	r.Shoot("outbox-conflict")
	r.Tap("我的")
	r.Want("用我的")
}

func TestOutbox_isFoundFromTheRecordInConflict(t *testing.T) {
	for name, size := range map[string]fyne.Size{"tablet": fyne.NewSize(1280, 800), "phone": fyne.NewSize(360, 800)} {
		t.Run(name, func(t *testing.T) {
			r := apptest.Open(t, apptest.Options{Touch: true, Size: size})
			r.App.Nav().Act(library.ServiceOrder, r.Company.Hardware, library.ServiceOrderDepart)
			r.Contest(library.ServiceOrder, r.Company.Hardware, library.ServiceOrderOfficeNote,
				json.RawMessage(`"门卫要登记身份证"`), json.RawMessage(`"从西门进"`), json.RawMessage(`"从东门进，西门修路"`), r.Company.Assistant)
			r.App.Nav().Open(library.ServiceOrder, r.Company.Hardware)
			r.Pass(time.Second)

			r.Want("两边都改了，请选一个")
			r.Shoot("record-conflict-" + name)
			r.Tap("两边都改了，请选一个")

			r.Want("用陈静的", "从西门进")
		})
	}
}

func TestOutbox_putsMyValueInForceWhenItIsChosen(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Tap("出发去 14:00 这一单")
	r.Contest(library.ServiceOrder, r.Company.Hardware, library.ServiceOrderOfficeNote,
		json.RawMessage(`"门卫要登记身份证"`), json.RawMessage(`"从西门进"`), json.RawMessage(`"从东门进，西门修路"`), r.Company.Assistant)
	r.Tap("发件箱")

	r.Tap("用陈静的")

	r.Want("没有要你处理的")
	if got := r.Record(library.ServiceOrder, r.Company.Hardware).Get(library.ServiceOrderOfficeNote); got != "从东门进，西门修路" {
		t.Errorf("the note is %v", got)
	}
	r.Tap("撤销")
	r.Want("给工程师的话，两边都改了", "用陈静的")
}

func TestOutbox_takesBackWhatHasNotLeft(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Tap("出发去 14:00 这一单")
	r.Pass(20 * time.Minute) // no network: it can be taken back for as long
	r.Tap("发件箱")

	r.Tap("服务单出发")
	r.Want("还没有发出", "撤回")
	r.Shoot("outbox-take-back")
	r.Tap("撤回")

	r.Want("已撤回", "没有要送的")
	if got := r.Record(library.ServiceOrder, r.Company.Hardware).Get(library.ServiceOrderDepartedAt); got != nil {
		t.Errorf("departed at %v", got)
	}
}

func TestOutbox_sendsAgainWhatWasMended(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	ctx := context.Background()
	done, err := r.App.Store().Perform(ctx, device.Work{Parts: []record.Part{{Kind: record.Set, Form: library.FeedbackCard, ID: r.Company.LogisticsCard,
		Values: form.Values{library.FeedbackCardDeviceModel: "IPD-8"}}}})
	if err != nil || done.Op == (form.ID{}) {
		t.Fatal(done.Problems, err)
	}
	r.Refuse(form.Problem{Form: library.FeedbackCard, ID: r.Company.LogisticsCard, Field: library.FeedbackCardDeviceModel, Key: "bad_value"})
	r.Tap("发件箱")
	r.Want("设备型号：格式不对", "IPD-8", "改好再送")

	r.Tap("改好再送")
	r.Shoot("outbox-mend")
	if err := r.Fill("设备型号", "IPD-4"); err != nil {
		t.Fatal(err)
	}
	r.Tap("再送")

	r.Want("没有要你处理的", "已重新送出")
	if got := r.Record(library.FeedbackCard, r.Company.LogisticsCard).Get(library.FeedbackCardDeviceModel); got != "IPD-4" {
		t.Errorf("the model is %v", got)
	}
}

func TestOutbox_mendingLosesNothingThatIsTyped(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	ctx := context.Background()
	done, err := r.App.Store().Perform(ctx, device.Work{Parts: []record.Part{{Kind: record.Set, Form: library.FeedbackCard, ID: r.Company.LogisticsCard,
		Values: form.Values{library.FeedbackCardFinishedAt: r.Now}}}})
	if err != nil || done.Op == (form.ID{}) {
		t.Fatal(done.Problems, err)
	}
	r.Refuse(form.Problem{Form: library.FeedbackCard, ID: r.Company.LogisticsCard, Field: library.FeedbackCardFinishedAt, Key: "bad_value"})
	r.Tap("发件箱")
	r.Tap("改好再送")
	if err := r.Fill("完成时间", "25 点"); err != nil {
		t.Fatal(err)
	}

	r.Tap("再送")

	r.Want("25 点", "再送")
	if err := r.Fill("完成时间", "2026-11-23 12:30"); err != nil {
		t.Fatal(err)
	}
	card := *r.Record(library.FeedbackCard, r.Company.LogisticsCard)
	card.Rev, card.Seq, card.State = card.Rev+1, 9000, library.FeedbackCardReceived
	if err := r.App.Store().ApplyReply(ctx, device.Reply{Epoch: "test", Records: []record.Record{card}, Cursor: "2", Through: 9000}); err != nil {
		t.Fatal(err)
	}
	r.Tap("再送")

	r.Want("还是不行", "待核对后不能再改")
	r.Key(fyne.KeyEscape)
	r.Pass(time.Second)
	r.Want("2026-11-23 12:30", "再送")
}

func TestOutbox_showsWhatWasDelivered(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Tap("出发去 14:00 这一单")

	r.Deliver()
	r.Tap("发件箱")

	r.Want("今天已送达", "服务单出发", "SO261123-0007")
	r.WantGone("待发送")
	r.Shoot("outbox-delivered")
	r.Tap("服务单出发")
	r.Want("客户", "SO261123-0007")
}

func TestOutbox_asksToSignInAgain(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Sync.Set(func(s *client.State) { s.Problem = protocol.NewProblem(protocol.SignIn, "") })
	r.Pass(time.Second)
	r.Tap("1 项要你处理")

	r.Want("同步停下了", "登录已过期")
	r.Sync.Set(func(s *client.State) { s.Problem = protocol.NewProblem(protocol.RefreshReused, "") })
	r.Want("登录凭证被用了两次")
	r.WantGone("登录已过期")
	r.Tap("重新登录")
	r.Shoot("outbox-sign-in")
	if err := r.Type("right"); err != nil {
		t.Fatal(err)
	}
	r.Tap("重新登录")

	r.WantGone("同步停下了")
}

func TestOutbox_onAPhone(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true, Size: fyne.NewSize(360, 800), Pixels: 2})
	r.Tap("出发")
	r.Refuse(form.Problem{Form: library.ServiceOrder, Key: "x", Label: &form.Label{Zh: "客户今天上午来电把上门时间改到后天下午两点以后，请勿出发", En: "Moved"}})
	r.Tap("发件箱")
	r.Shoot("outbox-phone")
	r.Want("出发没被接受", "天下午两点以后") // the reason goes on in a second line

	r.Tap("出发没被接受")

	r.Want("再送一次", "客户今天上午来电")
	r.Shoot("outbox-phone-case")
}

// How far work is on its way stands before whose it is, so that no row cuts it off, and a
// row of today has the hour alone.
func TestOutbox_saysTheStateOfWhatWaitsFirst(t *testing.T) {
	for name, size := range map[string]fyne.Size{"phone": {Width: 360, Height: 800}, "tablet": {Width: 1280, Height: 800}} {
		r := apptest.Open(t, apptest.Options{Touch: true, Size: size})
		r.App.Nav().Act(library.ServiceOrder, r.Company.Hardware, library.ServiceOrderDepart)
		r.Pass(time.Second)
		r.App.Nav().Go(screen.Place{Route: screen.RouteOutbox})
		r.Pass(time.Second)

		state := slices.ContainsFunc(r.Look(), func(s apptest.Seen) bool { return strings.HasPrefix(s.Text, "还能撤销，SO261123-0007") })
		hour := slices.ContainsFunc(r.Look(), func(s apptest.Seen) bool { return s.Text == "13:12" })
		if !state || !hour {
			t.Errorf("%s: %s", name, r.Summary())
		}
		r.Shoot("outbox-state-" + name)
		r.Close()
	}
}

// Where there is nothing to mend the office is the next step, and the one filled button.
func TestOutbox_handsToTheOfficeWhatNobodyCanMend(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	r.Tap("出发去 14:00 这一单")
	r.Refuse(form.Problem{Form: library.ServiceOrder, Key: "x", Label: &form.Label{Zh: "客户改约，请勿出发", En: "Moved"}})
	r.Tap("发件箱")

	r.Want("这一步留着，没有丢。", "客户改约，请勿出发")
	r.WantGone("改好可以再送")
	for _, part := range r.Parts() {
		if b, ok := part.(*widgets.Button); ok && (b.Kind() == widgets.Filled) != (b.Label() == "交给办公室") {
			t.Errorf("%s is filled: %t", b.Label(), b.Kind() == widgets.Filled)
		}
	}
	r.Shoot("outbox-refused-office")
}

// What another has changed first is refused with both values, and who wrote the other,
// when and on which device; mended, it goes on the newest.
func TestOutbox_showsBothClaims(t *testing.T) {
	r := apptest.Open(t, apptest.Options{Touch: true})
	done, err := r.App.Store().Perform(context.Background(), device.Work{Parts: []record.Part{{Kind: record.Set, Form: library.FeedbackCard, ID: r.Company.LogisticsCard,
		Values: form.Values{library.FeedbackCardDeviceModel: "IPD-8"}}}})
	if err != nil || done.Op == (form.ID{}) {
		t.Fatal(done.Problems, err)
	}
	r.Refuse(form.Problem{Form: library.FeedbackCard, ID: r.Company.LogisticsCard, Field: library.FeedbackCardDeviceModel, Key: form.KeyOneHolder,
		Args: map[string]any{"mine": "IPD-8", "theirs": "IPD-4S", "who": r.Company.Assistant, "at": apptest.Noon().Add(-time.Hour), "where": "T03 Huawei MatePad"}})
	r.Tap("发件箱")

	r.Want("设备型号：陈静（今天 12:12、T03 Huawei MatePad）已改为IPD-4S", "你填的IPD-8没有写入，仍在这里", "改好再送")
	r.Shoot("outbox-claims")
}

// Records whose files are on their way are listed with how many the office has, and say so
// themselves.
func TestOutbox_countsTheFilesOfEachRecord(t *testing.T) {
	ctx := context.Background()
	r := apptest.Open(t, apptest.Options{Touch: true})
	store, card := r.App.Store(), r.Company.LogisticsCard
	var rows []form.Row
	var all []form.Attachment
	for _, text := range []string{"一", "两行文字", "第三个附件更长一些"} {
		a, err := store.PutAttachment(ctx, strings.NewReader(text), text+".txt")
		if err != nil {
			t.Fatal(err)
		}
		rows, all = append(rows, form.Row{ID: text, Values: form.Values{"photo": a}}), append(all, a)
	}
	done, err := store.Do(ctx, record.Part{Kind: record.Set, Form: library.FeedbackCard, ID: card, Values: form.Values{library.FeedbackCardPhotos: rows}})
	if err != nil || done.Fate != record.Applied {
		t.Fatal(done, err)
	}
	for _, a := range all[:2] {
		if err := store.Uploaded(ctx, a.SHA256); err != nil {
			t.Fatal(err)
		}
	}
	r.Tap("发件箱")

	r.Want("附件还在路上", "反馈卡：3 个附件中 2 个已到公司")
	r.Shoot("outbox-files")
	r.Tap("反馈卡：3 个附件中 2 个已到公司")
	r.Want("3 个附件中 2 个已到公司")
	r.Shoot("record-files")

	if err := store.Uploaded(ctx, all[2].SHA256); err != nil {
		t.Fatal(err)
	}
	r.Pass(time.Second)
	r.Want("3 个附件都已到公司")
	r.Tap("发件箱")
	r.WantGone("附件还在路上")
}

// A file that cannot be sent is told with its name and its record, apart from what is on its
// way, and can be given up.
func TestOutbox_tellsOfAFileThatCannotBeSent(t *testing.T) {
	ctx := context.Background()
	r := apptest.Open(t, apptest.Options{Touch: true})
	store, card := r.App.Store(), r.Company.LogisticsCard
	a, err := store.PutAttachment(ctx, strings.NewReader("机柜"), "机柜.txt")
	if err != nil {
		t.Fatal(err)
	}
	rows := []form.Row{{ID: "1", Values: form.Values{"photo": a}}}
	done, err := store.Do(ctx, record.Part{Kind: record.Set, Form: library.FeedbackCard, ID: card, Values: form.Values{library.FeedbackCardPhotos: rows}})
	if err != nil || done.Fate != record.Applied {
		t.Fatal(done, err)
	}
	if err := store.Unsendable(ctx, a.SHA256, device.KeyUnreadable); err != nil {
		t.Fatal(err)
	}
	r.Tap("发件箱")

	r.Want("附件送不出去：机柜.txt", "这个文件在本机上坏了", "请打开原单", "单子和其他附件照常发送")
	r.Shoot("outbox-file-stuck")
	r.Tap("不要了")
	r.Want("机柜.txt 会从本机删除")
	r.Tap("不要了")
	r.WantGone("附件送不出去：机柜.txt")
}
