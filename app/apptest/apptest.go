// Package apptest works the app without a display: Fyne's software driver draws, a Loop
// stands for the thread that draws, and a Hand taps and types by what can be seen. Tests
// of screens and the tour use it. Begin with NewHand.
package apptest
