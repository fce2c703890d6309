package dev.serai.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.Sealer;
import dev.serai.merchant.Fault;
import dev.serai.merchant.Joining;
import dev.serai.merchant.SandboxFaults;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import dev.serai.operator.Actor;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import dev.serai.push.TestReceiver.Received;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@HouseTest
@ExtendWith(OutputCaptureExtension.class)
class PushTest {
    private record Change(MerchantId to, String type, String subject, JsonNode data) implements Notice {}

    @Autowired
    Notices notices;

    @Autowired
    List<ApiMethod> methods;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient db;

    @Autowired
    MovableClock clock;

    @Autowired
    Ids ids;

    @Autowired
    Lines lines;

    @Autowired
    Sealer sealer;

    @Autowired
    Vertx vertx;

    @Autowired
    Cleaning cleaning;

    @Autowired
    PushWork work;

    @Autowired
    NotifyAddresses notifyAddresses;

    @Autowired
    Joining joining;

    @Autowired
    SandboxFaults faults;

    private MerchantId merchant = new MerchantId("none");
    private final TestReceiver receiver = new TestReceiver();

    @BeforeEach
    void aNewMerchant() {
        merchant = new MerchantId("m" + ids.next());
    }

    @AfterEach
    void closesTheReceiver() {
        receiver.close();
        db.sql("UPDATE push.subscription SET state = 'ended'").update();
    }

    // ---- the sandbox

    @Test
    void a_sandbox_doubles_loses_and_reorders_on_purpose_and_says_so() throws Exception {
        var app = new AppId("app" + ids.next());
        var owner = new MerchantId("owner" + ids.next());
        joining.merchant(owner, "Corner Store");
        joining.app(new Joining.NewApp(app, owner, "Sandbox", false, false, 10));
        assertThatThrownBy(() -> faults.set(app, Actor.HOUSE, List.of(wanted(Fault.Kind.PUSH_DROP)), 60))
                .hasMessageContaining("only a sandbox app");
        assertThatThrownBy(() -> db.sql("""
                INSERT INTO merchant.sandbox_fault (app_id, merchant_id, kind, percent, delay_ms, until, set_by)
                VALUES (?, ?, 'PUSH_DROP', 100, 0, now(), 'x')""").params(app.value(), owner.value()).update())
                .as("not even by hand")
                .isInstanceOf(DataIntegrityViolationException.class);
        db.sql("UPDATE merchant.app SET stage = 'SANDBOX' WHERE app_id = ?")
                .param(app.value())
                .update();
        var made = subscribe(receiver.url(), "*");
        db.sql("UPDATE push.subscription SET app = ? WHERE id = ?")
                .params(app.value(), id(made))
                .update();

        faults.set(app, Actor.HOUSE, List.of(wanted(Fault.Kind.PUSH_DUPLICATE)), 60);
        publish("order-1", 1);
        assertThat(receiver.next().id()).isEqualTo(receiver.next().id());

        faults.set(app, Actor.HOUSE, List.of(wanted(Fault.Kind.PUSH_DROP)), 60);
        publish("order-2", 1);
        awaitAttempts(made, 2);
        assertThat(db.sql("SELECT cause FROM push.attempt WHERE subscription = ? AND seq = 2 LIMIT 1")
                        .param(id(made))
                        .query(String.class)
                        .single())
                .contains("on purpose");
        faults.set(app, Actor.HOUSE, List.of(), 60);
        // Less than a lease: an attempt that is under way is nobody else's.
        clock.advance(Lines.LEASE.dividedBy(2));
        assertThat(receiver.next().seq()).isEqualTo(2);

        faults.set(app, Actor.HOUSE, List.of(wanted(Fault.Kind.PUSH_REORDER)), 60);
        // At once, so that the first is not given up waiting for the second.
        transactions.executeWithoutResult(_ -> {
            publish("order-3", 1);
            publish("order-3", 2);
        });
        assertThat(receiver.next().seq()).isEqualTo(4);
        assertThat(receiver.next().seq()).isEqualTo(3);
        awaitHeldBack(made, 4);
        faults.set(app, Actor.HOUSE, List.of(), 60);
        clock.advance(Duration.ofSeconds(10));
        assertThat(receiver.next().seq()).isEqualTo(4);
    }

