//go:build jvm && !android

package android

// #cgo LDFLAGS: -ljvm
// #include <jni.h>
// #include <stdint.h>
// #include <stdlib.h>
//
// static JavaVM *machine;
//
// static int machine_start(char *classes) {
//	JavaVMOption options[] = {{.optionString = classes}, {.optionString = "-Xcheck:jni"}, {.optionString = "-Xrs"}, {.optionString = "-Xmx16m"}};
//	JavaVMInitArgs args = {.version = JNI_VERSION_1_6, .nOptions = 4, .options = options};
//	JNIEnv *env;
//	return JNI_CreateJavaVM(&machine, (void **)&env, &args);
// }
//
// static uintptr_t machine_enter(void) {
//	JNIEnv *env;
//	return (*machine)->AttachCurrentThread(machine, (void **)&env, NULL) == 0 ? (uintptr_t)env : 0;
// }
//
// static void machine_leave(void) { (*machine)->DetachCurrentThread(machine); }
//
// // machine_says returns what a static method without arguments does, as a text.
// static const char *machine_says(uintptr_t jvm, const char *class, const char *name) {
//	JNIEnv *env = (JNIEnv *)jvm;
//	jclass c = (*env)->FindClass(env, class);
//	if (c == NULL) {
//		(*env)->ExceptionDescribe(env);
//		return NULL;
//	}
//	jmethodID m = (*env)->GetStaticMethodID(env, c, name, "()Ljava/lang/String;");
//	if (m == NULL) {
//		(*env)->ExceptionDescribe(env);
//		return NULL;
//	}
//	jstring text = (*env)->CallStaticObjectMethod(env, c, m);
//	if ((*env)->ExceptionCheck(env)) {
//		(*env)->ExceptionDescribe(env);
//		return NULL;
//	}
//	return (*env)->GetStringUTFChars(env, text, NULL);
// }
import "C"

import (
	"errors"
	"fmt"
	"runtime"
)

// machine is a Java machine in this process: a stand-in for the one that an app has on
// Android.
type machine struct{}

// start starts it with the classes of a folder; a process can have one.
func start(classes string) (machine, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if code := C.machine_start(C.CString("-Djava.class.path=" + classes)); code != 0 {
		return machine{}, fmt.Errorf("the Java machine does not start: %d", code)
	}
	C.machine_leave()
	return machine{}, nil
}

// run calls f on a thread of the machine.
var run = machine{}.run

func (machine) run(f func(env uintptr) error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	env := C.machine_enter()
	if env == 0 {
		return errors.New("the Java machine takes no thread")
	}
	defer C.machine_leave()
	return f(uintptr(env))
}

// says calls a static method of a class.
func (m machine) says(class, method string) (text string, err error) {
	err = m.run(func(env uintptr) error {
		said := C.machine_says(C.uintptr_t(env), C.CString(class), C.CString(method))
		if said == nil {
			return fmt.Errorf("%s.%s fails", class, method)
		}
		text = C.GoString(said)
		return nil
	})
	return text, err
}
