// The calls into Android's Keystore, by JNI: what has no function in the NDK.
//
// Each function returns NULL, or what went wrong as a text that the caller frees; no
// exception is pending then, and no local reference is left behind.

#include <jni.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// keystore_tells returns a copy of a text, so that all of them are freed alike.
static char *keystore_tells(const char *text) {
	char *copy = malloc(strlen(text) + 1);
	if (copy != NULL) {
		strcpy(copy, text);
	}
	return copy;
}

// keystore_failure clears the pending exception and returns what it says.
static char *keystore_failure(JNIEnv *env) {
	char *tells = NULL;
	jthrowable thrown = (*env)->ExceptionOccurred(env);
	if (thrown == NULL) {
		return keystore_tells("the Keystore gives nothing");
	}
	(*env)->ExceptionClear(env);
	jclass kind = (*env)->GetObjectClass(env, thrown);
	jmethodID to_string = (*env)->GetMethodID(env, kind, "toString", "()Ljava/lang/String;");
	jstring says = to_string == NULL ? NULL : (*env)->CallObjectMethod(env, thrown, to_string);
	if (!(*env)->ExceptionCheck(env) && says != NULL) {
		const char *chars = (*env)->GetStringUTFChars(env, says, NULL);
		if (chars != NULL) {
			tells = keystore_tells(chars);
			(*env)->ReleaseStringUTFChars(env, says, chars);
		}
	}
	if ((*env)->ExceptionCheck(env)) {
		(*env)->ExceptionClear(env);
	}
	return tells != NULL ? tells : keystore_tells("the Keystore fails and does not say why");
}

// keystore_new calls a constructor.
static jobject keystore_new(JNIEnv *env, const char *class, const char *signature, const jvalue *args) {
	jclass c = (*env)->FindClass(env, class);
	jmethodID m = c == NULL ? NULL : (*env)->GetMethodID(env, c, "<init>", signature);
	return m == NULL ? NULL : (*env)->NewObjectA(env, c, m, args);
}

// keystore_static calls a static method that returns an object.
static jobject keystore_static(JNIEnv *env, const char *class, const char *name, const char *signature, const jvalue *args) {
	jclass c = (*env)->FindClass(env, class);
	jmethodID m = c == NULL ? NULL : (*env)->GetStaticMethodID(env, c, name, signature);
	if (m == NULL) {
		return NULL;
	}
	jobject got = (*env)->CallStaticObjectMethodA(env, c, m, args);
	return (*env)->ExceptionCheck(env) ? NULL : got;
}

// keystore_method finds a method by the class that declares it: the object's own class may
// be hidden.
static jmethodID keystore_method(JNIEnv *env, const char *class, const char *name, const char *signature) {
	jclass c = (*env)->FindClass(env, class);
	return c == NULL ? NULL : (*env)->GetMethodID(env, c, name, signature);
}

// keystore_get calls a method that returns an object.
static jobject keystore_get(JNIEnv *env, jobject of, const char *class, const char *name, const char *signature, const jvalue *args) {
	jmethodID m = keystore_method(env, class, name, signature);
	if (m == NULL) {
		return NULL;
	}
	jobject got = (*env)->CallObjectMethodA(env, of, m, args);
	return (*env)->ExceptionCheck(env) ? NULL : got;
}

// keystore_do calls a method that returns nothing, and tells whether it did what it says.
static int keystore_do(JNIEnv *env, jobject of, const char *class, const char *name, const char *signature, const jvalue *args) {
	jmethodID m = keystore_method(env, class, name, signature);
	if (m == NULL) {
		return 0;
	}
	(*env)->CallVoidMethodA(env, of, m, args);
	return !(*env)->ExceptionCheck(env);
}

// keystore_open returns the Keystore of this app.
static jobject keystore_open(JNIEnv *env) {
	jvalue named[1] = {{.l = (*env)->NewStringUTF(env, "AndroidKeyStore")}};
	if (named[0].l == NULL) {
		return NULL;
	}
	jobject store = keystore_static(env, "java/security/KeyStore", "getInstance", "(Ljava/lang/String;)Ljava/security/KeyStore;", named);
	jvalue nothing[1] = {{.l = NULL}};
	if (store == NULL || !keystore_do(env, store, "java/security/KeyStore", "load", "(Ljava/security/KeyStore$LoadStoreParameter;)V", nothing)) {
		return NULL;
	}
	return store;
}

