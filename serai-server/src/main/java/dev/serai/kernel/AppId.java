package dev.serai.kernel;

/** Names one app of a merchant: what a call carries as {@code app_id}. Never blank. */
public record AppId(String value) {
    public AppId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("an app id must not be blank");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
