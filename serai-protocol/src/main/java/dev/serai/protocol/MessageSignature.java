package dev.serai.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serai.protocol.StructuredField.InnerList;
import dev.serai.protocol.StructuredField.Item;
import java.security.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One signature of a message (RFC 9421 §4): its label, what it says it covers, and its bytes. Nothing in it is proven
 * until {@link #fits} said so.
 */
public record MessageSignature(String label, InnerList input, StructuredField.Bytes signature) {
    /** The most signatures one message may carry. */
    public static final int SIGNATURES_MAX = 8;

    /** The two fields that carry a signature; their values as they are written in one line. */
    public record Fields(String input, String signature) {}

    /**
     * The message's signatures, in the order of {@code Signature-Input}; none is an empty list.
     *
     * @throws MalformedMessage if the two fields cannot be read or do not name the same labels
     */
    public static List<MessageSignature> of(HttpMessage message) {
        var inputs = StructuredField.dictionary(joined(message, "signature-input"));
        var signatures = StructuredField.dictionary(joined(message, "signature"));
        if (!inputs.keySet().equals(signatures.keySet())) {
            throw new MalformedMessage("Signature-Input and Signature must name the same labels");
        }
        if (inputs.size() > SIGNATURES_MAX) {
            throw new MalformedMessage(
                    "a message may carry at most " + SIGNATURES_MAX + " signatures, found " + inputs.size());
        }
        var all = new ArrayList<MessageSignature>();
        inputs.forEach((label, member) -> {
            if (!(member instanceof InnerList input)) {
                throw new MalformedMessage("Signature-Input must hold a list in brackets for each label");
            }
            if (!(signatures.get(label) instanceof Item item)
                    || !(item.value() instanceof StructuredField.Bytes bytes)) {
                throw new MalformedMessage("Signature must hold bytes (:Base64:) for each label");
            }
            all.add(new MessageSignature(label, input, bytes));
        });
        return all;
    }

    private static String joined(HttpMessage message, String name) {
        var lines = new ArrayList<String>();
        for (var field : message.fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                lines.add(field.value().strip());
            }
        }
        return String.join(", ", lines);
    }

    /**
     * Signs a message.
     *
     * @param components as in {@code @method}, {@code content-digest}, {@code @query-param;name="a"}
     * @param parameters created, keyid and so on, in the order they shall stand; Long or String
     */
    public static Fields sign(
            HttpMessage message,
            String label,
            List<String> components,
            Map<String, Object> parameters,
            SignatureAlgorithm algorithm,
            Key key) {
        return sign(message, label, components, parameters, base -> algorithm.sign(base, key));
    }

    /** The same with a signer of the caller's own, who makes a signature of the bytes he is given. */
    public static Fields sign(
            HttpMessage message,
            String label,
            List<String> components,
            Map<String, Object> parameters,
            UnaryOperator<byte[]> signer) {
        var input = new InnerList(
                SignatureBase.components(components), Collections.unmodifiableMap(new LinkedHashMap<>(parameters)));
        var sign = signer.apply(SignatureBase.of(message, input).getBytes(US_ASCII));
        return new Fields(
                label + "=" + input.text(),
                label + "=:" + StructuredField.Bytes.of(sign).base64() + ":");
    }

    /** Whether this is the key's signature over what it says it covers of this message. */
    public boolean fits(HttpMessage message, SignatureAlgorithm algorithm, Key key) {
        return algorithm.fits(SignatureBase.of(message, input).getBytes(US_ASCII), signature.bytes(), key);
    }

    /**
     * The text this signature has to cover, of this message.
     *
     * @throws MalformedMessage if the message lacks a component
     */
    public String base(HttpMessage message) {
        return SignatureBase.of(message, input);
    }

    /** Whether a component is covered: itself, without parameters. */
    public boolean covers(String component) {
        return input.items().stream()
                .anyMatch(item ->
                        component.equals(item.value()) && item.parameters().isEmpty());
    }

    /** A parameter that is text: keyid, nonce, alg, tag. */
    public Optional<String> text(String parameter) {
        return input.parameters().get(parameter) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A parameter that counts seconds since 1970: created, expires. */
    public Optional<Long> seconds(String parameter) {
        return input.parameters().get(parameter) instanceof Long seconds ? Optional.of(seconds) : Optional.empty();
    }
}
