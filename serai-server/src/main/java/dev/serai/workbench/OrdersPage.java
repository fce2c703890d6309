package dev.serai.workbench;

import dev.serai.kernel.MerchantId;
import dev.serai.merchant.Account;
import dev.serai.merchant.App;
import dev.serai.merchant.AppKeys;
import dev.serai.merchant.Sandboxes;
import dev.serai.operator.PageQuery;
import dev.serai.operator.Refused;
import dev.serai.order.OrderFigures;
import dev.serai.order.OrderFigures.By;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A merchant's orders added up, on the screen and as a file. */
@RestController
@RequestMapping("/portal/api/order-figures")
class OrdersPage {
    private static final Duration USUAL = Duration.ofDays(30);
    private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8");
    private static final ZoneOffset ZONE = ZoneOffset.ofHours(8);

    private final MyApps mine;
    private final OrderFigures figures;
    private final Clock clock;

    OrdersPage(MyApps mine, OrderFigures figures, Clock clock) {
        this.mine = mine;
        this.figures = figures;
        this.clock = clock;
    }

    /** @param complete false where there are more rows than are told */
    record Figures(PageQuery.Times times, List<String> by, List<OrderFigures.Row> rows, boolean complete) {}

    @GetMapping
    Figures read(Account by, @RequestParam Map<String, String> query) {
        var asked = new PageQuery(query);
        var times = asked.times(clock.instant(), USUAL);
        var wanted = by(asked);
        var where = where(by.merchant(), asked.text("app_id"));
        var rows = figures.rows(where.space, where.apps, times.from(), times.to(), wanted);
        return new Figures(times, wanted.stream().map(By::word).toList(), rows, rows.size() < OrderFigures.ROWS_MAX);
    }

    private record Where(MerchantId space, List<String> apps) {}

    /** Live orders and those of the sandbox are never added up: without an app named, the live ones where there are any. */
    private Where where(MerchantId merchant, @Nullable String wanted) {
        var named = mine.ids(merchant, wanted);
        var stages = mine.all(merchant).stream()
                .filter(app -> named.contains(app.appId()))
                .collect(Collectors.groupingBy(
                        AppKeys.AppView::stage, Collectors.mapping(AppKeys.AppView::appId, Collectors.toList())));
        var live = stages.get(App.Stage.LIVE);
        return live != null
                ? new Where(merchant, live)
                : new Where(Sandboxes.spaceOf(merchant), stages.getOrDefault(App.Stage.SANDBOX, List.of()));
    }

    @GetMapping("/file")
    ResponseEntity<byte[]> file(Account by, @RequestParam Map<String, String> query) {
        var it = read(by, query);
        if (!it.complete) {
            throw Refused.invalid("these are more than " + OrderFigures.ROWS_MAX + " rows; ask for a shorter time");
        }
        var csv = new Csv();
        var head = new ArrayList<String>(it.by);
        head.addAll(List.of("currency", "orders", "quantity", "amount_minor"));
        if (it.by.contains(By.PRODUCT.word())) {
            head.add("orders_with_other_products");
        }
        csv.row(head);
        for (var row : it.rows) {
            csv.row(cells(row, it.by));
        }
        var name = "orders-" + LocalDate.ofInstant(it.times.from(), ZONE) + "-"
                + LocalDate.ofInstant(it.times.to(), ZONE) + ".csv";
        return ResponseEntity.ok()
                .contentType(CSV)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(csv.bytes());
    }

    private static List<@Nullable Object> cells(OrderFigures.Row row, List<String> by) {
        var cells = new ArrayList<@Nullable Object>();
        for (var word : by) {
            cells.add(
                    switch (By.valueOf(word.toUpperCase(java.util.Locale.ROOT))) {
                        case DAY -> row.day();
                        case METHOD -> row.method();
                        case STATUS -> row.status();
                        case PRODUCT -> row.productId();
                    });
        }
        cells.add(row.currency());
        cells.add(row.orders());
        cells.add(row.quantity());
        cells.add(row.amountMinor());
        if (by.contains(By.PRODUCT.word())) {
            cells.add(row.shared());
        }
        return cells;
    }

    private static Set<By> by(PageQuery asked) {
        var text = asked.text("by");
        var wanted = EnumSet.noneOf(By.class);
        for (var word : text == null ? new String[] {"day", "status"} : text.split(",", -1)) {
            wanted.add(Arrays.stream(By.values())
                    .filter(one -> one.word().equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> Refused.invalid("by must be some of day, method, status, product with commas"
                            + " between, was " + PageQuery.shown(text))));
        }
        return wanted;
    }
}
