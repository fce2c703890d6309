package dev.serai.merchant;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Approves a merchant's change without asking anybody ({@code merchant-change-rule/v1}).
 *
 * @param change the kind of change
 * @param statuses only while the merchant is one of these
 * @param perDayMax how many of a merchant's changes of the kind it approves in 24 hours; null: any number
 */
public record ChangeRule(
        String id,
        String change,
        Set<MerchantStatus> statuses,
        @Nullable Integer perDayMax) {}
