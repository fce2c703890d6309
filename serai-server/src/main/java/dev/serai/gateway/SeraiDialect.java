package dev.serai.gateway;

import dev.serai.kernel.Json;
import dev.serai.openapi.Catalogue;
import dev.serai.openapi.OpenMethod;
import dev.serai.openapi.RawParameter;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.Signatures;
import dev.serai.protocol.SubCode;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads a call of Serai's own dialect: which method, which parameters. Everything ambiguous is refused here, before
/// any
/// signature is looked at: a key twice, a value that could be read as a further parameter, a name no signer would use.
@Component
class SeraiDialect {
    /** The longest request line's target taken. */
    static final int URL_LENGTH_MAX = 8 * 1024;

    static final int PARAMETERS_MAX = 200;
    static final int BODY_BYTES_DEFAULT = 1 << 20;
    private static final int NAME_LENGTH_MAX = 128;
    private static final String ROUTER = "/router/rest";
    private static final Pattern VERSION = Pattern.compile("v([1-9][0-9]{0,3})");
    private static final Comparator<RawParameter> BY_NAME = Comparator.comparing(RawParameter::name);

    /** What the request line alone tells. */
    record Target(String path, String query) {}

    Target target(String uri) {
        int question = uri.indexOf('?');
        return question < 0 ? new Target(uri, "") : new Target(uri.substring(0, question), uri.substring(question + 1));
    }

    /** Whether a path can be a method at all; anything else is not worth a body. */
    boolean served(String path) {
        return path.equals(ROUTER) || namesMethod(path);
    }

    /** Two or three parts of {@code [a-z][a-z0-9_]*}, then perhaps a version. By hand: each call comes through here. */
    private static boolean namesMethod(String path) {
        int parts = 0;
        int from = 1;
        for (int i = 1; i <= path.length(); i++) {
            char c = i == path.length() ? '/' : path.charAt(i);
            if (c == '/' || c == '.') {
                if (i == from) {
                    return false;
                }
                parts++;
                if (parts == 4 && (i < path.length() || version(path.substring(from)) == 0)) {
                    return false;
                }
                from = i + 1;
            } else if (!(c >= 'a' && c <= 'z' || i > from && (c >= '0' && c <= '9' || c == '_'))) {
                return false;
            }
        }
        return parts >= 2;
    }

