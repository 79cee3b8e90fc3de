package library_test

import (
	"slices"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
)

// gift is a gift of which so many lie in the store.
func (c *company) gift(name string, n int64) rec {
	c.t.Helper()
	gift := c.create(library.RoleStockKeeper, library.Gift, form.Values{library.GiftName: name})
	if n > 0 {
		c.posted(c.moved(gift, library.WayIsIn, n))
	}
	return gift
}

// moved is a movement of a gift that waits to be posted.
func (c *company) moved(gift rec, way string, n int64) rec {
	c.t.Helper()
	reason := library.MovementReasonIsPurchase
	if way == library.WayIsOut {
		reason = library.MovementReasonIsGiftGiven
	}
	return c.create(library.RoleStockKeeper, library.StockMovement, form.Values{
		library.StockMovementGift: gift.ref(), library.StockMovementWay: way, library.StockMovementReason: reason,
		library.StockMovementQuantity: n, library.StockMovementRequestedBy: "市场部", library.StockMovementOccasion: "回访随礼",
	})
}

func (c *company) posted(movement rec) {
	c.t.Helper()
	c.as(library.RoleStockKeeper).Act(movement.form, movement.id, library.StockMovementPost)
}

// countsGift is a count of one gift that is not finished yet.
func (c *company) countsGift(gift rec, found int64) rec {
	c.t.Helper()
	count := c.create(library.RoleStockKeeper, library.StockCount, form.Values{})
	c.as(library.RoleStockKeeper).Add(count.form, count.id, library.StockCountGifts, form.Values{
		library.StockCountGiftsRowGift: gift.ref(), library.StockCountGiftsRowCounted: found, library.StockCountGiftsRowWhy: "漏登",
	})
	return count
}

// BR-14: a gift has one account, whatever it is called.
func TestGift_isOneWhateverItIsCalled(t *testing.T) {
	c := newCompany(t)
	gift := c.gift("雨伞", 0)
	bought := c.moved(gift, library.WayIsIn, 10)
	c.posted(bought)
	c.as(library.RoleStockKeeper).Set(gift.form, gift.id, form.Values{library.GiftName: "折叠雨伞"})

	c.posted(c.moved(gift, library.WayIsIn, 1))
	c.says(gift, library.GiftQuantity, int64(11))
	given := c.moved(gift, library.WayIsOut, 11)
	c.posted(given)
	c.says(gift, library.GiftQuantity, int64(0))
	c.says(given, library.StockMovementShort, nil)
	c.step(given, library.StockMovementReverse, keeper, form.Values{library.StockMovementReversalReason: "客户没有来"})
	c.step(bought, library.StockMovementReverse, keeper, form.Values{library.StockMovementReversalReason: "送错"})
	c.says(gift, library.GiftQuantity, int64(1))
}

// What moves a gift says which, by its record: a name alone would leave its quantity as it was.
func TestStockMovement_ofAGiftHasItsRecord(t *testing.T) {
	c := newCompany(t)
	gift := c.gift("雨伞", 10)
	given := c.create(library.RoleStockKeeper, library.StockMovement, form.Values{
		library.StockMovementKind: library.ItemKindIsGift, library.StockMovementWay: library.WayIsOut, library.StockMovementReason: library.MovementReasonIsGiftGiven,
		library.StockMovementItem: "雨伞", library.StockMovementQuantity: int64(4), library.StockMovementRequestedBy: "市场部", library.StockMovementOccasion: "回访随礼",
	})
	c.refuses(given, library.StockMovementPost, library.RoleStockKeeper, nil, form.KeyRequired)
	c.as(library.RoleStockKeeper).Set(given.form, given.id, form.Values{library.StockMovementGift: gift.ref()})
	c.posted(given)
	c.says(gift, library.GiftQuantity, int64(6))
}

// M-34: what is booked of a gift the books say, not who counts; and as long as one count
// waits to be confirmed no other is finished, so that a difference is booked once.
func TestStockCount_giftsGoByTheBooks(t *testing.T) {
	c := newCompany(t)
	gift := c.gift("雨伞", 12)
	first, second := c.countsGift(gift, 10), c.countsGift(gift, 10)
	rows, _ := c.value(first, library.StockCountGifts).([]form.Row)
	rows[0].Values[library.StockCountGiftsRowBooked] = int64(10)
	c.as(library.RoleStockKeeper).Set(first.form, first.id, form.Values{library.StockCountGifts: rows})
	rows, _ = c.value(first, library.StockCountGifts).([]form.Row)
	if booked := rows[0].Values[library.StockCountGiftsRowBooked]; booked != int64(12) {
		t.Errorf("of the 12 in the books are %v booked", booked)
	}
	c.step(first, library.StockCountFinish, keeper, nil)

	c.refuses(second, library.StockCountFinish, library.RoleStockKeeper, nil, "stock_count.actions.finish.check.1")
	c.step(first, library.StockCountRecount, auditors, form.Values{library.StockCountObjection: "再数一遍"})
	c.says(first, library.StockCountGifts, nil)
	c.as(library.RoleStockKeeper).Set(first.form, first.id, form.Values{library.StockCountGifts: rows})
	c.step(first, library.StockCountFinish, keeper, nil)
	c.step(first, library.StockCountConfirm, auditors, nil)
	c.says(gift, library.GiftQuantity, int64(10))
	c.step(second, library.StockCountFinish, keeper, nil)
	c.step(second, library.StockCountConfirm, auditors, nil)
	c.says(gift, library.GiftQuantity, int64(10))
}

