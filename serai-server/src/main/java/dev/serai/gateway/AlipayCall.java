package dev.serai.gateway;

import dev.serai.merchant.Platform;
import dev.serai.openapi.RawParameter;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a call of Alipay's OpenAPI v2 said: who it is from, by which key, whether encrypted.
 *
 * @param flat the parameters of query and form, sorted by name, as they were signed
 */
record AlipayCall(List<RawParameter> flat, Charset charset, Supplier<Platform> platform) implements HeaderDialect.Said {
    @Override
    public String appId() {
        return text("app_id");
    }

    String text(String name) {
        return ParameterDialect.text(flat, name);
    }

    /** Whether the caller's key is named by a certificate, and the platform's is to be. */
    boolean byCertificate() {
        return !text("app_cert_sn").isEmpty();
    }

    /** Whether biz_content is encrypted, and the answer is to be. */
    boolean encrypted() {
        return text("encrypt_type").equals(AesContent.TYPE);
    }

    @Override
    public void verify(Passage passage, Instant now) {
        var sign = ParameterDialect.requireSign(flat);
        var said = text("sign_type");
        if (said.isEmpty()) {
            throw new Refusal(SubCode.PARAM_MISSING, "sign_type is required; say RSA2, SM2 or RSA");
        }
        var type = AlipaySignature.ofWire(said);
        if (type == null) {
            throw SeraiDialect.invalid("sign_type must be RSA2, SM2 or RSA, found " + SeraiDialect.shown(said));
        }
        var at = Checks.timestamp(text("timestamp"));
        if (!(byCertificate() ? fitsCertificate(passage, type, sign, now) : fitsKey(passage, type, sign, now))) {
            throw new Refusal(
                    SubCode.SIGN_MISMATCH,
                    "the signature does not fit; signed are all parameters of query and form but sign, sorted by name,"
                            + " as k=v joined by &, with their raw values in the charset said; check the private key");
        }
        Checks.requireInWindow(at, now);
        if (encrypted()) {
            AesContent.open(passage, text("biz_content"), charset, now);
        }
        ParameterDialect.useAsNonce(passage, sign);
    }

    private boolean fitsCertificate(Passage passage, AlipaySignature type, String sign, Instant now) {
        if (type == AlipaySignature.SM2) {
            throw SeraiDialect.invalid("certificates are for RSA keys; with SM2 leave app_cert_sn out");
        }
        var certificate = NamedCertificate.of(
                passage.knownApp(), platform.get(), text("app_cert_sn"), text("alipay_root_cert_sn"), now);
        var key = certificate.key();
        boolean fits = type.by(key, signedText(false), sign) || type.by(key, signedText(true), sign);
        if (fits) {
            certificate.use().at(now);
        }
        return fits;
    }

    private boolean fitsKey(Passage passage, AlipaySignature type, String sign, Instant now) {
        var app = passage.knownApp();
        if (!type.hasKeys(app)) {
            throw new Refusal(
                    SubCode.SIGN_TYPE_NOT_ALLOWED,
                    "this app may not sign with " + type + ": it has no key for it; upload one in the portal");
        }
        return type.byAnyKey(app, signedText(false), sign, now) || type.byAnyKey(app, signedText(true), sign, now);
    }

    /** @param empties Java clients leave empty values out of the text, Node's signs them */
    private byte[] signedText(boolean empties) {
        var text = new StringBuilder();
        for (var parameter : flat) {
            if (!parameter.name().equals("sign")
                    && (empties || !parameter.text().isEmpty())) {
                text.append(text.isEmpty() ? "" : "&")
                        .append(parameter.name())
                        .append('=')
                        .append(parameter.text());
            }
        }
        return text.toString().getBytes(charset);
    }
}
