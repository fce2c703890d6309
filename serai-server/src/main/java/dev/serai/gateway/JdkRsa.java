package dev.serai.gateway;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** By the JDK alone, everywhere. */
final class JdkRsa implements RsaSigner {
    private final PrivateKey key;

    JdkRsa(PrivateKey key) {
        this.key = key;
    }

    @Override
    public byte[] sign(byte[] text) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this key cannot sign SHA256withRSA", e);
        }
    }
}
