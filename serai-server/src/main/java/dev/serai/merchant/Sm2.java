package dev.serai.merchant;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Signatures by SM3withSM2 (GB/T 32918) on the curve sm2p256v1, with the user id {@code 1234567812345678} that everybody
 * takes and that is the provider's own; DER. The provider stays ours: it is not registered in the JVM.
 */
public final class Sm2 {
    private static final Provider PROVIDER = new BouncyCastleProvider();
    private static final String CURVE = "sm2p256v1";

    private Sm2() {}

    /** A public key from X.509 SubjectPublicKeyInfo, Base64 without PEM lines. */
    public static PublicKey publicKey(String x509Base64) {
        try {
            return KeyFactory.getInstance("EC", PROVIDER)
                    .generatePublic(
                            new X509EncodedKeySpec(Base64.getMimeDecoder().decode(x509Base64)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an SM2 public key in X.509 Base64", e);
        }
    }

    /** A private key from PKCS#8, Base64 without PEM lines. */
    static PrivateKey privateKey(String pkcs8Base64) {
        try {
            return KeyFactory.getInstance("EC", PROVIDER)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pkcs8Base64)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an SM2 private key in PKCS#8 Base64", e);
        }
    }

    public static KeyPair newPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC", PROVIDER);
            generator.initialize(new ECGenParameterSpec(CURVE), new SecureRandom());
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle has SM2", e);
        }
    }

    public static byte[] sign(byte[] text, PrivateKey key) {
        try {
            var signature = Signature.getInstance("SM3withSM2", PROVIDER);
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this key cannot sign SM3withSM2", e);
        }
    }

    /** Whether these bytes are this key's signature over the text; anything that is no signature is simply wrong. */
    public static boolean fits(byte[] text, byte[] sign, PublicKey key) {
        try {
            var signature = Signature.getInstance("SM3withSM2", PROVIDER);
            signature.initVerify(key);
            signature.update(text);
            return signature.verify(sign);
        } catch (SignatureException e) {
            return false; // not DER of two numbers
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this key cannot verify SM3withSM2", e);
        }
    }
}
