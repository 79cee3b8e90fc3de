package widgets

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
)

// SyncState is one of the six things the sync badge can say.
type SyncState int

// The states, the worst first: one at a time is shown.
const (
	NeedsYou SyncState = iota
	TooOld
	Offline
	Syncing
	ToSend
	UpToDate
)

// SyncBadge is the last thing at the top right of every screen.
type SyncBadge struct {
	press
	block *block
	state SyncState
	words string
	short string // for large text on a phone
}

// NewSyncBadge makes a badge with its words, as "offline, 2 to send".
func NewSyncBadge(state SyncState, words string, tapped func()) *SyncBadge {
	tone, icon := syncLook(state)
	b := &SyncBadge{block: newBlock(tone, icon, words, theme.Secondary), state: state, words: words}
	b.block.height, b.block.radius, b.block.side, b.block.gap, b.block.outline = 36, theme.RadiusBadge, 12, 8, 1.5
	b.block.mark.base = 18
	b.begin(b, tapped)
	return b
}

func syncLook(state SyncState) (theme.Tone, string) {
	switch state {
	case NeedsYou:
		return theme.You, "hand"
	case TooOld:
		return theme.Warn, "clock-alert"
	case Offline:
		return theme.Idle, "cloud-off"
	case Syncing:
		return theme.Accent, "refresh"
	case ToSend:
		return theme.Accent, "cloud-up"
	}
	return theme.Go, "circle-check"
}

// Set changes state and words; short, where it is not empty, is written instead where the
// text is much larger than normal.
func (b *SyncBadge) Set(state SyncState, words, short string) {
	tone, icon := syncLook(state)
	b.state, b.words, b.short = state, words, short
	b.block.tone, b.block.mark.name, b.block.text.text = tone, icon, b.shown()
	b.block.mark.paint, b.block.text.paint = chipText(tone), chipText(tone)
	b.Refresh()
}

func (b *SyncBadge) shown() string {
	if b.short != "" && theme.Current().Scale() > largeText {
		return b.short
	}
	return b.words
}

// largeText is the scale from which parts rearrange themselves for larger text.
const largeText = 1.2

// State is what it says.
func (b *SyncBadge) State() SyncState { return b.state }

// Text returns its words.
func (b *SyncBadge) Text() string { return b.words }

// Icon returns the name of its icon.
func (b *SyncBadge) Icon() string { return b.block.mark.name }

// CreateRenderer draws 36 dp in a target of 48.
func (b *SyncBadge) CreateRenderer() fyne.WidgetRenderer {
	inner, _ := b.block.renderer(b).(*drawn)
	shade, ring := b.ground(theme.RadiusBadge)
	return &drawn{
		owner:   b,
		objects: append(inner.objects, shade, ring),
		min: func() fyne.Size {
			least := b.block.minimum()
			return fyne.NewSize(least.Width, max(theme.Target, least.Height))
		},
		layout: func(size fyne.Size) {
			inner.layout(size)
			least := b.block.minimum()
			h := min(size.Height, least.Height)
			b.placeGround(0, (size.Height-h)/2, min(size.Width, least.Width), h)
		},
		refresh: func() {
			inner.refresh()
			b.paintState()
		},
	}
}
