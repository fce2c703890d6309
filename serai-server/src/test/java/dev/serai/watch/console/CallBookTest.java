package dev.serai.watch.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.kernel.Ids;
import dev.serai.watch.CallMark;
import dev.serai.watch.console.CallBook.Filter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HouseTest
class CallBookTest {
    private static final Instant NOON = Instant.parse("2050-06-01T12:00:00Z");

    @Autowired
    CallBook book;

    @Autowired
    JdbcClient db;

    @Autowired
    Ids ids;

    String app = "";

    @BeforeEach
    void freshApp() {
        app = "app-" + ids.next();
    }

    private Calls calls() {
        return new Calls(db);
    }

    private Filter of(
            @Nullable CallFault fault, @Nullable String subCode, @Nullable Instant from, @Nullable Instant to) {
        return new Filter(app, null, fault, subCode, null, from, to);
    }

    private List<String> found(Filter filter) {
        return book.page(filter, null, 100).calls().stream()
                .map(CallLine::requestId)
                .toList();
    }

    @Test
    void a_call_is_found_by_its_request_id_with_its_full_cause() {
        var id = ids.next();
        calls().refused(id, NOON, app, "order.create_order", 429, "limit.rate", "limits");
        var found = book.page(new Filter(null, null, null, null, id, null, null), null, 10);
        assertThat(found.next()).isNull();
        assertThat(found.calls()).singleElement().satisfies(call -> {
            assertThat(call.subCode()).isEqualTo("limit.rate");
            assertThat(call.subMsg()).isEqualTo("what was wrong with " + id);
            assertThat(call.step()).isEqualTo("limits");
            assertThat(call.fault()).isEqualTo("caller");
            assertThat(call.at()).isEqualTo(NOON);
        });
    }

    @Test
    void pages_have_no_gap_and_no_double_even_when_all_calls_bear_one_instant() {
        for (int i = 0; i < 23; i++) {
            calls().answered(app + "-" + i, NOON, app, "serai.ping", i);
        }
        List<String> seen = new ArrayList<>();
        @Nullable CallMark after = null;
        do {
            var page = book.page(of(null, null, null, null), after, 5);
            page.calls().forEach(call -> seen.add(call.requestId()));
            after = page.next() == null ? null : CallMark.of(page.next()).orElseThrow();
        } while (after != null);
        assertThat(seen).hasSize(23).doesNotHaveDuplicates();
    }

    @Test
    void a_full_last_page_has_no_next() {
        calls().answered(app + "-1", NOON, app, "serai.ping", 1);
        calls().answered(app + "-2", NOON, app, "serai.ping", 1);
        assertThat(book.page(of(null, null, null, null), null, 2).next()).isNull();
    }

    @Test
    void the_newest_call_stands_first_and_the_end_of_the_time_is_not_included() {
        calls().answered(app + "-1", NOON, app, "serai.ping", 1);
        calls().answered(app + "-2", NOON.plusSeconds(1), app, "serai.ping", 1);
        calls().answered(app + "-3", NOON.plusSeconds(2), app, "serai.ping", 1);
        assertThat(found(of(null, null, NOON, NOON.plusSeconds(2)))).containsExactly(app + "-2", app + "-1");
    }

    @Test
    void calls_are_filtered_by_who_has_to_act_and_by_sub_code() {
        calls().answered(app + "-ok", NOON, app, "serai.ping", 1);
        calls().refused(app + "-caller", NOON, app, "serai.ping", 401, "sign.mismatch", "signature");
        calls().refused(app + "-core", NOON, app, "serai.ping", 409, "core.refused", "run");
        calls().refused(app + "-house", NOON, app, "serai.ping", 503, "store.unavailable", "run");
        for (var fault : CallFault.values()) {
            assertThat(found(of(fault, null, null, null))).containsExactly(app + "-" + fault.word());
        }
        assertThat(found(of(null, "sign.mismatch", null, null))).containsExactly(app + "-caller");
        assertThat(found(of(CallFault.OK, "sign.mismatch", null, null))).isEmpty();
    }

    @Test
    void sql_in_a_filter_is_only_a_value() {
        calls().answered(app + "-1", NOON, app, "serai.ping", 1);
        assertThat(found(of(null, "x' OR '1'='1", null, null))).isEmpty();
    }

    @Test
    void apps_that_called_are_listed_once_with_their_merchant() {
        calls().answered(app + "-1", NOON, app, "serai.ping", 1);
        calls().answered(app + "-2", NOON, app, "serai.ping", 1);
        assertThat(book.apps()).filteredOn(a -> a.appId().equals(app)).containsExactly(new CallBook.App(app, "m"));
    }

    @Test
    void a_mark_nobody_gave_is_no_mark() {
        assertThat(CallMark.of("nonsense")).isEmpty();
        assertThat(CallMark.of("%%%")).isEmpty();
        assertThat(CallMark.of(new CallMark(NOON, "r 1").text())).contains(new CallMark(NOON, "r 1"));
    }
}
