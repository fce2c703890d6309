package dev.serai.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Somebody between a client and the door who changes a word of the answer; one call a connection. */
final class Between implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private final ServerSocket listening;
    private final int door;
    private final String from;
    private final String to;

    private Between(ServerSocket listening, int door, String from, String to) {
        this.listening = listening;
        this.door = door;
        this.from = from;
        this.to = to;
    }

    static Between start(int door, String from, String to) throws IOException {
        var between = new Between(new ServerSocket(0, 8, InetAddress.getLoopbackAddress()), door, from, to);
        Thread.ofVirtual().start(between::serve);
        return between;
    }

    int port() {
        return listening.getLocalPort();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (var client = listening.accept();
                    var behind = new Socket(InetAddress.getLoopbackAddress(), door)) {
                client.setSoTimeout(TIMEOUT_MS);
                behind.setSoTimeout(TIMEOUT_MS);
                behind.getOutputStream().write(request(client));
                var answer = new String(behind.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                client.getOutputStream().write(answer.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new IllegalStateException("the one between broke", e);
                }
            }
        }
    }

    /** The whole request, asked to be the last of its connection. */
    private static byte[] request(Socket client) throws IOException {
        var in = client.getInputStream();
        var lines = new String(until(in, "\r\n\r\n"), StandardCharsets.ISO_8859_1).split("\r\n");
        var out = new StringBuilder();
        int length = 0;
        boolean chunked = false;
        for (var line : lines) {
            var lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
            if (!lower.startsWith("connection:")) {
                out.append(line).append("\r\n");
            }
        }
        out.append("Connection: close\r\n\r\n");
        var whole = new ByteArrayOutputStream();
        whole.write(out.toString().getBytes(StandardCharsets.ISO_8859_1));
        whole.write(chunked ? until(in, LAST_CHUNK) : in.readNBytes(length));
        return whole.toByteArray();
    }

    private static byte[] until(InputStream in, String end) throws IOException {
        var read = new ByteArrayOutputStream();
        // What came before it ended a line, so that an empty body is a last chunk too.
        while (!("\r\n" + read.toString(StandardCharsets.ISO_8859_1)).endsWith(end)) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the client went away");
            }
            read.write(b);
        }
        return read.toByteArray();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
