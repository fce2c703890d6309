package dev.serai.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.HouseTest;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Ids;
import dev.serai.operator.Actor;
import dev.serai.operator.Refused;
import dev.serai.release.Declarations.BadFiles;
import dev.serai.release.Declarations.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@HouseTest
class DeclarationsTest {
    static final Actor COOK = new Actor("cook", "operations");
    static final String DISH = "sample-dish/v1";
    static final String MENU = "sample-menu/v1";

    @Autowired
    Declarations declarations;

    @Autowired
    Revisions revisions;

    @Autowired
    Snapshots snapshots;

    @Autowired
    Intake intake;

    @Autowired
    Compiler compiler;

    @Autowired
    Shelf shelf;

    @Autowired
    JdbcClient db;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Ids ids;

    String id = "";

    @BeforeEach
    void freshId() {
        id = ids.next();
    }

    static SourceFile dish(String id, long price) {
        return new SourceFile(id + ".yaml", "serai: sample-dish/v1\nid: " + id + "\nprice: " + price + "\n");
    }

    static SourceFile menu(String id, String... dishes) {
        return new SourceFile(
                id + "-menu.yaml",
                "serai: sample-menu/v1\nid: " + id + "\ndishes: [" + String.join(", ", dishes) + "]\n");
    }

    Dish seen() {
        return snapshots.now().find(Dish.class, id, null).orElseThrow();
    }

    @Test
    void a_file_that_was_applied_is_live_when_apply_returns() {
        var applied = declarations.apply(List.of(dish(id, 7)), COOK);

        assertThat(applied.lines().getFirst().changed()).isTrue();
        assertThat(seen().price()).isEqualTo(7);
        assertThat(snapshots.now().number()).isEqualTo(applied.snapshot());
        assertThat(snapshots.now().revision(Dish.class, id, null))
                .contains(applied.lines().getFirst().revision());
    }

    @Test
    void the_same_content_written_otherwise_changes_nothing() {
        var first = declarations.apply(List.of(dish(id, 7)), COOK);
        var again = declarations.apply(
                List.of(new SourceFile(
                        "other.json", "{\"price\": 7.0, \"id\": \"" + id + "\", \"serai\": \"sample-dish/v1\"}")),
                COOK);

        assertThat(again.lines().getFirst().changed()).isFalse();
        assertThat(again.lines().getFirst().revision())
                .isEqualTo(first.lines().getFirst().revision());
        assertThat(revisions.publications(DISH, id)).hasSize(1);
    }

    @Test
    void one_bad_file_of_three_and_nothing_changes() {
        declarations.apply(List.of(dish(id, 7)), COOK);
        long before = snapshots.now().number();

        var bad = catchThrowableOfType(
                BadFiles.class,
                () -> declarations.apply(List.of(dish(id, 8), dish(id + "b", 0), dish(id + "c", 9)), COOK));

        assertThat(bad.problems()).hasSize(1);
        assertThat(snapshots.now().number()).isEqualTo(before);
        assertThat(seen().price()).isEqualTo(7);
        assertThat(revisions.revisions(DISH, id)).hasSize(1);
        assertThat(revisions.revisions(DISH, id + "c")).isEmpty();
    }

    @Test
    void what_has_no_meaning_is_told_at_its_place_and_changes_nothing() {
        var bad = catchThrowableOfType(
                BadFiles.class, () -> declarations.apply(List.of(dish(id, 13), dish(id + "b", 1)), COOK));

        var problem = bad.problems().getFirst();
        assertThat(problem.line()).isEqualTo(3);
        assertThat(problem.column()).isEqualTo(8);
        assertThat(problem.text()).isEqualTo("13");
        assertThat(problem.rule()).contains("nobody would order it");
        assertThat(snapshots.now().find(Dish.class, id + "b", null)).isEmpty();
        assertThat(revisions.revisions(DISH, id)).isEmpty();
    }

    @Test
    void a_file_may_refer_to_another_of_the_same_apply_in_any_order() {
        declarations.apply(List.of(menu(id, id), dish(id, 5)), COOK);

        assertThat(snapshots.now().find(Menu.class, id, null).orElseThrow().dishes())
                .containsExactly(new Dish(id, 5));
    }

    @Test
    void what_refers_to_a_changed_file_is_compiled_anew() {
        declarations.apply(List.of(menu(id, id), dish(id, 5)), COOK);
        declarations.apply(List.of(dish(id, 6)), COOK);

        assertThat(snapshots.now().find(Menu.class, id, null).orElseThrow().dishes())
                .containsExactly(new Dish(id, 6));
    }

