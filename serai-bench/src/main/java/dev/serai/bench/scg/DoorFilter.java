package dev.serai.bench.scg;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.reactivestreams.Publisher;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** Checks a call, passes it on with its own parameters only, and wraps and signs what comes back. */
@Component
class DoorFilter implements GlobalFilter, Ordered {
    private static final JsonMapper JSON = new JsonMapper();

    private final Checks checks;
    private final CallRecords records;

    DoorFilter(Checks checks, CallRecords records) {
        this.checks = checks;
        this.records = records;
    }

    /** Before the filter that writes the answer (-1), which must write ours. */
    @Override
    public int getOrder() {
        return -2;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return exchange.getFormData().flatMap(form -> pass(exchange, form, chain));
    }

    private Mono<Void> pass(ServerWebExchange exchange, MultiValueMap<String, String> form, GatewayFilterChain chain) {
        var call = new Checks.Call();
        try {
            checks.admit(exchange.getRequest(), form, call);
        } catch (Checks.Refused refused) {
            return write(exchange.getResponse(), call, refused.status, refused.body(call.requestId));
        }
        var request = exchange.getRequest()
                .mutate()
                .method(HttpMethod.GET)
                .uri(URI.create("/post?id=" + call.postId))
                .headers(headers -> {
                    headers.remove(HttpHeaders.CONTENT_TYPE);
                    headers.remove(HttpHeaders.CONTENT_LENGTH);
                })
                .build();
        return chain.filter(exchange.mutate()
                .request(new WithoutBody(request))
                .response(new Wrapping(exchange.getResponse(), call))
                .build());
    }

    /** The form was read; the upstream's GET has no body. */
    private static final class WithoutBody extends ServerHttpRequestDecorator {
        WithoutBody(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return Flux.empty();
        }
    }

    private Mono<Void> write(ServerHttpResponse response, Checks.Call call, int status, byte[] body) {
        response.setStatusCode(HttpStatusCode.valueOf(status));
        headers(response.getHeaders(), call, body);
        records.leave(call, status, body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private void headers(HttpHeaders headers, Checks.Call call, byte[] body) {
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.setContentLength(body.length);
        headers.setCacheControl("no-store");
        var app = call.app;
        if (app != null) {
            var timestamp = Long.toString(System.currentTimeMillis());
            var text = call.requestId + "\n" + timestamp + "\n" + new String(body, StandardCharsets.UTF_8);
            headers.set("Serai-Timestamp", timestamp);
            headers.set("Serai-Sign-Type", "HMAC-SHA256");
            headers.set("Serai-Sign", app.hmac().sign(text));
        }
        if (call.limitRemaining >= 0) {
            headers.set("Serai-Limit-Remaining", Long.toString(call.limitRemaining));
        }
    }

    /** Takes the upstream's whole answer and sends the envelope instead. */
    private final class Wrapping extends ServerHttpResponseDecorator {
        private final Checks.Call call;

        Wrapping(ServerHttpResponse response, Checks.Call call) {
            super(response);
            this.call = call;
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> parts) {
            return DataBufferUtils.join(Flux.from(parts)).flatMap(whole -> {
                var data = new byte[whole.readableByteCount()];
                whole.read(data);
                DataBufferUtils.release(whole);
                var status = getStatusCode();
                if (status == null || !status.is2xxSuccessful() || !isJson(data)) {
                    var refused = new Checks.Refused(503, "core.unavailable");
                    return write(getDelegate(), call, refused.status, refused.body(call.requestId));
                }
                return write(getDelegate(), call, 200, Checks.envelope(data, call.requestId));
            });
        }

        @Override
        public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> parts) {
            return writeWith(Flux.from(parts).concatMap(part -> part));
        }
    }

    private static boolean isJson(byte[] bytes) {
        try (var parser = JSON.createParser(bytes)) {
            var token = parser.nextToken();
            if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                parser.skipChildren();
            }
            return token != null && parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }
}
