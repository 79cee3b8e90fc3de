// Package android is what only the Java machine of an Android app can do, by JNI: its
// Keystore and its player of sounds. Fyne's driver lends the machine. With the tag jvm it
// builds on a desktop's Java machine, where stand-ins of Android's classes try it out.
package android
