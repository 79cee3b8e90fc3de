package dialplan

// Change is what becomes of one number before and after a change of the plan.
type Change struct {
	Number        string
	Before, After Outcome
	// What is "" for the same, action, sent, or time: the same but through at another moment.
	What string
	Why  Text
}

// Compare dials the same numbers, at an even pace, on two machines: the plan before and
// after a change, for the numbers a customer calls most. It is a list to read, no proof.
func Compare(before, after *Machine, numbers []string) []Change {
	out := make([]Change, 0, len(numbers))
	for _, n := range numbers {
		c := Change{Number: n, Before: before.Dial(Pace(n, pace)), After: after.Dial(Pace(n, pace))}
		args := map[string]any{"number": n}
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
		out = append(out, c)
	}
	return out
}
