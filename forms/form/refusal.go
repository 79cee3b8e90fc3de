package form

import "strings"

// The refusals that the language itself makes, as keys of the app's texts. Rules written
// in a form carry their own sentence instead; their key is the rule's path. Names in
// braces are arguments.
const (
	KeyUnknownForm    = "unknown_form"          // 没有此表单 / There is no such form: {form}
	KeyUnknownRecord  = "unknown_record"        // 没有此记录 / There is no such record
	KeyUnknownAction  = "unknown_action"        // 没有此操作 / There is no such action: {action}
	KeyUnknownField   = "unknown_field"         // 没有此字段 / There is no such field: {field}
	KeyExists         = "exists"                // 记录已存在 / The record exists already
	KeyWhoMay         = "who_may"               // 仅限{who} / Only {who} may do this
	KeyWhoMayWrite    = "who_may_write"         // 此项仅由{who}填写 / Only {who} may fill this in
	KeyNotYourTurn    = "not_your_turn"         // 须由他人办理 / Somebody else must do this
	KeyWrongState     = "wrong_state"           // 当前为{state}，不能{action} / It is {state} now; {action} is not possible
	KeyFrozen         = "frozen"                // {state}后不能再改 / It cannot be changed once it is {state}
	KeyNotOffered     = "not_offered"           // 此处不适用该操作 / That action does not apply here
	KeyReadOnly       = "read_only"             // 此项自动生成 / This is filled in by itself
	KeyWrittenOnce    = "written_once"          // 建立后不能再改，请另建一条 / It cannot be changed once it is made. Make another
	KeyRequired       = "required"              // 必填 / Must be filled in
	KeyBadValue       = "bad_value"             // 格式不对 / This is not a value of its kind
	KeyUnknownWord    = "unknown_word"          // 不在选项中 / Not one of the choices: {word}
	KeyWordNotOffered = "word_not_offered"      // 现在不能选{word}，请另选 / {word} is not offered now. Choose another
	KeyWrongForm      = "wrong_form"            // 不能选这类记录 / Records of that form cannot be picked here
	KeyNotThatRole    = "not_that_role"         // 此人不是{role} / That person is no {role}
	KeyMayNotPick     = "may_not_pick"          // 不在可选范围内，请核对后另选 / That cannot be picked here, check it and choose another
	KeyTooLong        = "too_long"              // 最多{max}个字 / At most {max} characters
	KeyTooMany        = "too_many"              // 最多{max}项 / At most {max}
	KeyOutOfRange     = "out_of_range"          // 须为0至{max} / Must be from 0 to {max}
	KeyUnique         = "unique"                // 已存在相同记录 / There is one already
	KeyTooMuch        = "too_much"              // 一次做的太多，请分几次 / Too much at once, do it in parts
	KeyTooDeep        = "too_deep"              // 联动层数过多 / Too many steps follow from this
	KeyNotFrozen      = "not_frozen"            // 此项仍可直接修改 / It can still be changed itself
	KeyNotATable      = "not_a_table"           // 此处不能加行 / No row can be added here
	KeyAttachments    = "attachments_missing"   // 附件已到{have}/{of} / {have} of {of} attachments have arrived
	KeySite           = "no_post_at_site"       // 您在该站点没有岗位 / You hold no post at that site
	KeyOneHolder      = "changed_by_another"    // {who}已改为{theirs}，你填的{mine}没有写入 / {who} made it {theirs} meanwhile, yours was not written
	KeyNotAsSeen      = "not_as_seen"           // {who}已改为{theirs}，你看到的是{mine}，没有办理 / {who} made it {theirs} since you saw {mine}, and nothing was done
	KeyNotKnownHere   = "not_known_here"        // 本机无法判断 / This device cannot tell
	KeyEmpty          = "empty_operation"       // 没有内容 / There is nothing to do
	KeyNotDue         = "not_due"               // 时限未到 / It is not due
	KeyAfterRefused   = "follows_a_refused_one" // 前一项未被接受 / What it builds on was not accepted
)

// About tells what a refusal is about, since what was right when it was done and is not
// any more is kept for the office, while a broken rule goes home.
type About int

// What refusals are about.
const (
	AboutRule  About = iota // a value, a check, something missing
	AboutRight              // the person may not, or not in this state
	AboutState              // the action does not fit the record's state
)

// Refusal is why nothing was done. It is an error only in Go's sense: a person reads it.
type Refusal struct {
	About    About
	Problems []Problem
}

func (r *Refusal) Error() string {
	keys := make([]string, len(r.Problems))
	for i, p := range r.Problems {
		keys[i] = p.Key
		if p.Field != "" {
			keys[i] += " (" + p.Field + ")"
		}
	}
	return "refused: " + strings.Join(keys, ", ")
}

// refuse makes the error of a step that found problems, nil if it found none.
func refuse(about About, problems ...Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &Refusal{About: about, Problems: problems}
}