    private static SandboxFaults.Wanted wanted(Fault.Kind kind) {
        return new SandboxFaults.Wanted(kind, 100, null, null);
    }

    // ---- signatures and numbers

    @Test
    void an_independent_verifier_accepts_what_arrives() throws Exception {
        var made = subscribe(receiver.url(), "*");
        publish("order-1", 1);
        var got = receiver.next();
        var verifier = new Webhook(made.get("secret").asString());
        assertThat(got.signatures())
                .containsExactly(verifier.sign(got.id(), Long.parseLong(got.timestamp()), got.body()));
        assertThat(got.id()).startsWith("evt_").doesNotContain(".");
        assertThat(Math.abs(Long.parseLong(got.timestamp()) - clock.instant().getEpochSecond()))
                .isLessThan(60);
        var body = (ObjectNode) Json.read(got.body());
        assertThat(body.propertyNames()).containsExactly("type", "timestamp", "data");
        assertThat(body.get("data").get("n").asInt()).isEqualTo(1);

        // The library's own clock is the wall's; ours may have been moved by another test.
        var wall = InstantSource.system().instant();
        var now = new WebhookSecret(sealer.open(db.sql("SELECT secret FROM push.subscription WHERE id = :id")
                        .param("id", id(made))
                        .query(byte[].class)
                        .single()))
                .sign(got.id(), wall, got.body());
        verifier.verify(
                got.body(),
                Map.of(
                        "webhook-id", List.of(got.id()),
                        "webhook-timestamp", List.of(Long.toString(wall.getEpochSecond())),
                        "webhook-signature", List.of(now)));
    }

