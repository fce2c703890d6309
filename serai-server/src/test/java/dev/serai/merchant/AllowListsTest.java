package dev.serai.merchant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.operator.Actor;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HouseTest
@Timeout(60)
class AllowListsTest {
    private static final Actor OWNER = new Actor("owner@example.com", "owner");

    @Autowired
    AllowLists lists;

    @Autowired
    Joining joining;

    @Autowired
    AppTable table;

    @Autowired
    JdbcClient db;

    @Autowired
    MovableClock clock;

    private final String app = "app-" + UUID.randomUUID();
    private final MerchantId merchant = new MerchantId("m-" + app);

    @BeforeEach
    void a_merchant_with_an_app() {
        joining.merchant(merchant, "Test");
        joining.app(new Joining.NewApp(new AppId(app), merchant, "Test", false, false, 5));
    }

    @Test
    void a_dry_run_says_which_calls_of_the_last_day_the_list_would_have_refused() {
        called("203.0.113.7", 3, Duration.ofHours(1), "done");
        called("198.51.100.4", 2, Duration.ofHours(23), "done");
        called("2001:db8:0:0:0:0:0:7", 1, Duration.ofHours(2), "schema");
        called("198.51.100.5", 9, Duration.ofHours(25), "done"); // too long ago
        called("198.51.100.6", 9, Duration.ofHours(1), "signature"); // whoever that was
        var run = lists.look(merchant, List.of("203.0.113.0/24", "2001:db8::/32"), "192.0.2.1");
        assertThat(run.calls()).isEqualTo(6);
        assertThat(run.refused()).isEqualTo(2);
        assertThat(run.refusedFrom()).singleElement().satisfies(it -> {
            assertThat(it.address()).isEqualTo("198.51.100.4");
            assertThat(it.calls()).isEqualTo(2);
        });
        assertThat(run.yourAddress()).isEqualTo("192.0.2.1");
        assertThat(run.yourAddressIn()).isFalse();
        assertThat(lists.of(merchant).ranges()).as("nothing changed").isEmpty();
        assertThat(ranges()).isEmpty();
    }

    @Test
    void only_what_was_looked_at_is_applied_and_only_by_who_read_it() {
        called("198.51.100.4", 2, Duration.ofHours(1), "done");
        var first = lists.look(merchant, List.of("203.0.113.0/24"), "203.0.113.9");
        var second = lists.look(merchant, List.of("203.0.113.9"), "203.0.113.9");
        assertThat(second.yourAddressIn()).isTrue();
        assertThatThrownBy(() -> lists.apply(merchant, first.token(), 2, OWNER)).hasMessageContaining("look again");
        assertThatThrownBy(() -> lists.apply(merchant, second.token(), 0, OWNER))
                .hasMessageContaining("would have refused 2 calls");
        assertThat(lists.apply(merchant, second.token(), 2, OWNER).ranges()).containsExactly("203.0.113.9");
        assertThat(ranges()).containsExactly("203.0.113.9");
        assertThatThrownBy(() -> lists.apply(merchant, second.token(), 2, OWNER))
                .hasMessageContaining("look again");
    }

    @Test
    void a_draft_lives_a_quarter_of_an_hour_and_is_nobody_else_s() {
        var run = lists.look(merchant, List.of("203.0.113.0/24"), "203.0.113.9");
        var other = new MerchantId("m-" + UUID.randomUUID());
        joining.merchant(other, "Other");
        assertThatThrownBy(() -> lists.apply(other, run.token(), 0, OWNER)).hasMessageContaining("look again");
        clock.advance(AllowLists.DRAFT_LIFE.plusSeconds(1));
        assertThatThrownBy(() -> lists.apply(merchant, run.token(), 0, OWNER)).hasMessageContaining("look again");
    }

    @Test
    void an_app_s_own_list_goes_first_and_an_empty_one_lets_anybody_in() {
        lists.set(merchant, List.of("203.0.113.0/24"), OWNER);
        db.sql("UPDATE merchant.app SET allow_list = '{10.0.0.0/8}' WHERE app_id = ?")
                .param(app)
                .update();
        assertThat(ranges()).containsExactly("10.0.0.0/8");
        db.sql("UPDATE merchant.app SET allow_list = '{}' WHERE app_id = ?")
                .param(app)
                .update();
        assertThat(ranges()).containsExactly("203.0.113.0/24");
        lists.set(merchant, List.of(), OWNER);
        assertThat(ranges()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.5/8|write 10.0.0.0/8",
                "2001:db8::1/32|write 2001:db8:0:0:0:0:0:0/32",
                "10.0.0.0/33|0 to 32",
                "example.com|found example.com",
                "10.0.0.0/8/8|found 10.0.0.0/8/8",
            })
    void a_range_that_is_none_is_refused_with_what_to_write(String range, String told) {
        assertThatThrownBy(() -> lists.look(merchant, List.of(range), "192.0.2.1"))
                .hasMessageContaining(told);
    }

    @Test
    void twice_the_same_and_too_many_are_refused() {
        assertThatThrownBy(() -> lists.look(merchant, List.of("10.0.0.1", "10.0.0.1/32"), "192.0.2.1"))
                .hasMessageContaining("twice");
        var many = java.util.stream.IntStream.range(0, 201)
                .mapToObj(i -> "10.0.0." + i)
                .toList();
        assertThatThrownBy(() -> lists.look(merchant, many, "192.0.2.1")).hasMessageContaining("at most 200");
    }

    private List<String> ranges() {
        return table.all().values().stream()
                .filter(it -> it.id().value().equals(app))
                .flatMap(it -> it.allowList().stream())
                .map(AddressRange::text)
                .toList();
    }

    private void called(String address, int times, Duration ago, String step) {
        for (int i = 0; i < times; i++) {
            db.sql("""
                    INSERT INTO watch.call (request_id, at, merchant_id, app_id, dialect, method, version, http_method, address,
                        code, step, micros, bytes_in, bytes_out)
                    VALUES (?, ?, ?, ?, 'serai', 'serai.ping', 1, 'POST', ?, 200, ?, 1, 1, 1)""")
                    .param(UUID.randomUUID().toString())
                    .param(clock.instant().minus(ago).atOffset(ZoneOffset.UTC))
                    .param(merchant.value())
                    .param(app)
                    .param(address)
                    .param(step)
                    .update();
        }
    }
}