// What is counted again counts as of then, also where the number is the same: 12 lay there,
// 10 were counted, two went out, and now 10 lie there.
func TestStockCount_giftsCountedAgainTheSame(t *testing.T) {
	c := newCompany(t)
	gift := c.gift("雨伞", 12)
	count := c.countsGift(gift, 10)
	rows, _ := c.value(count, library.StockCountGifts).([]form.Row)
	c.step(count, library.StockCountFinish, keeper, nil)
	c.Wait(time.Hour)
	c.posted(c.moved(gift, library.WayIsOut, 2))
	c.step(count, library.StockCountRecount, auditors, form.Values{library.StockCountObjection: "再数一遍"})
	c.Wait(time.Hour)

	c.as(library.RoleStockKeeper).Set(count.form, count.id, form.Values{library.StockCountGifts: rows})
	c.step(count, library.StockCountFinish, keeper, nil)
	c.step(count, library.StockCountConfirm, auditors, nil)

	c.says(gift, library.GiftQuantity, int64(10))
}

// auditors confirm a count; whoever counted does not.
var auditors = []string{library.RoleFinance, library.RoleIntakeSupervisor}

// confirmed finishes a count and has it confirmed.
func (c *company) confirmed(count rec) {
	c.t.Helper()
	c.as(library.RoleStockKeeper).Act(count.form, count.id, library.StockCountFinish)
	c.step(count, library.StockCountConfirm, auditors, nil)
}

// BR-14: a gift that moves while the count goes on moved once. The books of the hour when it
// was counted are compared, in whichever order things are told; what is reversed never was.
func TestStockCount_giftsThatMoveMeanwhile(t *testing.T) {
	for what, tc := range map[string]struct {
		counted, left int64
		before, since func(c *company, gift rec)
	}{
		"handed out since": {12, 9, nil, func(c *company, gift rec) { c.posted(c.moved(gift, library.WayIsOut, 3)) }},
		"came in since":    {12, 17, nil, func(c *company, gift rec) { c.posted(c.moved(gift, library.WayIsIn, 5)) }},
		"handed out before and told since": {9, 9, nil, func(c *company, gift rec) {
			given, now := c.moved(gift, library.WayIsOut, 3), c.Now
			c.Now = now.Add(-2 * time.Hour)
			c.posted(given)
			c.Now = now
		}},
		"booked wrongly before and reversed since": {12, 12, func(c *company, gift rec) {
			c.posted(c.moved(gift, library.WayIsOut, 3))
		}, func(c *company, gift rec) {
			for _, m := range c.all(library.StockMovement, library.StockMovementGift, gift) {
				if c.value(m, library.StockMovementWay) == library.WayIsOut {
					c.step(m, library.StockMovementReverse, keeper, form.Values{library.StockMovementReversalReason: "没有发出"})
				}
			}
		}},
	} {
		t.Run(what, func(t *testing.T) {
			c := newCompany(t)
			gift := c.gift("雨伞", 12)
			if tc.before != nil {
				tc.before(c, gift)
			}
			c.Wait(3 * time.Hour)
			count := c.countsGift(gift, tc.counted)
			c.Wait(time.Hour)
			tc.since(c, gift)
			c.confirmed(count)
			c.says(gift, library.GiftQuantity, tc.left)
		})
	}
}

// What is counted once more counts as of then.
func TestStockCount_giftsCountedAgain(t *testing.T) {
	c := newCompany(t)
	gift := c.gift("雨伞", 12)
	count := c.countsGift(gift, 12)
	c.Wait(time.Hour)
	c.posted(c.moved(gift, library.WayIsOut, 3))
	c.as(library.RoleStockKeeper).Add(count.form, count.id, library.StockCountGifts, form.Values{
		library.StockCountGiftsRowGift: gift.ref(), library.StockCountGiftsRowCounted: int64(9)})
	c.confirmed(count)
	c.says(gift, library.GiftQuantity, int64(9))
}

