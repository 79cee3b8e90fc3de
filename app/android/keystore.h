// Android's Keystore. keystore_make, keystore_sign and keystore_delete are called from outside:
// they return NULL, or what went wrong as a text that the caller frees; no exception is pending
// then, and no local reference is left behind.

#include "jni_calls.h"

// keystore_open returns the Keystore of this app.
static jobject keystore_open(JNIEnv *env) {
	jvalue named[1] = {{.l = (*env)->NewStringUTF(env, "AndroidKeyStore")}};
	if (named[0].l == NULL) {
		return NULL;
	}
	jobject store = jni_static(env, "java/security/KeyStore", "getInstance", "(Ljava/lang/String;)Ljava/security/KeyStore;", named);
	jvalue nothing[1] = {{.l = NULL}};
	if (store == NULL || !jni_do(env, store, "java/security/KeyStore", "load", "(Ljava/security/KeyStore$LoadStoreParameter;)V", nothing)) {
		return NULL;
	}
	return store;
}

// keystore_make_key has the Keystore make a key that signs and never leaves it.
static int keystore_make_key(JNIEnv *env, const char *alias) {
	enum { PURPOSE_SIGN = 4 }; // android.security.keystore.KeyProperties
	jvalue asked[2] = {{.l = (*env)->NewStringUTF(env, alias)}, {.i = PURPOSE_SIGN}};
	jobject builder = asked[0].l == NULL ? NULL
		: jni_new(env, "android/security/keystore/KeyGenParameterSpec$Builder", "(Ljava/lang/String;I)V", asked);
	jvalue spec[1] = {{.l = builder == NULL ? NULL
		: jni_get(env, builder, "android/security/keystore/KeyGenParameterSpec$Builder", "build", "()Landroid/security/keystore/KeyGenParameterSpec;", NULL)}};
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
	jobject maker = jni_static(env, "javax/crypto/KeyGenerator", "getInstance",
		"(Ljava/lang/String;Ljava/lang/String;)Ljavax/crypto/KeyGenerator;", kind);
	return maker != NULL
		&& jni_do(env, maker, "javax/crypto/KeyGenerator", "init", "(Ljava/security/spec/AlgorithmParameterSpec;)V", spec)
		&& jni_get(env, maker, "javax/crypto/KeyGenerator", "generateKey", "()Ljavax/crypto/SecretKey;", NULL) != NULL;
}

// keystore_sign_text signs a text with a key of the Keystore; NULL where it has none.
static jbyteArray keystore_sign_text(JNIEnv *env, const char *alias, const char *text) {
	jobject store = keystore_open(env);
	jvalue named[2] = {{.l = store == NULL ? NULL : (*env)->NewStringUTF(env, alias)}, {.l = NULL}};
	jvalue key[1] = {{.l = named[0].l == NULL ? NULL
		: jni_get(env, store, "java/security/KeyStore", "getKey", "(Ljava/lang/String;[C)Ljava/security/Key;", named)}};
	if (key[0].l == NULL) {
		return NULL;
	}
	jvalue kind[1] = {{.l = (*env)->NewStringUTF(env, "HmacSHA256")}};
	jobject mac = kind[0].l == NULL ? NULL
		: jni_static(env, "javax/crypto/Mac", "getInstance", "(Ljava/lang/String;)Ljavax/crypto/Mac;", kind);
	if (mac == NULL || !jni_do(env, mac, "javax/crypto/Mac", "init", "(Ljava/security/Key;)V", key)) {
		return NULL;
	}
	jsize length = (jsize)strlen(text);
	jvalue bytes[1] = {{.l = (*env)->NewByteArray(env, length)}};
	if (bytes[0].l == NULL) {
		return NULL;
	}
	(*env)->SetByteArrayRegion(env, bytes[0].l, 0, length, (const jbyte *)text);
	return jni_get(env, mac, "javax/crypto/Mac", "doFinal", "([B)[B", bytes);
}

// keystore_make makes a key under an alias.
static char *keystore_make(uintptr_t jvm, const char *alias) {
	JNIEnv *env = (JNIEnv *)jvm;
	if ((*env)->PushLocalFrame(env, JNI_REFERENCES) != 0) {
		return jni_failure(env);
	}
	char *failure = keystore_make_key(env, alias) ? NULL : jni_failure(env);
	(*env)->PopLocalFrame(env, NULL);
	return failure;
}

// keystore_sign writes the signature of a text into as many bytes as it has to have.
static char *keystore_sign(uintptr_t jvm, const char *alias, const char *text, void *into, int size) {
	JNIEnv *env = (JNIEnv *)jvm;
	if ((*env)->PushLocalFrame(env, JNI_REFERENCES) != 0) {
		return jni_failure(env);
	}
	char *failure = NULL;
	jbyteArray signature = keystore_sign_text(env, alias, text);
	if (signature == NULL) {
		failure = jni_failure(env);
	} else if ((*env)->GetArrayLength(env, signature) != size) {
		failure = jni_tells("the Keystore signs in another length");
	} else {
		(*env)->GetByteArrayRegion(env, signature, 0, size, into);
	}
	(*env)->PopLocalFrame(env, NULL);
	return failure;
}

// keystore_delete deletes a key for ever.
static char *keystore_delete(uintptr_t jvm, const char *alias) {
	JNIEnv *env = (JNIEnv *)jvm;
	if ((*env)->PushLocalFrame(env, JNI_REFERENCES) != 0) {
		return jni_failure(env);
	}
	jobject store = keystore_open(env);
	jvalue named[1] = {{.l = store == NULL ? NULL : (*env)->NewStringUTF(env, alias)}};
	int done = named[0].l != NULL
		&& jni_do(env, store, "java/security/KeyStore", "deleteEntry", "(Ljava/lang/String;)V", named);
	char *failure = done ? NULL : jni_failure(env);
	(*env)->PopLocalFrame(env, NULL);
	return failure;
}
