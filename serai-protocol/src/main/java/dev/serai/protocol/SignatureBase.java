package dev.serai.protocol;

import dev.serai.protocol.StructuredField.InnerList;
import dev.serai.protocol.StructuredField.Item;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The text that a signature covers (RFC 9421 §2.5): one line a component, then the signature's own parameters.
///
/// ```
/// "@method": POST
/// "content-digest": sha-256=:…:
/// "@signature-params": ("@method" "content-digest");created=1618884473;keyid="app"
/// ```
public final class SignatureBase {
    /** The most components one signature may name. */
    public static final int COMPONENTS_MAX = 64;

    /** Fields whose values are known to be structured, and how (the registry's own, as far as calls carry them). */
    private static final Set<String> DICTIONARIES = Set.of(
            "content-digest",
            "repr-digest",
            "want-content-digest",
            "want-repr-digest",
            "signature",
            "signature-input",
            "accept-signature",
            "priority",
            "cdn-cache-control");

    private static final Set<String> LISTS = Set.of("client-cert-chain", "cache-status", "proxy-status", "accept-ch");
    private static final Set<String> ITEMS = Set.of("client-cert", "idempotency-key", "deprecation");

    private SignatureBase() {}

    /**
     * @throws MalformedMessage if the message lacks a component, has it twice, or a component means nothing
     */
    public static String of(HttpMessage message, InnerList input) {
        if (input.items().size() > COMPONENTS_MAX) {
            throw new MalformedMessage("a signature may cover at most " + COMPONENTS_MAX + " components, found "
                    + input.items().size());
        }
        var base = new StringBuilder(512);
        var seen = new HashSet<Item>();
        for (var component : input.items()) {
            if (!seen.add(new Item(component.value(), Map.copyOf(component.parameters())))) {
                throw new MalformedMessage("a component is covered twice");
            }
            base.append(component.text())
                    .append(": ")
                    .append(value(message, component))
                    .append('\n');
        }
        return base.append("\"@signature-params\": ").append(input.text()).toString();
    }

    private static String value(HttpMessage message, Item component) {
        if (!(component.value() instanceof String name)) {
            throw new MalformedMessage("a covered component must be a string, like \"@method\"");
        }
        var parameters = component.parameters();
        var subject = message;
        if (flag(parameters, "req")) {
            subject = message.request();
            if (subject == null) {
                throw new MalformedMessage(name + ";req is for answers to a known request");
            }
        }
        if (name.startsWith("@")) {
            for (var parameter : parameters.keySet()) {
                if (!parameter.equals("req") && !(parameter.equals("name") && name.equals("@query-param"))) {
                    throw new MalformedMessage(name + " has no parameter " + parameter);
                }
            }
            return derived(subject, name, parameters);
        }
        return field(subject, name, parameters);
    }

    private static String derived(HttpMessage message, String name, Map<String, Object> parameters) {
        if (name.equals("@status")) {
            if (!message.isAnswer()) {
                throw new MalformedMessage("a request has no @status");
            }
            return Integer.toString(message.status());
        }
        if (message.isAnswer()) {
            throw new MalformedMessage("an answer has no " + name + "; say " + name + ";req for its request's");
        }
        return switch (name) {
            case "@method" -> message.method();
            case "@target-uri" -> message.scheme() + "://" + message.normalAuthority() + message.target();
            case "@authority" -> message.normalAuthority();
            case "@scheme" -> message.scheme().toLowerCase(Locale.ROOT);
            case "@request-target" -> message.target();
            case "@path" -> message.path();
            case "@query" -> message.query();
            case "@query-param" -> queryParameter(message, parameters);
            default -> throw new MalformedMessage("there is no component of this name");
        };
    }

