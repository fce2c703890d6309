package plaza;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import plaza.hook.Outbox;
import plaza.hook.Receiver;
import plaza.hook.Sender;
import plaza.people.Circles;
import plaza.people.Likes;
import plaza.people.Members;
import plaza.people.Messages;
import plaza.people.PaidPosts;
import plaza.people.Posts;
import plaza.people.Themes;
import plaza.shop.Orders;
import plaza.shop.Products;
import plaza.shop.Refunds;
import plaza.shop.Shipments;
import plaza.store.Database;
import plaza.wallet.Coupons;
import plaza.wallet.Credit;
import plaza.wallet.Points;
import plaza.wallet.Repayments;
import plaza.wallet.Tasks;
import plaza.web.Answer;
import plaza.web.Door;
import plaza.web.Routes;

/** The whole community and shop, put together and running: a door, a database, a sender of changes. */
final class Plaza implements AutoCloseable {
    private static final Duration PREPARE_WAIT_FIRST = Duration.ofMillis(100);
    private static final Duration PREPARE_WAIT_MAX = Duration.ofSeconds(1);

    /** Where partners try things out: the same services over other tables. */
    static final String TRIAL = "/trial";

    private final World world;
    private final Trial trial;
    private final Door door;
    private final Thread preparing;

    private Plaza(World world, Trial trial, Door door) {
        this.world = world;
        this.trial = trial;
        this.door = door;
        this.preparing = Thread.ofVirtual().name("prepare").unstarted(this::prepare);
    }

    /** One community with its tables, its services and its news. */
    private record World(Database database, Routes routes, Posts posts, Sender sender) {}

    /** The trial community, made when somebody first comes to it. */
    private static final class Trial {
        private final Settings settings;
        private final Clock clock;
        private @Nullable World world;

        Trial(Settings settings, Clock clock) {
            this.settings = settings;
            this.clock = clock;
        }

        synchronized Routes routes() {
            World known = world;
            if (known != null) {
                return known.routes();
            }
            World made = world(settings, "trial", clock);
            try {
                made.database().prepare();
            } catch (SQLException notYet) {
                made.database().close();
                throw new Door.Unavailable("the database cannot be asked", notYet);
            }
            made.sender().start();
            world = made;
            return made.routes();
        }

        synchronized void close() {
            World known = world;
            if (known != null) {
                known.sender().close();
                known.database().close();
            }
        }
    }

    /** Listens when it returns; the database may come later. */
    static Plaza start(Settings settings, Clock clock) throws IOException {
        World world = world(settings, "public", clock);
        Door door = new Door(
                settings.listen(),
                world.routes(),
                _ -> Answer.ok(Map.of("status", world.database().answers() ? "up" : "degraded")));
        Trial trial = new Trial(settings, clock);
        door.below(TRIAL, trial::routes);
        Plaza plaza = new Plaza(world, trial, door);
        plaza.preparing.start();
        world.sender().start();
        door.start();
        return plaza;
    }

    private static World world(Settings settings, String schema, Clock clock) {
        Database database = new Database(
                settings.jdbcUrl(),
                schema,
                settings.dbUser(),
                settings.dbPassword(),
                cause -> new Door.Unavailable("the database cannot be asked", cause));
        Outbox outbox = new Outbox(clock);
        Routes routes = new Routes();
        new Products(database, clock).routes(routes);
        new Orders(database, outbox, clock).routes(routes);
        new Members(database).routes(routes);
        Posts posts = new Posts(database, clock);
        posts.routes(routes);
        new Circles(database).routes(routes);
        new Likes(database, clock).routes(routes);
        new PaidPosts(database, clock).routes(routes);
        new Messages(database, clock).routes(routes);
        new Themes(database, clock).routes(routes);
        new Refunds(database, outbox, clock).routes(routes);
        new Shipments(database, outbox, clock).routes(routes);
        new Coupons(database, clock).routes(routes);
        Points points = new Points(database, clock);
        points.routes(routes);
        new Tasks(database, clock, points).routes(routes);
        new Credit(database, clock).routes(routes);
        new Repayments(database, outbox, clock).routes(routes);
        Sender sender = new Sender(
                database,
                outbox,
                settings.webhookUrl().map(url -> new Receiver(url, settings.webhookSecret(), clock)),
                clock);
        return new World(database, routes, posts, sender);
    }

    InetSocketAddress address() {
        return door.address();
    }

    @Override
    public void close() {
        preparing.interrupt();
        door.close();
        trial.close();
        world.sender().close();
        world.database().close();
    }

    private void prepare() {
        Duration wait = PREPARE_WAIT_FIRST;
        String lastCause = "";
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    world.database().prepare();
                    world.posts().fillShelf();
                    return;
                } catch (Door.Unavailable goneAgain) {
                    // The tables stand; a post is shelved when it is read.
                    return;
                } catch (SQLException notYet) {
                    String cause = notYet.getSQLState() + " " + notYet.getMessage();
                    if (!cause.equals(lastCause)) {
                        System.err.println("waiting for the database: " + cause);
                        lastCause = cause;
                    }
                    Thread.sleep(wait);
                    wait = wait.multipliedBy(2).compareTo(PREPARE_WAIT_MAX) < 0
                            ? wait.multipliedBy(2)
                            : PREPARE_WAIT_MAX;
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
