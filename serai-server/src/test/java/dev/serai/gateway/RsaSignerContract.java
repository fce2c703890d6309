package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.merchant.Joining;
import dev.serai.protocol.Signatures;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What each way of making RSA signatures must do. */
@Timeout(60)
abstract class RsaSignerContract {
    private static final KeyPair PAIR = Joining.newPair();

    abstract RsaSigner signer(PrivateKey key);

    @Test
    void a_signature_is_the_one_of_the_jdk_whatever_the_length_of_the_text() {
        var signer = signer(PAIR.getPrivate());
        for (int length : new int[] {0, 1, 63, 64, 65, 4_096, 3 << 20}) {
            var text = "x".repeat(length);
            assertThat(Base64.getEncoder().encodeToString(signer.sign(text.getBytes(StandardCharsets.UTF_8))))
                    .isEqualTo(Signatures.rsa2(text, PAIR.getPrivate()));
        }
    }

    @Test
    void many_threads_sign_with_one_signer() throws Exception {
        var signer = signer(PAIR.getPrivate());
        try (var threads = Executors.newFixedThreadPool(4)) {
            var work = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 200; i++) {
                var text = "text " + i;
                work.add(() -> Signatures.rsa2Fits(
                        text,
                        Base64.getEncoder().encodeToString(signer.sign(text.getBytes(StandardCharsets.UTF_8))),
                        PAIR.getPublic()));
            }
            for (var done : threads.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
        }
    }

    @Test
    void another_key_signs_otherwise() {
        var text = "text".getBytes(StandardCharsets.UTF_8);
        assertThat(signer(Joining.newPair().getPrivate()).sign(text))
                .isNotEqualTo(signer(PAIR.getPrivate()).sign(text));
    }

    @Test
    void a_signer_outlives_others_that_are_gone() {
        var text = "text".getBytes(StandardCharsets.UTF_8);
        var kept = signer(PAIR.getPrivate());
        var before = kept.sign(text);
        for (int i = 0; i < 50; i++) {
            signer(PAIR.getPrivate()).sign(text);
            if (i % 10 == 0) {
                System.gc();
            }
        }
        assertThat(kept.sign(text)).isEqualTo(before);
    }
}
