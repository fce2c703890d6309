package dev.serai.gateway;

import dev.serai.openapi.PublicStream;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open stream of events. What is to be told waits in one place, where the newest replaces what was not told yet, so a
 * listener who does not read costs one event and no queue. Written to on its event loop alone.
 */
final class EventStream {
    /** So often something is sent, so that neither a proxy nor the door takes the line for dead. */
    static final Duration BEAT = Duration.ofSeconds(15);

    /** A page comes again after this, and it is looked again whether it may. */
    static final Duration LIFE_MAX = Duration.ofMinutes(10);

    private static final Duration COME_AGAIN = Duration.ofSeconds(3);

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final String address;
    private final Consumer<EventStream> onEnd;
    private final Context loop = Objects.requireNonNull(Vertx.currentContext(), "requests are on an event loop");
    private final AtomicReference<PublicStream.@Nullable Event> waiting = new AtomicReference<>();
    private final AtomicBoolean called = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile PublicStream.@Nullable Ear ear;
    private long told;
    private boolean begun;
    private long beat = -1;
    private long life = -1;

    /** @param onEnd told once, whatever ends it */
    EventStream(HttpServerRequest request, String address, Consumer<EventStream> onEnd) {
        this.request = request;
        this.response = request.response();
        this.address = address;
        this.onEnd = onEnd;
        this.told = lastEventId(request.getHeader("last-event-id"));
        response.closeHandler(_ -> over());
        response.exceptionHandler(_ -> over());
    }

    String address() {
        return address;
    }

    private static long lastEventId(@Nullable String sent) {
        return sent != null && sent.matches("[0-9]{1,18}") ? Long.parseLong(sent) : -1;
    }

    /** Listens first and looks then, so that nothing falls between. On a virtual thread. */
    void begin(PublicStream.Source source) {
        var listening = source.listen(this::tell);
        ear = listening;
        if (ended.get()) {
            listening.close();
            return;
        }
        tell(source.now());
        loop.runOnContext(_ -> head());
    }

    /** It was refused. */
    void giveUp(Runnable answer) {
        loop.runOnContext(_ -> {
            over();
            answer.run();
        });
    }

    private void head() {
        if (ended.get()) {
            return;
        }
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                // nginx would gather events before it passes them on.
                .putHeader("X-Accel-Buffering", "no");
        StaticFiles.SAFETY.forEach(response::putHeader);
        response.write("retry: " + COME_AGAIN.toMillis() + "\n\n");
        var vertx = loop.owner();
        beat = vertx.setPeriodic(BEAT.toMillis(), _ -> {
            if (!response.writeQueueFull()) {
                response.write(":\n\n");
            }
        });
        life = vertx.setTimer(LIFE_MAX.toMillis(), _ -> end());
        begun = true;
        flush();
    }

    private void tell(PublicStream.Event event) {
        waiting.accumulateAndGet(
                event, (before, now) -> before != null && now != null && before.id() > now.id() ? before : now);
        if (called.compareAndSet(false, true)) {
            loop.runOnContext(_ -> {
                called.set(false);
                flush();
            });
        }
    }

    private void flush() {
        if (!begun || ended.get()) {
            return;
        }
        if (response.writeQueueFull()) {
            response.drainHandler(_ -> flush());
            return;
        }
        var event = waiting.getAndSet(null);
        if (event != null && event.id() != told) {
            told = event.id();
            response.write("id: " + event.id() + "\nevent: " + event.name() + "\ndata: " + event.data() + "\n\n");
        }
    }

    /** Ends it from this side, from any thread. */
    void end() {
        loop.runOnContext(_ -> {
            if (!ended.get()) {
                over();
                if (begun) {
                    response.end();
                } else {
                    request.connection().close();
                }
            }
        });
    }

    private void over() {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        var listening = ear;
        if (listening != null) {
            listening.close();
        }
        loop.owner().cancelTimer(beat);
        loop.owner().cancelTimer(life);
        onEnd.accept(this);
    }
}
