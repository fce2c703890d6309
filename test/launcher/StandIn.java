import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * Stands in for server and core where ./serai itself is tested: listens where it is told, is ready at once,
 * and runs SQL as the role named by the path, because the embedded database comes without psql.
 */
class StandIn {
    public static void main(String[] args) throws Exception {
        var core = System.getenv("PLAZA_LISTEN");
        if (core == null) {
            Files.writeString(Path.of(System.getenv("SERAI_DATA"), "welcome.txt"), "the demo's credentials\n");
            listen(System.getenv("SERAI_DOOR"));
            listen(System.getenv("SERAI_CONSOLE"));
        } else {
            listen(core);
        }
    }

    private static void listen(String address) throws IOException {
        var port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", exchange -> answer(exchange, "ok"));
        server.createContext("/environment", exchange -> answer(exchange, String.join(" ", System.getenv().keySet())));
        server.createContext("/owner/", exchange -> answer(exchange, sql(exchange, "SERAI_DB_OWNER")));
        server.createContext("/app/", exchange -> answer(exchange, sql(exchange, "SERAI_DB_APP")));
        server.createContext("/plaza/", exchange -> answer(exchange, sql(exchange, "PLAZA_DB")));
        server.start();
    }

    /** The last part of the path is the database, the body one statement. */
    private static String sql(HttpExchange exchange, String role) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var url = System.getenv().getOrDefault("PLAZA_DB_URL", System.getenv("SERAI_DB_URL_INTERNAL"));
        url = "jdbc:" + url.substring(0, url.lastIndexOf('/')) + path.substring(path.lastIndexOf('/'));
        var statement = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try (var connection =
                        DriverManager.getConnection(url, System.getenv(role + "_USER"), System.getenv(role + "_PASSWORD"));
                var run = connection.createStatement()) {
            if (!run.execute(statement)) {
                return "done";
            }
            var text = new StringBuilder();
            try (var rows = run.getResultSet()) {
                while (rows.next()) {
                    text.append(rows.getString(1)).append('\n');
                }
            }
            return text.toString();
        } catch (SQLException refused) {
            return "refused: " + refused.getMessage();
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
