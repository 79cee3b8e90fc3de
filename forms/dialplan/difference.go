package dialplan

// Difference is the shortest number that two plans treat differently, on any line at any
// moment; of those as short the one on the first line at its first moment, in the order of Keys.
type Difference struct {
	Line   int
	When   Moment
	Failed int // how many routes in turn do not answer
	Number string
	A, B   Outcome // of the number dialled at an even pace; zero where What is "line"
	What   string  // line, action, sent, end, fallback
}

// Why tells the difference in a sentence, A as before and B as now.
func (d *Difference) Why() Text {
	args := map[string]any{"number": d.Number, "line": d.Line, "before": d.A.Sent.String(), "after": d.B.Sent.String()}
	if d.What == "fallback" {
		args["before"], args["after"], args["failed"] = d.A.instead(), d.B.instead(), d.Failed
		if d.Failed > 1 {
			return Text{"differ.fallback_again", args}
		}
	}
	if d.What == "action" {
		args["before"], args["after"] = Text{Key: "action." + d.A.Action}, Text{Key: "action." + d.B.Action}
	}
	if d.What == "end" {
		args["before"], args["after"] = len(d.A.Number), len(d.B.Number)
		if len(d.A.Number) == len(d.B.Number) {
			return Text{"differ.wait", args}
		}
	}
	if d.What == "line" || d.What == "end" || d.What == "fallback" {
		return Text{"differ." + d.What, args}
	}
	return Text{"change." + d.What, args}
}

// instead says what is dialled when the routes before did not answer.
func (o Outcome) instead() Text {
	if o.Action != Through {
		return Text{Key: "fallback.none"}
	}
	return Text{"fallback.sent", map[string]any{"sent": o.Sent.String()}}
}
