package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PrivateKey;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Where this machine has no OpenSSL 3 there is nothing to keep the contract. */
class LibcryptoTest extends RsaSignerContract {
    @Override
    RsaSigner signer(PrivateKey key) {
        var library = Libcrypto.here();
        Assumptions.assumeTrue(library.isPresent(), "libcrypto.so.3 is not installed");
        return library.orElseThrow().signer(key).orElseThrow();
    }

    @Test
    void a_key_that_is_none_makes_no_signer() {
        var library = Libcrypto.here();
        Assumptions.assumeTrue(library.isPresent(), "libcrypto.so.3 is not installed");
        assertThat(library.orElseThrow().signer(new NoKey())).isEmpty();
    }

    private static final class NoKey implements PrivateKey {
        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            return "RSA";
        }

        @Override
        public String getFormat() {
            return "PKCS#8";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[] {1, 2, 3};
        }
    }
}
