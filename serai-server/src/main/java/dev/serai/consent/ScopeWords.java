package dev.serai.consent;

import java.util.Map;

/** One declaration of what scopes mean to a user. */
record ScopeWords(Map<String, Words> words) {
    /** As they stand after "this app will be able to". */
    record Words(String zh, String en) {
        String in(boolean chinese) {
            return chinese ? zh : en;
        }
    }
}