// What was handed out before a count and is told after it was confirmed is in the books
// twice then; nothing is refused, the keeper is told and counts once more. So with a
// movement of before that is reversed after.
func TestStockCount_giftsToldTooLate(t *testing.T) {
	for what, tc := range map[string]struct {
		counted int64
		late    func(c *company, gift rec) (told func())
	}{
		"handed out": {9, func(c *company, gift rec) func() {
			given, then := c.moved(gift, library.WayIsOut, 3), c.Now
			return func() {
				now := c.Now
				c.Now = then
				c.posted(given)
				c.Now = now
			}
		}},
		"reversed": {12, func(c *company, gift rec) func() {
			wrong := c.moved(gift, library.WayIsOut, 3)
			c.posted(wrong)
			return func() {
				c.step(wrong, library.StockMovementReverse, keeper, form.Values{library.StockMovementReversalReason: "没有发出"})
			}
		}},
	} {
		t.Run(what, func(t *testing.T) {
			c := newCompany(t)
			gift := c.gift("雨伞", 12)
			told := tc.late(c, gift)
			c.Wait(time.Hour)
			c.confirmed(c.countsGift(gift, tc.counted))
			c.says(gift, library.GiftQuantity, tc.counted)

			before := len(c.Told)
			told()
			c.told(before, library.RoleStockKeeper, "有一笔礼品出入库早于最近的盘点，请再盘点一次")
			again := c.one(library.StockCount, library.StockCountGift, gift)
			c.in(again, library.StockCountCounting)
			c.as(library.RoleStockKeeper).Add(again.form, again.id, library.StockCountGifts, form.Values{
				library.StockCountGiftsRowGift: gift.ref(), library.StockCountGiftsRowCounted: tc.counted, library.StockCountGiftsRowWhy: "补记"})
			c.confirmed(again)
			c.says(gift, library.GiftQuantity, tc.counted)
			c.posted(c.moved(gift, library.WayIsOut, 1))
			c.one(library.StockCount, library.StockCountGift, gift)
		})
	}
}

// The last look at a gift counts, in whichever order two counts are told.
func TestStockCount_giftsGoByTheLastLook(t *testing.T) {
	c := newCompany(t)
	gift := c.gift("雨伞", 12)
	c.Wait(time.Hour)
	older := c.countsGift(gift, 12)
	c.Wait(time.Hour)
	c.confirmed(c.countsGift(gift, 10))
	before := len(c.Told)
	c.confirmed(older)

	c.says(gift, library.GiftQuantity, int64(10))
	c.told(before, library.RoleStockKeeper, "有礼品后来又盘点过，以后一次盘点为准")
	c.Wait(time.Hour)
	c.confirmed(c.countsGift(gift, 11))
	c.says(gift, library.GiftQuantity, int64(11))
}

// What is told too late while a count of the gift waits to be confirmed is not in what was
// counted then either: one more count follows.
func TestStockCount_giftsToldWhileOneIsConfirmed(t *testing.T) {
	c := newCompany(t)
	gift := c.gift("雨伞", 12)
	first, second, then := c.moved(gift, library.WayIsOut, 3), c.moved(gift, library.WayIsOut, 2), c.Now
	c.Wait(time.Hour)
	c.confirmed(c.countsGift(gift, 7))
	counts := func(found int64) rec {
		again := slices.DeleteFunc(c.all(library.StockCount, library.StockCountGift, gift), func(r rec) bool {
			return c.Get(r.form, r.id).State != library.StockCountCounting
		})
		if len(again) != 1 {
			t.Fatalf("%d counts are open", len(again))
		}
		c.as(library.RoleStockKeeper).Add(again[0].form, again[0].id, library.StockCountGifts, form.Values{
			library.StockCountGiftsRowGift: gift.ref(), library.StockCountGiftsRowCounted: found, library.StockCountGiftsRowWhy: "补记"})
		return again[0]
	}
	c.Wait(time.Hour)
	c.toldLate(then, func() { c.posted(first) })
	again := counts(7)
	c.as(library.RoleStockKeeper).Act(again.form, again.id, library.StockCountFinish)
	c.Wait(time.Hour)
	c.toldLate(then, func() { c.posted(second) })
	c.step(again, library.StockCountConfirm, auditors, nil)
	c.confirmed(counts(7))
	c.says(gift, library.GiftQuantity, int64(7))
}

// Who asked for a gift is told that it goes out, and that it did not where that is reversed.
func TestGift_reversalIsTold(t *testing.T) {
	c := newCompany(t)
	gift := c.gift("雨伞", 10)
	c.as(library.RoleMarketing).Act(gift.form, gift.id, library.GiftRequest, form.Values{library.GiftWanted: int64(3), library.GiftOccasion: "年终答谢"})
	for _, m := range c.all(library.StockMovement, library.StockMovementGift, gift) {
		if c.Get(m.form, m.id).State != library.StockMovementDraft {
			continue
		}
		before := len(c.Told)
		c.posted(m)
		c.told(before, library.RoleMarketing, "礼品已出库")
		before = len(c.Told)
		c.step(m, library.StockMovementReverse, keeper, form.Values{library.StockMovementReversalReason: "没有发出"})
		c.told(before, library.RoleMarketing, "礼品出库已冲销，请看原因")
		for _, told := range c.Told[before:] {
			if told.Label.Zh == "礼品已出库" {
				t.Error("what came back is told as handed out")
			}
		}
	}
}