// keystore_make_key has the Keystore make a key that signs and never leaves it.
static int keystore_make_key(JNIEnv *env, const char *alias) {
	enum { PURPOSE_SIGN = 4 }; // android.security.keystore.KeyProperties
	jvalue asked[2] = {{.l = (*env)->NewStringUTF(env, alias)}, {.i = PURPOSE_SIGN}};
	jobject builder = asked[0].l == NULL ? NULL
		: keystore_new(env, "android/security/keystore/KeyGenParameterSpec$Builder", "(Ljava/lang/String;I)V", asked);
	jvalue spec[1] = {{.l = builder == NULL ? NULL
		: keystore_get(env, builder, "android/security/keystore/KeyGenParameterSpec$Builder", "build", "()Landroid/security/keystore/KeyGenParameterSpec;", NULL)}};
	if (spec[0].l == NULL) {
		return 0;
	}
	jvalue kind[2] = {{.l = (*env)->NewStringUTF(env, "HmacSHA256")}};
	if (kind[0].l == NULL) {
		return 0;
	}
	kind[1].l = (*env)->NewStringUTF(env, "AndroidKeyStore");
	if (kind[1].l == NULL) {
		return 0;
	}
	jobject maker = keystore_static(env, "javax/crypto/KeyGenerator", "getInstance",
		"(Ljava/lang/String;Ljava/lang/String;)Ljavax/crypto/KeyGenerator;", kind);
	return maker != NULL
		&& keystore_do(env, maker, "javax/crypto/KeyGenerator", "init", "(Ljava/security/spec/AlgorithmParameterSpec;)V", spec)
		&& keystore_get(env, maker, "javax/crypto/KeyGenerator", "generateKey", "()Ljavax/crypto/SecretKey;", NULL) != NULL;
}

// keystore_sign_text signs a text with a key of the Keystore; NULL where it has none.
static jbyteArray keystore_sign_text(JNIEnv *env, const char *alias, const char *text) {
	jobject store = keystore_open(env);
	jvalue named[2] = {{.l = store == NULL ? NULL : (*env)->NewStringUTF(env, alias)}, {.l = NULL}};
	jvalue key[1] = {{.l = named[0].l == NULL ? NULL
		: keystore_get(env, store, "java/security/KeyStore", "getKey", "(Ljava/lang/String;[C)Ljava/security/Key;", named)}};
	if (key[0].l == NULL) {
		return NULL;
	}
	jvalue kind[1] = {{.l = (*env)->NewStringUTF(env, "HmacSHA256")}};
	jobject mac = kind[0].l == NULL ? NULL
		: keystore_static(env, "javax/crypto/Mac", "getInstance", "(Ljava/lang/String;)Ljavax/crypto/Mac;", kind);
	if (mac == NULL || !keystore_do(env, mac, "javax/crypto/Mac", "init", "(Ljava/security/Key;)V", key)) {
		return NULL;
	}
	jsize length = (jsize)strlen(text);
	jvalue bytes[1] = {{.l = (*env)->NewByteArray(env, length)}};
	if (bytes[0].l == NULL) {
		return NULL;
	}
	(*env)->SetByteArrayRegion(env, bytes[0].l, 0, length, (const jbyte *)text);
	return keystore_get(env, mac, "javax/crypto/Mac", "doFinal", "([B)[B", bytes);
}

enum { KEYSTORE_REFERENCES = 32 };

// keystore_make makes a key under an alias.
static char *keystore_make(uintptr_t jvm, const char *alias) {
	JNIEnv *env = (JNIEnv *)jvm;
	if ((*env)->PushLocalFrame(env, KEYSTORE_REFERENCES) != 0) {
		return keystore_failure(env);
	}
	char *failure = keystore_make_key(env, alias) ? NULL : keystore_failure(env);
	(*env)->PopLocalFrame(env, NULL);
	return failure;
}

// keystore_sign writes the signature of a text into as many bytes as it has to have.
static char *keystore_sign(uintptr_t jvm, const char *alias, const char *text, void *into, int size) {
	JNIEnv *env = (JNIEnv *)jvm;
	if ((*env)->PushLocalFrame(env, KEYSTORE_REFERENCES) != 0) {
		return keystore_failure(env);
	}
	char *failure = NULL;
	jbyteArray signature = keystore_sign_text(env, alias, text);
	if (signature == NULL) {
		failure = keystore_failure(env);
	} else if ((*env)->GetArrayLength(env, signature) != size) {
		failure = keystore_tells("the Keystore signs in another length");
	} else {
		(*env)->GetByteArrayRegion(env, signature, 0, size, into);
	}
	(*env)->PopLocalFrame(env, NULL);
	return failure;
}

// keystore_delete deletes a key for ever.
static char *keystore_delete(uintptr_t jvm, const char *alias) {
	JNIEnv *env = (JNIEnv *)jvm;
	if ((*env)->PushLocalFrame(env, KEYSTORE_REFERENCES) != 0) {
		return keystore_failure(env);
	}
	jobject store = keystore_open(env);
	jvalue named[1] = {{.l = store == NULL ? NULL : (*env)->NewStringUTF(env, alias)}};
	int done = named[0].l != NULL
		&& keystore_do(env, store, "java/security/KeyStore", "deleteEntry", "(Ljava/lang/String;)V", named);
	char *failure = done ? NULL : keystore_failure(env);
	(*env)->PopLocalFrame(env, NULL);
	return failure;
}
