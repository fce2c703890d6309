package dev.serai.protocol;

/**
 * A call turned away, with its cause. The message tells what was wrong, what was found and what to do; it reaches the
 * caller as {@code sub_msg}, so it never holds a secret. It is an answer, not a fault: it carries no stack trace.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SubCode subCode;

    public Refusal(SubCode subCode, String message) {
        super(message, null, false, false);
        this.subCode = subCode;
    }

    public SubCode subCode() {
        return subCode;
    }

    /** The {@code sub_msg}. */
    public String explanation() {
        var message = getMessage();
        return message == null ? subCode.meaning() : message;
    }
}