    @Test
    void what_others_refer_to_is_not_deleted() {
        declarations.apply(List.of(menu(id, id), dish(id, 5)), COOK);

        var bad = catchThrowableOfType(BadFiles.class, () -> revisions.delete(DISH, id, COOK));

        assertThat(bad.problems().getFirst().rule())
                .contains("would no longer hold")
                .contains("declare it first");
        assertThat(bad.problems().getFirst().line()).isEqualTo(3);
        assertThat(seen().price()).isEqualTo(5);
    }

    @Test
    void a_deleted_declaration_vanishes_but_its_history_stays_and_it_can_come_back() {
        declarations.apply(List.of(dish(id, 5)), COOK);
        revisions.delete(DISH, id, COOK);

        assertThat(snapshots.now().find(Dish.class, id, null)).isEmpty();
        assertThat(revisions.head(DISH, id).deleted()).isTrue();
        assertThat(revisions.revisions(DISH, id)).hasSize(1);
        assertThat(declarations
                        .apply(List.of(dish(id, 5)), COOK)
                        .lines()
                        .getFirst()
                        .changed())
                .isTrue();
        assertThat(seen().price()).isEqualTo(5);
    }

    @Test
    void a_rollback_shows_the_revision_before_or_the_one_that_is_named() {
        var first = declarations
                .apply(List.of(dish(id, 1)), COOK)
                .lines()
                .getFirst()
                .revision();
        declarations.apply(List.of(dish(id, 2)), COOK);
        declarations.apply(List.of(dish(id, 3)), COOK);

        revisions.rollback(DISH, id, null, COOK);
        assertThat(seen().price()).isEqualTo(2);
        revisions.rollback(DISH, id, first, COOK);
        assertThat(seen().price()).isEqualTo(1);
        assertThat(revisions.publications(DISH, id))
                .extracting(Revisions.Publication::action)
                .containsExactly("rollback", "rollback", "publish", "publish", "publish");
    }

