package dev.serai.merchant;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Writes X.509 certificates in the root's name. Names hold O and CN only, in ASCII: clients put them together in their own
 * ways, and these come out alike.
 */
record Authority(X509Certificate root, PrivateKey key) {
    /** A root lives as long as the house may: another one has to be carried to every merchant by hand. */
    private static final Duration ROOT_LIFE = Duration.ofDays(30 * 365);

    private static final int ROOT_BITS = 3072;

    /** Callers' clocks may be behind ours. */
    private static final Duration LEEWAY = Duration.ofDays(1);

    private static final X500Name ROOT_NAME = name("Serai", "Serai Root");

    /** A new authority with a pair of its own. */
    static Authority begun(BigInteger serial, Instant now) {
        var pair = rootPair();
        var root = signed(
                ROOT_NAME,
                serial,
                new App.Validity(now.minus(LEEWAY), now.plus(ROOT_LIFE)),
                pair.getPublic(),
                pair,
                true);
        return new Authority(root, pair.getPrivate());
    }

    /** A certificate that says whose key it is; ends no later than the root. */
    X509Certificate issued(X500Name subject, PublicKey subjectKey, BigInteger serial, Instant now, Duration life) {
        var end = now.plus(life);
        var rootEnd = root.getNotAfter().toInstant();
        return signed(
                subject,
                serial,
                new App.Validity(now.minus(LEEWAY), end.isAfter(rootEnd) ? rootEnd : end),
                subjectKey,
                new KeyPair(root.getPublicKey(), key),
                false);
    }

    static X500Name name(String organization, String common) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, organization)
                .addRDN(BCStyle.CN, common)
                .build();
    }

    private static KeyPair rootPair() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(ROOT_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    private static X509Certificate signed(
            X500Name subject,
            BigInteger serial,
            App.Validity validity,
            PublicKey subjectKey,
            KeyPair issuer,
            boolean authority) {
        try {
            var form = new JcaX509ExtensionUtils();
            var builder = new JcaX509v3CertificateBuilder(
                            ROOT_NAME,
                            serial,
                            Date.from(validity.notBefore()),
                            Date.from(validity.notAfter()),
                            subject,
                            subjectKey)
                    .addExtension(
                            Extension.basicConstraints,
                            true,
                            authority ? new BasicConstraints(0) : new BasicConstraints(false))
                    .addExtension(
                            Extension.keyUsage,
                            true,
                            new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature))
                    .addExtension(Extension.subjectKeyIdentifier, false, form.createSubjectKeyIdentifier(subjectKey))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            form.createAuthorityKeyIdentifier(issuer.getPublic()));
            var signer = new JcaContentSignerBuilder("SHA256withRSA").build(issuer.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException | GeneralSecurityException | CertIOException e) {
            throw new IllegalStateException("every JDK signs certificates so", e);
        }
    }

    /** Tells nothing of the key. */
    @Override
    public String toString() {
        return "Authority[" + root.getSubjectX500Principal() + "]";
    }
}
