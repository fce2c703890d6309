package dev.serai.kernel;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * For whom the current thread works. Inside {@link #as}, the database shows and takes rows of that merchant alone, by row-level
 * security under the application role; outside, the house works with its own role and must carry the merchant's id itself.
 * Other threads, lanes among them, are outside.
 */
public final class MerchantScope {
    private static final ScopedValue<String> MERCHANT = ScopedValue.newInstance();
    private static final String HOUSE = "";

    private MerchantScope() {}

    /** Runs the work in this merchant's scope. A transaction open already keeps the connection it has. */
    public static <T> T as(MerchantId merchant, Supplier<T> work) {
        return ScopedValue.where(MERCHANT, merchant.value()).call(work::get);
    }

    /**
     * Leaves the merchant's scope for work that is not one merchant's. Every caller stands by name in ArchitectureTest. Never
     * inside a transaction: that would stay with the merchant's connection.
     */
    public static <T> T asHouse(Supplier<T> work) {
        return ScopedValue.where(MERCHANT, HOUSE).call(work::get);
    }

    /** The merchant whose scope this is, null for the house. */
    static @Nullable String merchant() {
        var merchant = MERCHANT.isBound() ? MERCHANT.get() : HOUSE;
        return merchant.equals(HOUSE) ? null : merchant;
    }
}