    @Test
    void a_rollback_to_what_never_was_is_refused() {
        declarations.apply(List.of(dish(id, 1)), COOK);

        assertThatThrownBy(() -> revisions.rollback(DISH, id, "f".repeat(64), COOK))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> revisions.rollback(DISH, id, null, COOK)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> revisions.rollback(DISH, "nobodys", null, COOK))
                .isInstanceOf(Refused.class);
    }

    @Test
    void a_gray_share_is_the_percent_it_says_and_each_app_stays_on_its_side() {
        declarations.apply(List.of(dish(id, 1)), COOK);
        var apps =
                IntStream.range(0, 1_000).mapToObj(i -> new AppId("app-" + i)).toList();
        declarations.apply(List.of(dish(id, 2)), new Share(10, List.of()), COOK);

        var first = seeing(apps, 2);
        assertThat(first).hasSizeBetween(90, 110);
        assertThat(seeing(apps, 2)).isEqualTo(first);
        assertThat(seen().price()).isEqualTo(1);
        assertThat(revisions.head(DISH, id).gray()).isNotNull();
        assertThat(gray().percent()).isEqualTo(10);

        var hash = gray().revision();
        revisions.publish(DISH, id, hash, new Share(30, List.of()), COOK);
        var wider = seeing(apps, 2);
        assertThat(wider).containsAll(first).hasSizeBetween(270, 330);

        revisions.promote(DISH, id, COOK);
        assertThat(seeing(apps, 2)).hasSize(1_000);
        assertThat(seen().price()).isEqualTo(2);
    }

    @Test
    void a_gray_share_of_random_app_ids_is_about_right_too() {
        declarations.apply(List.of(dish(id, 1)), COOK);
        var apps = IntStream.range(0, 10_000)
                .mapToObj(i -> new AppId(Integer.toString(i * 0x9E3779B9, 36).replace('-', 'n') + "x"))
                .toList();
        declarations.apply(List.of(dish(id, 2)), new Share(10, List.of()), COOK);

        assertThat(seeing(apps, 2)).hasSizeBetween(850, 1_150);
    }

    @Test
    void named_apps_see_it_first_and_nobody_else() {
        declarations.apply(List.of(dish(id, 1)), COOK);
        declarations.apply(List.of(dish(id, 2)), new Share(0, List.of("friend")), COOK);

        assertThat(seeing(List.of(new AppId("friend"), new AppId("stranger")), 2))
                .containsExactly(new AppId("friend"));

        revisions.withdraw(DISH, id, COOK);
        assertThat(seeing(List.of(new AppId("friend")), 2)).isEmpty();
        assertThatThrownBy(() -> revisions.withdraw(DISH, id, COOK)).isInstanceOf(Refused.class);
    }

    @Test
    void a_share_cannot_be_narrowed_unseen() {
        declarations.apply(List.of(dish(id, 1)), COOK);
        declarations.apply(List.of(dish(id, 2)), new Share(50, List.of("friend")), COOK);
        var hash = gray().revision();

        assertThatThrownBy(() -> revisions.publish(DISH, id, hash, new Share(40, List.of("friend")), COOK))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> revisions.publish(DISH, id, hash, new Share(50, List.of()), COOK))
                .isInstanceOf(Refused.class);
    }

    @Test
    void what_only_a_share_sees_nobody_else_may_refer_to() {
        declarations.apply(List.of(dish(id, 1)), new Share(10, List.of()), COOK);

        assertThat(snapshots.now().find(Dish.class, id, null)).isEmpty();
        assertThatThrownBy(() -> declarations.apply(List.of(menu(id, id)), COOK))
                .isInstanceOf(BadFiles.class);
        declarations.apply(List.of(menu(id, id)), new Share(10, List.of()), COOK);
    }

    @Test
    void a_dry_run_says_what_would_be_and_changes_nothing() {
        var would = declarations.check(List.of(dish(id, 7)), Share.ALL, COOK);

        assertThat(would.lines().getFirst().changed()).isTrue();
        assertThat(snapshots.now().find(Dish.class, id, null)).isEmpty();
        assertThat(revisions.revisions(DISH, id)).isEmpty();
        assertThatThrownBy(() -> declarations.check(List.of(dish(id, 13)), Share.ALL, COOK))
                .isInstanceOf(BadFiles.class);
    }

    @Test
    void the_difference_of_two_revisions_is_told_by_place() {
        var from = declarations
                .apply(List.of(dish(id, 1)), COOK)
                .lines()
                .getFirst()
                .revision();
        var to = declarations
                .apply(List.of(new SourceFile("a", dish(id, 2).text() + "name: 面\n")), COOK)
                .lines()
                .getFirst()
                .revision();

        assertThat(revisions.diff(DISH, id, from, to))
                .extracting(c -> c.change() + " " + c.pointer() + " " + c.before() + " " + c.after())
                .containsExactly("added /name null \"面\"", "changed /price 1 2");
    }

    @Test
    void applies_at_the_same_moment_each_count_once_and_the_last_one_is_seen() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = new ArrayList<Callable<Long>>();
            for (int i = 1; i <= 12; i++) {
                long price = 100 + i;
                work.add(
                        () -> declarations.apply(List.of(dish(id, price)), COOK).snapshot());
            }
            for (var done : pool.invokeAll(work)) {
                done.get();
            }
        }
        var log = revisions.publications(DISH, id);
        assertThat(log).hasSize(12);
        assertThat(log.getFirst().revision()).isEqualTo(revisions.head(DISH, id).main());
        assertThat(snapshots.now().revision(Dish.class, id, null))
                .contains(log.getFirst().revision());
    }

    @Test
    void a_reader_never_sees_a_mixture() throws Exception {
        declarations.apply(List.of(dish(id + "a", 100), dish(id + "b", 100)), COOK);
        var stop = new AtomicBoolean();
        var reading = new CountDownLatch(2);
        try (var pool = Executors.newFixedThreadPool(2)) {
            Callable<Long> reader = () -> {
                long read = 0;
                while (!stop.get()) {
                    var now = snapshots.now();
                    var a = now.find(Dish.class, id + "a", null).orElseThrow();
                    var b = now.find(Dish.class, id + "b", null).orElseThrow();
                    if (a.price() != b.price()) {
                        throw new AssertionError(a + " beside " + b);
                    }
                    if (read++ == 0) {
                        reading.countDown();
                    }
                }
                return read;
            };
            var readers = List.of(pool.submit(reader), pool.submit(reader));
            // On a busy machine all changes could be over before a reader's thread is let run.
            boolean begun = reading.await(60, TimeUnit.SECONDS);
            for (int price = 101; price <= 150; price++) {
                declarations.apply(List.of(dish(id + "a", price), dish(id + "b", price)), COOK);
            }
            stop.set(true);
            assertThat(begun).isTrue();
            for (var one : readers) {
                assertThat(one.get()).isPositive();
            }
        }
    }

    @Test
    void what_looks_at_nothing_that_changed_is_not_compiled_again() {
        declarations.apply(List.of(dish(id, 100), menu(id, id), menu(id + "none")), COOK);
        var before = snapshots.now();
        declarations.apply(List.of(dish(id, 101)), COOK);
        var after = snapshots.now();

        assertThat(menu(after, id).dishes()).containsExactly(new Dish(id, 101));
        assertThat(menu(after, id + "none")).isSameAs(menu(before, id + "none"));
    }

    private static Menu menu(Snapshots.Snapshot snapshot, String id) {
        return snapshot.find(Menu.class, id, null).orElseThrow();
    }

    @Test
    void another_node_follows() {
        var other = new LiveSnapshots(shelf, compiler, new NoListeners());
        other.now();
        declarations.apply(List.of(dish(id, 4)), new Share(20, List.of("friend")), COOK);
        other.refresh();

        assertThat(other.now().number()).isEqualTo(snapshots.now().number());
        assertThat(other.now()
                        .find(Dish.class, id, new AppId("friend"))
                        .orElseThrow()
                        .price())
                .isEqualTo(4);
    }

    @Test
    void what_does_not_compile_here_leaves_the_old_picture_serving_and_is_told() {
        declarations.apply(List.of(dish(id, 5)), COOK);
        var other = new LiveSnapshots(shelf, new Compiler(brokenKinds()), new NoListeners());

        assertThat(other.now().find(Dish.class, id, null)).isEmpty();
        assertThat(other.trouble()).isNotEmpty();
    }

    @Test
    void a_publication_inside_somebody_elses_transaction_is_refused() {
        assertThatThrownBy(() -> transactions.executeWithoutResult(t -> declarations.apply(List.of(dish(id, 5)), COOK)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void revisions_and_log_cannot_be_changed_by_the_application() {
        declarations.apply(List.of(dish(id, 5)), COOK);

        assertThatThrownBy(() ->
                        db.sql("UPDATE release.revision SET canonical = '{}'").update())
                .hasRootCauseMessage("ERROR: permission denied for table revision");
        assertThatThrownBy(() -> db.sql("DELETE FROM release.publication").update())
                .hasRootCauseMessage("ERROR: permission denied for table publication");
    }

    @Test
    void what_the_product_brings_along_is_live_after_a_start() {
        assertThat(snapshots
                        .now()
                        .find(Dish.class, "house-noodles", null)
                        .orElseThrow()
                        .price())
                .isEqualTo(42);
        assertThat(revisions.head(DISH, "house-noodles").changedBy()).isEqualTo("serai");
    }

    @Test
    void what_an_operator_changed_a_new_version_of_the_product_leaves_alone() {
        intake.apply(List.of(dish(id, 1)), Share.ALL, Actor.HOUSE, false, HeadRow::byHouse, () -> {});
        intake.apply(List.of(dish(id, 2)), Share.ALL, Actor.HOUSE, false, HeadRow::byHouse, () -> {});
        assertThat(seen().price()).isEqualTo(2);

        declarations.apply(List.of(dish(id, 3)), COOK);
        intake.apply(List.of(dish(id, 4)), Share.ALL, Actor.HOUSE, false, HeadRow::byHouse, () -> {});
        assertThat(seen().price()).isEqualTo(3);
    }

    @Test
    void this_house_serves_all_that_is_published() {
        assertThat(revisions.status().trouble()).isEmpty();
    }

    private Revisions.Gray gray() {
        return Objects.requireNonNull(revisions.head(DISH, id).gray());
    }

    private List<AppId> seeing(List<AppId> apps, long price) {
        var now = snapshots.now();
        return apps.stream()
                .filter(a -> now.find(Dish.class, id, a).orElseThrow().price() == price)
                .toList();
    }

    private static Kinds brokenKinds() {
        return new Kinds(new NoKinds());
    }

    private static final class NoKinds implements org.springframework.beans.factory.ObjectProvider<DeclarationKind<?>> {
        @Override
        public java.util.stream.Stream<DeclarationKind<?>> stream() {
            return java.util.stream.Stream.of();
        }
    }

    private static final class NoListeners
            implements org.springframework.beans.factory.ObjectProvider<Snapshots.Listener> {
        @Override
        public java.util.stream.Stream<Snapshots.Listener> stream() {
            return java.util.stream.Stream.of();
        }
    }
}
