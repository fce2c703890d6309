package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.merchant.Joining;
import dev.serai.merchant.Sm2;
import dev.serai.operator.Role;
import java.time.Duration;
import java.util.Base64;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
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

    @Test
    void an_aes_key_is_seen_once_and_an_sm2_key_is_taken_with_the_platforms_own_given() throws Exception {
        var owner = approved();
        var path = "/portal/api/apps/" + app(owner, "SANDBOX");
        var made = post(path + "/aes-keys", owner, "{'overlap_hours':0}");
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        var key = made.body().path("aes_key").asString();
        assertThat(Base64.getDecoder().decode(key)).hasSize(16);
        assertThat(get("/portal/api/apps", owner).body().toString())
                .contains("\"AES\"")
                .doesNotContain(key);

        var pair = Sm2.newPair();
        var taken = post(
                path + "/sm2-keys",
                owner,
                rotation("public_key", pair.getPublic().getEncoded()));
        assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
        assertThat(Sm2.publicKey(taken.body().path("platform_public_key").asString()))
                .isNotNull();
        assertThat(post(
                                path + "/sm2-keys",
                                owner,
                                rotation("public_key", pair.getPrivate().getEncoded()))
                        .code())
                .isEqualTo("key.private");
        assertThat(post(
                                path + "/sm2-keys",
                                owner,
                                rotation(
                                        "public_key",
                                        Joining.newPair().getPublic().getEncoded()))
                        .code())
                .isEqualTo("key.invalid");
    }

    private static String rotation(String name, byte[] der) {
        return "{'overlap_hours':0,'" + name + "':'" + Base64.getEncoder().encodeToString(der) + "'}";
    }

    @Test
    void a_certificate_is_written_for_a_key_or_a_request_or_taken_and_none_twice() throws Exception {
        var owner = approved();
        var path = "/portal/api/apps/" + app(owner, "SANDBOX") + "/certificates";
        var pair = Joining.newPair();
        var forKey = post(path, owner, rotation("public_key", pair.getPublic().getEncoded()));
        assertThat(forKey.status()).as(forKey.body().toString()).isEqualTo(201);
        var written = forKey.body();
        assertThat(written.path("key").path("cert_sn").asString()).matches("[0-9a-f]{32}");
        assertThat(written.path("key").path("certificate")).isEqualTo(written.path("certificate"));
        assertThat(written.path("platform_certificate").asString()).contains("BEGIN CERTIFICATE");
        assertThat(written.path("root_certificate").asString()).contains("BEGIN CERTIFICATE");

        var request = new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=whoever"), pair.getPublic());
        var honest = request.build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()));
        assertThat(post(path, owner, rotation("csr", honest.getEncoded())).status())
                .isEqualTo(201);
        var stolen = request.build(new JcaContentSignerBuilder("SHA256withRSA")
                .build(Joining.newPair().getPrivate()));
        assertThat(post(path, owner, rotation("csr", stolen.getEncoded())).code())
                .isEqualTo("key.invalid");

        var pem = written.path("certificate").asString().replace("\n", "\\n");
        var again = post(path, owner, "{'overlap_hours':0,'certificate':'" + pem + "'}");
        assertThat(again.code()).isEqualTo("key.exists");
        var other = approved();
        var elsewhere = "/portal/api/apps/" + app(other, "SANDBOX") + "/certificates";
        assertThat(post(elsewhere, other, "{'overlap_hours':0,'certificate':'" + pem + "'}")
                        .status())
                .isEqualTo(201);
        for (var wrong : new String[] {
            "{'overlap_hours':0}",
            "{'overlap_hours':0,'csr':'AAAA'}",
            "{'overlap_hours':0,'certificate':'AAAA'}",
            "{'overlap_hours':0,'csr':'AAAA','certificate':'AAAA'}"
        }) {
            assertThat(post(path, owner, wrong).code()).as(wrong).isEqualTo("key.invalid");
        }
        assertThat(post(path, owner, rotation("csr", pair.getPrivate().getEncoded()))
                        .code())
                .isEqualTo("key.private");
    }
}
