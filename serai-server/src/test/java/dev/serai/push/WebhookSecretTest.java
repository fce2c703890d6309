package dev.serai.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class WebhookSecretTest {
    /** The vector that Svix publishes with its own tests. */
    @Test
    void signs_as_standard_webhooks_says() {
        var secret = new WebhookSecret(Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        assertThat(secret.sign(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1_614_265_330L, 999_000_000),
                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void a_secret_is_new_each_time_and_never_in_a_log() {
        var secret = WebhookSecret.make();
        assertThat(secret.key()).hasSize(32).isNotEqualTo(WebhookSecret.make().key());
        assertThat(secret.forReceiver()).startsWith("whsec_");
        assertThat(secret.toString())
                .doesNotContain(Base64.getEncoder().encodeToString(secret.key()))
                .isEqualTo("a webhook secret");
    }
}
