package dev.serai.gateway;

import dev.serai.openapi.Catalogue;
import dev.serai.openapi.RawParameter;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.Signatures;
import dev.serai.protocol.SubCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A way of calling at one address whose signature is a parameter beside the others and covers a canonical text of them.
 * There is no nonce: the verified signature itself counts as one, for calls that write.
 */
abstract class ParameterDialect implements HeaderDialect {
    private static final int SIGN_HASH_LENGTH = 32;
    private static final SeraiDialect.Target NAMED_BY_PARAMETER = new SeraiDialect.Target("/router/rest", "");

    private final String path;

    ParameterDialect(String path) {
        this.path = path;
    }

    @Override
    public final boolean speaks(SeraiDialect.Target target, MultiMap headers) {
        return target.path().equals(path);
    }

    @Override
    public final SeraiDialect.Target target(SeraiDialect.Target target) {
        return new SeraiDialect.Target(NAMED_BY_PARAMETER.path(), target.query());
    }

    @Override
    public final Said read(HttpServerRequest request, byte[] body) {
        throw new IllegalStateException("who calls was read with the parameters");
    }

    @Override
    public final boolean usesUpReads() {
        return false;
    }

    /** The protocol's own names, which no value may be read as. */
    abstract Set<String> ownNames();

    /** The parameters of query and form, sorted by name, as they were signed. */
    static List<RawParameter> flat(SeraiDialect.Target target, byte[] form, Charset charset) {
        var flat = new ArrayList<RawParameter>();
        Form.read(target.query(), "query", charset, flat);
        Form.read(new String(form, StandardCharsets.ISO_8859_1), "form", charset, flat);
        flat.sort(Comparator.comparing(RawParameter::name));
        return flat;
    }

    static boolean isForm(@Nullable String contentType) {
        var form = "application/x-www-form-urlencoded";
        return contentType != null && contentType.regionMatches(true, 0, form, 0, form.length());
    }

    static String text(List<RawParameter> parameters, String name) {
        for (var parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter.text();
            }
        }
        return "";
    }

    /** Looks for what can be read two ways, and for the method. */
    final void settle(Passage passage, List<RawParameter> flat, Catalogue.Page catalogue) {
        SeraiDialect.checkNames(flat);
        SeraiDialect.settle(passage, NAMED_BY_PARAMETER, catalogue);
        SeraiDialect.checkValues(flat, passage.method, ownNames());
    }

    /** The signature counts as the nonce: the same one again is the same call again. */
    static void useAsNonce(Passage passage, String sign) {
        passage.nonce =
                Signatures.sha256Hex(sign.getBytes(StandardCharsets.UTF_8)).substring(0, SIGN_HASH_LENGTH);
    }

    static String requireSign(List<RawParameter> flat) {
        var sign = text(flat, "sign");
        if (sign.isEmpty()) {
            throw new Refusal(SubCode.SIGN_MISSING, "sign is absent or empty; sign the call as /docs/ shows");
        }
        return sign;
    }

    /** Whose fault it is, as these vendors' sub-codes begin: isp for ours, worth repeating; isv for the caller's. */
    static String subCode(SubCode code) {
        return (code.code() >= 500 ? "isp." : "isv.") + code.wire();
    }

    /** The root of an answer; {@code error_response} where no method's name is fit to be a JSON name. */
    static String root(String method) {
        if (method.isEmpty()) {
            return "error_response";
        }
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.')) {
                return "error_response";
            }
        }
        return method.replace('.', '_') + "_response";
    }
}
