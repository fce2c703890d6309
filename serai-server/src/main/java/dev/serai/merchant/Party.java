package dev.serai.merchant;

import dev.serai.operator.Actor;

/** Who does something to a merchant: somebody of his own, or staff. */
public record Party(Actor actor, boolean staff) {
    public static Party staff(Actor actor) {
        return new Party(actor, true);
    }

    public static Party merchant(Account account) {
        return new Party(new Actor(account.login(), "merchant_" + account.role().word()), false);
    }
}
