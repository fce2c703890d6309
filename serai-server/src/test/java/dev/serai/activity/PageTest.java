package dev.serai.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.MovableClock;
import dev.serai.OwnDatabase;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.App;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.PageGate;
import dev.serai.openapi.PublicPage.Reply;
import dev.serai.openapi.PublicPage.Visit;
import dev.serai.openapi.SessionCalls;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import dev.serai.protocol.Refusal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import tools.jackson.databind.JsonNode;

/** What a browser can and cannot do with a page session. */
class PageTest {
    private static final String HOST = "127.0.0.1:8080";
    private static final String ORIGIN = "http://" + HOST;
    private static final OwnDatabase OWN = OwnDatabase.fresh();

    private final List<String> audited = new ArrayList<>();
    private final MovableClock clock = new MovableClock();
    private final PageSessions sessions = new PageSessions(OWN.db(), OWN.transactions(), clock);
    private final Activities activities = new Activities(
            List.of(TestPlay.source(
                    TestPlay.of(7, false, clock.instant(), clock.instant().plus(Duration.ofDays(9))),
                    TestPlay.of(8, true, clock.instant(), clock.instant().plus(Duration.ofDays(9))))),
            clock);
    private final Audit audit = (by, action, subject, detail) -> audited.add(action + " " + subject + " " + detail);
    private final EmbedOrigins origins = new EmbedOrigins(OWN.db(), audit, clock);
    private final LinkVisits links = LinkTest.visits(OWN, activities, audit, clock);
    private final PageVisits visits = new PageVisits(sessions, links);
    private final EnterPage enter = new EnterPage(sessions);
    private final SessionCalls calls = (app, user, method, params, requestId) -> Json.object()
            .put("app", app.value())
            .put("user", user)
            .put("method", method)
            .set("params", params);
    private final HandlePage handle = new HandlePage(
            visits,
            new LinkCalls(links, activities),
            new StaticListableBeanFactory(Map.of("calls", calls)).getBeanProvider(SessionCalls.class));
    private final ActivityPageGate gate = new ActivityPageGate(activities, sessions, links);
    private final OpenPage open = new OpenPage(activities);
    private final ClickPage click = new ClickPage(visits, activities, OWN.db(), clock);

    private String url(boolean firstParty, @Nullable String userId, @Nullable String token) {
        return url(firstParty, userId, token, null);
    }

    private String url(
            boolean firstParty, @Nullable String userId, @Nullable String token, @Nullable String embedOrigin) {
        var params = Json.object().put("activity_id", 7);
        if (embedOrigin != null) {
            params.put("embed_origin", embedOrigin);
        }
        if (userId != null) {
            params.put("user_id", userId);
        }
        var call = new ApiCall(new MerchantId("m"), new AppId("app"), firstParty, token, params, "r");
        return new CreatePageSession(activities, sessions, origins, "127.0.0.1", 8080)
                .answer(call)
                .at("/url")
                .asString();
    }

    private Reply enter(String url) {
        var query = URI.create(url).getQuery();
        return enter.answer(new Visit(
                "GET",
                "/h5/enter",
                Map.of("ticket", query.substring("ticket=".length())),
                Map.of("host", HOST),
                Map.of(),
                new byte[0],
                "r"));
    }

    private String cookie() {
        var set = String.valueOf(enter(url(true, "u1", null)).headers().get("set-cookie"));
        return set.substring(set.indexOf('=') + 1, set.indexOf(';'));
    }

    private static Visit post(@Nullable String origin, @Nullable String cookie, String body) {
        var headers = new HashMap<>(Map.of("host", HOST));
        if (origin != null) {
            headers.put("origin", origin);
        }
        return new Visit(
                "POST",
                "/h5/handle",
                Map.of(),
                headers,
                cookie == null ? Map.of() : Map.of("serai_h5", cookie),
                body.replace('`', '"').getBytes(StandardCharsets.UTF_8),
                "r");
    }

