package dev.serai.consent;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A form of one of our pages, from the body alone: what stands in the address was written by the app, not by the user. */
record PostedForm(Map<String, List<String>> fields) {
    private static final int BYTES_MAX = 16 << 10;

    /** An overlong one counts as empty, and so as nobody's. */
    static PostedForm read(HttpServletRequest request) throws IOException {
        var body = request.getInputStream().readNBytes(BYTES_MAX + 1);
        return new PostedForm(
                body.length > BYTES_MAX
                        ? Map.of()
                        : URLUtils.parseParameters(new String(body, StandardCharsets.UTF_8)));
    }

    /** Empty where it is absent or stands twice. */
    String text(String name) {
        var values = fields.getOrDefault(name, List.of());
        return values.size() == 1 ? values.getFirst() : "";
    }
}
