// Android's player of sounds.

#include "jni_calls.h"
#include <stdatomic.h>
#include <unistd.h>

// player_switch calls a player off.
typedef struct {
	atomic_int off;
} player_switch;

static const char *player_class = "android/media/MediaPlayer";

// player_through plays a file until its end, or until it is called off; 0 for an exception.
static int player_through(JNIEnv *env, jobject player, const char *path, player_switch *called) {
	enum { LOOK_EVERY = 20000 }; // microseconds
	jvalue from[1] = {{.l = (*env)->NewStringUTF(env, path)}};
	if (from[0].l == NULL
		|| !jni_do(env, player, player_class, "setDataSource", "(Ljava/lang/String;)V", from)
		|| !jni_do(env, player, player_class, "prepare", "()V", NULL)
		|| !jni_do(env, player, player_class, "start", "()V", NULL)) {
		return 0;
	}
	// Looked up once: each look leaves a local reference, of which Android 7 has 512 at most.
	jmethodID is_playing = jni_method(env, player_class, "isPlaying", "()Z");
	if (is_playing == NULL) {
		return 0;
	}
	while (!atomic_load(&called->off)) {
		jboolean plays = (*env)->CallBooleanMethodA(env, player, is_playing, NULL);
		if ((*env)->ExceptionCheck(env)) {
			return 0;
		}
		if (!plays) {
			return 1;
		}
		usleep(LOOK_EVERY);
	}
	return 1;
}

// player_play plays a file. It returns NULL, or what went wrong as a text that the caller
// frees; the player is given back either way.
static char *player_play(uintptr_t jvm, const char *path, player_switch *called) {
	JNIEnv *env = (JNIEnv *)jvm;
	if ((*env)->PushLocalFrame(env, JNI_REFERENCES) != 0) {
		return jni_failure(env);
	}
	jobject player = jni_new(env, player_class, "()V", NULL);
	char *failure = player != NULL && player_through(env, player, path, called) ? NULL : jni_failure(env);
	if (player != NULL && !jni_do(env, player, player_class, "release", "()V", NULL)) {
		free(failure);
		failure = jni_failure(env);
	}
	(*env)->PopLocalFrame(env, NULL);
	return failure;
}
