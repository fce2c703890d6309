package dev.serai.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import dev.serai.merchant.Joining;
import java.security.PrivateKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlatformSignerTest {
    private PrivateKey key = Joining.newPair().getPrivate();

    private final Apps apps = new Apps() {
        @Override
        public Optional<App> find(String appId) {
            return Optional.empty();
        }

        @Override
        public PrivateKey platformKey() {
            return key;
        }

        @Override
        public String platformSerial() {
            return "";
        }
    };

    private final PlatformSigner signer = new PlatformSigner(apps, "auto");

    @Test
    void an_equal_text_is_signed_once_and_as_ever() {
        var first = signer.signOnce(bytes("{\"code\":\"10000\"}"));

        assertThat(signer.signOnce(bytes("{\"code\":\"10000\"}"))).isSameAs(first);
        assertThat(first).isEqualTo(signer.sign(bytes("{\"code\":\"10000\"}")));
        assertThat(signer.signOnce(bytes("{\"code\":\"10001\"}")))
                .isEqualTo(signer.sign(bytes("{\"code\":\"10001\"}")))
                .isNotEqualTo(first);
    }

    @Test
    void a_new_key_forgets_what_the_old_one_signed() {
        var old = signer.signOnce(bytes("text"));
        key = Joining.newPair().getPrivate();

        assertThat(signer.signOnce(bytes("text")))
                .isEqualTo(new JdkRsa(key).sign(bytes("text")))
                .isNotEqualTo(old);
    }

    @Test
    void the_plain_build_signs_each_time() {
        var plain = new PlatformSigner(apps, "jdk");

        assertThat(plain.signOnce(bytes("text")))
                .isEqualTo(signer.signOnce(bytes("text")))
                .isNotSameAs(plain.signOnce(bytes("text")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
