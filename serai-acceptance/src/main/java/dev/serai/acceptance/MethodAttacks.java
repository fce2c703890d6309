package dev.serai.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Every method of the catalogue, called by the second merchant with what is the first's. */
final class MethodAttacks {
    private final Demo demo;
    private final List<Api> methods;
    private final Newcomer victim;
    private final Newcomer thief;
    private final Belongings goods;
    private final int ids;
    /** What the second merchant gave to things of his own: he may be told it again. */
    private final StringBuilder given = new StringBuilder();

    MethodAttacks(Demo demo, List<Api> methods, Newcomer victim, Newcomer thief, Belongings goods, int ids) {
        this.demo = demo;
        this.methods = methods.stream().filter(one -> !one.open()).toList();
        this.victim = victim;
        this.thief = thief;
        this.goods = goods;
        this.ids = ids;
    }

    /** Signed rightly by the second merchant, whose app may call everything: each parameter holds an id of the first's. */
    void foreignIds(TenantsProof.Findings findings) throws IOException {
        try (var caller = new Caller(demo.door())) {
            for (var api : methods) {
                for (var parameters : withForeignIds(api)) {
                    findings.tried();
                    var reply = caller.answered(Dialect.SERAI_HMAC, thief.live(), api, parameters);
                    judge(findings, api, parameters, reply);
                }
            }
        }
    }

    private List<Map<String, String>> withForeignIds(Api api) {
        var all = new ArrayList<Map<String, String>>();
        for (var name : api.parameters().path("properties").propertyNames()) {
            for (var id : first(goods.ids(name))) {
                var parameters = ordinary(api);
                parameters.put(name, id);
                all.add(parameters);
            }
        }
        // Who he says to be beside his signature, and tokens that are nobody's.
        all.add(with(api, "merchant_id", victim.merchantId()));
        all.add(with(api, "merchant", victim.merchantId()));
        all.add(with(api, "access_token", victim.live().secret()));
        all.add(with(api, "access_token", victim.owner().cookieValue()));
        all.add(with(api, "user_id", demo.users().getFirst()));
        return all;
    }

    private List<String> first(List<String> all) {
        return all.subList(0, Math.min(ids, all.size()));
    }

    private Map<String, String> with(Api api, String name, String value) {
        var parameters = ordinary(api);
        parameters.put(name, value);
        return parameters;
    }

    private void judge(TenantsProof.Findings findings, Api api, Map<String, String> parameters, Wire.Reply reply) {
        if (api.writes() && reply.status() == 200) {
            given.append(parameters);
        }
        var leaked = goods.leaked(reply.headers() + reply.text(), parameters + given.toString());
        var subCode = Caller.subCode(reply);
        if (!leaked.isEmpty()) {
            findings.fault(api.key() + " " + parameters + " tells " + leaked + ": " + reply);
        } else if (reply.status() >= 500) {
            findings.fault(api.key() + " " + parameters + ": " + reply);
        } else if (parameters.containsKey("access_token") && !subCode.startsWith("token.")) {
            findings.fault(api.key() + " takes a token that is none: " + reply);
        } else if (api.user() && reply.status() == 200) {
            findings.fault(api.key() + " acts for a user who never consented: " + reply);
        } else if (subCode.equals("api.not_granted") || subCode.startsWith("limit.")) {
            findings.fault(api.key() + " was not even tried: " + reply);
        }
    }

    /** The first merchant's app named, signed with the second's secret; the other way round; unsigned; a signature lifted. */
    void foreignKeys(TenantsProof.Findings findings) throws IOException {
        var his = victim.live();
        var mine = thief.live();
        try (var caller = new Caller(demo.door())) {
            for (var api : methods) {
                var parameters = ordinary(api);
                refused(findings, caller, api, his.withSecret(mine.secret()), parameters, "sign.mismatch");
                refused(findings, caller, api, mine.withSecret(his.secret()), parameters, "sign.mismatch");
                refused(findings, caller, api, his.withSecret(victim.owner().csrf()), parameters, "sign.mismatch");
                var bare = new TreeMap<>(parameters);
                bare.put("app_id", his.appId());
                expect(findings, api, caller.send(post(api, bare)), "sign.missing", "unsigned");
                var signed = caller.request(Dialect.SERAI_HMAC, mine, api, parameters);
                var lifted = new String(signed.body(), java.nio.charset.StandardCharsets.UTF_8)
                        .replace("app_id=" + mine.appId(), "app_id=" + his.appId());
                expect(findings, api, caller.send(post(api, lifted)), "sign.mismatch", "another's signature");
            }
        }
    }