    /** The number in {@code v2}; 0 where it is not a version. */
    private static int version(String part) {
        if (part.length() < 2 || part.charAt(0) != 'v') {
            return 0;
        }
        var matcher = VERSION.matcher(part);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** The largest body this target may bring, as far as the request line tells. */
    int bodyBytesMax(Target target, Catalogue.Page catalogue) {
        var name = new StringBuilder();
        int version = named(target, name);
        if (name.isEmpty()) {
            // The method stands in the body: the most any of them takes; its own limit is checked when it is known.
            return catalogue.all().stream()
                    .mapToInt(m -> m.operation().bodyBytesMax())
                    .max()
                    .orElse(BODY_BYTES_DEFAULT);
        }
        return catalogue
                .find(name.toString(), version, null)
                .map(m -> m.operation().bodyBytesMax())
                .orElse(BODY_BYTES_DEFAULT);
    }

    private static int named(Target target, StringBuilder name) {
        if (!target.path.equals(ROUTER)) {
            return pathMethod(target.path, name);
        }
        int at = target.query.startsWith("method=") ? 0 : target.query.indexOf("&method=") + 1;
        if (at > 0 || target.query.startsWith("method=")) {
            int end = target.query.indexOf('&', at);
            name.append(target.query, at + "method=".length(), end < 0 ? target.query.length() : end);
        }
        return 1;
    }

    /** Splits {@code /order/create_order/v2} into the name and the version. */
    private static int pathMethod(String path, StringBuilder name) {
        var dotted = dots(path);
        int last = dotted.lastIndexOf('.');
        int version = last < 0 ? 0 : version(dotted.substring(last + 1));
        if (version > 0) {
            name.append(dotted, 0, last);
            return version;
        }
        name.append(dotted);
        return 1;
    }

    private static String dots(String path) {
        return path.substring(1).replace('/', '.');
    }

    /** Reads everything into the passage, sorted by name. */
    void read(Passage passage, Target target, @Nullable String contentType, byte[] body, Catalogue.Page catalogue) {
        passage.bytesIn = body.length;
        try {
            readAll(passage, target, contentType, body, catalogue);
        } catch (Refusal refusal) {
            // Its size comes first: a body too large is refused whatever it holds.
            requireSize(passage, target);
            throw refusal;
        }
        requireSize(passage, target);
    }

    /** Asks the method that a body named for its limit; one named by the request line was asked before the body came. */
    private static void requireSize(Passage passage, Target target) {
        var method = passage.method;
        int bytesMax = method == null ? BODY_BYTES_DEFAULT : method.operation().bodyBytesMax();
        if (passage.bytesIn <= bytesMax) {
            return;
        }
        var inLine = new StringBuilder();
        named(target, inLine);
        if (inLine.isEmpty()) {
            throw new Refusal(
                    SubCode.BODY_TOO_LARGE,
                    "the body may have at most " + bytesMax + " bytes, found " + passage.bytesIn
                            + (method == null ? "; name a method that takes more in the query" : ""));
        }
    }

    private static void readAll(
            Passage passage, Target target, @Nullable String contentType, byte[] body, Catalogue.Page catalogue) {
        var parameters = passage.parameters;
        Form.read(target.query, "query", parameters);
        boolean structures = false;
        if (body.length > 0) {
            switch (bodyForm(contentType)) {
                case FORM -> Form.read(new String(body, StandardCharsets.ISO_8859_1), "form", parameters);
                case JSON -> structures = JsonBody.read(body, parameters);
            }
        }
        parameters.sort(BY_NAME);
        settle(passage, target, catalogue);
        if (passage.spoken == null) {
            // Where the signature covers the bytes themselves no text can be read two ways.
            checkValues(parameters, passage.method, Passage.PROTOCOL);
            checkBodyHash(passage, body, structures);
        }
    }

    /** Looks at parameters that were read and sorted, and finds the method they name. */
    static void settle(Passage passage, Target target, Catalogue.Page catalogue) {
        var parameters = passage.parameters;
        passage.step = Passage.Step.DIALECT;
        requireCount(parameters);
        checkNames(parameters);
        requireMethod(passage, target);
        passage.method =
                catalogue.find(passage.methodName, passage.version, null).orElse(null);
    }

    /** Adds parameters that became known later to those that were read, under the same rules. */
    static void join(Passage passage, List<RawParameter> more) {
        var parameters = passage.parameters;
        parameters.addAll(more);
        parameters.sort(BY_NAME);
        requireCount(parameters);
        checkNames(parameters);
    }

    private static void requireCount(List<RawParameter> parameters) {
        if (parameters.size() > PARAMETERS_MAX) {
            throw invalid("at most " + PARAMETERS_MAX + " parameters are taken, found " + parameters.size());
        }
    }

    private enum BodyForm {
        FORM,
        JSON
    }

    private static BodyForm bodyForm(@Nullable String contentType) {
        if (contentType == null || contentType.isEmpty()) {
            throw new Refusal(SubCode.BODY_TYPE, "the body has no Content-Type; say form or JSON");
        }
        var parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            var part = parts[i].strip();
            if (part.startsWith("charset=") && !part.replace("\"", "").equals("charset=utf-8")) {
                throw new Refusal(SubCode.BODY_TYPE, "the charset must be UTF-8; leave it out or say charset=utf-8");
            }
        }
        return switch (parts[0].strip()) {
            case "application/x-www-form-urlencoded" -> BodyForm.FORM;
            case "application/json" -> BodyForm.JSON;
            default ->
                throw new Refusal(
                        SubCode.BODY_TYPE,
                        "the body must be application/x-www-form-urlencoded or application/json, in UTF-8");
        };
    }

