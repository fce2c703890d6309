package plaza;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AfterTheSaleTest {
    private static Town town;

    @BeforeAll
    static void open() {
        // A task of the day is done twice below; it is noon over there, so that no midnight comes between.
        var now = Instant.now();
        var noon = now.atZone(ZoneId.of("Asia/Shanghai")).with(LocalTime.NOON).toInstant();
        town = Town.ready(Map.of(), Clock.offset(Clock.systemUTC(), Duration.between(now, noon)));
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static Town.Reply refund(String order, String key, long amount) {
        return town.post(
                "/orders/" + order + "/refunds", "{\"request_key\":\"" + key + "\",\"amount\":" + amount + "}");
    }

    @Test
    void parts_of_an_order_are_refunded_once_each_and_never_more_than_was_paid() {
        var order = town.order("refunds", 3);
        String id = order.at("/id");
        long amount = order.json().get("amount").longValue();
        assertThat(refund(id, "r0", 1).code()).isEqualTo("illegal_transition");
        town.post("/orders/" + id + "/pay", "{}");
        assertThat(refund(id, "r1", 100).status()).isEqualTo(201);
        assertThat(refund(id, "r1", 100).status()).isEqualTo(200);
        assertThat(refund(id, "r1", 99).code()).isEqualTo("request_key_reused");
        assertThat(refund(id, "r2", amount - 99).code()).isEqualTo("refund_too_large");
        assertThat(town.get("/orders/" + id).at("/status")).isEqualTo("PAID");
        assertThat(refund(id, "r2", amount - 100).status()).isEqualTo(201);
        assertThat(town.get("/orders/" + id).at("/status")).isEqualTo("REFUNDED");
        assertThat(town.get("/orders/" + id + "/refunds").json().get("refunds").size())
                .isEqualTo(2);
    }

    @Test
    void a_paid_order_ships_in_parcels_that_never_go_back() {
        String id = town.order("ships", 1).at("/id");
        String parcel = "{\"request_key\":\"s1\",\"carrier\":\"顺丰\",\"tracking_no\":\"SF1\"}";
        assertThat(town.post("/orders/" + id + "/shipments", parcel).code()).isEqualTo("not_paid");
        town.post("/orders/" + id + "/pay", "{}");
        var shipped = town.post("/orders/" + id + "/shipments", parcel);
        assertThat(town.post("/orders/" + id + "/shipments", parcel).at("/id")).isEqualTo(shipped.at("/id"));
        String status = "/shipments/" + shipped.at("/id") + "/status";
        town.post(status, "{\"status\":\"DELIVERED\"}");
        assertThat(town.post(status, "{\"status\":\"SHIPPED\"}").code()).isEqualTo("illegal_transition");
        assertThat(town.get("/orders/" + id + "/shipments").at("/shipments/0/status"))
                .isEqualTo("DELIVERED");
    }

    @Test
    void a_task_earns_its_points_once() {
        String done = "{\"request_key\":\"t1\",\"member_id\":\"u1004\"}";
        long before = town.get("/points?member_id=u1004").json().get("balance").longValue();
        assertThat(town.post("/tasks/daily_sign/complete", done)
                        .json()
                        .get("balance")
                        .longValue())
                .isEqualTo(before + 5);
        assertThat(town.post("/tasks/daily_sign/complete", done)
                        .json()
                        .get("balance")
                        .longValue())
                .isEqualTo(before + 5);
        assertThat(town.post("/tasks/daily_sign/complete", done.replace("t1", "t2"))
                        .code())
                .isEqualTo("task_done_already");
        assertThat(town.get("/tasks?member_id=u1004").text()).contains("\"done\":true");
        String spend = "{\"request_key\":\"sp1\",\"member_id\":\"u1004\",\"points\":5}";
        town.post("/points/spend", spend);
        assertThat(town.post("/points/spend", spend).json().get("balance").longValue())
                .isEqualTo(before);
    }

    @Test
    void a_message_is_sent_once_held_in_quiet_hours_and_not_to_who_declines() {
        town.post(
                "/members/u1005/message_setting",
                "{\"accepts\":\"true\",\"quiet_from\":\"00:00\",\"quiet_to\":\"23:59\"}");
        String message = """
                {"request_key":"m1","member_id":"u1005","template":"activity_invite","params":{"title":"夏日厨房"}}""";
        var held = town.post("/messages", message);
        assertThat(held.at("/status")).isIn("HELD", "DELIVERED");
        assertThat(town.post("/messages", message).at("/id")).isEqualTo(held.at("/id"));
        assertThat(town.post("/messages", message.replace("夏日", "冬日")).code()).isEqualTo("request_key_reused");
        assertThat(town.post("/messages", message.replace("m1", "m2").replace("title", "tilte"))
                        .code())
                .isEqualTo("parameter_missing");
        assertThat(town.post("/messages", message.replace("m1", "m3").replace("u1005", "u1006"))
                        .code())
                .isEqualTo("member_declines");
        assertThat(town.get("/members/u1007/messages/unread_count").at("/unread"))
                .isEqualTo("2");
        String last = town.get("/members/u1007/messages").at("/messages/0/id");
        assertThat(town.post("/members/u1007/messages/read", "{\"up_to\":\"" + last + "\"}")
                        .at("/unread"))
                .isEqualTo("1");
    }

    @Test
    void a_theme_takes_so_many_of_each_while_it_is_open() {
        String work = "{\"request_key\":\"w1\",\"member_id\":\"u1002\",\"title\":\"晨\",\"body\":\"雾\"}";
        var first = town.post("/themes/city_morning/submissions", work);
        assertThat(first.at("/status")).isEqualTo("ACCEPTED");
        assertThat(town.post("/themes/city_morning/submissions", work).at("/id"))
                .isEqualTo(first.at("/id"));
        assertThat(town.post("/themes/city_morning/submissions", work.replace("w1", "w2"))
                        .code())
                .isEqualTo("submissions_used_up");
        assertThat(town.post("/themes/spring_walk/submissions", work.replace("w1", "w3"))
                        .code())
                .isEqualTo("theme_closed");
        assertThat(town.get("/themes/city_morning/submissions").text()).contains("雾");
    }
}
