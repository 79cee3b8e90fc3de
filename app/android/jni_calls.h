#ifndef JNI_CALLS_H
#define JNI_CALLS_H

// Calls into a Java machine by JNI, for what has no function in Android's NDK. A function that
// returns NULL or 0 leaves the exception pending, for jni_failure to tell.

#include <jni.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// jni_tells returns a copy of a text, so that all of them are freed alike.
static inline char *jni_tells(const char *text) {
	char *copy = malloc(strlen(text) + 1);
	if (copy != NULL) {
		strcpy(copy, text);
	}
	return copy;
}

// jni_failure clears the pending exception and returns what it says.
static inline char *jni_failure(JNIEnv *env) {
	char *tells = NULL;
	jthrowable thrown = (*env)->ExceptionOccurred(env);
	if (thrown == NULL) {
		return jni_tells("nothing is given");
	}
	(*env)->ExceptionClear(env);
	jclass kind = (*env)->GetObjectClass(env, thrown);
	jmethodID to_string = (*env)->GetMethodID(env, kind, "toString", "()Ljava/lang/String;");
	jstring says = to_string == NULL ? NULL : (*env)->CallObjectMethod(env, thrown, to_string);
	if (!(*env)->ExceptionCheck(env) && says != NULL) {
		const char *chars = (*env)->GetStringUTFChars(env, says, NULL);
		if (chars != NULL) {
			tells = jni_tells(chars);
			(*env)->ReleaseStringUTFChars(env, says, chars);
		}
	}
	if ((*env)->ExceptionCheck(env)) {
		(*env)->ExceptionClear(env);
	}
	return tells != NULL ? tells : jni_tells("it fails and does not say why");
}

// jni_new calls a constructor.
static inline jobject jni_new(JNIEnv *env, const char *class, const char *signature, const jvalue *args) {
	jclass c = (*env)->FindClass(env, class);
	jmethodID m = c == NULL ? NULL : (*env)->GetMethodID(env, c, "<init>", signature);
	return m == NULL ? NULL : (*env)->NewObjectA(env, c, m, args);
}

// jni_static inline calls a static inline method that returns an object.
static inline jobject jni_static(JNIEnv *env, const char *class, const char *name, const char *signature, const jvalue *args) {
	jclass c = (*env)->FindClass(env, class);
	jmethodID m = c == NULL ? NULL : (*env)->GetStaticMethodID(env, c, name, signature);
	if (m == NULL) {
		return NULL;
	}
	jobject got = (*env)->CallStaticObjectMethodA(env, c, m, args);
	return (*env)->ExceptionCheck(env) ? NULL : got;
}

// jni_method finds a method by the class that declares it: the object's own class may
// be hidden.
static inline jmethodID jni_method(JNIEnv *env, const char *class, const char *name, const char *signature) {
	jclass c = (*env)->FindClass(env, class);
	return c == NULL ? NULL : (*env)->GetMethodID(env, c, name, signature);
}

// jni_get calls a method that returns an object.
static inline jobject jni_get(JNIEnv *env, jobject of, const char *class, const char *name, const char *signature, const jvalue *args) {
	jmethodID m = jni_method(env, class, name, signature);
	if (m == NULL) {
		return NULL;
	}
	jobject got = (*env)->CallObjectMethodA(env, of, m, args);
	return (*env)->ExceptionCheck(env) ? NULL : got;
}

// jni_do calls a method that returns nothing, and tells whether it did what it says.
static inline int jni_do(JNIEnv *env, jobject of, const char *class, const char *name, const char *signature, const jvalue *args) {
	jmethodID m = jni_method(env, class, name, signature);
	if (m == NULL) {
		return 0;
	}
	(*env)->CallVoidMethodA(env, of, m, args);
	return !(*env)->ExceptionCheck(env);
}

enum { JNI_REFERENCES = 32 };

#endif
