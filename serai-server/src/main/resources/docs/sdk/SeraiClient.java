import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Serai client in one file, Java 17 and nothing else: signs every call, checks every answer's signature. Safe for many
 * threads. Made from the catalogue; fetch it again when methods change. Keys belong into the environment, never into code.
 */
public final class SeraiClient {
    /** A call that was answered with a refusal. {@code subCode} never changes its meaning. */
    public static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        public final int code;
        public final String subCode;
        public final String requestId;

        Refusal(int code, String subCode, String message, String requestId) {
            super(subCode + ": " + message);
            this.code = code;
            this.subCode = subCode;
            this.requestId = requestId;
        }
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String door;
    private final String appId;
    private final SecretKeySpec secret;
    private final PrivateKey privateKey;
    private final PublicKey platformKey;
    private Duration timeout = Duration.ofSeconds(10);

    private SeraiClient(String door, String appId, SecretKeySpec secret, PrivateKey privateKey, PublicKey platformKey) {
        this.door = door;
        this.appId = appId;
        this.secret = secret;
        this.privateKey = privateKey;
        this.platformKey = platformKey;
    }

    /** Signs with HMAC-SHA256. */
    public static SeraiClient hmac(String door, String appId, String secret) {
        return new SeraiClient(
                door, appId, new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"), null, null);
    }

    /** Signs with RSA2. Keys in Base64: yours PKCS#8, the platform's X.509. */
    public static SeraiClient rsa2(String door, String appId, String privateKey, String platformPublicKey)
            throws GeneralSecurityException {
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        return new SeraiClient(
                door,
                appId,
                null,
                rsa.generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(privateKey))),
                rsa.generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(platformPublicKey))));
    }

    public SeraiClient timeout(Duration longest) {
        this.timeout = longest;
        return this;
    }

    /** The text that is signed: names in ASCII order, raw values, nothing empty. */
    public static String signText(Map<String, String> params) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(params).forEach((name, value) -> {
            if (!name.equals("sign") && !value.isEmpty()) {
                text.append(text.length() == 0 ? "" : "&").append(name).append('=').append(value);
            }
        });
        return text.toString();
    }

    /** Calls a method for itself. */
    public Map<String, Object> call(String method, Map<String, ?> params) throws IOException, InterruptedException {
        return call(method, params, null);
    }

    /**
     * Calls a method; the answer's data. Maps and lists in the parameters travel as JSON text.
     *
     * @param accessToken of the user the call acts for, or null
     * @throws Refusal where the answer is a refusal
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> call(String method, Map<String, ?> params, String accessToken)
            throws IOException, InterruptedException {
        byte[] nonce = new byte[18];
        RANDOM.nextBytes(nonce);
        Map<String, String> form = new TreeMap<>();
        form.put("app_id", appId);
        form.put("timestamp", Long.toString(System.currentTimeMillis()));
        form.put("nonce", Base64.getUrlEncoder().encodeToString(nonce));
        form.put("sign_type", privateKey == null ? "HMAC-SHA256" : "RSA2");
        if (accessToken != null) {
            form.put("access_token", accessToken);
        }
        params.forEach((name, value) -> {
            if (value != null) {
                form.put(name, value instanceof Map || value instanceof List ? Json.write(value) : value.toString());
            }
        });
        form.put("sign", sign(signText(form)));
        StringBuilder body = new StringBuilder();
        form.forEach((name, value) -> body.append(body.length() == 0 ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(URI.create(door + "/" + method.replace('.', '/')))
                        .timeout(timeout)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        String text = new String(response.body(), StandardCharsets.UTF_8);
        Map<String, Object> answer = (Map<String, Object>) Json.read(text);
        check(response, text, String.valueOf(answer.get("request_id")));
        int code = ((Number) answer.get("code")).intValue();
        if (code != 200) {
            throw new Refusal(
                    code,
                    String.valueOf(answer.get("sub_code")),
                    String.valueOf(answer.get("sub_msg")),
                    String.valueOf(answer.get("request_id")));
        }
        return answer.get("data") instanceof Map ? (Map<String, Object>) answer.get("data") : Map.of();
    }

    private String sign(String text) throws IOException {
        try {
            if (privateKey == null) {
                return HexFormat.of().formatHex(mac(text));
            }
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(privateKey);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IOException("the call could not be signed", e);
        }
    }

    private byte[] mac(String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(secret);
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Refusals given before the app is known are unsigned; every other answer must fit. */
    private void check(HttpResponse<byte[]> response, String body, String requestId) throws IOException {
        String sign = response.headers().firstValue("Serai-Sign").orElse(null);
        if (sign == null) {
            if (response.statusCode() == 200) {
                throw new IOException("the answer is not signed");
            }
            return;
        }
        String text = requestId + "\n" + response.headers().firstValue("Serai-Timestamp").orElse("") + "\n" + body;
        boolean fits;
        try {
            if (privateKey == null) {
                fits = MessageDigest.isEqual(mac(text), HexFormat.of().parseHex(sign));
            } else {
                Signature signature = Signature.getInstance("SHA256withRSA");
                signature.initVerify(platformKey);
                signature.update(text.getBytes(StandardCharsets.UTF_8));
                fits = signature.verify(Base64.getDecoder().decode(sign));
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            fits = false;
        }
        if (!fits) {
            throw new IOException("the answer's signature does not fit");
        }
    }

    private static Map<String, Object> with(Map<String, ?> more, Object... pairs) {
        Map<String, Object> params = new LinkedHashMap<>(more);
        for (int i = 0; i < pairs.length; i += 2) {
            params.put((String) pairs[i], pairs[i + 1]);
        }
        return params;
    }

    /** JSON as maps, lists, strings, booleans, null, Long where a number is an integer and Double where not. */
    static final class Json {
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object read(String text) {
            Json json = new Json(text);
            Object value = json.value();
            json.space();
            if (json.at != text.length()) {
                throw new IllegalArgumentException("no JSON: more after the value at " + json.at);
            }
            return value;
        }

        static String write(Object value) {
            if (value instanceof Map) {
                StringBuilder out = new StringBuilder("{");
                ((Map<?, ?>) value).forEach((name, inner) -> out.append(out.length() == 1 ? "" : ",")
                        .append(quoted(String.valueOf(name)))
                        .append(':')
                        .append(write(inner)));
                return out.append('}').toString();
            }
            if (value instanceof List) {
                StringBuilder out = new StringBuilder("[");
                ((List<?>) value).forEach(inner -> out.append(out.length() == 1 ? "" : ",").append(write(inner)));
                return out.append(']').toString();
            }
            return value == null || value instanceof Number || value instanceof Boolean
                    ? String.valueOf(value)
                    : quoted(value.toString());
        }

        private static String quoted(String text) {
            StringBuilder out = new StringBuilder("\"");
            for (char c : text.toCharArray()) {
                if (c == '"' || c == '\\') {
                    out.append('\\').append(c);
                } else if (c < ' ') {
                    out.append(String.format("\\u%04x", (int) c));
                } else {
                    out.append(c);
                }
            }
            return out.append('"').toString();
        }

        private Object value() {
            space();
            char c = text.charAt(at);
            if (c == '{') {
                Map<String, Object> map = new LinkedHashMap<>();
                at++;
                while (!ends('}')) {
                    space();
                    String name = string();
                    expect(':');
                    map.put(name, value());
                    comma('}');
                }
                return map;
            }
            if (c == '[') {
                List<Object> list = new ArrayList<>();
                at++;
                while (!ends(']')) {
                    list.add(value());
                    comma(']');
                }
                return list;
            }
            if (c == '"') {
                return string();
            }
            int start = at;
            while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(start, at);
            switch (word) {
                case "true":
                    return Boolean.TRUE;
                case "false":
                    return Boolean.FALSE;
                case "null":
                    return null;
                default:
                    return word.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(word) : Double.valueOf(word);
            }
        }

        private boolean ends(char end) {
            space();
            if (text.charAt(at) == end) {
                at++;
                return true;
            }
            return false;
        }

        private void comma(char end) {
            space();
            if (text.charAt(at) == ',') {
                at++;
            } else if (text.charAt(at) != end) {
                throw new IllegalArgumentException("no JSON at " + at);
            }
        }

        private void expect(char c) {
            space();
            if (text.charAt(at++) != c) {
                throw new IllegalArgumentException("no JSON at " + at);
            }
        }

        private String string() {
            expect('"');
            StringBuilder out = new StringBuilder();
            while (text.charAt(at) != '"') {
                char c = text.charAt(at++);
                if (c != '\\') {
                    out.append(c);
                    continue;
                }
                c = text.charAt(at++);
                if (c == 'u') {
                    out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                } else {
                    int i = "bfnrt".indexOf(c);
                    out.append(i < 0 ? c : "\b\f\n\r\t".charAt(i));
                }
            }
            at++;
            return out.toString();
        }

        private void space() {
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
        }
    }

