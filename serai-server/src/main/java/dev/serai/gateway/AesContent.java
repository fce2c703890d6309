package dev.serai.gateway;

import dev.serai.merchant.App;
import dev.serai.openapi.RawParameter;
import dev.serai.protocol.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/// Parameters and answers as Alipay's clients encrypt them: Base64 of AES/CBC/PKCS5 with an IV of zeros.
///
/// The padding proves nothing, and who may try it often learns the text. So it is opened only after a signature over
/// the
/// ciphertext fitted.
final class AesContent {
    static final String TYPE = "AES";

    private static final IvParameterSpec IV = new IvParameterSpec(new byte[16]);

    /** What an encrypted part may not say, because the call was already let in by what stands in the open. */
    private static final Set<String> IN_THE_OPEN =
            Set.of("app_id", "method", "version", "timestamp", "nonce", "sign_type", "sign", "body_sha256");

    private AesContent() {}

    /** Refuses a way of encrypting that is not served; empty: nothing is encrypted. */
    static boolean asked(String encryptType) {
        if (encryptType.isEmpty() || encryptType.equals(TYPE)) {
            return !encryptType.isEmpty();
        }
        throw SeraiDialect.invalid("the only encrypt type served is AES, found " + SeraiDialect.shown(encryptType));
    }

    /** Opens a call's encrypted part among the call's parameters, and leaves the key for the answer. */
    static void open(Passage passage, String base64, Charset charset, Instant now) {
        var app = passage.knownApp();
        if (newestLive(app, now) == null) {
            throw SeraiDialect.invalid(
                    "the call is encrypted and the app has no live AES key; make one in the portal, or send it plain");
        }
        if (base64.isEmpty()) {
            return;
        }
        for (var key : app.keys().aesKeys()) {
            var opened = key.validity().holds(now) ? opened(key, base64, charset) : null;
            if (opened != null) {
                key.use().at(now);
                passage.contentKey = key;
                requireMembers(opened);
                SeraiDialect.join(passage, opened);
                return;
            }
        }
        throw SeraiDialect.invalid(
                "the encrypted part does not open to a JSON object with a live AES key of the app; it"
                        + " is Base64 of AES/CBC/PKCS5 with an IV of zeros");
    }

    private static @Nullable List<RawParameter> opened(App.AesKey key, String base64, Charset charset) {
        try {
            var plain =
                    cipher(Cipher.DECRYPT_MODE, key).doFinal(Base64.getDecoder().decode(base64));
            var text = Utf8.strict(ByteBuffer.wrap(plain), "encrypted part", charset);
            var members = new ArrayList<RawParameter>();
            JsonBody.read(text.getBytes(StandardCharsets.UTF_8), members);
            return members;
        } catch (IllegalArgumentException | BadPaddingException | IllegalBlockSizeException | Refusal e) {
            return null; // another key's, or nobody's
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    private static void requireMembers(List<RawParameter> members) {
        for (var member : members) {
            if (IN_THE_OPEN.contains(member.name())) {
                throw SeraiDialect.invalid(member.name() + " stands in the encrypted part; send it in the open");
            }
        }
    }

    /** The key for an answer: the one that the call was encrypted with, otherwise the app's newest; null: none. */
    static App.@Nullable AesKey answerKey(Passage passage, Instant now) {
        var used = passage.contentKey;
        var app = passage.app;
        return used != null || app == null ? used : newestLive(app, now);
    }

    private static App.@Nullable AesKey newestLive(App app, Instant now) {
        for (var key : app.keys().aesKeys()) {
            if (key.validity().holds(now)) {
                return key;
            }
        }
        return null;
    }

    /** Base64. */
    static String closed(byte[] plain, App.AesKey key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(cipher(Cipher.ENCRYPT_MODE, key).doFinal(plain));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    private static Cipher cipher(int mode, App.AesKey key) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(mode, key.key(), IV);
        return cipher;
    }
}
