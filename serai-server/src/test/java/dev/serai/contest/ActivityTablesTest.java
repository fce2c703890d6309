package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.Publishing;
import dev.serai.activity.PageGuests;
import dev.serai.fact.NewFact;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Document 001's own tables and addresses. */
@HouseTest
class ActivityTablesTest {
    @Autowired
    Stage stage;

    @Autowired
    Publishing published;

    @Autowired
    ActivityTables tables;

    @Autowired
    Contests contests;

    @Autowired
    Boards boards;

    @Autowired
    Whereabouts whereabouts;

    @Autowired
    UnitDays days;

    @Autowired
    ShopPkTopList topList;

    @Autowired
    JdbcClient db;

    private void sale(String id, String prefix, String clerk, String at, long paid) {
        var body = Json.object().put("store_id", prefix + "3602").put("clerk_id", prefix + "3602_" + clerk);
        body.putArray("lines")
                .addObject()
                .put("product_id", "A1")
                .put("quantity", 2)
                .put("paid", paid)
                .put("list", paid);
        stage.report(new NewFact("receipt", prefix + id, 1, Instant.parse(at), body));
    }

    @Test
    void the_five_tables_become_contests_that_count_the_same() {
        var prefix = stage.prefix();
        long shop = stage.number();
        long clerk = stage.number();
        long gone = stage.number();
        var imported = tables.read(Json.read("""
                {"tb_activity_config": [
                   {"activity_id": %1$d, "pk_unit": 1, "pk_type": 1, "pk_dimension": 103, "range_region": null, "ranking_top": 1500,
                    "show_top": 2, "sale_amount": "10.50", "sale_number": 2, "is_nickname": 1, "del_flg": 0},
                   {"activity_id": %2$d, "pk_unit": 2, "pk_type": 1, "pk_dimension": 9, "sale_top": 3, "del_flg": 0},
                   {"activity_id": %3$d, "pk_unit": 2, "pk_type": 2, "pk_dimension": 116, "del_flg": 1}],
                 "tb_activity_desc": [
                   {"activity_id": %1$d, "activity_name": "客单价", "t_brand": "B1", "start_time": "2018-01-01 00:00:00",
                    "end_time": "2018-01-10 23:59:59", "award": "手机", "picurl": "/p.png", "thumb_picurl": "/t.png", "orderby": 4},
                   {"activity_id": %2$d, "activity_name": "款号", "start_time": "2018-01-01 00:00:00", "end_time": "2018-01-10 23:59:59"},
                   {"activity_id": %3$d, "activity_name": "复购", "start_time": "2018-01-01 00:00:00", "end_time": "2018-01-10 23:59:59"}],
                 "tb_activity_dimen": [{"pk_dimension_id": 9, "pk_dimension": "指定款号销售"}],
                 "tb_activity_shopids": [{"activity_id": %1$d, "shop_id": "%4$s3602", "shop_name": "一店"},
                   {"activity_id": %1$d, "shop_id": "%4$s3604", "shop_name": "二店"}, {"activity_id": %2$d, "shop_id": "%4$s3602"}],
                 "tb_activity_sku": [{"activity_id": %2$d, "commodity_number": "A1", "product_color_id": null}]}
                """.formatted(shop, clerk, gone, prefix)), "UTC", true);
        assertThat(imported.leftOut()).containsExactly(new ActivityTables.LeftOut(gone, "is marked deleted (del_flg)"));
        published.apply(
                imported.files().stream().map(ActivityTables.ContestFile::text).toList());
        sale("1", prefix, "1", "2018-01-01T00:00:00Z", 1050);
        sale("2", prefix, "1", "2018-01-05T00:00:00Z", 1049);
        sale("3", prefix, "2", "2018-01-10T23:59:59Z", 2000);
        sale("4", prefix, "2", "2018-01-11T00:00:00Z", 9000);
        stage.eventually(shop, prefix, "1 3602 61/4\n2 3604 -\n");
        stage.eventually(clerk, prefix, "1 3602_1 4\n2 3602_2 2\n");
        var info = stage.act(shop, "info", Json.object());
        assertThat(info.path("award").asString()).isEqualTo("手机");
        assertThat(info.path("rules").path("zh-CN").asString())
                .contains("10.50 元")
                .contains("得分 = ");
        assertThat(info.path("rules").path("en").asString()).contains("at least 10.50");
        assertThat(contests.find(shop, null).orElseThrow().traits())
                .containsEntry("unit", "store")
                .containsEntry("metric", "amount_per_order")
                .containsEntry("dimension", "103")
                .containsEntry("brand", "B1");
        assertThat(page(topList, "activityId", Long.toString(shop)))
                .isEqualTo(
                        "200 [{\"shopCode\":\"%s3602\",\"totalScore\":15.25,\"top\":\"1\"},{\"shopCode\":\"%s3604\",\"totalScore\":null,\"top\":\"2\"}]"
                                .formatted(prefix, prefix));
        // A stranger learns no clerk's name but the nickname.
        stage.report(new NewFact(
                "org",
                "clerk/" + prefix + "3602_1",
                1,
                Instant.parse("2018-01-01T00:00:00Z"),
                Json.read(
                        "{\"unit\":\"clerk\",\"code\":\"%s3602_1\",\"store_id\":\"%s3602\",\"name\":\"王\",\"nickname\":\"小王\"}"
                                .formatted(prefix, prefix))));
        Eventually.is(
                () -> page(topList, "activityId", Long.toString(clerk)),
                "200 [{\"clerkCode\":\"小王\",\"totalScore\":4.00,\"top\":\"1\"},{\"clerkCode\":\"%s3602_2\",\"totalScore\":2.00,\"top\":\"2\"}]"
                        .formatted(prefix));
    }

