// Package dialplan says what an auto-prefix dialer does with a number: which rule takes
// it, what goes to the line and when. It holds no vendor's format and talks to no unit.
//
// A dialer sits between a customer's telephone and the exchange. It collects the keys
// until it can decide, then dials itself: the number as it was, or a carrier's access
// code, an account, a PIN and then the number, or nothing at all.
//
// A Profile is everything one unit is set to: lines, routes (a carrier's access and what
// is sent in which order), rules, timers, home area. Parse reads one, from YAML or JSON,
// and names the place of every fault; Profile.JSON is its one canonical form and
// Profile.Digest its name. A Template with values makes the profile of one customer.
// Accounts and PINs are references; their digits are never here.
//
// A Rule takes the numbers that begin with its pattern. The longest pattern wins, then
// the narrower one; order in the file means nothing, and two rules that tie are a
// conflict. The emergency numbers stand above all rules and cannot be taken away.
//
// Compile makes a Plan of a profile and the table of mobile segments. A plan stands in a
// Scene (which line, when, which routes are down), and there it is a Machine: a
// deterministic automaton over the twelve keys. Everything else walks that automaton:
//
//   - Dial feeds it keys with their times and tells outcome, string, moments and reasons;
//   - Prove walks two of them side by side and finds the shortest number they treat
//     differently, or that there is none, for all numbers and not for samples;
//   - Lint walks it beside the numbers people may dial: gaps, rules that can never fire,
//     conflicts, and whether every emergency number passes unchanged.
//
// The facts about numbers in mainland China (areas, mobile ranges, services) are files in
// data. README.md has the model in full and the decisions where the manuals are silent.
package dialplan
