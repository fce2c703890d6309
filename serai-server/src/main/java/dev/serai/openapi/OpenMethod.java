package dev.serai.openapi;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A method that can be called now: its declaration and the code or address that answers. Immutable. */
public final class OpenMethod {
    /** IMF-fixdate, RFC 9110 section 5.6.7. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private final Operation operation;
    private final @Nullable ApiMethod code;
    private final ParameterCheck check;
    private final Set<String> parameterNames;
    private final Map<String, String> deprecationHeaders;
    private final @Nullable SensitiveFields sensitive;
    private final @Nullable SensitiveFields sensitiveParameters;

    OpenMethod(Operation operation, @Nullable ApiMethod code) {
        this.operation = operation;
        this.code = code;
        this.check = new ParameterCheck(operation.parameters());
        this.parameterNames = operation.parameterNames();
        this.sensitive = SensitiveFields.of(operation.data());
        this.sensitiveParameters = SensitiveFields.of(operation.parameters());
        this.deprecationHeaders = headers(operation.deprecated());
    }

    /** {@code Deprecation} (RFC 9745), {@code Sunset} (RFC 8594) and where to go; empty for a method that stays. */
    public Map<String, String> deprecationHeaders() {
        return deprecationHeaders;
    }

    private static Map<String, String> headers(Operation.@Nullable Deprecated deprecated) {
        if (deprecated == null) {
            return Map.of();
        }
        var headers = new LinkedHashMap<String, String>();
        headers.put(
                "Deprecation",
                "@" + deprecated.since().atStartOfDay(ZoneOffset.UTC).toEpochSecond());
        headers.put("Sunset", HTTP_DATE.format(deprecated.sunset().atStartOfDay(ZoneOffset.UTC)));
        var successor = deprecated.successor();
        headers.put(
                "Link",
                "</docs/changes.json>; rel=\"deprecation\"; type=\"application/json\""
                        + (successor == null
                                ? ""
                                : ", </docs/#" + successor + ">; rel=\"successor-version\"; type=\"text/html\""));
        return Collections.unmodifiableMap(headers);
    }

    public Operation operation() {
        return operation;
    }

    /** Our own code; null for a proxied method. */
    public @Nullable ApiMethod code() {
        return code;
    }

    /** What of its answer is sensitive; null where nothing is. */
    public @Nullable SensitiveFields sensitive() {
        return sensitive;
    }

    /** What of its parameters is; null where nothing is. */
    public @Nullable SensitiveFields sensitiveParameters() {
        return sensitiveParameters;
    }

    public Set<String> parameterNames() {
        return parameterNames;
    }

    /**
     * The method's own parameters, typed.
     *
     * @throws dev.serai.protocol.Refusal naming the parameter that does not fit
     */
    public ObjectNode typed(List<RawParameter> raw) {
        return check.typed(raw);
    }
}