    static String page(PublicPage page, String... query) {
        Map<String, String> given = new java.util.LinkedHashMap<>();
        for (int i = 0; i < query.length; i += 2) {
            given.put(query[i], query[i + 1]);
        }
        var reply = page.answer(new PublicPage.Visit("GET", page.path(), given, Map.of(), Map.of(), new byte[0], "r"));
        return reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8);
    }

    private PersonalCompass compass(PageGuests.@Nullable Guest guest) {
        return new PersonalCompass(contests, boards, _ -> Optional.ofNullable(guest), whereabouts, days);
    }

    @Test
    void a_clerk_sees_his_own_month_by_day_and_nobody_elses() {
        var prefix = stage.prefix();
        var me = prefix + "3602_1";
        long contest = stage.contest(
                "sales_amount", "clerk", Stage.MARCH + "\nroster: {units: [\"" + me + "\", \"" + prefix + "3602_2\"]}");
        sale("1", prefix, "1", "2015-03-01T00:00:00Z", 1234);
        sale("2", prefix, "1", "2015-03-31T23:59:59Z", 66);
        sale("3", prefix, "1", "2015-03-31T10:00:00Z", 100);
        sale("4", prefix, "2", "2015-03-31T10:00:00Z", 7700);
        stage.eventually(contest, prefix, "1 3602_2 77\n2 3602_1 14\n");
        var guest = new PageGuests.Guest(new AppId("a"), me, contest);
        var asked = "{\"shopNumber\":\"%s3602\",\"clerkNumber\":\"%s\",\"year\":\"2015\",\"month\":\"3\"}";
        var mine = page(compass(guest), "data", asked.formatted(prefix, me), "actType", "list");
        assertThat(mine).startsWith("200 [{\"clerkCode\":\"" + me + "\",\"day\":\"2015-03-01\",\"totalScore\":12.34},");
        var days = Json.read(mine.substring(4));
        assertThat(days).hasSize(31);
        assertThat(days.get(30).path("totalScore").asString()).isEqualTo("1.66");
        assertThat(days.get(1).path("totalScore").decimalValue()).isEqualByComparingTo("0");
        for (var other : List.of(
                asked.formatted(prefix, prefix + "3602_2"),
                asked.formatted(prefix, "nobody"),
                asked.formatted("other", me))) {
            assertThat(page(compass(guest), "data", other)).startsWith("401").contains("is this clerk's");
        }
        assertThat(page(compass(null), "data", asked.formatted(prefix, me))).startsWith("401");
        assertThat(page(compass(guest), "data", asked.formatted(prefix, me).replace("\"3\"", "\"4\"")))
                .startsWith("400")
                .contains("from 2015-03-01 to 2015-03-31");
        assertThat(page(compass(guest), "data", "{]")).startsWith("400");
        assertThat(page(compass(guest))).startsWith("400").contains("param.missing");
    }
}