// Dialers, counts and books go by what a model is called; another name would be another stock.
func TestDialerModel_keepsItsName(t *testing.T) {
	c := newCompany(t)
	model := c.modelled("IPD-4", c.supplied("恒信通讯"), 2, 10)

	problems := c.as(library.RoleStockKeeper).NoSet(model.form, model.id, form.Values{library.DialerModelName: "IPD-4B"})

	if !formtest.Has(problems, form.KeyWrittenOnce) {
		t.Errorf("renamed: %s", formtest.Sentences(problems))
	}
}

// M-27: the right price of a purchase is the dialer's from then on; what a sale brought is not.
func TestStockMovement_rightPriceStaysWithTheDialer(t *testing.T) {
	c := newCompany(t)
	unit := c.create(library.RoleStockKeeper, library.DialerUnit, form.Values{
		library.DialerUnitSerial: "D4-1", library.DialerUnitModel: "IPD-4", library.DialerUnitPrice: int64(39800),
	})
	c.pass(unit, library.DirectionIsIn)
	bought := c.one(library.StockMovement, library.StockMovementUnit, unit)
	right := func(m rec, price int64) {
		c.step(m, library.StockMovementCorrect, keeper, form.Values{library.StockMovementReversalReason: "单价与发票不符", library.StockMovementRightPrice: price})
	}

	right(bought, 41000)
	c.says(unit, library.DialerUnitPrice, int64(41000))
	c.Wait(time.Minute)
	c.sold(unit)
	right(c.sale(unit), 52000)
	c.says(unit, library.DialerUnitPrice, int64(41000))
}

// What another document made is not turned round before it is posted.
func TestStockMovement_isNotTurnedRound(t *testing.T) {
	c := newCompany(t)
	unit, draft := c.scrapped("D4-1")
	for column, v := range (form.Values{
		library.StockMovementWay: library.WayIsIn, library.StockMovementReason: library.MovementReasonIsReturn, library.StockMovementItem: "IPD-8", library.StockMovementKind: library.ItemKindIsGift,
	}) {
		if problems := c.as(library.RoleStockKeeper).NoSet(draft.form, draft.id, form.Values{column: v}); !formtest.Has(problems, form.KeyWrittenOnce) {
			t.Errorf("%s: %s", column, formtest.Sentences(problems))
		}
	}
	c.posted(draft)
	if n := c.booked(unit); n != 0 {
		t.Errorf("the books have %d of a dialer that was scrapped", n)
	}
}

// A reversal of a gift that differs from Kingdee has its voucher put right and is audited
// again: it books nothing of its own that another reversal would correct.
func TestStockMovement_reversalThatDiffers(t *testing.T) {
	c := newCompany(t)
	gift := c.gift("雨伞", 10)
	given := c.moved(gift, library.WayIsOut, 3)
	c.posted(given)
	c.step(given, library.StockMovementReverse, keeper, form.Values{library.StockMovementReversalReason: "客户没有来"})
	reversal := c.one(library.StockMovement, library.StockMovementReverses, given)
	finance := []string{library.RoleFinance}
	c.step(reversal, library.StockMovementEnterKingdee, keeper, form.Values{library.StockMovementVoucherNo: "记-101"})
	before := len(c.Told)
	c.step(reversal, library.StockMovementDiffer, finance, form.Values{library.StockMovementDifference: "凭证号不符"})
	c.told(before, library.RoleStockKeeper, "冲销单核对有差异，请更正凭证后重新录入金蝶")

	before = len(c.Told)
	c.step(reversal, library.StockMovementEnterKingdee, keeper, form.Values{library.StockMovementVoucherNo: "记-110"})
	c.told(before, library.RoleFinance, "凭证已更正，请再核对")
	c.step(reversal, library.StockMovementAudit, finance, nil)

	other := c.moved(gift, library.WayIsOut, 1)
	c.posted(other)
	c.step(other, library.StockMovementEnterKingdee, keeper, form.Values{library.StockMovementVoucherNo: "记-111"})
	c.step(other, library.StockMovementDiffer, finance, form.Values{library.StockMovementDifference: "数量不符"})
	c.refuses(other, library.StockMovementEnterKingdee, library.RoleStockKeeper, form.Values{library.StockMovementVoucherNo: "记-112"}, form.KeyNotOffered)
}