    @Test
    void numbers_have_no_gap_and_no_double_under_concurrent_publishers() throws Exception {
        var all = subscribe(receiver.url(), "*");
        var some = subscribe(receiver.url(), "grant.changed");
        int publishers = 8;
        int each = 25;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int node = 0; node < 3; node++) {
                threads.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        new Numbering(db, transactions).step();
                    }
                });
            }
            for (int p = 0; p < publishers; p++) {
                int who = p;
                threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        publish(i % 2 == 0 ? "order.changed" : "grant.changed", "s-" + who, i);
                    }
                });
            }
        }
        int grants = publishers * (each / 2);
        receiver.untilAccepted(publishers * each + grants);
        assertThat(events(all))
                .extracting(e -> e.get("seq").asLong())
                .containsExactlyElementsOf(numbers(publishers * each));
        assertThat(events(all))
                .allSatisfy(e -> assertThat(e.get("prev").asLong())
                        .isEqualTo(e.get("seq").asLong() - 1));
        assertThat(new HashSet<>(
                        events(all).stream().map(e -> e.get("id").asString()).toList()))
                .hasSize(publishers * each);
        assertThat(events(some)).extracting(e -> e.get("seq").asLong()).containsExactlyElementsOf(numbers(grants));
        assertThat(events(some))
                .allSatisfy(e -> assertThat(e.get("type").asString()).isEqualTo("grant.changed"));
    }

    @Test
    void polling_gives_the_same_bytes_and_numbers() throws Exception {
        var made = subscribe(receiver.url(), "order.changed");
        for (int i = 1; i <= 5; i++) {
            publish("order-" + i, i);
        }
        var came = new HashMap<Long, Received>();
        receiver.untilAccepted(5).forEach(r -> came.put(r.seq(), r));
        var page = call(
                "push.list_events",
                Json.object().put("subscription_id", id(made)).put("limit", 2));
        assertThat(page.get("next").asLong()).isEqualTo(2);
        var polled = events(made);
        assertThat(polled).hasSize(5);
        for (var event : polled) {
            var delivered = Objects.requireNonNull(came.get(event.get("seq").asLong()));
            assertThat(event.get("id").asString()).isEqualTo(delivered.id());
            assertThat(event.get("body").asString()).isEqualTo(delivered.body());
            assertThat(event.get("prev").asLong()).isEqualTo(delivered.prev());
        }
    }

    @Test
    void what_was_rolled_back_is_never_told() throws Exception {
        var made = subscribe(receiver.url(), "*");
        transactions.executeWithoutResult(status -> {
            notices.publish(change("order.changed", "x", 1));
            status.setRollbackOnly();
        });
        publish("x", 2);
        assertThat(receiver.next().seq()).isEqualTo(1);
        assertThat(events(made)).hasSize(1);
    }

    @Test
    void a_notice_outside_a_transaction_is_our_bug() {
        assertThatThrownBy(() -> notices.publish(change("order.changed", "x", 1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> publish("no.such_type", "x", 1)).hasMessageContaining("no.such_type");
    }

    @Test
    void a_new_subscription_hears_nothing_of_before() throws Exception {
        publish("order-1", 1);
        var made = subscribe(receiver.url(), "*");
        publish("order-1", 2);
        assertThat(receiver.next().body()).contains("\"n\":2");
        assertThat(events(made)).hasSize(1);
    }

    // ---- order, retries, outages

    @Test
    void a_subjects_order_survives_one_refusal_in_five() throws Exception {
        var made = subscribe(receiver.url(), "*");
        var dice = new Random(7);
        receiver.answer = r -> {
            synchronized (dice) {
                return dice.nextInt(5) == 0 ? 500 : 200;
            }
        };
        int subjects = 10;
        int each = 12;
        for (int i = 0; i < each; i++) {
            for (int s = 0; s < subjects; s++) {
                publish("s" + s, i);
            }
        }
        var requests = untilAcceptedMovingTime(made, subjects * each);
        var last = new HashMap<String, Integer>();
        var idOf = new HashMap<Long, String>();
        int accepted = 0;
        for (var r : requests) {
            assertThat(idOf.computeIfAbsent(r.seq(), seq -> r.id())).isEqualTo(r.id());
            if (r.answered() == 200) {
                var data = Json.read(r.body()).get("data");
                assertThat(data.get("n").asInt())
                        .isEqualTo(last.getOrDefault(data.get("subject").asString(), -1) + 1);
                last.put(data.get("subject").asString(), data.get("n").asInt());
                accepted++;
            }
        }
        assertThat(accepted).isEqualTo(subjects * each);
        assertThat(events(made)).hasSize(subjects * each);
    }

    @Test
    void a_receiver_down_three_days_gets_all_of_it_in_order() throws Exception {
        var made = subscribe(receiver.url(), "*");
        receiver.answer = r -> 503;
        for (int i = 0; i < 30; i++) {
            publish("s" + i % 3, i);
        }
        var until = clock.instant().plus(Duration.ofDays(3));
        while (clock.instant().isBefore(until)) {
            assertThat(receiver.next().answered()).isEqualTo(503);
            clock.advance(Duration.ofHours(4));
        }
        // Its lease would end under an attempt that is under way now, and then both would be accepted.
        await(() -> restsUntil(made).isPresent(), "every line to wait for its retry");
        receiver.answer = r -> 200;
        clock.advance(Duration.ofHours(2));
        var accepted = untilAcceptedMovingTime(made, 30).stream()
                .filter(r -> r.answered() == 200)
                .toList();
        for (int s = 0; s < 3; s++) {
            int subject = s;
            assertThat(accepted.stream().map(Received::seq).filter(seq -> (seq - 1) % 3 == subject))
                    .hasSize(10)
                    .isSorted();
        }
        assertThat(events(made)).hasSize(30);
    }

    @Test
    void a_failed_subject_does_not_hold_up_the_others() throws Exception {
        subscribe(receiver.url(), "*");
        receiver.answer = r -> r.body().contains("\"bad\"") ? 500 : 200;
        publish("bad", 0);
        publish("bad", 1);
        publish("good", 2);
        var requests = receiver.untilAccepted(1);
        assertThat(requests.getLast().body()).contains("\"good\"");
        assertThat(requests.stream().map(Received::seq)).doesNotContain(2L);
    }

    @Test
    void a_hung_receiver_does_not_hold_up_another() throws Exception {
        var release = new CountDownLatch(1);
        try (var hung = new TestReceiver()) {
            hung.answer = r -> {
                try {
                    release.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return 200;
            };
            var stuck = subscribe(hung.url(), "*");
            subscribe(receiver.url(), "*");
            // In one go: from the first on the hung attempts' time runs, and publishing must not use it up.
            transactions.executeWithoutResult(status -> {
                for (int i = 0; i < 200; i++) {
                    notices.publish(change("order.changed", "s" + i, i));
                }
            });
            receiver.untilAccepted(200);
            assertThat(attempts(stuck)).as("nothing had to time out first").isEmpty();
            release.countDown();
            hung.untilAccepted(200);
        }
    }

    @Test
    void what_a_killed_node_had_under_way_is_sent_again_with_the_same_id_and_number() throws Exception {
        work.stop();
        try {
            var made = subscribe(receiver.url(), "*");
            publish("order-1", 1);
            new Numbering(db, transactions).step();
            // A node takes the head, and is gone before it could send.
            var taken = lines.claim(clock.instant(), 1000, 16, Map.of()).stream()
                    .filter(h -> h.subscription().equals(id(made)))
                    .toList();
            assertThat(taken).hasSize(1);
            assertThat(lines.claim(clock.instant(), 1000, 16, Map.of()))
                    .noneMatch(h -> h.subscription().equals(id(made)));
            clock.advance(Lines.LEASE.plusSeconds(1));
            work.start();
            var got = receiver.next();
            assertThat(got.id()).isEqualTo(taken.getFirst().eventId());
            assertThat(got.seq()).isEqualTo(1);
            publish("order-1", 2);
            assertThat(receiver.next().seq()).isEqualTo(2);
        } finally {
            if (!work.isRunning()) {
                work.start();
            }
        }
    }

    @Test
    void an_outcome_that_comes_too_late_moves_nothing() throws Exception {
        var made = subscribe(receiver.url(), "*");
        receiver.answer = r -> r.seq() == 1 ? 200 : 500;
        // So that no retry moves the line meanwhile.
        receiver.retryAfter = "600";
        publish("order-1", 1);
        publish("order-1", 2);
        receiver.next();
        receiver.next();
        awaitAttempts(made, 2);
        var before = line(made);
        for (var fate : List.of(Lines.Fate.DELIVERED, Lines.Fate.FAILED, Lines.Fate.GIVEN_UP)) {
            var late = new Lines.Head(
                    id(made),
                    new AppId("a"),
                    receiver.url(),
                    new byte[0],
                    1,
                    "evt_late",
                    "order-1",
                    "{}",
                    clock.instant(),
                    0);
            lines.settle(List.of(new Lines.Attempt(late, clock.instant(), 1, null, "late", fate, clock.instant())));
            assertThat(line(made)).isEqualTo(before).contains("head=2");
        }
    }

    private String line(JsonNode subscription) {
        return db.sql("SELECT head, attempts, next_at FROM push.line WHERE subscription = :id")
                .param("id", id(subscription))
                .query()
                .singleRow()
                .toString();
    }

    @Test
    void retry_after_is_heeded() throws Exception {
        var made = subscribe(receiver.url(), "*");
        receiver.answer = r -> 429;
        receiver.retryAfter = "600";
        publish("order-1", 1);
        receiver.next();
        awaitAttempts(made, 1);
        var attempt = attempts(made).getFirst();
        assertThat(attempt.get("status").asInt()).isEqualTo(429);
        assertThat(Duration.between(instant(attempt, "at"), instant(attempt, "next_at")))
                .isBetween(Duration.ofSeconds(600), Duration.ofSeconds(670));
    }

    @Test
    void a_redirect_is_a_failure_and_is_not_followed() throws Exception {
        var made = subscribe(receiver.url(), "*");
        receiver.answer = r -> 302;
        // So that no retry comes meanwhile, which would look like a redirect that was followed.
        receiver.retryAfter = "600";
        publish("order-1", 1);
        receiver.next();
        awaitAttempts(made, 1);
        assertThat(attempts(made).getFirst().get("cause").asString()).contains("redirects");
        assertThat(receiver.all).isEmpty();
    }

    @Test
    void gone_ends_the_deliveries_and_events_go_on_being_numbered() throws Exception {
        var made = subscribe(receiver.url(), "*");
        receiver.answer = r -> 410;
        publish("order-1", 1);
        receiver.next();
        awaitAttempts(made, 1);
        publish("order-1", 2);
        clock.advance(Duration.ofHours(3));
        new Numbering(db, transactions).step();
        assertThat(events(made)).extracting(e -> e.get("seq").asLong()).containsExactly(1L, 2L);
        assertThat(lines.claim(clock.instant(), 1000, 16, Map.of()))
                .noneMatch(h -> h.subscription().equals(id(made)));
        assertThat(call("push.list_subscriptions", Json.object())
                        .get("subscriptions")
                        .get(0)
                        .get("state")
                        .asString())
                .isEqualTo("gone");
    }

    @Test
    void a_gone_receiver_that_moves_gets_all_it_has_not_got() throws Exception {
        var made = subscribe(receiver.url(), "*");
        receiver.answer = r -> 410;
        publish("order-1", 1);
        receiver.next();
        awaitAttempts(made, 1);
        transactions.executeWithoutResult(_ -> {
            publish("order-1", 2);
            publish("order-2", 3);
        });
        new Numbering(db, transactions).step();
        try (var other = new TestReceiver()) {
            move(made, other.url());
            var got = other.untilAccepted(3);
            assertThat(got).extracting(Received::seq).containsExactlyInAnyOrder(1L, 2L, 3L);
            assertThat(got.stream().map(Received::seq).filter(seq -> seq < 3)).isSorted();
        }
    }

    @Test
    void the_old_addresss_late_410_does_not_end_what_has_moved() throws Exception {
        work.stop();
        try (var other = new TestReceiver()) {
            var made = subscribe(receiver.url(), "*");
            publish("order-1", 1);
            new Numbering(db, transactions).step();
            var sent = lines.claim(clock.instant(), 1000, 16, Map.of()).stream()
                    .filter(h -> h.subscription().equals(id(made)))
                    .findAny()
                    .orElseThrow();
            move(made, other.url());
            lines.settle(List.of(new Lines.Attempt(sent, clock.instant(), 1, 410, "410", Lines.Fate.GONE, null)));
            work.start();
            assertThat(other.next().seq()).isEqualTo(1);
            assertThat(receiver.all).isEmpty();
        } finally {
            if (!work.isRunning()) {
                work.start();
            }
        }
    }

    private void move(JsonNode subscription, String url) {
        var value = Json.MAPPER.createArrayNode();
        value.addObject()
                .put("subscription_id", id(subscription))
                .put("url", url)
                .put("types", "*");
        transactions.executeWithoutResult(_ -> notifyAddresses.apply(merchant, value, Actor.HOUSE));
    }

    @Test
    void an_event_nobody_takes_for_a_month_is_given_up_and_its_subject_goes_on() throws Exception {
        var made = subscribe(receiver.url(), "*");
        receiver.answer = r -> r.seq() == 1 ? 500 : 200;
        // So that the second attempt is the one after the month.
        receiver.retryAfter = "600";
        publish("order-1", 1);
        receiver.next();
        awaitAttempts(made, 1);
        clock.advance(Retries.TRIED_FOR);
        publish("order-1", 2);
        assertThat(receiver.next().seq()).isEqualTo(1);
        assertThat(receiver.next().seq()).isEqualTo(2);
        awaitAttempts(made, 3);
        assertThat(attempts(made).get(1).get("cause").asString()).contains("given up");
        assertThat(events(made)).hasSize(2);

        clock.advance(Cleaning.KEPT_FOR.plusDays(1));
        while (cleaning.step()) {
            // More rows than one step takes.
        }
        assertThat(events(made)).isEmpty();
        assertThat(attempts(made)).isEmpty();
    }

    @Test
    void what_still_waits_is_never_cleaned_away() throws Exception {
        var made = subscribe(receiver.url(), "*");
        work.stop();
        try {
            publish("order-1", 1);
            new Numbering(db, transactions).step();
            clock.advance(Cleaning.KEPT_FOR.plusDays(1));
            cleaning.step();
            assertThat(events(made)).hasSize(1);
        } finally {
            work.start();
        }
        assertThat(receiver.next().seq()).isEqualTo(1);
    }

    @Test
    void an_address_that_turned_private_is_not_called() {
        try (var client = new WebhookClient(vertx, new Addresses(false), Duration.ofSeconds(5))) {
            assertThat(client.post(ReceiverUrl.parse(receiver.url()), Map.of(), "{}"))
                    .isInstanceOfSatisfying(
                            WebhookClient.Outcome.Unanswered.class,
                            u -> assertThat(u.cause()).contains("not public"));
        }
        assertThat(receiver.all).isEmpty();
    }

    // ---- the methods

    @Test
    void a_strangers_subscription_is_as_unknown_as_none() {
        var made = subscribe(receiver.url(), "*");
        var stranger = new MerchantId("m" + ids.next());
        for (var method : List.of("push.list_events", "push.list_attempts", "push.unsubscribe")) {
            var theirs = refusal(stranger, method, Json.object().put("subscription_id", id(made)));
            var nobodys = refusal(stranger, method, Json.object().put("subscription_id", "sub_none"));
            assertThat(theirs.subCode()).isEqualTo(SubCode.NOT_FOUND);
            assertThat(theirs.explanation()).isEqualTo(nobodys.explanation());
        }
        assertThat(events(made)).isEmpty();
    }

    @Test
    void an_ended_subscription_is_unknown_and_hears_nothing() throws Exception {
        var ended = subscribe(receiver.url(), "*");
        call("push.unsubscribe", Json.object().put("subscription_id", id(ended)));
        try (var other = new TestReceiver()) {
            subscribe(other.url(), "*");
            publish("order-1", 1);
            other.next();
        }
        assertThat(receiver.all).isEmpty();
        assertThat(refusal(merchant, "push.list_events", Json.object().put("subscription_id", id(ended)))
                        .subCode())
                .isEqualTo(SubCode.NOT_FOUND);
        assertThat(refusal(merchant, "push.unsubscribe", Json.object().put("subscription_id", id(ended)))
                        .subCode())
                .isEqualTo(SubCode.NOT_FOUND);
    }

    @Test
    void the_secret_is_told_once_and_stands_nowhere_in_clear(CapturedOutput output) throws Exception {
        var made = subscribe(receiver.url(), "*");
        var secret = made.get("secret").asString().substring("whsec_".length());
        receiver.answer = r -> 500;
        publish("order-1", 1);
        receiver.next();
        awaitAttempts(made, 1);
        assertThat(call("push.list_subscriptions", Json.object()).toString()).doesNotContain(secret);
        assertThat(output.getAll()).doesNotContain(secret);
        assertThat(db.sql("SELECT position(decode(:key, 'base64') IN secret) FROM push.subscription WHERE id = :id")
                        .param("key", secret)
                        .param("id", id(made))
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void an_unknown_type_is_refused_with_the_known_ones() {
        var params = Json.object().put("url", receiver.url()).put("types", "order.changed,oder.changed");
        var refusal = refusal(merchant, "push.subscribe", params);
        assertThat(refusal.subCode()).isEqualTo(SubCode.PARAM_INVALID);
        assertThat(refusal.explanation()).contains("\"oder.changed\"", "grant.changed", "order.changed");
    }

    @Test
    void an_inner_address_is_refused_at_once() {
        for (var url : List.of("http://169.254.169.254/", "http://[fd00:ec2::254]/", "http://no-such-host.invalid/")) {
            var params = Json.object().put("url", url).put("types", "*");
            assertThat(refusal(merchant, "push.subscribe", params).subCode()).isEqualTo(SubCode.PARAM_INVALID);
        }
    }

    @Test
    void one_subscription_too_many_is_refused() {
        for (int i = 0; i < Subscriptions.PER_MERCHANT_MAX; i++) {
            subscribe(receiver.url(), "*");
        }
        var params = Json.object().put("url", receiver.url()).put("types", "*");
        assertThat(refusal(merchant, "push.subscribe", params).subCode()).isEqualTo(SubCode.LIMIT_QUOTA);
    }

    // ---- words

    private Change change(String type, String subject, int n) {
        return new Change(
                merchant, type, subject, Json.object().put("subject", subject).put("n", n));
    }

    private void publish(String subject, int n) {
        publish("order.changed", subject, n);
    }

    private void publish(String type, String subject, int n) {
        transactions.executeWithoutResult(status -> notices.publish(change(type, subject, n)));
    }

    private JsonNode subscribe(String url, String types) {
        return call("push.subscribe", Json.object().put("url", url).put("types", types));
    }

    private static String id(JsonNode subscription) {
        return subscription.get("subscription_id").asString();
    }

    private JsonNode call(String method, ObjectNode params) {
        return call(merchant, method, params);
    }

    private JsonNode call(MerchantId who, String method, ObjectNode params) {
        return methods.stream()
                .filter(m -> m.name().equals(method))
                .findAny()
                .orElseThrow()
                .answer(new ApiCall(who, new AppId("app"), false, null, params, "request"));
    }

    private Refusal refusal(MerchantId who, String method, ObjectNode params) {
        try {
            throw new AssertionError("accepted: " + call(who, method, params));
        } catch (Refusal refusal) {
            return refusal;
        }
    }

    private List<JsonNode> events(JsonNode subscription) {
        return pages("push.list_events", "events", subscription);
    }

    private List<JsonNode> attempts(JsonNode subscription) {
        return pages("push.list_attempts", "attempts", subscription);
    }

    private List<JsonNode> pages(String method, String list, JsonNode subscription) {
        var all = new ArrayList<JsonNode>();
        JsonNode next = Json.MAPPER.getNodeFactory().numberNode(0);
        while (!next.isNull()) {
            var page = call(
                    method,
                    Json.object()
                            .put("subscription_id", id(subscription))
                            .put("after", next.asLong())
                            .put("limit", 7));
            page.get(list).forEach(all::add);
            next = page.get("next");
        }
        return all;
    }

    private static List<Long> numbers(int upTo) {
        return LongStream.rangeClosed(1, upTo).boxed().toList();
    }

    private static Instant instant(JsonNode node, String name) {
        return Instant.parse(node.get(name).asString());
    }

    /** The receiver has its event before the attempt is kept. */
    private void awaitAttempts(JsonNode subscription, int count) {
        await(() -> attempts(subscription).size() >= count, "attempt " + count);
    }

    /** Once this is kept, when it is due again hangs on no movement of the clock. */
    private void awaitHeldBack(JsonNode subscription, long seq) {
        var sql = "SELECT count(*) FROM push.attempt WHERE subscription = ? AND seq = ? AND cause LIKE '%held back%'";
        await(() -> count(sql, id(subscription), seq) > 0, "an attempt on " + seq + " that was held back");
    }

    private long count(String sql, Object... params) {
        return db.sql(sql).params(params).query(Long.class).single();
    }

    private static void await(BooleanSupplier there, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!there.getAsBoolean()) {
            assertThat(System.nanoTime()).as("30 s for %s", what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** When the last of the lines is tried again; empty while one is due or under way, and where there is none. */
    private Optional<Instant> restsUntil(JsonNode subscription) {
        return db.sql("""
                SELECT max(next_at) FROM (
                    SELECT l.next_at, l.next_at > :now AND EXISTS (
                        SELECT FROM push.attempt a
                        WHERE a.subscription = l.subscription AND a.seq = l.head AND a.next_at = l.next_at) AS waits
                    FROM push.line l WHERE l.subscription = :id) AS line
                HAVING bool_and(waits)
                """)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("id", id(subscription))
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    /**
     * Moves the time towards the retries once nothing but them is to come, and never as far as a lease is long: an
     * attempt whose lease ended while it was under way would be made twice.
     */
    private void moveToRetries(JsonNode subscription) {
        restsUntil(subscription).ifPresent(until -> {
            var left = Duration.between(clock.instant(), until);
            var most = Lines.LEASE.dividedBy(2);
            if (left.isPositive()) {
                clock.advance(left.compareTo(most) < 0 ? left : most);
            }
        });
    }

    /** As {@link TestReceiver#untilAccepted}, with time running so that retries fall due. */
    private List<Received> untilAcceptedMovingTime(JsonNode subscription, int count) throws InterruptedException {
        var requests = new ArrayList<Received>();
        int accepted = 0;
        int idle = 0;
        while (accepted < count) {
            var received = receiver.all.poll(300, TimeUnit.MILLISECONDS);
            if (received == null) {
                assertThat(idle++)
                        .as("rounds without a request, %d of %d accepted", accepted, count)
                        .isLessThan(100);
                moveToRetries(subscription);
                continue;
            }
            idle = 0;
            requests.add(received);
            accepted += received.answered() == 200 ? 1 : 0;
        }
        return requests;
    }
}
