package dev.serai.operator;

/** Who does something in the control plane, for the audit trail: an operator's name, or the house itself. */
public record Actor(String name, String role) {
    /** What the house does by itself: built-in declarations, demo data. */
    public static final Actor HOUSE = new Actor("serai", "house");

    /** Whoever can read the data folder's access file: the command line. */
    public static final Actor COMMAND_LINE = new Actor("command-line", "super_admin");
}
