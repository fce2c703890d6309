package dev.serai.acceptance;

import java.util.List;
import java.util.Random;

/** What no honest caller sends, by the place it is put in. */
record Oddities(List<String> all) {
    static final Oddities NUMBERS = new Oddities(List.of(
            "99999999999999999999999999999999",
            "-1",
            "0",
            "1e400",
            "1E-400",
            "NaN",
            "Infinity",
            "0x10",
            "1.0",
            "1.5",
            "007",
            "+1",
            "9223372036854775808",
            "-9223372036854775809",
            "١٢٣",
            ""));

    static final Oddities TEXTS = new Oddities(List.of(
            "\u0000",
            "a\u0000b",
            "\r\n\r\nGET / HTTP/1.1",
            "\u202e\u2066",
            "😀".repeat(40),
            "&price=1&sign=1",
            "' OR 1=1 --",
            "../../../etc/passwd",
            "%s%n%x",
            "${jndi:ldap://127.0.0.1:1/a}",
            "<script>",
            "\"}{\"",
            "\\",
            "null",
            "true",
            "[]",
            "{}",
            "\ufeff",
            "\ud800",
            "e\u0301".repeat(30)));

    static final Oddities NAMES = new Oddities(List.of(
            "secret",
            "sign",
            "\"x",
            "a=b",
            "a&b",
            "\u0000",
            "app_id",
            "method",
            "version",
            "body_sha256",
            "access_token",
            "user_id",
            "biz_content",
            "nonce",
            "__proto__",
            "args.a",
            "[]",
            " "));

    static final Oddities PATHS = new Oddities(List.of(
            "/a/b/c/d/e/f",
            "/order/create_order/v99999999999",
            "/order/create_order/v0",
            "/order/../order/create_order",
            "//order/create_order",
            "/order/create_order/",
            "/ORDER/create_order",
            "/order/create_order;a=b",
            "/%6frder/create_order",
            "/order/create_order%00",
            "/router/rest",
            "/gateway.do",
            "/top/router/rest",
            "/h5/handle",
            "/docs/../api/me",
            "/portal/api/me",
            "*"));

    static final Oddities METHODS = new Oddities(List.of(
            "/a/b",
            "/order/create_order/v9",
            "/serai/ping/v2",
            "/x/y/z",
            "/activity/handle",
            "/push/list_events",
            "/order/refund_order",
            "/content/post/publish",
            "/message/send"));

    static final Oddities NONCES =
            new Oddities(List.of("", "short", "a b c d e f g h", "n".repeat(70), "\"quoted\"", "nónce-nónce"));

    static final Oddities VERBS = new Oddities(
            List.of("GET", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "post", "P O", "\u0001"));

    static final Oddities ENCODINGS = new Oddities(
            List.of("%zz", "%", "%4", "%c0%af", "%ff%fe", "%u0041", "+%2B%20", "%00", "\u00ff", "%ed%a0%80"));

    static final Oddities QUERIES = new Oddities(List.of(
            "a=%zz",
            "a=1&a=2",
            "charset=GBK",
            "charset=none",
            "%",
            "=&=&=",
            "a".repeat(9_000),
            "timestamp=1",
            "sign=",
            "method=serai.ping",
            "version=v2",
            "app_id=x",
            "&&&&",
            "a=b#c",
            "é=é",
            "x=" + "y&x".repeat(300)));

    private static final List<String[]> FIELDS = List.of(
            new String[] {"Content-Encoding", "gzip"},
            new String[] {"Expect", "100-continue"},
            new String[] {"Expect", "200-ok"},
            new String[] {"Connection", "close"},
            new String[] {"Upgrade", "h2c"},
            new String[] {"Signature-Input", "sig=();created=1"},
            new String[] {
                "Signature-Input", "sig=(\"@method\";req;sf;bs;tr \"a\";key=\"b\");created=99999999999999999999"
            },
            new String[] {"Authorization", "WECHATPAY2-SHA256-RSA2048 mchid=\"\",mchid=\"\""},
            new String[] {"X-Forwarded-For", "1.2.3.4, ::1, é"},
            new String[] {"Cookie", "a=b; ".repeat(500)},
            new String[] {"Bad Name", "x"},
            new String[] {"", "x"},
            new String[] {"Alipay-Encrypt-Type", "AES"});

    String one(Random random) {
        return all.get(random.nextInt(all.size()));
    }

    /** A header field: name and value. */
    static String[] field(Random random) {
        return FIELDS.get(random.nextInt(FIELDS.size()));
    }
}
