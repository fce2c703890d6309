package dev.serai.gateway;

import dev.serai.merchant.App;
import dev.serai.merchant.Platform;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Instant;

/** The certificate that a call of Alipay's clients names instead of leaving its key to be found. */
final class NamedCertificate {
    private NamedCertificate() {}

    /**
     * The app's certificate with this SN. Another app's is as unknown as none.
     *
     * @param rootSn the root that the caller trusts; empty where he does not say
     */
    static App.Certificate of(App app, Platform platform, String certSn, String rootSn, Instant now) {
        if (!rootSn.isEmpty() && !rootSn.equals(platform.rootSn())) {
            throw new Refusal(
                    SubCode.CERT_UNKNOWN,
                    "the root certificate named is " + SeraiDialect.shown(rootSn) + ", ours is " + platform.rootSn()
                            + "; download root_cert from the portal");
        }
        for (var certificate : app.keys().certificates()) {
            if (certificate.sn().equals(certSn)) {
                requireLive(certificate, now);
                return certificate;
            }
        }
        throw new Refusal(
                SubCode.CERT_UNKNOWN,
                "the app has no certificate with the SN " + SeraiDialect.shown(certSn)
                        + "; the portal shows each one's");
    }

    private static void requireLive(App.Certificate certificate, Instant now) {
        var validity = certificate.validity();
        if (!validity.holds(now)) {
            throw new Refusal(
                    SubCode.CERT_EXPIRED,
                    "the certificate " + certificate.sn()
                            + (now.isBefore(validity.notBefore())
                                    ? " is not used before " + validity.notBefore()
                                    : " was used until " + validity.notAfter())
                            + "; get another in the portal");
        }
    }
}
