package dev.serai.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.MovableClock;
import dev.serai.OwnDatabase;
import dev.serai.kernel.AppId;
import dev.serai.kernel.DoorAddress;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.Sealer;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.PageGate.Verdict;
import dev.serai.openapi.PublicPage.Reply;
import dev.serai.openapi.PublicPage.Visit;
import dev.serai.openapi.SessionCalls;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import dev.serai.protocol.Refusal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an embed link opens, and what nobody opens by anything like one. */
class LinkTest {
    private static final String HOST = "127.0.0.1:8080";
    private static final OwnDatabase OWN = OwnDatabase.fresh();
    private static final Sealer SEALER = new Sealer(new byte[Sealer.KEY_BYTES]);
    private static final Actor OPS = new Actor("ops", "operations");

    private final List<String> audited = new ArrayList<>();
    private final Audit audit = (by, action, subject, detail) -> audited.add(action + " " + subject + " " + detail);
    private final MovableClock clock = new MovableClock();
    private final Activities activities = new Activities(
            List.of(TestPlay.source(
                    TestPlay.contest(11, false, clock.instant(), clock.instant().plus(Duration.ofDays(9))),
                    TestPlay.contest(12, false, clock.instant(), clock.instant().plus(Duration.ofDays(9))),
                    TestPlay.contest(13, false, clock.instant(), clock.instant().plus(Duration.ofDays(9))),
                    TestPlay.of(14, true, clock.instant(), clock.instant().plus(Duration.ofDays(9))))),
            clock);
    private final EmbedLinks links = links(OWN, activities, audit, clock);
    private final LinkVisits visits = new LinkVisits(links);
    private final LinkPage page = new LinkPage(links, clock);
    private final SessionCalls never = (app, user, method, params, requestId) -> {
        throw new AssertionError("a link never calls as an app");
    };
    private final PageSessions sessions = new PageSessions(OWN.db(), OWN.transactions(), clock);
    private final PageVisits pages = new PageVisits(sessions, visits);
    private final HandlePage handle = new HandlePage(
            pages,
            new LinkCalls(visits, activities),
            new StaticListableBeanFactory(Map.of("calls", never)).getBeanProvider(SessionCalls.class));
    private final ActivityPageGate gate = new ActivityPageGate(activities, sessions, visits);

    private static EmbedLinks links(OwnDatabase own, Activities activities, Audit audit, Clock clock) {
        var keys = new LinkKeys(own.db(), SEALER, audit, clock);
        var origins = new EmbedOrigins(own.db(), audit, clock);
        return new EmbedLinks(
                own.db(), keys, activities, origins, new DoorAddress("", "127.0.0.1", 8080), audit, clock);
    }

    static LinkVisits visits(OwnDatabase own, Activities activities, Audit audit, Clock clock) {
        return new LinkVisits(links(own, activities, audit, clock));
    }

    private EmbedLink.Wanted wanted(Outlook.Level level, String unit, @Nullable String origin) {
        return new EmbedLink.Wanted(
                "大厅电视", List.of(11L, 12L), level, unit, false, clock.instant().plus(Duration.ofDays(30)), origin);
    }

    private EmbedLink.Made make() {
        return links.make(wanted(Outlook.Level.STORE, "1072", null), OPS);
    }

    private static String token(EmbedLink.Made made) {
        return URI.create(made.url()).getQuery().substring("t=".length());
    }

    private Reply open(String token) {
        return page.answer(new Visit(
                "GET", "/h5/link", Map.of("t", token, "tv", "1"), Map.of("host", HOST), Map.of(), new byte[0], "r"));
    }

    private Visit call(EmbedLink link, @Nullable String token, String body) {
        Map<String, String> cookies = new HashMap<>();
        if (token != null) {
            cookies.put("serai_link_" + link.name(), token);
        }
        return new Visit(
                "POST",
                "/h5/handle",
                Map.of("link", link.name()),
                Map.of("host", HOST, "origin", "http://" + HOST),
                cookies,
                body.replace('`', '"').getBytes(StandardCharsets.UTF_8),
                "r");
    }

    private static JsonNode json(Reply reply) {
        return Json.read(new String(reply.body(), StandardCharsets.UTF_8));
    }

    private String cause(Visit visit) {
        var reply = handle.answer(visit);
        return reply.status() + " " + json(reply).path("sub_code").asString();
    }