    /** Named by its encoded name, valued by its encoded value, and there exactly once (RFC 9421 §2.2.8). */
    private static String queryParameter(HttpMessage message, Map<String, Object> parameters) {
        if (!(parameters.get("name") instanceof String wanted)) {
            throw new MalformedMessage("@query-param needs ;name=\"…\"");
        }
        var found = new ArrayList<String>();
        for (var pair : message.query().substring(1).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()
                    && reencoded(equals < 0 ? pair : pair.substring(0, equals)).equals(wanted)) {
                found.add(equals < 0 ? "" : reencoded(pair.substring(equals + 1)));
            }
        }
        if (found.size() != 1) {
            throw new MalformedMessage(
                    "the query must have the covered parameter exactly once, found it " + found.size() + " times");
        }
        return found.get(0);
    }

    /** Decoded as a form is, and encoded again in the one way RFC 9421 names. */
    private static String reencoded(String text) {
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c == '%' && i + 2 < text.length() ? hex(text, i + 1) : -1;
            if (value >= 0) {
                bytes.write(value);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        var out = new StringBuilder(text.length());
        for (byte b : bytes.toByteArray()) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || "*-._".indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
            }
        }
        return out.toString();
    }

    private static int hex(String text, int at) {
        int high = text.charAt(at) < 128 ? Character.digit(text.charAt(at), 16) : -1;
        int low = text.charAt(at + 1) < 128 ? Character.digit(text.charAt(at + 1), 16) : -1;
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static String field(HttpMessage message, String name, Map<String, Object> parameters) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
                throw new MalformedMessage("a covered field's name must be in lower case");
            }
        }
        for (var parameter : parameters.keySet()) {
            if (!Set.of("req", "sf", "bs", "key", "tr").contains(parameter)) {
                throw new MalformedMessage("a field has no parameter " + parameter);
            }
        }
        boolean bytes = flag(parameters, "bs");
        boolean strict = flag(parameters, "sf");
        var key = parameters.get("key");
        if (bytes && (strict || key != null)) {
            throw new MalformedMessage("bs does not go with sf or key");
        }
        var lines = new ArrayList<String>();
        for (var field : flag(parameters, "tr") ? message.trailers() : message.fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                lines.add(field.value().strip().replaceAll("[ \t]*\r?\n[ \t]+", " "));
            }
        }
        if (lines.isEmpty()) {
            throw new MalformedMessage("the signature covers a field that the message does not have");
        }
        if (bytes) {
            var armoured = new ArrayList<String>();
            for (var line : lines) {
                armoured.add(':'
                        + StructuredField.Bytes.of(line.getBytes(StandardCharsets.ISO_8859_1))
                                .base64()
                        + ':');
            }
            return String.join(", ", armoured);
        }
        var joined = String.join(", ", lines);
        if (key != null) {
            return member(joined, key);
        }
        return strict ? strict(name, joined) : plain(joined);
    }

    private static String member(String field, Object key) {
        var member =
                key instanceof String name ? StructuredField.dictionary(field).get(name) : null;
        if (member == null) {
            throw new MalformedMessage("the signature covers a dictionary member that the message does not have");
        }
        return member.text();
    }

    private static String strict(String name, String field) {
        if (DICTIONARIES.contains(name)) {
            return StructuredField.text(StructuredField.dictionary(field));
        }
        if (LISTS.contains(name)) {
            return StructuredField.text(StructuredField.list(field));
        }
        if (ITEMS.contains(name)) {
            return StructuredField.item(field).text();
        }
        throw new MalformedMessage("sf is for fields known to be structured; cover the field without it");
    }

    private static String plain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\t' && (c < ' ' || c > '~')) {
                throw new MalformedMessage("a covered field holds characters beyond ASCII; cover it with ;bs");
            }
        }
        return value;
    }

    private static boolean flag(Map<String, Object> parameters, String name) {
        var value = parameters.get(name);
        if (value != null && !(value instanceof Boolean)) {
            throw new MalformedMessage("the parameter " + name + " takes no value");
        }
        return Boolean.TRUE.equals(value);
    }

    /** A component's text as {@code Signature-Input} has it: {@code @method}, {@code @query-param;name="a"}. */
    static Item component(String text) {
        int semicolon = text.indexOf(';');
        var name = semicolon < 0 ? text : text.substring(0, semicolon);
        return StructuredField.item('"' + name + '"' + (semicolon < 0 ? "" : text.substring(semicolon)));
    }

    static List<Item> components(List<String> texts) {
        return texts.stream().map(SignatureBase::component).toList();
    }
}
