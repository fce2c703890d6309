package plaza;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import plaza.web.Door;

/** Starts the community from the environment and runs until told to stop. */
public final class Main {
    private static final Duration STOP_MAX = Duration.ofMillis(1_600);
    private static final int EXIT_OF_SIGTERM = 143;

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        Door.prepareJdk();
        try {
            Settings settings = Settings.of(System.getenv());
            Plaza plaza = Plaza.start(settings, Clock.systemUTC());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(plaza), "stop"));
            System.out.println(
                    "Plaza listens on http://" + plaza.address().getAddress().getHostAddress() + ":"
                            + plaza.address().getPort());
            Thread.currentThread().join();
        } catch (IllegalArgumentException | IOException cannotStart) {
            System.err.println("Plaza cannot start: " + cannotStart.getMessage());
            System.exit(2);
        }
    }

    /** Closing waits for calls under way; when they keep it too long they are cut, and their transactions undone. */
    private static void stop(Plaza plaza) {
        Thread.ofPlatform().daemon().name("stop at last").start(() -> {
            try {
                Thread.sleep(STOP_MAX);
                Runtime.getRuntime().halt(EXIT_OF_SIGTERM);
            } catch (InterruptedException neverSent) {
                Thread.currentThread().interrupt();
            }
        });
        plaza.close();
    }
}