    @Test
    void a_link_opens_its_contests_and_no_other_from_where_it_looks() {
        var made = make();
        var entered = open(token(made));
        assertThat(entered.status()).isEqualTo(303);
        // A name is drawn, and of 32 hex digits nothing can be told: the page's address holds it and no contest's id.
        assertThat(made.link().name()).matches("[0-9a-f]{32}");
        assertThat(entered.headers().get("location"))
                .isEqualTo("/h5/?link=" + made.link().name() + "&tv=1");
        assertThat(entered.headers().get("set-cookie")).contains(token(made), "HttpOnly", "SameSite=Lax", "Path=/;");

        var told = json(handle.answer(call(made.link(), token(made), "{`action`:`link`}")))
                .path("data");
        assertThat(told.path("activities"))
                .hasToString(
                        "[{\"activity_id\":11,\"name\":{\"zh-CN\":\"赛\"}},{\"activity_id\":12,\"name\":{\"zh-CN\":\"赛\"}}]");
        var board = json(handle.answer(call(made.link(), token(made), "{`action`:`board`,`activity_id`:12}")));
        assertThat(board.at("/data/outlook").asString()).isEqualTo("store 1072");
        assertThat(board.at("/data/user").isNull()).isTrue();
        assertThat(cause(call(made.link(), token(made), "{`action`:`board`,`activity_id`:13}")))
                .isEqualTo("401 session.expired");
        assertThat(cause(call(made.link(), token(made), "{`action`:`grab`}"))).isEqualTo("403 action.not_allowed");
        assertThat(audited)
                .anyMatch(entry ->
                        entry.startsWith("embed.link.make " + made.link().name()));
    }

