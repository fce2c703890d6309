package dev.serai.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of docs/routes.md, which a test of the server's holds equal to what is served.
 *
 * @param verb GET, POST, PUT, PATCH, DELETE; PAGE for a page of the door
 * @param who roles, or staff, owner, member, anyone, page, outside
 */
record Route(String verb, String path, Set<String> who) {
    private static final Pattern LINE = Pattern.compile("\\| `([A-Z]+) (/[^`]*)` \\| ([a-z_, ]+) \\|");
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    static List<Route> all(Path root) throws IOException {
        var found = new ArrayList<Route>();
        for (var line : Files.readAllLines(root.resolve("docs").resolve("routes.md"))) {
            var matcher = LINE.matcher(line);
            if (matcher.matches()) {
                found.add(new Route(
                        matcher.group(1),
                        matcher.group(2),
                        Set.of(matcher.group(3).split(", "))));
            }
        }
        if (found.isEmpty()) {
            throw new IOException("docs/routes.md lists no route");
        }
        return found;
    }

    boolean console() {
        return path.startsWith("/api/");
    }

    boolean portal() {
        return path.startsWith("/portal/api/");
    }

    /** The authorization server, which stands at the outer door for users and apps. */
    boolean ofTheCommunity() {
        return path.startsWith("/oauth2/") || path.startsWith("/.well-known/");
    }

    boolean open() {
        return who.contains("anyone");
    }

    boolean hasVariables() {
        return path.indexOf('{') >= 0;
    }

    boolean changes() {
        return !verb.equals("GET");
    }

    /** The path with these in its variables; what is not named gets a word that is nobody's. */
    String filled(Map<String, String> variables) {
        return VARIABLE.matcher(path)
                .replaceAll(found -> Matcher.quoteReplacement(variables.getOrDefault(found.group(1), "none")));
    }

    @Override
    public String toString() {
        return verb + " " + path;
    }
}
