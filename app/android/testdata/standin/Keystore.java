package standin;

import android.security.keystore.KeyGenParameterSpec;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.TreeMap;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.Mac;
import javax.crypto.MacSpi;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The Keystore's behaviour that its callers rely on: keys that sign and cannot be read. */
public final class Keystore extends Provider {
    private static final int PURPOSE_SIGN = 4;
    private static final TreeMap<String, byte[]> KEPT = new TreeMap<>();
    private static int failing;

    private Keystore() {
        super("AndroidKeyStore", "1", "a stand-in for Android's Keystore");
        put("KeyStore.AndroidKeyStore", Store.class.getName());
        put("KeyGenerator.HmacSHA256", Maker.class.getName());
        put("Mac.HmacSHA256", Signer.class.getName());
        put("Mac.HmacSHA256 SupportedKeyClasses", Held.class.getName());
    }

    public static String install() {
        Security.addProvider(new Keystore());
        return "installed";
    }

    /** The aliases that are kept. */
    public static String kept() {
        return String.join(" ", KEPT.keySet());
    }

    /** The service is busy for two calls. */
    public static String failTwice() {
        failing = 2;
        return "two";
    }

    /** The service does not answer at all. */
    public static String failAlways() {
        failing = Integer.MAX_VALUE;
        return "all";
    }

    /** The service answers again. */
    public static String work() {
        failing = 0;
        return "works";
    }

    private static void busy() {
        if (failing > 0) {
            failing--;
            throw new ProviderException("Keystore operation failed: the service is busy");
        }
    }

    /** A key that stays inside: it has no bytes to show. */
    public static final class Held implements SecretKey {
        final String alias;

        Held(String alias) {
            this.alias = alias;
        }

        @Override public String getAlgorithm() {
            return "HmacSHA256";
        }

        @Override public String getFormat() {
            return null;
        }

        @Override public byte[] getEncoded() {
            return null;
        }
    }

    public static final class Maker extends KeyGeneratorSpi {
        private KeyGenParameterSpec asked;

        @Override protected void engineInit(SecureRandom random) {
            throw new UnsupportedOperationException("a key needs a name");
        }

        @Override protected void engineInit(int size, SecureRandom random) {
            throw new UnsupportedOperationException("a key needs a name");
        }

        @Override protected void engineInit(AlgorithmParameterSpec spec, SecureRandom random) throws InvalidAlgorithmParameterException {
            if (!(spec instanceof KeyGenParameterSpec k) || k.purposes != PURPOSE_SIGN) {
                throw new InvalidAlgorithmParameterException("a key that signs is to be asked for");
            }
            asked = k;
        }

        @Override protected SecretKey engineGenerateKey() {
            busy();
            byte[] key = new byte[32];
            new SecureRandom().nextBytes(key);
            KEPT.put(asked.alias, key);
            return new Held(asked.alias);
        }
    }

    public static final class Signer extends MacSpi {
        private Mac inner;

        @Override protected int engineGetMacLength() {
            return 32;
        }

        @Override protected void engineInit(Key key, AlgorithmParameterSpec spec) throws InvalidKeyException {
            busy();
            if (!(key instanceof Held held)) {
                throw new InvalidKeyException("the key is not of the Keystore");
            }
            try {
                inner = Mac.getInstance("HmacSHA256", "SunJCE");
            } catch (java.security.GeneralSecurityException e) {
                throw new ProviderException(e);
            }
            inner.init(new SecretKeySpec(KEPT.get(held.alias), "HmacSHA256"));
        }

        @Override protected void engineUpdate(byte input) {
            inner.update(input);
        }

        @Override protected void engineUpdate(byte[] input, int offset, int length) {
            inner.update(input, offset, length);
        }

        @Override protected void engineUpdate(ByteBuffer input) {
            inner.update(input);
        }

        @Override protected byte[] engineDoFinal() {
            return inner.doFinal();
        }

        @Override protected void engineReset() {
            inner.reset();
        }
    }

    public static final class Store extends KeyStoreSpi {
        private boolean loaded;

        @Override public void engineLoad(InputStream from, char[] password) {
            loaded = true;
        }

        @Override public Key engineGetKey(String alias, char[] password) {
            busy();
            return loaded && KEPT.containsKey(alias) ? new Held(alias) : null;
        }

        @Override public void engineDeleteEntry(String alias) throws KeyStoreException {
            busy();
            if (!loaded) {
                throw new KeyStoreException("the Keystore is not loaded");
            }
            KEPT.remove(alias);
        }

        @Override public Enumeration<String> engineAliases() {
            return Collections.enumeration(KEPT.keySet());
        }

        @Override public boolean engineContainsAlias(String alias) {
            return KEPT.containsKey(alias);
        }

        @Override public int engineSize() {
            return KEPT.size();
        }

        @Override public boolean engineIsKeyEntry(String alias) {
            return KEPT.containsKey(alias);
        }

        @Override public Certificate[] engineGetCertificateChain(String alias) {
            return null;
        }

        @Override public Certificate engineGetCertificate(String alias) {
            return null;
        }

        @Override public Date engineGetCreationDate(String alias) {
            return null;
        }

        @Override public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) {
            throw new UnsupportedOperationException();
        }

        @Override public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) {
            throw new UnsupportedOperationException();
        }

        @Override public void engineSetCertificateEntry(String alias, Certificate certificate) {
            throw new UnsupportedOperationException();
        }

        @Override public boolean engineIsCertificateEntry(String alias) {
            return false;
        }

        @Override public String engineGetCertificateAlias(Certificate certificate) {
            return null;
        }

        @Override public void engineStore(OutputStream to, char[] password) {
            throw new UnsupportedOperationException();
        }
    }
}
