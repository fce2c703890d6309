package dev.serai.kernel;

/** Names one merchant. Never blank. */
public record MerchantId(String value) {
    public MerchantId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a merchant id must not be blank");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