    private static JsonNode json(Reply reply) {
        return Json.read(new String(reply.body(), StandardCharsets.UTF_8));
    }

    private static String cause(Reply reply) {
        return reply.status() + " " + json(reply).at("/sub_code").asString();
    }

    @Test
    void a_ticket_opens_the_page_once() {
        var url = url(true, "u1", null);
        var first = enter(url);
        assertThat(first.status()).isEqualTo(303);
        assertThat(first.headers().get("location")).isEqualTo("/h5/?activity_id=7");
        assertThat(first.headers().get("set-cookie")).contains("HttpOnly", "SameSite=Lax", "Path=/;");
        var second = enter(url);
        assertThat(second.status()).isEqualTo(401);
        assertThat(second.headers()).doesNotContainKey("set-cookie");
    }

    @Test
    void a_ticket_ends_after_five_minutes_and_a_session_after_two_hours() {
        var url = url(true, "u1", null);
        clock.advance(Duration.ofMinutes(5));
        assertThat(enter(url).status()).isEqualTo(401);
        var cookie = cookie();
        clock.advance(Duration.ofHours(2));
        assertThat(cause(handle.answer(post(ORIGIN, cookie, "{`action`:`view`}"))))
                .isEqualTo("401 session.expired");
    }

    @Test
    void the_tables_hold_no_ticket_in_clear() {
        var ticket = URI.create(url(true, "u1", null)).getQuery().substring("ticket=".length());
        assertThat(OWN.db()
                        .sql("SELECT count(*) FROM activity.h5_ticket AS t WHERE t::text LIKE :t")
                        .param("t", "%" + ticket + "%")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void only_first_party_opens_a_page_for_any_user() {
        assertThat(url(false, "u1", "u1")).contains("/h5/enter?ticket=");
        assertThatThrownBy(() -> url(false, "u2", "u1"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("first-party");
        assertThatThrownBy(() -> url(true, null, null)).hasMessageContaining("no user");
    }

    @Test
    void a_session_acts_for_its_own_user_and_activity_whatever_the_script_says() {
        var reply = handle.answer(post(
                ORIGIN, cookie(), "{`action`:`mine`,`args`:{`n`:1},`activity_id`:8,`user_id`:`other`,`app_id`:`x`}"));
        assertThat(json(reply).at("/code").intValue()).isEqualTo(200);
        var data = json(reply).at("/data");
        assertThat(data.at("/user").asString()).isEqualTo("u1");
        assertThat(data.at("/app").asString()).isEqualTo("app");
        assertThat(Json.canonical(data.at("/params")))
                .isEqualTo("{\"action\":\"mine\",\"activity_id\":7,\"args\":\"{\\\"n\\\":1}\"}");
    }

    @Test
    void a_foreign_or_absent_origin_and_a_missing_cookie_are_refused() {
        var cookie = cookie();
        for (var origin : List.of("http://evil.example", "null", "ftp://" + HOST, "http://" + HOST + ".evil.example")) {
            assertThat(cause(handle.answer(post(origin, cookie, "{`action`:`view`}"))))
                    .isEqualTo("403 origin.denied");
        }
        assertThat(cause(handle.answer(post(null, cookie, "{`action`:`view`}"))))
                .isEqualTo("403 origin.denied");
        assertThat(cause(handle.answer(post(ORIGIN, null, "{`action`:`view`}"))))
                .isEqualTo("401 session.expired");
        assertThat(cause(handle.answer(post(ORIGIN, "guess", "{`action`:`view`}"))))
                .isEqualTo("401 session.expired");
    }

    @Test
    void a_body_that_is_no_object_is_refused() {
        var cookie = cookie();
        assertThat(cause(handle.answer(post(ORIGIN, cookie, "[]")))).isEqualTo("400 param.invalid");
        assertThat(cause(handle.answer(post(ORIGIN, cookie, "")))).isEqualTo("400 param.invalid");
        assertThat(cause(handle.answer(post(ORIGIN, cookie, "{`action`:`view`,`args`:`[]`}"))))
                .isEqualTo("400 param.invalid");
        assertThat(cause(handle.answer(post(ORIGIN, cookie, "{}")))).isEqualTo("400 param.missing");
    }

    private Reply look(String activityId, String action) {
        return open.answer(new Visit(
                "GET",
                "/h5/public",
                Map.of("activity_id", activityId, "action", action),
                Map.of("host", HOST),
                Map.of(),
                new byte[0],
                "r"));
    }

    @Test
    void without_a_session_only_a_public_activity_shows_what_tells_of_no_user() {
        assertThat(json(look("8", "view")).at("/data/user").isNull()).isTrue();
        assertThat(cause(look("7", "view"))).isEqualTo("401 session.expired");
        assertThat(cause(look("8", "mine"))).isEqualTo("401 session.expired");
        assertThat(cause(look("9", "view"))).isEqualTo("404 activity.unknown");
        assertThat(cause(look("8'--", "view"))).isEqualTo("400 param.invalid");
    }

    private int pageStatus(String activityId, @Nullable String cookie) {
        return look(Map.of("activity_id", activityId), cookie == null ? Map.of() : Map.of("serai_h5", cookie))
                .status();
    }

    private PageGate.Verdict look(Map<String, String> query, Map<String, String> cookies) {
        return gate.look(new Visit("GET", "/h5/", query, Map.of("host", HOST), cookies, new byte[0], "r"));
    }

    @Test
    void the_page_itself_is_open_only_to_its_own_session_or_where_the_activity_is_public() {
        var cookie = cookie();
        assertThat(pageStatus("7", cookie)).isEqualTo(200);
        assertThat(pageStatus("7", null)).isEqualTo(401);
        assertThat(pageStatus("7", "guess")).isEqualTo(401);
        assertThat(pageStatus("8", null)).isEqualTo(200);
        assertThat(pageStatus("9", cookie)).isEqualTo(404);
        assertThat(pageStatus("x", cookie)).isEqualTo(400);
        clock.advance(PageSessions.SESSION_LIFE);
        assertThat(pageStatus("7", cookie)).isEqualTo(401);
    }

    private static final String SHOP = "https://shop.example.com";
    private static final Actor MANAGER = new Actor("bea", "business_manager");

    private void declare(String origin, long activityId) {
        var app = new App(
                new AppId("app"), new MerchantId("m"), App.Status.ACTIVE, true, false, 5, List.of(), App.Keys.NONE);
        origins.add(app, origin, activityId, MANAGER);
    }

    private void withdrawAll() {
        for (var there : origins.of(new AppId("app"))) {
            origins.withdraw(new AppId("app"), there.origin(), there.activityId(), MANAGER);
        }
    }

    @Test
    void a_page_stands_in_frames_of_the_declared_origin_and_in_no_other() {
        withdrawAll();
        assertThatThrownBy(() -> url(true, "u1", null, SHOP)).hasMessageContaining("declared for app app");
        declare("HTTPS://Shop.Example.com:443/", 7);
        assertThatThrownBy(() -> url(true, "u1", null, SHOP + ".evil.example")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> url(true, "u1", null, "*")).isInstanceOf(Refusal.class);

        var entered = enter(url(true, "u1", null, SHOP)).headers();
        assertThat(entered.get("location")).isEqualTo("/h5/?activity_id=7&embed=https%3A%2F%2Fshop.example.com");
        assertThat(entered.get("set-cookie"))
                .startsWith("serai_h5_7=")
                .contains("Path=/h5/", "HttpOnly", "Secure", "SameSite=None", "Partitioned");
        assertThat(entered.get("content-security-policy")).endsWith("frame-ancestors " + SHOP);

        var cookie = value(entered);
        var framed = Map.of("activity_id", "7", "embed", SHOP);
        assertThat(look(framed, Map.of("serai_h5_7", cookie))).isEqualTo(new PageGate.Verdict(200, SHOP));
        assertThat(look(framed, Map.of())).isEqualTo(new PageGate.Verdict(401, null));
        assertThat(look(Map.of("activity_id", "7", "embed", "https://evil.example"), Map.of("serai_h5_7", cookie)))
                .isEqualTo(new PageGate.Verdict(401, null));
        assertThat(look(framed, Map.of("serai_h5_7", cookie()))).isEqualTo(new PageGate.Verdict(401, null));
        assertThat(look(Map.of("activity_id", "8", "embed", SHOP), Map.of("serai_h5_8", cookie)))
                .isEqualTo(new PageGate.Verdict(200, null));
        assertThat(audited).contains("embed.allow app " + SHOP + " for activity 7");
    }

    private static String value(Map<String, String> entered) {
        var set = String.valueOf(entered.get("set-cookie"));
        return set.substring(set.indexOf('=') + 1, set.indexOf(';'));
    }

    private static Visit framedPost(String origin, String name, String cookie) {
        return new Visit(
                "POST",
                "/h5/handle",
                Map.of("activity_id", "7"),
                Map.of("host", HOST, "origin", origin),
                Map.of(name, cookie),
                "{\"action\":\"view\"}".getBytes(StandardCharsets.UTF_8),
                "r");
    }

    @Test
    void a_framed_page_acts_by_its_own_cookie_until_its_origin_is_withdrawn() {
        withdrawAll();
        declare(SHOP, 0);
        var framed = value(enter(url(true, "u1", null, SHOP)).headers());
        var alone = cookie();
        assertThat(handle.answer(framedPost(ORIGIN, "serai_h5_7", framed)).status())
                .isEqualTo(200);
        // The shop's own page may not call, nor may either cookie do the other's work.
        assertThat(cause(handle.answer(framedPost(SHOP, "serai_h5_7", framed)))).isEqualTo("403 origin.denied");
        assertThat(cause(handle.answer(framedPost(ORIGIN, "serai_h5_7", alone))))
                .isEqualTo("401 session.expired");
        assertThat(cause(handle.answer(framedPost(ORIGIN, "serai_h5", framed)))).isEqualTo("401 session.expired");
        assertThat(cause(handle.answer(post(ORIGIN, framed, "{`action`:`view`}"))))
                .isEqualTo("401 session.expired");

        withdrawAll();
        assertThat(cause(handle.answer(framedPost(ORIGIN, "serai_h5_7", framed))))
                .isEqualTo("401 session.expired");
    }

    @Test
    void an_embed_origin_is_one_origin_over_tls_and_never_any() {
        for (var wrong : List.of(
                "*",
                "https://*",
                "https://*.example.com",
                "null",
                "",
                "shop.example.com",
                "http://shop.example.com",
                "https://shop.example.com/path",
                "https://shop.example.com?x",
                "https://u@shop.example.com",
                "https://shop.example.com;script-src *",
                "https://shop.example.com 'self'",
                "ftp://shop.example.com")) {
            assertThat(EmbedOrigins.origin(wrong)).as(wrong).isEmpty();
            assertThatThrownBy(() -> declare(wrong, 0)).as(wrong).hasMessageContaining("one origin like");
        }
        assertThat(EmbedOrigins.origin("http://localhost:5173")).contains("http://localhost:5173");
    }

    @Test
    void seven_clicks_of_one_user_are_seven_clicks_and_one_user() {
        var cookie = cookie();
        for (int i = 0; i < 7; i++) {
            assertThat(click.answer(post(ORIGIN, cookie, "{`component`:`grab-button`}"))
                            .status())
                    .isEqualTo(200);
        }
        assertThat(cause(click.answer(post(ORIGIN, cookie, "{`component`:`<script>`}"))))
                .isEqualTo("400 param.invalid");
        assertThat(OWN.db().sql("""
                        SELECT sum(clicks) || ' ' || count(DISTINCT user_id) FROM activity.click
                        WHERE activity_id = 7 AND component = 'grab-button'
                        """).query(String.class).single()).isEqualTo("7 1");
    }
}
