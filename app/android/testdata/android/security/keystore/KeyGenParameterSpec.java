package android.security.keystore;

import java.security.spec.AlgorithmParameterSpec;

/** What Android's class of this name is asked for here, and no more. */
public final class KeyGenParameterSpec implements AlgorithmParameterSpec {
    public final String alias;
    public final int purposes;

    private KeyGenParameterSpec(String alias, int purposes) {
        this.alias = alias;
        this.purposes = purposes;
    }

    public static final class Builder {
        private final String alias;
        private final int purposes;

        public Builder(String alias, int purposes) {
            this.alias = alias;
            this.purposes = purposes;
        }

        public KeyGenParameterSpec build() {
            return new KeyGenParameterSpec(alias, purposes);
        }
    }
}