    /** No key twice, in one place or two; none that a canonical text could not hold unambiguously. */
    static void checkNames(List<RawParameter> sorted) {
        String before = null;
        for (var parameter : sorted) {
            var name = parameter.name();
            if (name.equals(before)) {
                throw invalid("the parameter " + shown(name) + " stands twice; send it once");
            }
            if (name.isEmpty() || name.length() > NAME_LENGTH_MAX) {
                throw invalid("a parameter's name must be 1 to " + NAME_LENGTH_MAX + " characters");
            }
            if (name.charAt(0) == '"') {
                // So begins each text that an RFC 9421 signature covers: none of them can be passed off as a call's.
                throw invalid("a parameter's name must not begin with a quotation mark");
            }
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                // An answer's signed text has line breaks: without them in names no answer can be passed off as a call.
                if (c < ' ' || c == 127 || c == '&' || c == '=') {
                    throw invalid("a parameter's name must not hold control characters, & or =");
                }
            }
            before = name;
        }
        for (var parameter : sorted) {
            if (parameter.name().equals("secret")) {
                throw invalid("a parameter must not be named secret; a secret never travels");
            }
            if (!Json.storable(parameter.text()) || !Json.storable(parameter.name())) {
                throw invalid("the parameter " + shown(parameter.name())
                        + " holds the character NUL or half a surrogate pair; take it out");
            }
        }
    }

    private static void requireMethod(Passage passage, Target target) {
        var said = passage.text("method");
        var saidVersion = passage.text("version");
        int versionSaid = 0;
        if (!saidVersion.isEmpty()) {
            versionSaid = version(saidVersion);
            if (versionSaid == 0) {
                throw invalid("version must be v and a number, like v2, found " + shown(saidVersion));
            }
        }
        if (target.path.equals(ROUTER)) {
            if (said.isEmpty()) {
                throw new Refusal(
                        SubCode.PARAM_MISSING, "method is required at /router/rest, for example method=serai.time.get");
            }
            passage.methodName = said.length() > NAME_LENGTH_MAX ? said.substring(0, NAME_LENGTH_MAX) : said;
            passage.version = versionSaid == 0 ? 1 : versionSaid;
            return;
        }
        var name = new StringBuilder();
        int version = pathMethod(target.path, name);
        passage.methodName = name.toString();
        boolean inPath = !passage.methodName.equals(dots(target.path));
        if (!said.isEmpty() && !said.equals(passage.methodName)) {
            throw invalid("method says " + shown(said) + " but the path names " + passage.methodName);
        }
        if (versionSaid != 0 && inPath && versionSaid != version) {
            throw invalid("version says v" + versionSaid + " but the path names v" + version);
        }
        passage.version = versionSaid == 0 ? version : versionSaid;
    }

    /** {@code memo=hi&price=1} signs like memo=hi and price=1; refused where price is a name that means something here. */
    static void checkValues(List<RawParameter> parameters, @Nullable OpenMethod method, Set<String> protocol) {
        Set<String> own = method == null ? Set.of() : method.parameterNames();
        for (var parameter : parameters) {
            var value = parameter.text();
            int and = value.indexOf('&');
            while (and >= 0) {
                int equals = value.indexOf('=', and + 1);
                if (equals < 0) {
                    break;
                }
                var name = value.substring(and + 1, equals);
                // The MD5 text ends in &secret=, so that name is as good as declared.
                if (own.contains(name) || protocol.contains(name) || name.equals("secret")) {
                    throw invalid("the value of " + shown(parameter.name()) + " contains &" + name
                            + "=, which the signed text cannot tell from the parameter " + name);
                }
                and = value.indexOf('&', and + 1);
            }
        }
    }

    private static void checkBodyHash(Passage passage, byte[] body, boolean structures) {
        var said = passage.text("body_sha256");
        if (said.isEmpty()) {
            if (structures) {
                throw new Refusal(
                        SubCode.PARAM_MISSING,
                        "a JSON body that holds arrays or objects needs body_sha256 (lower hex SHA-256 of the raw body)"
                                + " as a signed parameter in the query");
            }
            return;
        }
        // Compared when the signature is: a wrong one is a wrong signature, not a wrong parameter.
        passage.bodyFits = Signatures.sameHex(Signatures.sha256Hex(body), said);
    }

    static Refusal invalid(String what) {
        return new Refusal(SubCode.PARAM_INVALID, what);
    }

    /** Found text as it may stand in an answer that is signed before the caller is proven: no =, no &, not long. */
    static String shown(String found) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(found.length(), 40); i++) {
            char c = found.charAt(i);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "_-.:+/ ".indexOf(c) >= 0);
            text.append(plain ? c : '?');
        }
        return found.length() > 40 ? text + "…" : text.toString();
    }
}
