package dev.serai.gateway;

import dev.serai.openapi.PublicStream;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.springframework.stereotype.Component;

/**
 * The streams of events that rooms put here: who may open one, how many there are, and their end when the door closes. A page
 * that is refused one goes on by asking from time to time.
 */
@Component
class Streams {
    /** Open at once. */
    static final int OPEN_MAX = 5_000;

    /** Open at once from one address; behind it may be a whole office. */
    static final int PER_ADDRESS_MAX = 200;

    /** When to ask again who was refused for number. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    private final Map<String, PublicStream> streams = new HashMap<>();
    private final StreamPlaces places = new StreamPlaces(OPEN_MAX, PER_ADDRESS_MAX);
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final Runner runner;
    private volatile boolean closing;

    Streams(List<PublicStream> streams, Runner runner, MeterRegistry registry) {
        streams.forEach(stream -> this.streams.put(stream.path(), stream));
        this.runner = runner;
        Gauge.builder("serai_event_streams", places, StreamPlaces::taken)
                .description("Event streams open.")
                .register(registry);
    }

    boolean serves(String path) {
        return streams.containsKey(path);
    }

    void serve(HttpServerRequest request, SeraiDialect.Target target, Passage passage, ExecutorService running) {
        var stream = streams.get(target.path());
        if (stream == null || request.method() != HttpMethod.GET) {
            RequestBody.drain(
                    request,
                    () -> request.response()
                            .setStatusCode(405)
                            .putHeader("Allow", "GET")
                            .end());
            return;
        }
        if (closing || !places.take(passage.address)) {
            RequestBody.drain(request, () -> {
                request.response().putHeader("Retry-After", Long.toString(TRY_AGAIN.toSeconds()));
                refuse(
                        request,
                        new Refusal(
                                SubCode.LIMIT_CONCURRENT,
                                "as many streams are open as there may be, " + OPEN_MAX + " in all and "
                                        + PER_ADDRESS_MAX
                                        + " from one address; ask for the page from time to time instead"),
                        passage);
            });
            return;
        }
        var begun = new EventStream(request, passage.address, this::ended);
        open.add(begun);
        RequestBody.drain(
                request,
                () -> running.execute(() -> {
                    try {
                        begun.begin(stream.open(Pages.visit(request, target, passage, new byte[0])));
                    } catch (RuntimeException | Error e) {
                        var refusal = runner.asRefusal(e, passage.requestId, target.path());
                        begun.giveUp(() -> refuse(request, refusal, passage));
                    }
                }));
    }

    private static void refuse(HttpServerRequest request, Refusal refusal, Passage passage) {
        Pages.send(request, Pages.json(refusal, passage));
    }

    private void ended(EventStream stream) {
        open.remove(stream);
        places.giveBack(stream.address());
    }

    /** The door opens. */
    void open() {
        closing = false;
    }

    /** The door closes: a stream never ends by itself, and nobody could wait for it. */
    void close() {
        closing = true;
        open.forEach(EventStream::end);
    }
}
