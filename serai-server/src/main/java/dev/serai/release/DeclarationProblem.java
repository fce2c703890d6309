package dev.serai.release;

/** A declaration that has no meaning: where in the file, and which rule. */
public final class DeclarationProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pointer;

    /**
     * @param pointer JSON pointer (RFC 6901) to the offending value
     * @param rule what is required, what was found, what to do
     */
    public DeclarationProblem(String pointer, String rule) {
        super(rule, null, false, false);
        this.pointer = pointer;
    }

    public String pointer() {
        return pointer;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
