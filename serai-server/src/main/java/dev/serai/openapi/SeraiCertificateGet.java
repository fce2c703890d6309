package dev.serai.openapi;

import dev.serai.kernel.Json;
import dev.serai.merchant.Apps;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The platform's certificates, which anybody may have: the one in use, or an earlier one by its SN. */
@Component
class SeraiCertificateGet implements ApiMethod {
    private final Apps apps;

    SeraiCertificateGet(Apps apps) {
        this.apps = apps;
    }

    @Override
    public String name() {
        return "serai.certificate.get";
    }

    @Override
    public boolean blocks() {
        return false;
    }

    @Override
    public JsonNode answer(ApiCall call) {
        var platform = apps.platform();
        var asked = call.text("cert_sn");
        var sn = asked == null || asked.isEmpty() ? platform.certSn() : asked;
        var certificate = platform.certificates().get(sn);
        if (certificate == null) {
            throw new Refusal(
                    SubCode.NOT_FOUND,
                    "the platform has no certificate with this cert_sn; leave it out for the one in use");
        }
        return Json.object()
                .put("cert_sn", sn)
                .put("certificate", certificate)
                .put("root_cert_sn", platform.rootSn())
                .put("root_certificate", platform.certificates().getOrDefault(platform.rootSn(), ""));
    }
}
