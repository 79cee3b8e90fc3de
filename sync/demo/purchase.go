package demo

import (
	"fmt"
	"strconv"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// budgeted is what the branches buy for in a quarter at most; the rest waits for the
// general manager, who is not played.
const budgeted = 18_000_000

// drafts are the records of a form that the system opened for this branch.
func (b *branch) drafts(formName, state string) []record.Record {
	if b.err != nil {
		return nil
	}
	page, err := b.srv.Select(b.ctx, table.Query{Form: formName, States: []string{state}})
	if err != nil {
		b.err = fmt.Errorf("look up what was opened: %w", err)
		return nil
	}
	var mine []record.Record
	for _, rec := range page.Records {
		if rec.Site == b.site {
			mine = append(mine, rec)
		}
	}
	return mine
}

// buy sees to what the falling stock has asked for (W-6.1): the stock keeper hands it in,
// the technical supervisor looks at it, the manager approves, it is ordered.
func (b *branch) buy() {
	for _, rec := range b.drafts(library.Replenishment, library.ReplenishmentDraft) {
		item, _ := rec.Values[library.ReplenishmentItem].(string)
		quantity, _ := rec.Values[library.ReplenishmentQuantity].(int64)
		sup, m := b.ofModel(item)
		if sup == nil || quantity < 1 {
			continue // a gift
		}
		p := &purchase{id: rec.ID, supplier: sup, model: m, quantity: int(quantity)}
		b.do(b.keeper,
			set(library.Replenishment, rec.ID, rec.State, form.Values{
				library.ReplenishmentNeedOn: b.today().AddDays(21), library.ReplenishmentForecast: quantity / 2,
				library.ReplenishmentWhy: "低于最低库存，按用量补足",
			}),
			perform(library.Replenishment, rec.ID, rec.State, library.ReplenishmentSubmit, nil))
		b.after(60, 150, func() { b.grant(p) })
	}
}

// grant is the manager's yes within the budget, and the order.
func (b *branch) grant(p *purchase) {
	month, _ := strconv.Atoi(string(b.today())[5:7]) // a day of the calendar has one
	quarter := fmt.Sprintf("%sQ%d", string(b.today())[:4], (month+2)/3)
	if b.quarter != quarter {
		b.quarter, b.spent = quarter, 0
	}
	amount := int64(p.quantity) * p.model.price
	if b.spent+amount > budgeted {
		return
	}
	b.spent += amount
	b.do(b.manager, perform(library.Replenishment, p.id, library.ReplenishmentToApprove, library.ReplenishmentApprove, nil))
	b.after(30, 90, func() {
		b.orders++
		b.do(b.keeper, perform(library.Replenishment, p.id, library.ReplenishmentApproved, library.ReplenishmentOrder, form.Values{
			library.ReplenishmentOrderedNo: fmt.Sprintf("PO%s-%03d", string(b.today())[2:4], b.orders), library.ReplenishmentDueOn: b.today().AddDays(14),
		}))
		b.ordered = append(b.ordered, p)
	})
}

// pay settles what has arrived whole: finance pays, the stock keeper closes.
func (b *branch) pay() {
	paid := b.paid
	b.paid = nil
	var parts []record.Part
	for _, p := range paid {
		parts = append(parts, perform(library.Replenishment, p.id, library.ReplenishmentArrivedAll, library.ReplenishmentPay, form.Values{library.ReplenishmentPaidOn: b.today()}))
	}
	b.do(b.finance, parts...)
	b.after(60, 120, func() {
		var parts []record.Part
		for _, p := range paid {
			parts = append(parts, perform(library.Replenishment, p.id, library.ReplenishmentArrivedAll, library.ReplenishmentClose, nil))
		}
		b.do(b.keeper, parts...)
	})
}

// foundGifts registers the branch's gift and buys a stock of it.
func (b *branch) foundGifts() {
	b.gift = b.newID()
	b.do(b.keeper, create(library.Gift, b.gift, form.Values{
		library.GiftName: "雨伞（" + b.city.name + "）", library.GiftPiece: "把", library.GiftUnitPrice: int64(2800), library.GiftShelf: "C01-1",
	}))
	id := b.newID()
	b.do(b.keeper, create(library.StockMovement, id, form.Values{
		library.StockMovementKind: library.ItemKindIsGift, library.StockMovementWay: library.WayIsIn, library.StockMovementReason: library.MovementReasonIsPurchase,
		library.StockMovementGift: ref(library.Gift, b.gift), library.StockMovementQuantity: int64(300), library.StockMovementUnitPrice: int64(2800),
		library.StockMovementCounterparty: "礼品供应商",
	}), perform(library.StockMovement, id, library.StockMovementDraft, library.StockMovementPost, nil))
	b.umbrellas = 300
	b.books = append(b.books, booking{id, b.now})
}

// giveGifts is a request of the sales department, handed out by the stock keeper.
func (b *branch) giveGifts() {
	n := 4 + b.r.IntN(9)
	op := b.do(b.sales, perform(library.Gift, b.gift, library.GiftInUse, library.GiftRequest, form.Values{
		library.GiftWanted: int64(n), library.GiftOccasion: one(b.story, occasions),
	}))
	b.umbrellas -= n
	b.after(20, 90, func() {
		id := opened(ref(library.Gift, b.gift), library.StockMovement, op)
		b.do(b.keeper, perform(library.StockMovement, id, library.StockMovementDraft, library.StockMovementPost, nil))
		b.books = append(b.books, booking{id, b.now})
	})
}

// count compares the shelves with the books; the intake supervisor confirms. Now and then
// a dialer is not where it should be.
func (b *branch) count() {
	if len(b.stock) == 0 {
		return
	}
	id := b.newID()
	counted := ref(library.StockCount, id)
	var rows []form.Row
	astray := -1
	if b.chance(0.3) {
		astray = b.r.IntN(len(b.stock))
	}
	for i, u := range b.stock {
		cells := form.Values{library.StockCountLinesRowSerial: u.serial, library.StockCountLinesRowUnit: u.ref(), library.StockCountLinesRowExpected: true}
		if i == astray {
			cells[library.StockCountLinesRowRemedy], cells[library.StockCountLinesRowRemark] = library.CountRemedyIsElsewhere, "在展示柜"
		} else {
			cells[library.StockCountLinesRowFound] = true
		}
		rows = append(rows, form.Row{ID: form.KeyedRowID(counted, library.StockCountLines, u.serial), Values: cells})
	}
	b.do(b.keeper, create(library.StockCount, id, form.Values{
		library.StockCountNote: "月度盘点", library.StockCountLines: rows,
		library.StockCountGifts: []form.Row{{ID: form.KeyedRowID(counted, library.StockCountGifts, b.gift.String()), Values: form.Values{
			library.StockCountGiftsRowGift: ref(library.Gift, b.gift), library.StockCountGiftsRowCounted: int64(b.umbrellas),
		}}},
	}))
	b.after(50, 100, func() {
		b.do(b.keeper, perform(library.StockCount, id, library.StockCountCounting, library.StockCountFinish, nil))
		b.after(40, 120, func() {
			b.do(b.supervisor, perform(library.StockCount, id, library.StockCountCounted, library.StockCountConfirm, nil))
		})
	})
}
