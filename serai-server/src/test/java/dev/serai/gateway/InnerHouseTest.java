package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.kernel.Ids;
import dev.serai.kernel.InsidePass;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The portal through the door: what comes through, and that nothing of the staff's does. */
@HouseTest
@Timeout(60)
class InnerHouseTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Autowired
    Door door;

    @Autowired
    InsidePass pass;

    @Autowired
    Environment environment;

    @Autowired
    JdbcClient db;

    @Autowired
    Ids ids;

    @BeforeEach
    void nobodyRegisteredLately() {
        db.sql("DELETE FROM merchant.registering").update();
    }

    private HttpRequest.Builder outside(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path));
    }

    private HttpRequest.Builder inside(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + environment.getProperty("local.server.port") + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder registration(HttpRequest.Builder request) {
        return request.header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("""
                {"login":"%s@example.com","password":"correct horse battery","name":"Wang",
                 "company":{"name":"江南小店","registration_no":"91310000MA1FL0","address":"Shanghai"},
                 "contacts":[{"name":"Wang","email":"wang@example.com","phone":"+86 21 5555 0000","role":"TECHNICAL"}],
                 "access_mode":"FULL_API","scenario":"orders"}""".formatted(ids.next().toLowerCase(Locale.ROOT))));
    }

    private String knockedFrom() {
        return db.sql("SELECT address FROM merchant.registering")
                .query(String.class)
                .single();
    }

    @Test
    void a_merchant_registers_and_is_signed_in() throws Exception {
        var in = send(registration(outside("/portal/api/register")));
        assertThat(in.statusCode()).as(in.body()).isEqualTo(201);
        var cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("SERAI_PORTAL=").contains("Path=/portal").contains("HttpOnly");
        var me = send(outside("/portal/api/me").header("Cookie", cookie.split(";", 2)[0]));
        assertThat(me.statusCode()).isEqualTo(200);
        assertThat(me.body()).contains("\"role\":\"owner\"");
    }

    @Test
    void the_address_is_the_one_the_door_saw() throws Exception {
        var in = send(registration(outside("/portal/api/register"))
                .header(InsidePass.HEADER, "x")
                .header(InsidePass.CLIENT, "203.0.113.9")
                .header("X-Forwarded-For", "203.0.113.9")
                .header("Forwarded", "for=203.0.113.9"));
        assertThat(in.statusCode()).as(in.body()).isEqualTo(201);
        assertThat(knockedFrom()).isEqualTo("127.0.0.1");
    }

    @Test
    void the_house_believes_the_door_alone() throws Exception {
        var forged = send(registration(inside("/portal/api/register"))
                .header(InsidePass.HEADER, "x")
                .header(InsidePass.CLIENT, "203.0.113.9"));
        assertThat(forged.statusCode()).isEqualTo(400);
        var real = send(registration(inside("/portal/api/register"))
                .header(InsidePass.HEADER, pass.secret())
                .header(InsidePass.CLIENT, "203.0.113.9"));
        assertThat(real.statusCode()).as(real.body()).isEqualTo(201);
        assertThat(knockedFrom()).isEqualTo("203.0.113.9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/me",
                "/api/login",
                "/readyz",
                "/metrics",
                "/index.html",
                "/portal/api/../../api/me",
                "/portal/api/../../readyz",
                "/portal/api/%2e%2e/%2E%2E/readyz",
                "/portal/api/..;/..;/readyz",
                "/portal/api/;/../../readyz",
                "/portal/api/..%2f..%2freadyz",
                "/portal/api/%252e%252e/readyz",
                "/portal/api//../../readyz",
                "/portal/api/x/%zz",
                "/portal/api/nothing",
                "/oauth2/../readyz",
                "/.well-known/..",
                "/.well-known/nothing"
            })
    void nothing_of_the_staffs_comes_through(String path) throws Exception {
        var answer = rawGet(path);
        assertThat(answer).matches("(?s)HTTP/1\\.1 (400|401|404) .*").contains("application/json");
    }

    /** Java's client would refuse some of these addresses itself. */
    private String rawGet(String path) throws Exception {
        try (var socket = new java.net.Socket("127.0.0.1", door.port())) {
            socket.setSoTimeout(30_000); // JUnit's time limit cannot interrupt a read
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    @Test
    void the_house_itself_refuses_a_path_that_left_the_outsides() throws Exception {
        var answer =
                send(inside("/readyz").header(InsidePass.HEADER, pass.secret()).header(InsidePass.CLIENT, "127.0.0.1"));
        assertThat(answer.statusCode()).isEqualTo(404);
    }

    @Test
    void a_file_sent_by_nobody_is_refused_by_its_cause() throws Exception {
        var answer = send(outside("/portal/api/application/licences?name=l.pdf")
                .POST(BodyPublishers.ofByteArray(new byte[10 << 20])));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("session.missing");
    }

    @Test
    void a_body_beyond_the_limit_or_without_a_length_is_refused() throws Exception {
        var large = send(outside("/portal/api/login").POST(BodyPublishers.ofByteArray(new byte[13 << 20])));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("body.too_large");
        var chunked = send(outside("/portal/api/login")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[10]))));
        assertThat(chunked.statusCode()).isEqualTo(411);
    }
}
