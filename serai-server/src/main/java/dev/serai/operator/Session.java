package dev.serai.operator;

/** Somebody signed in at the console. {@code csrf} must come back with each request that changes something. */
public record Session(String user, Role role, String csrf) {}
