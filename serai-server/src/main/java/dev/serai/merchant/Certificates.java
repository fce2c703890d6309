package dev.serai.merchant;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** X.509 certificates as text, and the numbers by which callers name them. */
final class Certificates {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Certificates() {}

    static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n" + LINES.encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("it was encoded before", e);
        }
    }

    /** Throws CertificateException when it is not one certificate in PEM. */
    static X509Certificate read(String pem) throws CertificateException {
        var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        var all = CertificateFactory.getInstance("X.509").generateCertificates(in);
        if (all.size() != 1 || !(all.iterator().next() instanceof X509Certificate one)) {
            throw new CertificateException("found " + all.size() + " certificates, take one");
        }
        return one;
    }

    /** Ours, which we wrote ourselves. */
    static X509Certificate kept(String pem) {
        try {
            return read(pem);
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate we keep cannot be read", e);
        }
    }

    /** As Alipay's clients name a certificate: MD5 of the issuer (RFC 2253) and the decimal serial number, lower hex. */
    static String sn(X509Certificate certificate) {
        try {
            var named = certificate.getIssuerX500Principal().getName() + certificate.getSerialNumber();
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(named.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    /** As WeChat's clients name a certificate. */
    static String serialNo(X509Certificate certificate) {
        return hex(certificate.getSerialNumber());
    }

    private static String hex(BigInteger number) {
        return number.toString(16).toUpperCase(Locale.ROOT);
    }
}
