package dev.serai.activity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** 256 random bits a browser carries. Only its hash is kept, so the tables open no door. */
record Ticket(String text) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SIZE_BYTES = 32;

    static Ticket fresh() {
        var bytes = new byte[SIZE_BYTES];
        RANDOM.nextBytes(bytes);
        return new Ticket(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Ticket(hidden)";
    }
}
