package dev.serai.acceptance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How a valid call is bent. Some are bent before they are signed and so come past the signature; the others are bent as bytes.
 *
 * @param name what was done, for the report
 * @param bytes what is sent
 * @param framed whether where a request ends is still plain: then each is owed an answer
 * @param answers how many answers are owed at most
 */
record Mutation(String name, byte[] bytes, boolean framed, int answers) {
    private static final int LONG_MAX = 40_000;
    private static final int DEEP_MAX = 3_000;

    static Mutation of(Random random, Traffic traffic, String name, Caller caller) {
        var plan = traffic.plan(random, name, 15);
        return random.nextInt(100) < 45
                ? beforeSigning(random, traffic, plan, caller)
                : afterSigning(random, traffic, plan, caller);
    }

    private static <T> T one(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    // -- before it is signed -----------------------------------------------------------------------------

    private static Mutation beforeSigning(Random random, Traffic traffic, Traffic.Plan plan, Caller caller) {
        var parameters = new HashMap<>(plan.parameters());
        var api = plan.kind().api;
        var account = traffic.account();
        var moment = caller.moment();
        var names = new ArrayList<>(parameters.keySet());
        var victim = names.isEmpty() ? "limit" : one(random, names);
        String what;
        switch (random.nextInt(11)) {
            case 0 -> {
                parameters.put(victim, Oddities.NUMBERS.one(random));
                what = "number in " + victim;
            }
            case 1 -> {
                parameters.put(victim, Oddities.TEXTS.one(random));
                what = "text in " + victim;
            }
            case 2 -> {
                parameters.put(victim, "x".repeat(1 + random.nextInt(LONG_MAX)));
                what = "long " + victim;
            }
            case 3 -> {
                parameters.put("n".repeat(1 + random.nextInt(400)), "1");
                what = "long name";
            }
            case 4 -> {
                parameters.put(Oddities.NAMES.one(random), Oddities.TEXTS.one(random));
                what = "strange name";
            }
            case 5 -> {
                for (int i = random.nextInt(400); i >= 0; i--) {
                    parameters.put("p" + i, "v");
                }
                what = "many parameters";
            }
            case 6 -> {
                parameters.remove(victim);
                what = "without " + victim;
            }
            case 7 -> {
                parameters.put(one(random, List.of("args", "facts", "items", victim)), deep(random));
                what = "deep JSON";
            }
            case 8 -> {
                api = Api.at(Oddities.METHODS.one(random));
                what = "another method " + api.path();
            }
            case 9 -> {
                moment = new Dialect.Moment(
                        moment.at().plusSeconds(random.nextLong(-4_000_000_000L, 4_000_000_000L)),
                        moment.nonce(),
                        moment.host());
                what = "another time";
            }
            default -> {
                moment = new Dialect.Moment(moment.at(), Oddities.NONCES.one(random), moment.host());
                account = random.nextBoolean() ? account : account.withSecret("wrong");
                what = "another nonce or secret";
            }
        }
        var request = plan.dialect().request(account, api, parameters, moment);
        return new Mutation(plan.dialect() + " " + plan.kind() + ": " + what, request.bytes(), true, 1);
    }

    private static String deep(Random random) {
        int depth = 1 + random.nextInt(DEEP_MAX);
        return switch (random.nextInt(4)) {
            case 0 -> "[".repeat(depth) + "]".repeat(depth);
            case 1 -> "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
            case 2 -> "[".repeat(depth);
            default ->
                "[" + "{\"type\":\"repayment\",\"id\":{},\"version\":[],\"body\":null},".repeat(depth % 700) + "1]";
        };
    }

    // -- as bytes ----------------------------------------------------------------------------------------

    private static Mutation afterSigning(Random random, Traffic traffic, Traffic.Plan plan, Caller caller) {
        var request = caller.request(plan.dialect(), traffic.account(), plan.kind().api, plan.parameters());
        var head = plan.dialect() + " " + plan.kind() + ": ";
        return switch (random.nextInt(12)) {
            case 0 -> new Mutation(head + "bits", bits(random, request.bytes()), false, 2);
            case 1 ->
                new Mutation(
                        head + "cut", Arrays.copyOf(request.bytes(), random.nextInt(request.bytes().length)), false, 1);
            case 2 -> new Mutation(head + "a piece twice or gone", piece(random, request.bytes()), false, 4);
            case 3 -> body(head + "a parameter twice", request, twice(random, request.body()));
            case 4 ->
                new Mutation(head + "content-length", length(random, request).bytes(), false, 3);
            case 5 -> new Mutation(head + "header", header(random, request).bytes(), false, 2);
            case 6 ->
                new Mutation(
                        head + "verb",
                        with(request, Oddities.VERBS.one(random), request.target())
                                .bytes(),
                        false,
                        1);
            case 7 ->
                new Mutation(
                        head + "path",
                        with(request, request.verb(), Oddities.PATHS.one(random))
                                .bytes(),
                        false,
                        1);
            case 8 -> pipelined(random, traffic, plan, caller, head);
            case 9 -> body(head + "encodings", request, encodings(random, request.body()));
            case 10 ->
                new Mutation(
                        head + "query",
                        with(request, request.verb(), query(random, request.target()))
                                .bytes(),
                        false,
                        1);
            default -> body(head + "body bits", request, bits(random, request.body()));
        };
    }

    /** Another body, rightly measured: an answer is owed. */
    private static Mutation body(String name, Dialect.Request request, byte[] body) {
        var headers = new ArrayList<String[]>();
        for (var field : request.headers()) {
            headers.add(
                    field[0].equals("Content-Length") ? new String[] {field[0], Integer.toString(body.length)} : field);
        }
        return new Mutation(
                name, new Dialect.Request(request.verb(), request.target(), headers, body).bytes(), true, 1);
    }

    private static Dialect.Request with(Dialect.Request request, String verb, String target) {
        return new Dialect.Request(verb, target, request.headers(), request.body());
    }

    private static byte[] bits(Random random, byte[] bytes) {
        var bent = bytes.clone();
        for (int i = random.nextInt(8); i >= 0 && bent.length > 0; i--) {
            bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bent;
    }

    private static byte[] piece(Random random, byte[] bytes) {
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(bytes.length - from);
        var out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        if (random.nextBoolean()) {
            out.write(bytes, from, to - from);
            out.write(bytes, from, to - from);
        }
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    private static byte[] twice(Random random, byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8);
        var parts = text.split("&", -1);
        return (text.startsWith("{")
                        ? text.replaceFirst("\\{", "{\"limit\":1,\"limit\":2,")
                        : text + "&" + parts[random.nextInt(parts.length)])
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] encodings(Random random, byte[] body) {
        var bad = Oddities.ENCODINGS.one(random);
        int at = body.length == 0 ? 0 : random.nextInt(body.length);
        var out = new ByteArrayOutputStream();
        out.write(body, 0, at);
        out.writeBytes(bad.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body, at, body.length - at);
        return out.toByteArray();
    }

    private static String query(Random random, String target) {
        var more = Oddities.QUERIES.one(random);
        return target + (target.contains("?") ? "&" : "?") + more;
    }

    private static Dialect.Request length(Random random, Dialect.Request request) {
        int length = request.body().length;
        var said = one(
                random,
                List.of(
                        Integer.toString(length + 1 + random.nextInt(64)),
                        Integer.toString(Math.max(0, length - 1 - random.nextInt(64))),
                        "-1",
                        "0",
                        "+" + length,
                        "0x10",
                        "1e3",
                        " ",
                        "abc",
                        "99999999999999999999",
                        "2147483648",
                        "104857600",
                        length + "," + length));
        var headers = new ArrayList<>(request.headers());
        switch (random.nextInt(4)) {
            case 0 -> headers.add(new String[] {"Content-Length", said});
            case 1 ->
                headers.add(new String[] {
                    "Transfer-Encoding",
                    one(random, List.of("chunked", "gzip", "chunked, chunked", "identity", "\u000bchunked"))
                });
            default ->
                headers.replaceAll(field -> field[0].equals("Content-Length") ? new String[] {field[0], said} : field);
        }
        return new Dialect.Request(request.verb(), request.target(), headers, request.body());
    }

    private static Dialect.Request header(Random random, Dialect.Request request) {
        var headers = new ArrayList<>(request.headers());
        switch (random.nextInt(5)) {
            case 0 -> headers.add(new String[] {"X-Long", "x".repeat(random.nextInt(LONG_MAX))});
            case 1 -> headers.remove(random.nextInt(headers.size()));
            case 2 -> headers.add(headers.get(random.nextInt(headers.size())));
            case 3 -> headers.add(Oddities.field(random));
            default -> {
                int at = random.nextInt(headers.size());
                var field = headers.get(at);
                headers.set(at, new String[] {
                    field[0],
                    new String(
                            bits(random, field[1].getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1)
                });
            }
        }
        return new Dialect.Request(request.verb(), request.target(), headers, request.body());
    }

    /** Several in one piece; the one in the middle is bent. */
    private static Mutation pipelined(Random random, Traffic traffic, Traffic.Plan plan, Caller caller, String head) {
        var out = new ByteArrayOutputStream();
        int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            var one = caller.request(plan.dialect(), traffic.account(), Api.at("/serai/ping"), Map.of())
                    .bytes();
            out.writeBytes(i == count / 2 ? bits(random, one) : one);
        }
        return new Mutation(head + count + " in one piece", out.toByteArray(), false, count);
    }
}
