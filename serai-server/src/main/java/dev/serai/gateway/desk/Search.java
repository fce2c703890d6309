package dev.serai.gateway.desk;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for what makes a signature fit: a text, a key and a form, with as few mistakes as can be. */
final class Search {
    /** More mistakes at once than this explain anything. */
    private static final int MISTAKES_MAX = 2;

    /** So many explanations are told where several are equally short. */
    private static final int TOLD_MAX = 6;

    private final SaidCall call;
    private final KeyRing ring;
    private final SignForms forms;
    private final List<List<Finding>> found = new ArrayList<>();
    private @Nullable String openedBy;

    Search(SaidCall call, KeyRing ring) {
        this.call = call;
        this.ring = ring;
        this.forms =
                SignForms.of(call.sign(), call.speech() == Speech.SERAI && !isRsa() || call.speech() == Speech.TOP);
    }

    /** Whether the call says it is signed with an RSA key. */
    private boolean isRsa() {
        return switch (call.speech()) {
            case SERAI -> call.type().equals("RSA2");
            case TOP -> false;
            default -> true;
        };
    }

    /** The shortest explanations; one without mistakes: it fits. Empty: none was found. */
    List<List<Finding>> explain(List<Wording> wordings) {
        found.clear();
        secrets(wordings);
        keys(wordings);
        int fewest = found.stream().mapToInt(List::size).min().orElse(0);
        return new LinkedHashSet<>(found)
                .stream()
                        .filter(mistakes -> mistakes.size() == fewest)
                        .limit(TOLD_MAX)
                        .toList();
    }

    /** The fingerprint of the key that made the signature, over whatever text; null where none of them did. */
    @Nullable String openedBy() {
        return openedBy;
    }

    private void secrets(List<Wording> wordings) {
        var expected = expected();
        for (var wording : wordings) {
            for (var secret : ring.secrets()) {
                int so = wording.mistakes().size() + secret.mistakes().size();
                if (so > MISTAKES_MAX) {
                    continue;
                }
                for (var mac : Mac.values()) {
                    var mistakes = new ArrayList<>(wording.mistakes());
                    mistakes.addAll(secret.mistakes());
                    if (mac != expected) {
                        mistakes.add(used(mac, expected));
                    }
                    if (mistakes.size() <= MISTAKES_MAX) {
                        compare(mac.of(wording.bytes(), secret.bytes()), mistakes);
                    }
                }
            }
        }
    }

    private void compare(byte[] made, List<Finding> mistakes) {
        for (var form : forms.all()) {
            if (MessageDigest.isEqual(made, form.bytes())) {
                var all = new ArrayList<>(mistakes);
                all.addAll(form.mistakes());
                found.add(all);
            }
        }
    }

    /** Null where the call says it is signed by an RSA key. */
    private @Nullable Mac expected() {
        return switch (call.speech()) {
            case SERAI ->
                switch (call.type()) {
                    case "MD5" -> Mac.MD5_SECRET;
                    case "RSA2" -> null;
                    default -> Mac.HMAC_SHA256;
                };
            case TOP ->
                switch (call.type()) {
                    case "md5" -> Mac.MD5_WRAPPED;
                    case "hmac" -> Mac.HMAC_MD5;
                    default -> Mac.HMAC_SHA256;
                };
            case RFC9421 -> call.type().startsWith("rsa") ? null : Mac.HMAC_SHA256;
            case ALIPAY, ALIPAY_V3, WECHAT -> null;
        };
    }

    private Finding used(Mac mac, @Nullable Mac expected) {
        if (expected == Mac.MD5_SECRET && (mac == Mac.MD5_JOINED || mac == Mac.MD5_BEFORE || mac == Mac.MD5_KEY)) {
            return Finding.of(Mistake.SIGN_NO_SECRET_NAME, "how", mac.words());
        }
        if (mac == Mac.MD5_PLAIN || mac == Mac.SHA256_PLAIN) {
            return Finding.of(Mistake.SIGN_NO_SECRET);
        }
        if (expected == Mac.HMAC_SHA256 && mac == Mac.HMAC_SHA256_SECRET) {
            return Finding.of(Mistake.SIGN_SECRET_IN_HMAC);
        }
        return Finding.of(Mistake.SIGN_ALGORITHM, "said", said(), "used", mac.words());
    }

    private String said() {
        return call.type().isEmpty() ? "nothing" : call.type();
    }

    private void keys(List<Wording> wordings) {
        for (var key : ring.keys()) {
            for (var form : forms.all()) {
                var seal = RsaSeal.open(form.bytes(), key.key());
                if (seal != null) {
                    openedBy = key.fingerprint();
                    for (var wording : wordings) {
                        if (seal.isOver(wording.bytes())) {
                            add(wording, key, form, sealed(seal));
                        }
                    }
                } else if (form.bytes().length * 8 >= key.key().getModulus().bitLength()) {
                    pss(wordings, key, form);
                }
            }
        }
    }

    private void pss(List<Wording> wordings, KeyRing.TriedKey key, SignForms.Form form) {
        boolean right = call.speech() == Speech.RFC9421 && !call.type().equals("rsa-v1_5-sha256");
        for (var wording : wordings) {
            if (wording.mistakes().size() < MISTAKES_MAX && RsaSeal.isPss(form.bytes(), key.key(), wording.bytes())) {
                openedBy = key.fingerprint();
                add(wording, key, form, right ? List.of() : List.of(Finding.of(Mistake.SIGN_PSS)));
            }
        }
    }

    private List<Finding> sealed(RsaSeal seal) {
        if (!isRsa()) {
            return List.of(Finding.of(Mistake.SIGN_ALGORITHM, "said", said(), "used", "RSA"));
        }
        if (seal.hash().isEmpty()) {
            return List.of(Finding.of(Mistake.SIGN_RAW_DIGEST));
        }
        var wanted = call.speech() == Speech.ALIPAY && call.type().equals("RSA") ? "SHA-1" : "SHA-256";
        return seal.hash().equals(wanted)
                ? List.of()
                : List.of(Finding.of(Mistake.SIGN_HASH, "used", seal.hash(), "wanted", wanted));
    }

    private void add(Wording wording, KeyRing.TriedKey key, SignForms.Form form, List<Finding> how) {
        var all = new ArrayList<>(wording.mistakes());
        all.addAll(key.mistakes());
        all.addAll(how);
        all.addAll(form.mistakes());
        found.add(all);
    }
}