    @Test
    void whatever_bit_is_turned_nothing_opens() {
        var good = token(make());
        var bytes = Base64.getUrlDecoder().decode(good);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            var turned = bytes.clone();
            turned[bit / 8] ^= (byte) (1 << bit % 8);
            var text = Base64.getUrlEncoder().withoutPadding().encodeToString(turned);
            assertThat(links.open(text)).as("bit %d", bit).isEmpty();
        }
        // Other characters in every place, such that are of the alphabet and such that are not.
        for (int at = 0; at < good.length(); at++) {
            int place = at;
            var other = "AB09az-_ =+/"
                    .chars()
                    .filter(c -> c != good.charAt(place))
                    .mapToObj(c -> good.substring(0, place) + (char) c + good.substring(place + 1))
                    .filter(text -> links.open(text).isPresent())
                    .toList();
            assertThat(other).isEmpty();
        }
        for (var wrong : List.of(
                "", good.substring(1), good + "=", good + "A", good.toLowerCase(Locale.ROOT), " " + good, "%00")) {
            assertThat(links.open(wrong)).as(wrong).isEmpty();
        }
        assertThat(links.open(good)).isPresent();
    }

    @Test
    void a_link_is_over_when_its_time_is_when_it_is_withdrawn_and_when_its_key_is_ended() {
        var made = make();
        links.revoke(made.link().name(), OPS);
        links.revoke(made.link().name(), OPS);
        assertThat(audited).filteredOn(a -> a.startsWith("embed.link.revoke")).hasSize(1);
        assertGone(made);

        var kept = make();
        links.rotateKey(false, OPS);
        assertThat(open(token(kept)).status()).isEqualTo(303);
        links.rotateKey(true, OPS);
        assertGone(kept);

        var last = make();
        // Its last minute: of its last second, of which it has but a part, nothing may be left when it is opened.
        clock.advance(Duration.between(clock.instant(), last.link().expiresAt()).minusMinutes(1));
        assertThat(open(token(last)).status()).isEqualTo(303);
        clock.advance(Duration.ofMinutes(1));
        assertGone(last);
        assertThat(links.of(11L))
                .noneMatch(link -> link.name().equals(last.link().name()));
    }

    private void assertGone(EmbedLink.Made made) {
        var reply = open(token(made));
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.headers()).doesNotContainKey("set-cookie");
        assertThat(new String(reply.body(), StandardCharsets.UTF_8))
                .contains("链接无效", "not valid")
                .doesNotContain("1072", "大厅电视", "11");
        assertThat(cause(call(made.link(), token(made), "{`action`:`board`}"))).isEqualTo("401 session.expired");
        assertThat(pages.guests(call(made.link(), token(made), ""))).isEmpty();
    }

    @Test
    void one_links_cookie_is_no_others() {
        var mine = make();
        var other = links.make(wanted(Outlook.Level.ALL, "", null), OPS);
        assertThat(cause(call(mine.link(), token(other), "{`action`:`board`}"))).isEqualTo("401 session.expired");
        assertThat(cause(call(mine.link(), null, "{`action`:`board`}"))).isEqualTo("401 session.expired");
        assertThat(cause(call(mine.link(), mine.link().name(), "{`action`:`board`}")))
                .isEqualTo("401 session.expired");
    }

    @Test
    void a_link_for_a_frame_stands_in_frames_of_its_origin_alone() {
        var shop = "https://shop.example.com";
        var made = links.make(wanted(Outlook.Level.ALL, "", shop), OPS);
        var entered = open(token(made)).headers();
        assertThat(entered.get("set-cookie")).contains("Path=/h5/", "Secure", "SameSite=None", "Partitioned");
        assertThat(entered.get("content-security-policy")).endsWith("frame-ancestors " + shop);
        var cookies = Map.of("serai_link_" + made.link().name(), token(made));
        var framed = Map.of("link", made.link().name(), "embed", shop);
        assertThat(look(framed, cookies)).isEqualTo(new Verdict(200, shop));
        assertThat(look(framed, Map.of())).isEqualTo(new Verdict(401, null));
        assertThat(look(Map.of("link", made.link().name()), cookies)).isEqualTo(new Verdict(401, null));
        assertThat(pages.guests(call(made.link(), token(made), ""))).isEmpty();
    }

    private Verdict look(Map<String, String> query, Map<String, String> cookies) {
        return gate.look(new Visit("GET", "/h5/", query, Map.of("host", HOST), cookies, new byte[0], "r"));
    }

    private JsonNode method(String name, boolean firstParty, String app, String params) {
        var methods = new LinkMethods();
        var call = new ApiCall(
                new MerchantId("m"),
                new AppId(app),
                firstParty,
                null,
                (ObjectNode) Json.read(params.replace('`', '"')),
                "r");
        return List.of(methods.createLink(links, clock), methods.revokeLink(links)).stream()
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseThrow()
                .answer(call);
    }

    @Test
    void the_companys_own_app_makes_links_and_withdraws_its_own() {
        var wanted = "{`label`:`企微`,`activities`:`11,12`,`level`:`store`,`unit`:`1072`,`explains`:true,`life_s`:3600}";
        var made = method("h5.link.create", true, "a", wanted);
        var url = made.path("url").asString();
        var opened = links.open(url.substring(url.indexOf("t=") + 2)).orElseThrow();
        assertThat(opened.link().outlook()).isEqualTo(new Outlook(Outlook.Level.STORE, "1072", true, true));
        var named = "{`link`:`" + made.path("link").asString() + "`}";
        assertThatThrownBy(() -> method("h5.link.revoke", true, "other", named)).hasMessageContaining("no embed link");
        method("h5.link.revoke", true, "a", named);
        method("h5.link.revoke", true, "a", named);
        assertThat(links.open(url.substring(url.indexOf("t=") + 2))).isEmpty();

        assertThatThrownBy(() -> method("h5.link.create", false, "a", wanted)).hasMessageContaining("first-party");
        for (var wrong : List.of(
                wanted.replace("11,12", "11;12"),
                wanted.replace("3600", "0"),
                wanted.replace("store", "shop"),
                wanted.replace("`explains`", "`origin`:`https://shop.example.com`,`explains`"))) {
            assertThatThrownBy(() -> method("h5.link.create", true, "a", wrong))
                    .as(wrong)
                    .isInstanceOf(Refusal.class);
        }
    }

    @Test
    void what_makes_no_sense_is_not_made() {
        var now = clock.instant();
        var good = wanted(Outlook.Level.ALL, "", null);
        for (var wrong : List.of(
                new EmbedLink.Wanted(" ", good.activities(), good.level(), "", false, good.expiresAt(), null),
                new EmbedLink.Wanted("x", List.of(), good.level(), "", false, good.expiresAt(), null),
                new EmbedLink.Wanted("x", List.of(11L, 11L), good.level(), "", false, good.expiresAt(), null),
                new EmbedLink.Wanted("x", List.of(14L), good.level(), "", false, good.expiresAt(), null),
                new EmbedLink.Wanted("x", List.of(99L), good.level(), "", false, good.expiresAt(), null),
                new EmbedLink.Wanted("x", List.of(11L), Outlook.Level.STORE, "", false, good.expiresAt(), null),
                new EmbedLink.Wanted("x", List.of(11L), good.level(), "1", false, good.expiresAt(), null),
                new EmbedLink.Wanted("x", List.of(11L), good.level(), "", false, now, null),
                new EmbedLink.Wanted("x", List.of(11L), good.level(), "", false, now.plus(Duration.ofDays(401)), null),
                new EmbedLink.Wanted("x", List.of(11L), good.level(), "", false, good.expiresAt(), "*"))) {
            assertThatThrownBy(() -> links.make(wrong, OPS)).isInstanceOf(Refused.class);
        }
    }

    @Test
    void neither_tables_nor_audit_nor_texts_hold_what_opens() {
        var made = make();
        var token = token(made);
        assertThat(OWN.db()
                        .sql(
                                "SELECT string_agg(l::text, ' ') || (SELECT string_agg(k::text, ' ') FROM activity.link_key k) FROM activity.embed_link l")
                        .query(String.class)
                        .single())
                .doesNotContain(token, token.substring(40));
        assertThat(audited.toString() + made + links.open(token)).doesNotContain(token, token.substring(40));
    }
}
