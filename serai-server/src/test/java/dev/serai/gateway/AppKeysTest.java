package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.merchant.Joining;
import dev.serai.operator.Role;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** An app's keys: rotated, ended, given; seen at the portal and at the door. */
class AppKeysTest extends MerchantTests {
    @Test
    void a_rotated_secret_works_until_its_overlap_ends_and_is_never_shown_again() throws Exception {
        var owner = approved();
        var app = app(owner, "SANDBOX");
        var old = secret(owner, app, 0);
        untilPing(app, old, "OK");
        var fresh = secret(owner, app, 1);
        untilPing(app, fresh, "OK");
        assertThat(ping(app, old)).isEqualTo("OK");
        await().until(() -> get("/portal/api/apps", owner)
                .body()
                .path("apps")
                .path(0)
                .path("keys")
                .valueStream()
                .noneMatch(key -> key.path("last_used_at").isNull()));

        clock.advance(Duration.ofMinutes(29));
        get("/portal/api/me", owner); // stays signed in
        clock.advance(Duration.ofMinutes(29));
        assertThat(ping(app, old)).isEqualTo("OK");
        get("/portal/api/me", owner);
        clock.advance(Duration.ofMinutes(3));
        assertThat(ping(app, old)).isEqualTo("sign.mismatch");
        assertThat(ping(app, fresh)).isEqualTo("OK");

        var shown = get("/portal/api/apps", owner).body().toString()
                + get("/api/merchants/" + merchant(owner), staff(Role.AUDITOR)).body();
        assertThat(shown).contains(app).doesNotContain(old).doesNotContain(fresh);
        var trail = db.sql("SELECT string_agg(detail, ' ') FROM operator.audit WHERE subject = ?")
                .param(app)
                .query(String.class)
                .single();
        assertThat(trail).contains("SECRET").doesNotContain(old).doesNotContain(fresh);
    }

    @Test
    void at_most_five_keys_of_a_kind_live_at_once_and_an_ended_one_counts_no_more() throws Exception {
        var owner = approved();
        var app = app(owner, "SANDBOX");
        for (int i = 0; i < 5; i++) {
            secret(owner, app, 720);
        }
        var path = "/portal/api/apps/" + app;
        assertThat(post(path + "/secrets", owner, "{'overlap_hours':720}").code())
                .isEqualTo("key.too_many");
        var key = get("/portal/api/apps", owner)
                .body()
                .path("apps")
                .path(0)
                .path("keys")
                .path(0)
                .path("key_id");
        assertThat(post(path + "/keys/" + key.asString() + "/end", owner, "{}")
                        .body()
                        .path("state")
                        .asString())
                .isEqualTo("ENDED");
        secret(owner, app, 720);
    }

    @Test
    void a_public_key_is_taken_and_a_private_one_is_refused_in_whatever_form() throws Exception {
        var owner = approved();
        var path = "/portal/api/apps/" + app(owner, "SANDBOX") + "/rsa-keys";
        var pair = Joining.newPair();
        var mime = Base64.getMimeEncoder();
        var privateKey = mime.encodeToString(pair.getPrivate().getEncoded()).replace("\r\n", "\\n");
        var publicKey = mime.encodeToString(pair.getPublic().getEncoded()).replace("\r\n", "\\n");
        for (var key :
                new String[] {privateKey, "-----BEGIN PRIVATE KEY-----\\n" + privateKey + "\\n-----END PRIVATE KEY-----"
                }) {
            var refused = post(path, owner, "{'overlap_hours':0,'public_key':'" + key + "'}");
            assertThat(refused.code()).isEqualTo("key.private");
            assertThat(refused.body().toString()).doesNotContain(privateKey.substring(0, 20));
        }
        assertThat(post(path, owner, "{'overlap_hours':0,'public_key':'AAAA'}").code())
                .isEqualTo("key.invalid");
        var taken = post(
                path,
                owner,
                "{'overlap_hours':0,'public_key':'-----BEGIN PUBLIC KEY-----\\n" + publicKey
                        + "\\n-----END PUBLIC KEY-----'}");
        assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
        assertThat(taken.body().path("platform_public_key").asString()).isNotEmpty();
    }
}
