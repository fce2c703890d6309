package dev.serai.merchant;

import dev.serai.protocol.Signatures;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a merchant gives for a certificate, one of the three: his public key or a signing request, under which we write one, or
 * a certificate that somebody else wrote. None of them holds a private key.
 */
public record GivenCertificate(
        @Nullable String publicKey,
        @Nullable String csr,
        @Nullable String certificate) {

    /** The certificate that was given; null where we are to write one. */
    @Nullable X509Certificate written() {
        requireOne();
        if (absent(certificate)) {
            return null;
        }
        var der = GivenKey.der("certificate", certificate);
        try {
            var read = Certificates.read("-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(der) + "\n-----END CERTIFICATE-----\n");
            GivenKey.requireLength("certificate", read.getPublicKey());
            return read;
        } catch (CertificateException e) {
            throw GivenKey.invalid("certificate", "it is not one X.509 certificate in PEM");
        }
    }

    /** The key that we are to write one for. */
    PublicKey key() {
        return absent(csr) ? Signatures.publicKey(GivenKey.rsa(publicKey)) : requested();
    }

    private PublicKey requested() {
        try {
            var request = new JcaPKCS10CertificationRequest(GivenKey.der("csr", csr));
            var key = request.getPublicKey();
            GivenKey.requireLength("csr", key);
            // Who asks must hold the private half.
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw GivenKey.invalid("csr", "its signature is not by the key in it");
            }
            return key;
        } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException e) {
            throw GivenKey.invalid("csr", "it is no PKCS#10 request (openssl req -new -key private.pem)");
        }
    }

    private void requireOne() {
        int given = (absent(publicKey) ? 0 : 1) + (absent(csr) ? 0 : 1) + (absent(certificate) ? 0 : 1);
        if (given != 1) {
            throw GivenKey.invalid(
                    "the request",
                    "give one of public_key, csr and certificate, found " + (given == 0 ? "none" : given));
        }
    }

    private static boolean absent(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
