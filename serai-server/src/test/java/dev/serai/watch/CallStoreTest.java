package dev.serai.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.OwnDatabase;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallStoreTest {
    private final OwnDatabase own = OwnDatabase.fresh();
    private final CallStore store = new CallStore(own.source());

    private static CallRecord call(String method, @Nullable String message) {
        return new CallRecord(
                "r",
                1_000,
                null,
                "app",
                "serai",
                method,
                1,
                "GET",
                "::1",
                400,
                "param.invalid",
                message,
                "read",
                7,
                null,
                1,
                2,
                null);
    }

    @Test
    void every_text_comes_back_as_it_was() throws SQLException {
        var texts = List.of("plain", "", "\\", "\\N", "a\tb\nc\rd", "\\t is no tab", "\\\\N", "价格", "C:\\new\\table\\");
        store.store(texts.stream().map(text -> CallStore.line(call("m", text))).toList());

        assertThat(own.db()
                        .sql("SELECT sub_msg FROM watch.call")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrderElementsOf(texts);
    }

    @Test
    void what_was_absent_stays_absent() throws SQLException {
        store.store(List.of(CallStore.line(call("m", null))));

        assertThat(own.db().sql("""
                        SELECT count(*) FROM watch.call
                        WHERE sub_msg IS NULL AND merchant_id IS NULL AND user_id IS NULL
                          AND at = 'epoch'::timestamptz + interval '1 s' AND micros = 7 AND bytes_out = 2 AND sandbox_fault IS NULL""").query(Integer.class).single()).isEqualTo(1);
    }
}
