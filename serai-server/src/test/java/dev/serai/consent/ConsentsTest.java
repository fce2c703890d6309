package dev.serai.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.consent.AccessTokens.Found;
import dev.serai.consent.Consents.By;
import dev.serai.consent.Consents.Issue;
import dev.serai.consent.Consents.Terms;
import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.Joining;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HouseTest
@Timeout(60)
class ConsentsTest {
    private static final Set<String> SCOPES = Set.of("posts.read", "posts.write");

    @Autowired
    Consents consents;

    @Autowired
    AccessTokens tokens;

    @Autowired
    Links links;

    @Autowired
    Joining joining;

    @Autowired
    MovableClock clock;

    @Autowired
    JdbcClient db;

    private final String user = "u-" + UUID.randomUUID();
    private AppId app = new AppId("none");
    private MerchantId merchant = new MerchantId("none");

    @BeforeEach
    void an_app() {
        app = app();
    }

    private AppId app() {
        var made = new AppId("app-" + UUID.randomUUID());
        merchant = new MerchantId("m-" + made);
        joining.merchant(merchant, "Test");
        joining.app(new Joining.NewApp(made, merchant, "Test", true, false, 50));
        return made;
    }

    private Issue.Issued given() {
        return consents.give(app, merchant, user, SCOPES);
    }

    private Issue.Issued renewed(String refreshToken) {
        var issue = consents.renew(app, refreshToken);
        assertThat(issue).isInstanceOf(Issue.Issued.class);
        return (Issue.Issued) issue;
    }

    private boolean lives(Issue.Issued issued) {
        return tokens.find(issued.accessToken()) instanceof Found.Live;
    }

    @Test
    void a_token_says_whom_it_acts_for_and_what_it_may() {
        var issued = given();
        assertThat(tokens.find(issued.accessToken())).isInstanceOfSatisfying(Found.Live.class, live -> {
            assertThat(live.app()).isEqualTo(app);
            assertThat(live.user()).isEqualTo(user);
            assertThat(live.scopes()).isEqualTo(SCOPES);
        });
        assertThat(tokens.find(issued.refreshToken())).isInstanceOf(Found.Unknown.class);
        assertThat(tokens.find("x")).isInstanceOf(Found.Unknown.class);
    }

    @Test
    void no_table_holds_a_token() {
        var issued = given();
        assertThat(db.sql("SELECT count(*) FROM consent.access_token WHERE hash IN (?, ?)")
                        .params(issued.accessToken(), issued.refreshToken())
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(issued.toString()).doesNotContain(issued.accessToken(), issued.refreshToken());
    }

    @Test
    void a_token_lives_as_long_as_is_declared_for_its_app() {
        consents.declare(app, merchant, new Terms(Duration.ofMinutes(5), Duration.ofHours(1)));
        var issued = given();
        assertThat(issued.expiresIn()).isEqualTo(Duration.ofMinutes(5));
        clock.advance(Duration.ofMinutes(5));
        assertThat(tokens.find(issued.accessToken())).isEqualTo(new Found.Expired(app));
        var next = renewed(issued.refreshToken());
        assertThat(lives(next)).isTrue();
        clock.advance(Duration.ofMinutes(53));
        var last = renewed(next.refreshToken());
        assertThat(last.expiresIn()).isLessThanOrEqualTo(Duration.ofMinutes(2));
        clock.advance(Duration.ofMinutes(2));
        assertThat(consents.renew(app, last.refreshToken())).isInstanceOf(Issue.Invalid.class);
    }

    @Test
    void a_refresh_token_used_twice_ends_its_family() {
        var first = given();
        var other = given();
        var second = renewed(first.refreshToken());
        assertThat(lives(second)).isTrue();
        assertThat(consents.renew(app, first.refreshToken())).isInstanceOf(Issue.Reused.class);
        assertThat(tokens.find(first.accessToken())).isEqualTo(new Found.Revoked(app));
        assertThat(tokens.find(second.accessToken())).isEqualTo(new Found.Revoked(app));
        assertThat(consents.renew(app, second.refreshToken())).isInstanceOf(Issue.Invalid.class);
        assertThat(lives(other)).isTrue();
    }

    @Test
    void of_many_uses_at_once_one_is_the_first() throws Exception {
        var issued = given();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tries = new ArrayList<Callable<Issue>>();
            for (int i = 0; i < 8; i++) {
                tries.add(() -> consents.renew(app, issued.refreshToken()));
            }
            int won = 0;
            for (var done : threads.invokeAll(tries)) {
                won += done.get() instanceof Issue.Issued ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
        assertThat(lives(issued)).isFalse();
    }

    @Test
    void another_apps_refresh_token_is_none_and_stays_good() {
        var issued = given();
        assertThat(consents.renew(app(), issued.refreshToken())).isInstanceOf(Issue.Invalid.class);
        assertThat(lives(renewed(issued.refreshToken()))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void a_consent_taken_back_ends_every_token(By by) {
        var first = given();
        var second = renewed(given().refreshToken());
        assertThat(consents.revoke(app, user, by)).isTrue();
        assertThat(tokens.find(first.accessToken())).isEqualTo(new Found.Revoked(app));
        assertThat(tokens.find(second.accessToken())).isEqualTo(new Found.Revoked(app));
        assertThat(consents.renew(app, second.refreshToken())).isInstanceOf(Issue.Invalid.class);
        assertThat(links.of(user))
                .singleElement()
                .satisfies(link -> assertThat(link.revokedBy()).isEqualTo(by));
        assertThat(consents.revoke(app, user, by)).isFalse();
    }

    @Test
    void an_app_knows_a_user_by_one_name_for_ever_and_another_app_by_another() {
        var before = given();
        consents.revoke(app, user, By.USER);
        var after = given();
        assertThat(after.openId()).isEqualTo(before.openId()).doesNotContain(user);
        app = app();
        assertThat(given().openId()).isNotEqualTo(before.openId());
        assertThat(links.of(user))
                .hasSize(2)
                .allSatisfy(link -> assertThat(link.revokedBy()).isNull());
    }

    @Test
    void beyond_the_limit_the_oldest_ends() {
        var first = given();
        for (int i = 1; i < Consents.FAMILIES_MAX; i++) {
            given();
        }
        assertThat(lives(first)).isTrue();
        var last = given();
        assertThat(lives(first)).isFalse();
        assertThat(lives(last)).isTrue();
    }
}
