package android.media;

import java.io.File;
import java.io.IOException;

/** What Android's class of this name is asked for here: its states, and a sound of 3 s: long
 * enough for the machine to notice what a player that looks whether it still plays leaves behind. */
public final class MediaPlayer {
    private static final long LONG = 3000;
    private static int made;
    private static int released;
    private static String played = "";

    private String path;
    private boolean prepared;
    private long began;

    public MediaPlayer() {
        made++;
    }

    public void setDataSource(String path) throws IOException {
        if (!new File(path).exists()) {
            throw new IOException("setDataSource failed: " + path);
        }
        this.path = path;
    }

    public void prepare() {
        if (path == null) {
            throw new IllegalStateException("nothing to prepare");
        }
        prepared = true;
    }

    public void start() {
        if (!prepared) {
            throw new IllegalStateException("not prepared");
        }
        began = System.currentTimeMillis();
        played = path;
    }

    public boolean isPlaying() {
        return System.currentTimeMillis() - began < LONG;
    }

    public void release() {
        released++;
    }

    /** The file that was played last. */
    public static String played() {
        return played;
    }

    /** How many players were not given back. */
    public static String held() {
        return Integer.toString(made - released);
    }
}
