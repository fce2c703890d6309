package dev.serai.operator;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a member of staff is here for. */
public enum Role {
    SUPER_ADMIN,
    BUSINESS_MANAGER,
    PRODUCT_MANAGER,
    OPERATIONS,
    AUDITOR;

    /** As written on the wire and in tables: {@code super_admin}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(r -> r.word().equals(word)).findFirst();
    }
}
