package dev.serai.operator;

/** A console call that is answered with an error of the caller's making. The message says what was found and what to do. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    public Refused(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    public static Refused invalid(String message) {
        return new Refused(400, "request.invalid", message);
    }

    public static Refused notFound(String message) {
        return new Refused(404, "not_found", message);
    }

    public static Refused conflict(String code, String message) {
        return new Refused(409, code, message);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
