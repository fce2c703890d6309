package dev.serai.acceptance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One connection to the door on which bytes are sent as they are and answers are read as they come. Not for two threads. */
final class Wire implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final int HEAD_BYTES_MAX = 64 << 10;
    private static final int BODY_BYTES_MAX = 64 << 20;

    /** @param headers lower-case names; of several with one name the last */
    record Reply(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String lowerCaseName) {
            return headers.getOrDefault(lowerCaseName, "");
        }

        boolean closes() {
            return header("connection").equalsIgnoreCase("close");
        }

        @Override
        public String toString() {
            var text = text();
            return "HTTP " + status + " " + (text.length() > 300 ? text.substring(0, 300) + "…" : text);
        }
    }

    private final Socket socket;
    private final BufferedInputStream in;

    Wire(String address) throws IOException {
        var uri = URI.create(address);
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), Math.toIntExact(CONNECT_LIMIT.toMillis()));
        in = new BufferedInputStream(socket.getInputStream());
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** No more will be sent. */
    void endSending() throws IOException {
        socket.shutdownOutput();
    }

    /**
     * The next answer.
     *
     * @throws java.net.SocketTimeoutException if nothing comes for so long
     * @throws EOFException if the other side closed before the answer was whole
     */
    Reply read(Duration limit) throws IOException {
        socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
        while (true) {
            var first = line();
            if (!first.startsWith("HTTP/1.") || first.length() < 12) {
                throw new IOException("not an HTTP answer: " + first);
            }
            int status = Integer.parseInt(first.substring(9, 12));
            var headers = new TreeMap<String, String>();
            for (var line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    headers.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
            }
            // 100 Continue is not the answer yet.
            if (status >= 200) {
                return new Reply(status, headers, body(status, headers));
            }
        }
    }

    private byte[] body(int status, Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            var all = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                all.writeBytes(whole(size));
                line();
            }
            line();
            return all.toByteArray();
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (length > BODY_BYTES_MAX) {
            throw new IOException("an answer of " + length + " bytes");
        }
        return status == 204 || status == 304 ? new byte[0] : whole(length);
    }

    private byte[] whole(int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("closed within an answer");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        while (line.length() < HEAD_BYTES_MAX) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException(line.isEmpty() ? "closed" : "closed within an answer's head");
            }
            if (b == '\n') {
                int end = line.length();
                return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
            }
            line.append((char) b);
        }
        throw new IOException("an answer's head without end");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone; nothing was promised after its last answer.
            return;
        }
    }
}
