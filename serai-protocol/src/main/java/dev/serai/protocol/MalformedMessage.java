package dev.serai.protocol;

/**
 * A message whose signature fields cannot be read, or that lacks what a signature says it covers. The text tells where;
 * it holds nothing secret. It is an answer, not a fault: it carries no stack trace.
 */
public final class MalformedMessage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedMessage(String message) {
        super(message, null, false, false);
    }

    /** What was wrong, what was found. */
    public String explanation() {
        var message = getMessage();
        return message == null ? "the message is malformed" : message;
    }
}
