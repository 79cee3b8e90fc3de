package dialplan

// Change is what becomes of one number before and after a change of the plan.
type Change struct {
	Before, After Outcome
	// What is "" for the same, action, sent, or time: the same but through at another moment.
	What string
	Why  Text
}

// Compare dials a number by hand on two machines: the plan before and after a change. It is
// for the numbers a customer calls most, to be read, and no proof.
func Compare(before, after *Machine, number string) Change {
	c := Change{Before: before.Dial(Pace(number, ByHand)), After: after.Dial(Pace(number, ByHand))}
	args := map[string]any{"number": number}
	switch {
	case c.Before.Action != c.After.Action:
		c.What = "action"
		args["before"], args["after"] = Text{Key: "action." + c.Before.Action}, Text{Key: "action." + c.After.Action}
	case c.Before.Sent.String() != c.After.Sent.String() || c.Before.After != c.After.After:
		c.What = "sent"
		args["before"], args["after"] = c.Before.Sent.String(), c.After.Sent.String()
	case c.Before.CutAt != c.After.CutAt:
		c.What = "time"
		args["before"], args["after"] = seconds(c.Before.CutAt), seconds(c.After.CutAt)
	}
	c.Why = Text{"change." + c.What, args}
	if c.What == "" {
		c.Why.Key = "change.same"
	}
	return c
}

// Otherwise tells whether the number is treated otherwise, and not only later or sooner.
func (c Change) Otherwise() bool { return c.What == "action" || c.What == "sent" }