    /** Each dialect with the other's secret or private key. */
    void everyDialect(TenantsProof.Findings findings) throws IOException {
        var his = victim.live();
        var mine = thief.live();
        var forged = new Account(his.appId(), mine.secret(), mine.key(), his.serialNo());
        var named = new Account(his.appId(), mine.secret(), mine.key(), mine.serialNo());
        try (var caller = new Caller(demo.door())) {
            for (var dialect : Dialect.values()) {
                for (var account : List.of(forged, named)) {
                    findings.tried();
                    var reply = caller.call(
                            dialect,
                            account,
                            Api.at("/order/query_order"),
                            Map.of("out_order_no", goods.ids("out_order_no").getFirst()));
                    var subCode = Caller.subCode(reply);
                    // MD5 is refused before it is looked at: these apps are not flagged.
                    boolean refused = subCode.equals("sign.mismatch")
                            || dialect == Dialect.SERAI_MD5 && subCode.equals("sign.type_not_allowed");
                    if (!refused || !goods.leaked(reply.text(), "").isEmpty()) {
                        findings.fault(dialect + ": " + reply);
                    }
                }
                findings.tried();
                var own = caller.call(dialect, thief.live(), Api.at("/serai/ping"), Map.of());
                if (dialect != Dialect.SERAI_MD5 && !Caller.subCode(own).isEmpty()) {
                    findings.fault(dialect + " proves nothing, for his own call is refused: " + own);
                }
            }
        }
    }

    private void refused(
            TenantsProof.Findings findings,
            Caller caller,
            Api api,
            Account account,
            Map<String, String> parameters,
            String subCode)
            throws IOException {
        expect(findings, api, caller.call(Dialect.SERAI_HMAC, account, api, parameters), subCode, "another's key");
    }

    private void expect(TenantsProof.Findings findings, Api api, Wire.Reply reply, String subCode, String what) {
        findings.tried();
        if (reply.status() != 401 || !Caller.subCode(reply).equals(subCode)) {
            findings.fault(api.key() + " with " + what + ": " + reply);
        } else if (!goods.leaked(reply.text(), victim.live().appId()).isEmpty()) {
            findings.fault(api.key() + " tells with its refusal: " + reply);
        }
    }

    private byte[] post(Api api, Map<String, String> form) {
        return post(api, Dialect.form(form));
    }

    private byte[] post(Api api, String form) {
        var host = demo.door().substring(demo.door().indexOf("//") + 2);
        return ("POST " + api.path() + " HTTP/1.1\r\nHost: " + host
                        + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                        + "\r\n\r\n" + form)
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** What an honest call of this method holds: all that is required. */
    private Map<String, String> ordinary(Api api) {
        var parameters = new LinkedHashMap<String, String>();
        for (var name : api.parameters().path("required")) {
            parameters.put(
                    name.asString(),
                    sample(name.asString(), api.parameters().path("properties").path(name.asString())));
        }
        return parameters;
    }

    private String sample(String name, JsonNode schema) {
        var product = demo.products().getFirst();
        var known = new HashMap<String, String>();
        known.put("product_id", product.id());
        known.put("items", "[{\"product_id\":\"" + product.id() + "\",\"quantity\":1}]");
        known.put("url", "http://127.0.0.1:1/none");
        known.put("types", "none.such");
        known.put("facts", "[]");
        known.put("activity_id", demo.campaign());
        known.put("action", "view");
        known.put("id", "4");
        known.put("post_id", "4");
        known.put("theme_id", "city_morning");
        known.put("task_id", "daily_sign");
        known.put("template", "activity_invite");
        var found = known.get(name);
        if (found != null) {
            return found;
        }
        return schema.path("type").asString("string").equals("integer")
                ? schema.path("minimum").asString("1")
                : UUID.randomUUID().toString().substring(0, 18);
    }
}
