package dev.serai.gateway.desk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The bytes that the characters of {@code sign} may mean, and by which mistake. */
record SignForms(List<Form> all) {
    record Form(byte[] bytes, List<Finding> mistakes) {}

    /** @param hex whether it should be hex; otherwise Base64 */
    static SignForms of(String sign, boolean hex) {
        var forms = new ArrayList<Form>();
        var none = List.<Finding>of();
        var line = sign.replaceAll("[\\r\\n\\t]", "");
        if (sign.matches("([0-9a-fA-F]{2})+")) {
            forms.add(new Form(HexFormat.of().parseHex(sign), hex ? none : List.of(Finding.of(Mistake.SIGN_HEX))));
        }
        var otherwise = hex ? List.of(Finding.of(Mistake.SIGN_BASE64)) : none;
        base64(forms, sign, otherwise);
        if (line.length() < sign.length()) {
            base64(forms, line, List.of(Finding.of(Mistake.SIGN_LINES)));
        }
        if (sign.indexOf(' ') >= 0) {
            base64(forms, line.replace(' ', '+'), List.of(Finding.of(Mistake.SIGN_PLUS)));
            base64(forms, line.replace(" ", ""), List.of(Finding.of(Mistake.SIGN_LINES)));
        }
        if (sign.indexOf('-') >= 0 || sign.indexOf('_') >= 0) {
            base64(forms, line.replace('-', '+').replace('_', '/'), List.of(Finding.of(Mistake.SIGN_URL_BASE64)));
        }
        for (var form : List.copyOf(forms)) {
            var text = new String(form.bytes, StandardCharsets.ISO_8859_1);
            if (text.matches("([0-9a-fA-F]{2}){16,}")) {
                forms.add(new Form(HexFormat.of().parseHex(text), List.of(Finding.of(Mistake.SIGN_HEX_IN_BASE64))));
            }
        }
        return new SignForms(forms);
    }

    private static void base64(List<Form> forms, String text, List<Finding> mistakes) {
        try {
            forms.add(new Form(Base64.getDecoder().decode(text), mistakes));
        } catch (IllegalArgumentException e) {
            // It is not.
        }
    }
}
