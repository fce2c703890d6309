package dev.serai.operator.console;

/** The body of every console answer that is not a success. */
record ConsoleError(Cause error) {
    record Cause(String code, String message) {}

    static ConsoleError of(String code, String message) {
        return new ConsoleError(new Cause(code, message));
    }
}
