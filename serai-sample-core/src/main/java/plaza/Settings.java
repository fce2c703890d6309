package plaza;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** What the environment says. Every setting has a default but the password and the webhook. */
record Settings(
        InetSocketAddress listen,
        String jdbcUrl,
        String dbUser,
        String dbPassword,
        Optional<URI> webhookUrl,
        String webhookSecret) {

    static Settings of(Map<String, String> environment) {
        String dbUrl = value(environment, "PLAZA_DB_URL", "postgresql://127.0.0.1:5432/plaza");
        Optional<String[]> inUrl = userInfo(dbUrl);
        return new Settings(
                listen(value(environment, "PLAZA_LISTEN", "127.0.0.1:8082")),
                jdbcUrl(dbUrl),
                value(environment, "PLAZA_DB_USER", inUrl.map(info -> info[0]).orElse("plaza")),
                value(
                        environment,
                        "PLAZA_DB_PASSWORD",
                        inUrl.map(info -> info[1]).orElse("")),
                webhook(value(environment, "PLAZA_WEBHOOK_URL", "")),
                value(environment, "PLAZA_WEBHOOK_SECRET", ""));
    }

    /** The password and the secret stay out of logs. */
    @Override
    public String toString() {
        return "Settings[" + listen + ", " + jdbcUrl + ", " + dbUser + ", " + webhookUrl + "]";
    }

    private static String value(Map<String, String> environment, String name, String otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? otherwise : value;
    }

    private static InetSocketAddress listen(String text) {
        int colon = text.lastIndexOf(':');
        try {
            return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
            throw new IllegalArgumentException("PLAZA_LISTEN must be host:port, was " + text, malformed);
        }
    }

    private static String jdbcUrl(String text) {
        if (text.startsWith("jdbc:postgresql:")) {
            return text;
        }
        String address = afterScheme(text);
        return "jdbc:postgresql://" + address.substring(address.indexOf('@') + 1);
    }

    private static Optional<String[]> userInfo(String text) {
        if (text.startsWith("jdbc:")) {
            return Optional.empty();
        }
        String address = afterScheme(text);
        int at = address.indexOf('@');
        if (at < 0) {
            return Optional.empty();
        }
        String[] info = address.substring(0, at).split(":", 2);
        return Optional.of(new String[] {decoded(info[0]), info.length > 1 ? decoded(info[1]) : ""});
    }

    private static String afterScheme(String text) {
        for (String scheme : new String[] {"postgresql://", "postgres://"}) {
            if (text.startsWith(scheme)) {
                return text.substring(scheme.length());
            }
        }
        // Not repeated here: it may hold a password.
        throw new IllegalArgumentException(
                "PLAZA_DB_URL must begin with postgresql://host:port/name or jdbc:postgresql://host:port/name");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Optional<URI> webhook(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.startsWith("http://") && !text.startsWith("https://")) {
            throw new IllegalArgumentException("PLAZA_WEBHOOK_URL must begin with http:// or https://, was " + text);
        }
        return Optional.of(URI.create(text));
    }
}
